"""Sold against planned, where there is a plan."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, say
from app.widgets import tables, url
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

PERIODS = ("year", "quarter")
LEVELS = ("manager", "product_class", "client")
LIST = (
    "name", "plan_share_to_date", "plan_share_expected", "actual_to_date", "plan_to_date", "expected_amount",
    "plan_amount",
)  # fmt: skip


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


def rows(level: str) -> pd.DataFrame:
    """The answer `plan`; empty in a book that was built before there were plans."""
    return ask("plan", level) if book().has("plan_progress") else pd.DataFrame()


def lines(found: pd.DataFrame) -> None:
    """A line for the year and one for the quarter, of one member of a level."""
    for period in PERIODS:
        for row in found[found["plan_period"] == period].to_dict("records"):
            st.markdown(_line(row), help=help_of("plan_share_expected"))


def _line(row: dict[str, Any]) -> str:
    values = {
        "share": formats.share(row["plan_share_to_date"], lang()),
        "actual": plain(money(row["actual_to_date"])),
        "plan": plain(money(row["plan_to_date"])),
        "whole": plain(money(row["plan_amount"])),
        "expected": plain(money(row["expected_amount"])),
        "expected_share": formats.share(row["plan_share_expected"], lang()),
    }
    what = f"plan_{row['plan_period']}"
    if formats.is_unknown(row["plan_share_to_date"]):
        return say(f"{what}_ahead", **values)
    return say(what if row["plan_rest"] else f"{what}_over", **values)


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
