"""Sales channels beside one another."""

from __future__ import annotations

from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.theme import empty, figure, key, palette
from kamlib.charts.words import client_name, hover, money, number, numbers, safe, say, short
from kamlib.core import formats
from kamlib.labels import columns


def channels(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 12,
) -> go.Figure:
    """Revenue of 12 months by channel before that of the year before (`channels`), and its share of the company.

    The `most` largest; sales whose channel is not known stand last, in grey.
    """
    if frame.empty:
        return empty(lang, dark, "channels", title)
    p = palette(dark)
    is_known = frame["channel"].notna()
    records = [*frame[is_known].head(most).to_dict("records"), *frame[~is_known].to_dict("records")]
    unknown = [formats.is_unknown(r["channel"]) for r in records]
    names = [say("channel_unknown", lang) if u else str(r["channel"]) for r, u in zip(records, unknown, strict=True)]
    now, before = (numbers(r[c] for r in records) for c in ("net_12m", "net_12m_before"))
    hovers = [_told(name, r, lang, currency) for name, r in zip(names, records, strict=True)]
    shares = [formats.share(r["revenue_share"], lang, 0) for r in records]
    texts = [
        f'<b>{share}</b> <span style="color:{p.muted}">{money(n, lang, currency)}</span>'
        for share, n in zip(shares, now, strict=True)
    ]
    notes = [key("■", p.accent, say("last_12_months", lang)), key("■", p.grey, say("year_before", lang))]
    if len(frame) > len(records):
        notes.append(say("and_more", lang, n=formats.count(len(frame) - len(records), lang)))
    fig = figure(lang, dark, "channels", title, notes, right=124)
    fills = [p.muted if u else p.accent for u in unknown]
    for name, values, colours, width in (("before", before, p.grey, 0.8), ("now", now, fills, 0.48)):
        fig.bar(
            name=name,
            orientation="h",
            y=list(range(len(records))),
            x=values,
            width=width,
            marker={"color": colours, "line": {"width": 0}},
            customdata=[None if u else r["channel"] for r, u in zip(records, unknown, strict=True)],
            hovertext=hovers,
            hoverinfo="text",
        )
    rows.lay_out(fig, p, [short(n) for n in names], texts)
    low, high = min(0.0, *now, *before), max(*now, *before, 1.0)
    fig.x(showticklabels=False, range=[low, high])
    return fig.done()


def _told(name: str, row: dict[str, Any], lang: str, currency: str | None) -> str:
    lines = [
        (say("last_12_months", lang).capitalize(), formats.money(row["net_12m"], lang, currency)),
        (say("year_before", lang).capitalize(), formats.money(row["net_12m_before"], lang, currency)),
        (say("change", lang), formats.growth(row["growth_12m"], lang)),
        (say("margin", lang), _margin(row, lang, currency)),
        (say("clients", lang), formats.count(row["clients"], lang)),
        (columns.label("hhi", lang), formats.by_format("ratio", row["hhi"], lang)),
    ]
    if not formats.is_unknown(row["top1_client_id"]) and number(row["top1_share"]) == number(row["top1_share"]):
        largest = client_name({**row, "client_id": row["top1_client_id"]}, lang)
        told = f"{safe(largest)}, {formats.share(row['top1_share'], lang)}"
        lines.append((say("in_channel_largest", lang), told))
    return hover(safe(name), *lines)


def _margin(row: dict[str, Any], lang: str, currency: str | None) -> str:
    if formats.is_unknown(row["cm1_12m"]):
        return formats.UNKNOWN
    return f"{formats.money(row['cm1_12m'], lang, currency)}, {formats.share(row['margin_share'], lang)}"
