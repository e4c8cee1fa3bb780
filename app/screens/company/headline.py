"""The company in one screen: a sentence on what changed, the numbers, the bridge."""

from __future__ import annotations

import streamlit as st

from app.screens.company import outlook
from app.session import ask, book, lang, say, texts
from app.widgets import periods, printing
from app.widgets.figures import chart
from app.widgets.numbers import metric
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.coverage import not_compared_text

words = texts("overview")
HISTORY = 36  # months behind a headline number
PERIODS = ("quarter", "quarter_before", "year")


def sentence() -> None:
    """What changed and what lies ahead; what is at risk; the key clients: a line each, with the way to its page."""
    lines = [outlook.revenue(), outlook.at_risk(), outlook.keys()]
    st.markdown("  \n".join(line for line in lines if line))
    if lacking := _not_compared(("year", "quarter")):
        st.caption(plain(" ".join(lacking)))


def _not_compared(periods: tuple[str, ...]) -> list[str]:
    """What cannot be compared, and from when on it can."""
    rows = ask("comparisons").to_dict("records") if book().has("comparisons") else []
    return [not_compared_text(row, lang()) for row in rows if row["period"] in periods and not row["is_covered"]]


def metrics(without: set[str]) -> None:
    """More headline numbers with their comparison and history, without those that stand above."""
    seen, months = ask("overview"), ask("company_monthly")
    months = months[months["is_complete"]].tail(HISTORY)
    year_ago = say("to_year")
    shown = [
        ("net_12m", "net_12m_before", year_ago, months["net"]),
        ("cm1_12m", "cm1_12m_before", year_ago, months["cm1"]),
        ("active_clients", "active_clients_year_ago", year_ago, months["active_clients"]),
    ]
    shown = [row for row in shown if not formats.is_unknown(seen[row[0]]) and row[0] not in without]
    cells = st.columns(max(len(shown) + ("grr_12m" not in without), 1))
    for cell, (now, before, against, history) in zip(cells, shown, strict=False):
        with cell:
            grown = formats.change(seen[now], seen[before])
            metric(now, seen[now], grown, against if grown is not None else None, history.dropna().tolist())
    if "grr_12m" in without:
        return
    with cells[-1]:
        if formats.is_unknown(seen["grr_12m"]):
            metric("grr_12m", None)
            return
        nrr = f"{columns.label('nrr_12m', lang())} {formats.share(seen['nrr_12m'], lang())}"
        metric("grr_12m", seen["grr_12m"], against=nrr)


def beside() -> str | None:
    """Beside the page's name: its one switch, of tiles, bridge and price–volume, and the way to paper. Gives the period
    chosen; None: nothing can be compared."""
    there = [p for p in PERIODS if p in set(ask("revenue_bridge")["period"])]
    period = periods.choose_period("period", there) if there else None
    printing.page_one()
    return period


def nothing_to_compare() -> None:
    """Says that no period can be compared, and what each lacks."""
    periods.choose_period("period", [], _not_compared(PERIODS))


def bridge(period: str | None) -> None:
    """From the revenue of one period to that of another."""
    bridges = ask("revenue_bridge").set_index("period", drop=False)
    if period:
        chart("revenue_bridge", bridges.loc[[period]], period=period)


def why(period: str | None) -> None:
    """Price, volume and mix, clients won and lost."""
    parts = ask("price_volume_mix").set_index("period", drop=False)
    if period in parts.index:
        chart("price_volume_mix", parts.loc[[period]], period=period)
    elif period and len(parts):
        st.caption(words("no_parts"))
