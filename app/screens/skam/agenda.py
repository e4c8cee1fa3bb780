"""The agenda of the next review: the queue of decisions, the most money at stake first."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.screens.skam.room import PAGE, go, words
from app.session import ask_live, book, home, lang, reviews, say
from app.widgets import queue_rows, url
from app.widgets.help import help_of
from kamlib.core import formats
from kamlib.labels import columns

SEEN, MORE = 20, 50


def show() -> None:
    """What asks for a decision, good news, upkeep in one line, and what was put off; narrowed by kind."""
    if not book().has("queue"):
        st.info(words("no_queue"))
        return
    found = ask_live("queue")
    if not reviews():
        st.info(words("no_earlier_book", home=home()))
    item = _kind(found)
    is_muted = found["is_muted"].astype(bool)
    if item:
        found, is_muted = found[found["item"] == item], is_muted[found["item"] == item]
    asked = found[(found["queue_part"] == "decide") & ~is_muted]
    if len(asked):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            title = words("counted", what=_part("decide"), n=formats.count(len(asked), lang()))
            st.subheader(title, anchor=False, help=help_of("stake"), width="content")
            st.button(words("hold_meeting"), type="primary", on_click=go, args=("meeting",))
        _entries(asked, "decide")
    elif not item:
        st.info(queue_rows.words("nothing"))
    for part in ("good", "upkeep"):
        rows = found[(found["queue_part"] == part) & ~is_muted]
        if len(rows):
            with st.expander(queue_rows.words(part, n=len(rows)), expanded=bool(item)):
                st.caption(columns.code_meaning("queue_part", part, lang(), book().policy))
                _entries(rows, part)
    if is_muted.any():
        with st.expander(queue_rows.words("muted", n=int(is_muted.sum()))):
            _entries(found[is_muted], "muted")


def _part(part: str) -> str:
    return columns.code_label("queue_part", part, lang(), book().policy)


def _kind(found: pd.DataFrame) -> str:
    """One kind of thing to look at; "": all."""
    counts = found["item"].value_counts()
    kinds = [k for k in columns.code_lists()["queue_item"] if counts.get(k)]
    if len(kinds) < 2:
        return ""
    labels = {"": say("everything")} | {
        k: f"{columns.code_label('queue_item', k, lang(), book().policy)}: {formats.count(counts[k], lang())}"
        for k in kinds
    }
    return url.one("item", words("kinds"), labels, lang(), "", draw=st.pills, label_visibility="collapsed")


def _entries(found: pd.DataFrame, part: str) -> None:
    """The first rows, and some more each time they are asked for."""
    shown = min(SEEN + MORE * st.session_state.get(f"agenda-more:{part}", 0), len(found))
    with st.container(gap="small"):
        for row in found.head(shown).to_dict("records"):
            queue_rows.entry(row, PAGE)
    if rest := len(found) - shown:
        st.button(
            words("the_rest", n=formats.count(rest, lang())),
            key=f"agenda-next:{part}",
            on_click=_more,
            args=(part,),
        )


def _more(part: str) -> None:
    name = f"agenda-more:{part}"
    st.session_state[name] = st.session_state.get(name, 0) + 1
