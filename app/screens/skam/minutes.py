"""The minutes: what was decided, answered and promised in this review, to be taken away."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.screens.skam.room import words
from app.session import ask_live, book, lang, register, register_state
from app.widgets import downloads, person, tables
from app.widgets.names import name_of
from kamlib.core import formats
from kamlib.review.minutes import minutes

OF_THE_ROOM = ("decisions", "charter", "promises", "meetings", "queue_marks")
SEEN = (
    "at",
    "table",
    "client",
    "subject",
    "decided",
    "why",
    "decided_by",
    "owner",
    "due_on",
    "until",
    "next_review",
    "author",
)
WIDTHS = {"at": 165, "author": 120, "table": 150, "client": 190, "subject": 200, "decided": 380, "why": 260}
ROWS = 18


def show(day: date | None = None) -> None:
    """Everything entered since a day (by default today), in the order it was entered."""
    left, right = st.columns([1, 2], vertical_alignment="bottom")
    since = left.date_input(
        words("since"), day or date.today(), key=f"since:{lang()}", format=person.DATE, help=words("since_help")
    )
    everything = right.toggle(words("everything_entered"), key="minutes:all", help=words("everything_help"))
    found = _minutes(st.session_state["book_file"], register_state(), since, lang(), everything)
    if found.empty:
        st.info(words("no_minutes"))
        return
    heads = {n: words(f"minutes_{n}") for n in found.columns}
    st.dataframe(
        found,
        hide_index=True,
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * min(len(found), ROWS) + tables.HEAD_PX,
        column_order=SEEN,
        column_config={n: st.column_config.TextColumn(heads[n], width=WIDTHS.get(n)) for n in SEEN},
        placeholder=formats.UNKNOWN,
    )
    st.download_button(
        words("download_minutes"),
        data=lambda: downloads.csv(found, list(heads.values())),
        file_name=f"minutes_{since}.csv",
        mime="text/csv",
        on_click="ignore",
        type="primary",
    )


@st.cache_data(show_spinner=False, max_entries=50)
def _minutes(file: str, state: int, since: date, language: str, everything: bool) -> pd.DataFrame:
    clients = ask_live("clients")[["client_id", "name", "name_en"]].to_dict("records")
    names = {row["client_id"]: name_of(row) for row in clients}
    return minutes(
        register(), since, language, book().currency, lambda c: names.get(c, c), None if everything else OF_THE_ROOM
    )
