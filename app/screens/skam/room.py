"""What the parts of the SKAM room share: its words, the way from one part to another, the one-minute overview."""

from __future__ import annotations

import streamlit as st

from app.session import ask_live, book, lang, live_book, policy, texts
from app.widgets.numbers import money
from app.widgets.plain import plain
from app.widgets.url import of_shell
from kamlib.labels import columns

words = texts("skam_page")

PAGE = "skam"
STATE_COLOURS = {
    "in_force": "green", "answered": "green", "done": "green", "under_way": "blue",
    "review_due": "orange", "no_progress": "orange", "expired": "red", "overdue": "red", "open": "red",
    "revised": "gray",
}  # fmt: skip


def go(room: str, **address: str) -> None:
    """On a click: another part of the room, at what the address names."""
    st.query_params.from_dict(of_shell() | ({} if room == "agenda" else {"room": room}) | address)


def state_badge(codes: str, state: str) -> None:
    """Where a decision, an answer or a promise stands."""
    label = columns.code_label(codes, state, lang())
    meaning = columns.code_meaning(codes, state, lang(), live_book().policy)
    st.badge(label, color=STATE_COLOURS[state], help=meaning)


def headline() -> None:
    """How much waits for the review, in a sentence; that a policy in force waits for the next build."""
    if book().has("queue"):
        found = ask_live("queue", "decide")
        waits = found[~found["is_muted"].astype(bool)]
        if len(waits):
            about = (
                words("items_about", money=plain(money(waits["stake"].sum()))) if waits["stake"].notna().any() else "."
            )
            st.markdown(words("items", n=len(waits)) + about)
        else:
            st.markdown(words("items_none"))
    if st.session_state["is_current_book"] and policy() != live_book().policy:
        st.caption(words("policy_waits"))
