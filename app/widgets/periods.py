"""Which comparison is looked at: the quarter or the year."""

from __future__ import annotations

import streamlit as st

from app.session import lang, say
from app.widgets import url
from app.widgets.plain import plain
from kamlib.labels import columns


def choose_period(parameter: str, periods: list[str], lacking: list[str] | None = None) -> str | None:
    """Which comparison; the first is the default. None where the data cover no period to compare with: says so, and
    `lacking`, what each comparison lacks."""
    if not periods:
        st.info(plain("\n\n".join([say("no_period"), *(lacking or [])])))
        return None
    labels = {p: say(f"period_{p}") for p in periods}
    return url.one(
        parameter,
        columns.label("period", lang()),
        labels,
        lang(),
        default=periods[0],
        label_visibility="collapsed",
        required=True,
    )
