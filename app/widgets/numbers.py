"""Headline numbers: a value, its comparison with a sign, its meaning."""

from __future__ import annotations

from collections.abc import Sequence

import streamlit as st

from app.session import book, lang
from app.widgets.help import help_of
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns


def money(x: object) -> str:
    """Money in the company's currency, short."""
    return formats.money(x, lang(), book().currency, compact=True)


def metric(
    column: str,
    x: object,
    delta: float | None = None,
    against: str | None = None,
    history: Sequence[float] | None = None,
    table: str | None = None,
) -> None:
    """One headline number by its column's label and format, with its change (a share) and a line of its history."""
    info = columns.info(column, table)
    falls = delta is not None and round(delta, 3) < 0
    rises = delta is not None and round(delta, 3) > 0
    is_good = rises if info.higher != "bad" else falls
    value = money(x) if info.format == "money" else columns.value(column, x, lang(), book().currency, table)
    st.metric(
        columns.label(column, lang(), table),
        plain(value),
        None if delta is None else formats.growth(delta, lang()),
        # Streamlit knows only the hyphen as a minus, so arrow and colour are told
        delta_arrow="down" if falls else "up" if rises else "off",
        delta_color="off" if not (falls or rises) or info.higher == "neutral" else "green" if is_good else "red",
        delta_description=plain(against) if against else None,
        chart_data=history,
        chart_type="area",
        border=True,
        height="stretch",
        help=help_of(column, table),
    )
