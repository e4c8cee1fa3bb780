"""The company in one screen: a sentence on what changed, the numbers, the bridge."""

from __future__ import annotations

import streamlit as st
from parts import looks, url
from parts.figures import chart
from parts.numbers import change, metric, money
from session import ask, book, lang, say

from kamlib import columns, formats

HISTORY = 36  # months behind a headline number
PERIODS = ("quarter", "quarter_before", "year")


def sentence() -> None:
    """What changed, in words."""
    seen = ask("overview")
    year = change(seen["net_12m"], seen["net_12m_before"]) if seen["is_year_before_complete"] else None
    quarter = change(seen["net_3m"], seen["net_3m_year_ago"])
    st.markdown(
        " ".join(
            [
                _told("year", seen["net_12m"], year),
                _told("quarter", seen["net_3m"], quarter),
                looks.summary(),
            ]
        )
    )


def _told(what: str, net: object, growth: float | None) -> str:
    if growth is None:
        return say(f"{what}_alone", net=money(net))
    size = formats.share(abs(growth), lang())
    return say(f"{what}_{'down' if growth < 0 else 'up'}", net=money(net), growth=size)


def metrics() -> None:
    """The headline numbers with their comparison and history."""
    seen, months = ask("overview"), ask("company_monthly")
    months = months[months["is_complete"]].tail(HISTORY)
    whole = seen["is_year_before_complete"]
    before = seen["net_12m_before"] if whole else None
    with st.container(horizontal=True, gap="small"):
        metric(
            say("metric_year"),
            money(seen["net_12m"]),
            "net_12m",
            change(seen["net_12m"], before),
            say("to_year"),
            months["net"].tolist(),
        )
        if seen["cm1_12m"] is not None:
            metric(
                say("metric_cm1"),
                money(seen["cm1_12m"]),
                "cm1_12m",
                change(seen["cm1_12m"], seen["cm1_12m_before"]),
                say("to_year"),
                months["cm1"].tolist(),
            )
        metric(
            say("metric_quarter"),
            money(seen["net_3m"]),
            "net_3m",
            change(seen["net_3m"], seen["net_3m_year_ago"]),
            say("to_quarter_year_ago"),
            months["net"].tail(15).tolist(),
        )
        metric(
            say("metric_clients"),
            formats.count(seen["active_clients"], lang()),
            "active_clients",
            change(seen["active_clients"], seen["active_clients_year_ago"]),
            say("to_year"),
            months["active_clients"].tolist(),
        )
        metric(say("metric_grr"), formats.share(seen["grr_12m"], lang()), "grr_12m", against=say("year_on_year"))
        metric(say("metric_nrr"), formats.share(seen["nrr_12m"], lang()), "nrr_12m", against=say("year_on_year"))


def bridge() -> None:
    """From the revenue of one period to that of another."""
    bridges = ask("revenue_bridge").set_index("period", drop=False)
    period = url.one(
        "period",
        columns.label("period", lang()),
        [p for p in PERIODS if p in bridges.index],
        lambda p: columns.code_label("period", p, lang(), book().policy),
        lang(),
        default="quarter",
        label_visibility="collapsed",
    )
    chart("revenue_bridge", bridges.loc[[period]])
