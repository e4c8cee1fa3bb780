"""A plan in a line for the year and one for the quarter."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, say
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats

PERIODS = ("year", "quarter")


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
