"""Sold against planned, where there is a plan."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import book, lang, say
from app.widgets import tables, url
from app.widgets.numbers import money
from app.widgets.plain import plain
from app.widgets.plan_lines import PERIODS, lines, rows
from kamlib.labels import columns
from kamlib.labels.headline import quarter_share

LEVELS = ("manager", "product_class", "client")
LIST = (
    "name", "plan_share_to_date", "plan_share_expected", "actual_to_date", "plan_to_date", "expected_amount",
    "plan_amount",
)  # fmt: skip


def share_of_quarter() -> float | None:
    """How much of the quarter's plan was sold by the review date; None where there is no plan."""
    return quarter_share(rows("company"))


def of_company() -> None:
    """The company's plan in two lines, and beneath them the plans of its managers, classes and clients."""
    found = rows("company")
    if found.empty:
        return
    with st.container(border=True):
        lines(found)
        source = found["plan_source"].iloc[0]
        if source != "company":
            _told_as_sum(found, source)
        _levels()


def _told_as_sum(found: pd.DataFrame, source: str) -> None:
    year = found[found["plan_period"] == "year"]
    outside = (year if len(year) else found)["sold_outside_plan"].iloc[0]
    told = columns.code_label("plan_source", source, lang(), book().policy)
    st.caption(say("plan_is_sum", source=told, outside=plain(money(outside))))


def _levels() -> None:
    there = {level: found for level in LEVELS if len(found := rows(level))}
    if not there:
        return
    labels = {x: columns.code_label("plan_level", x, lang()) for x in there}
    with st.expander(say("plan_by_level", levels=", ".join(labels.values()).lower())):
        with st.container(horizontal=True):
            level = _choice("plan_level", labels)
            periods = {p: columns.code_label("plan_period", p, lang()) for p in PERIODS}
            period = _choice("plan_of", periods)
        found = there[level][there[level]["plan_period"] == period]
        key = f"plan:{level}:{period}:{lang()}"
        found = found.assign(client_id=found["plan_member"])
        tables.shown(
            found,
            LIST,
            key=key,
            table="plan_progress",
            rows=12,
            labels={"name": labels[level]},
            opens_client=level == "client",
        )


def _choice(parameter: str, options: dict[str, str]) -> str:
    name = "level" if parameter == "plan_level" else "plan_period"
    label = columns.label(name, lang(), "plan_progress")
    return url.one(parameter, label, options, lang(), next(iter(options)), draw=st.selectbox, width=220)
