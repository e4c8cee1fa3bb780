"""The company in one screen: a sentence on what changed, the numbers, the bridge."""

from __future__ import annotations

import streamlit as st

from app.screens.company import outlook
from app.session import ask, book, lang, say
from app.widgets import findings, periods
from app.widgets.figures import chart
from app.widgets.numbers import change, metric, money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.coverage import not_compared_text

HISTORY = 36  # months behind a headline number
QUARTER_HISTORY = 15
PERIODS = ("quarter", "quarter_before", "year")


def sentence() -> None:
    """What changed, in words."""
    seen = ask("overview")
    year = change(seen["net_12m"], seen["net_12m_before"])
    quarter = change(seen["net_3m"], seen["net_3m_year_ago"])
    st.markdown(
        " ".join(
            [
                _sentence("year", seen["net_12m"], year),
                _sentence("quarter", seen["net_3m"], quarter),
                outlook.expected(),
            ]
        )
    )
    told = " ".join(x for x in (outlook.at_risk(), outlook.keys()) if x)
    st.markdown(told or findings.summary())
    if lacking := _not_compared(("year", "quarter")):
        st.caption(plain(" ".join(lacking)))


def _not_compared(periods: tuple[str, ...]) -> list[str]:
    """What cannot be compared, and from when on it can."""
    rows = ask("comparisons").to_dict("records") if book().has("comparisons") else []
    return [not_compared_text(row, lang()) for row in rows if row["period"] in periods and not row["is_covered"]]


def _sentence(what: str, net: object, growth: float | None) -> str:
    if growth is None:
        return say(f"{what}_alone", net=plain(money(net)))
    size = formats.share(abs(growth), lang())
    return say(f"{what}_{'down' if growth < 0 else 'up'}", net=plain(money(net)), growth=size)


def metrics() -> None:
    """The headline numbers with their comparison and history."""
    seen, months = ask("overview"), ask("company_monthly")
    months = months[months["is_complete"]].tail(HISTORY)
    year_ago = say("to_year")
    shown = [
        ("net_12m", "net_12m_before", year_ago, months["net"]),
        ("cm1_12m", "cm1_12m_before", year_ago, months["cm1"]),
        ("net_3m", "net_3m_year_ago", say("to_quarter_year_ago"), months["net"].tail(QUARTER_HISTORY)),
        ("active_clients", "active_clients_year_ago", year_ago, months["active_clients"]),
    ]
    shown = [row for row in shown if not formats.is_unknown(seen[row[0]])]
    cells = st.columns(len(shown) + 1)
    for cell, (now, before, against, history) in zip(cells, shown, strict=False):
        with cell:
            grown = change(seen[now], seen[before])
            metric(now, seen[now], grown, against if grown is not None else None, history.dropna().tolist())
    with cells[-1]:
        if formats.is_unknown(seen["grr_12m"]):
            metric("grr_12m", None)
            return
        nrr = f"{columns.label('nrr_12m', lang())} {formats.share(seen['nrr_12m'], lang())}"
        metric("grr_12m", seen["grr_12m"], against=nrr)


def bridge() -> None:
    """From the revenue of one period to that of another."""
    bridges = ask("revenue_bridge").set_index("period", drop=False)
    period = periods.choose_period("period", [p for p in PERIODS if p in bridges.index], _not_compared(PERIODS))
    if period:
        chart("revenue_bridge", bridges.loc[[period]], period=period)


def why() -> None:
    """Price, volume and mix, clients won and lost."""
    parts = ask("price_volume_mix").set_index("period", drop=False)
    compared = ("year", "quarter")
    period = periods.choose_period("pvm", [p for p in compared if p in parts.index], _not_compared(compared))
    if period:
        chart("price_volume_mix", parts.loc[[period]], period=period)
