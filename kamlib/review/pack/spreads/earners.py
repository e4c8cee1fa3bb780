"""Who earns: how contribution is spread over clients, who brings most, who costs more than it brings."""

from __future__ import annotations

import pandas as pd

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Spread
from kamlib.review.pack.tables import table

LIST = ("name", "net_12m", "cm1_12m", "cm2_12m", "cm3_12m", "contribution_12m", "margin_share", "profit_share")
CHANNELS = ("channel", "clients", "net_12m", "net_12m_before", "growth_12m", "revenue_share", "margin_share")


def spread(asked: Asked) -> Spread:
    """The curve, the largest, the losses, the months, and channels where any are known."""
    found = asked("contribution")
    known = found[found["contribution_12m"].notna()]
    losses = known[known["contribution_12m"] < 0].sort_values("contribution_12m", kind="stable")
    label = columns.label("net_12m" if asked.is_revenue else "contribution_12m", asked.lang)
    drawn = [
        charts.whale_curve(asked, asked("whale_curve")) if asked.clients is None else None,
        charts.bars(asked, "largest", asked.say("largest", what=label.lower()), known, "contribution_12m"),
        charts.bars(
            asked, "losses", asked.say("returns" if asked.is_revenue else "losses"), losses, "contribution_12m", top=6
        ),
        charts.company_monthly(asked, asked("company_monthly")),
    ]
    names = [n for n in LIST if not (asked.is_revenue and n == "contribution_12m")]
    told = [
        table(
            asked,
            "contribution",
            asked.say("t_revenue" if asked.is_revenue else "t_contribution"),
            found,
            names,
            "contribution",
            top=15,
        )
    ]
    channels = asked("channels") if asked.has("channels") else found.head(0)
    if len(channels) and channels["channel"].notna().any():
        told.append(table(asked, "channels", charts.title_of(asked, "channels"), channels, CHANNELS, "channels"))
    return Spread(
        "earners",
        asked.say("q_earners"),
        tuple(s for s in (_concentration(asked), _losses(asked, losses)) if s),
        charts=tuple(c for c in drawn if c is not None),
        tables=tuple(x for x in told if x is not None),
    )


def _concentration(asked: Asked) -> str:
    seen = asked("concentration")
    if not seen or formats.is_unknown(seen["top10_share"]):
        return ""
    shares = {n: asked.share(seen[f"top{n}_share"]) for n in (1, 5, 10)}
    return asked.say(
        "concentration", one=shares[1], five=shares[5], ten=shares[10], clients=asked.count(seen["clients"])
    )


def _losses(asked: Asked, losses: pd.DataFrame) -> str:
    if losses.empty:
        return ""
    money = asked.money(-losses["contribution_12m"].sum())
    if asked.is_revenue:
        return asked.say("returns_told", n=asked.count(len(losses)), money=money)
    return asked.say("losses_told", n=len(losses), money=money)
