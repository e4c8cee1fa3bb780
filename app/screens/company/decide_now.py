"""What needs a decision now: the first rows of the queue, and how much more there is."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.pages import page
from app.session import ask_live, book, lang, texts
from app.widgets import queue_rows, url
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats

FIRST = 7
words = texts("queue")


def decide_now() -> None:
    """At most seven rows, the most money first; how much more there is, good news and upkeep in a line."""
    if not book().has("queue"):
        return  # a book from before there was a queue
    found = ask_live("queue")
    st.subheader(words("decide_now"), anchor=False, help=help_of("stake"))
    asked = found[(found["queue_part"] == "decide") & ~found["is_muted"].astype(bool)]
    if asked.empty:
        st.info(words("nothing"))
    with st.container(gap="xsmall"):
        for row in asked.head(FIRST).to_dict("records"):
            queue_rows.entry(row, "overview", is_short=True)
    _rest(asked.iloc[FIRST:], found)


def _rest(rest: pd.DataFrame, found: pd.DataFrame) -> None:
    told = []
    if len(rest):
        told.append(words("more", n=formats.count(len(rest), lang()), money=plain(money(rest["stake"].sum()))) + ".")
    for part in ("good", "upkeep"):
        if n := int((found["queue_part"] == part).sum()):
            told.append(words(part, n=n))
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.caption(plain(" ".join(told)), width="stretch")
        st.page_link(page("skam"), label=words("whole_queue"), query_params=url.of_shell(), width="content")
