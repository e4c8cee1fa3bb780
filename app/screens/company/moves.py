"""Who moved from class to class: the matrix, and the clients behind its cells."""

from __future__ import annotations

import streamlit as st

from app.session import ask, book, lang, say
from app.widgets import tables, url
from app.widgets.figures import chart
from kamlib.core import formats
from kamlib.labels import columns

AXES = ("abc", "rfm", "T3", "T4", "T5", "T6", "T8", "T10")
PERIODS = ("quarter", "year")
LIST = ("name", "class_before", "class_now", "net_12m_before", "net_12m_now", "manager")


def who_moved() -> None:
    """The migration matrix of a classification; a click on a cell lists its clients."""
    compared = [p for p in PERIODS if any(len(ask("migration", a, p)) for a in AXES)]
    if not compared:
        st.info(say("no_moves"))
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        there = [a for a in AXES if len(ask("migration", a, compared[-1]))]
        axis = _choice("axis", "axis", {a: columns.code_label("axis", a, lang(), book().policy) for a in there})
        periods = {p: columns.code_label("move_period", p, lang(), book().policy) for p in compared}
        period = _choice("moved", "period", periods)
    cell = _chosen_cell(axis, period)
    left, right = st.columns([1, 1.5], gap="medium")
    with left:
        chart(
            "migration_matrix",
            ask("migration", axis, period),
            on_click=lambda data: _choose_cell(axis, period, data),
            selected=cell,
        )
    with right:
        before, now = cell or (None, None)
        moved = ask("moves", axis, period, before, now)
        st.caption(_how_many(axis, moved, cell))
        heads = {n: say(n) for n in LIST[1:5]}
        if len(moved):
            tables.shown(moved, LIST, key=f"moves:{lang()}", axis=axis, opens_client=True, rows=9, labels=heads)


def _choice(parameter: str, column: str, options: dict[str, str]) -> str:
    default = next(iter(options))
    return url.one(parameter, columns.label(column, lang()), options, lang(), default, draw=st.selectbox, width=280)


def _how_many(axis: str, moved, cell: tuple[str, str] | None) -> str:
    if cell is None:
        return say("moved_all", n=formats.count(len(moved), lang()))
    labels = [columns.axis_class_label(axis, c, lang(), book().policy) for c in cell]
    return say("moved_cell", before=labels[0], now=labels[1], n=formats.count(len(moved), lang()))


def _chosen_cell(axis: str, period: str) -> tuple[str, str] | None:
    chosen = st.session_state.get("moved_cell")
    return chosen[2] if chosen and chosen[:2] == (axis, period) else None


def _choose_cell(axis: str, period: str, data: list) -> None:
    again = _chosen_cell(axis, period) == tuple(data)
    st.session_state["moved_cell"] = None if again else (axis, period, tuple(data))
