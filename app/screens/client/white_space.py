"""What clients like this one buy and it does not: how much, how likely, or why that is not known."""

from __future__ import annotations

import streamlit as st

from app.session import ask, book, lang, texts
from app.widgets import gaps_checked
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

words = texts("white_space")


def of_client(client_id: str) -> None:
    """The classes it lacks with what they would bring; else what is missing to tell."""
    if not book().has("white_space_status"):
        return  # a book from before this was computed
    st.subheader(words("heading"), anchor=False, help=help_of("expected_12m", "white_space"))
    status = ask("white_space_status", client_id).iloc[0]
    if status["gap_status"] != "named":
        st.info(columns.code_meaning("gap_status", status["gap_status"], lang(), book().policy))
        return
    found = ask("white_space", client_id)
    told = {"circle": columns.code_label("circle", status["circle"], lang()).lower()}
    told |= {"peers": formats.count(status["peers"], lang()), "expected": plain(money(found["expected_12m"].sum()))}
    st.markdown(f"{words('of_client', n=len(found), **told)} {gaps_checked.likely(found)}")
    chart("white_space", found)
    gaps_checked.told(found["gap_kind"].unique())
