"""What the parts of the SKAM room share: its words, the way from one part to another, the one-minute overview."""

from __future__ import annotations

import streamlit as st

from app.session import agenda, lang, live_book, policy, texts
from app.widgets.numbers import money
from app.widgets.plain import plain
from app.widgets.url import SHELL
from kamlib.answers.skam import agenda_summary
from kamlib.core import formats
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
    kept = {k: v for k, v in st.query_params.to_dict().items() if k in SHELL}
    st.query_params.from_dict(kept | ({} if room == "agenda" else {"room": room}) | address)


def shell_address() -> dict[str, str]:
    """What every address keeps: the language and the book."""
    return {k: v for k, v in st.query_params.to_dict().items() if k in SHELL}


def state_badge(codes: str, state: str) -> None:
    """Where a decision, an answer or a promise stands."""
    label = columns.code_label(codes, state, lang())
    meaning = columns.code_meaning(codes, state, lang(), live_book().policy)
    st.badge(label, color=STATE_COLOURS[state], help=meaning)


def headline() -> None:
    """How much waits for the review, in a sentence; that a policy in force waits for the next build."""
    seen = agenda_summary(agenda())
    if seen["items"]:
        about = ""
        if n := seen["clients"]:
            about = words("items_about", clients=formats.count(n, lang()), money=plain(money(seen["net_12m"])))
        st.markdown(words("items", n=seen["items"]) + about)
    else:
        st.markdown(words("items_none"))
    if st.session_state["is_current_book"] and policy() != live_book().policy:
        st.caption(words("policy_waits"))


def item_label(item: str) -> str:
    """What a kind of agenda item is called."""
    return columns.code_label("agenda_item", item, lang(), live_book().policy)


def there(counts: dict[str, int]) -> list[str]:
    """The kinds there are, in the order the group goes through them."""
    return [item for item in columns.code_lists()["agenda_item"] if counts.get(item)]
