"""Rows of the queue of decisions: whom it is about, why, the money at stake, and what settles it."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.pages import page
from app.session import book, lang, reviews, texts
from app.widgets import queue_answer, tables, url
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.queue import queue_text

words = texts("queue")

# the decision that a thing mostly leads to; for others the form asks
KINDS = {"left": "watch", "entered": "make_key", "fit_failed": "exception", "emerging": "make_key"}
# what is settled on another page: item -> way, page, address
ELSEWHERE = {
    "fit_failed": ("walk", "usp_fit", {}),
    "fit_unknown": ("walk", "usp_fit", {}),
    "judgement_expired": ("judge", "key_clients", {"part": "judge"}),
    "promise_overdue": ("progress", "skam", {"room": "promises"}),
    "promise_no_progress": ("progress", "skam", {"room": "promises"}),
    "decision_expired": ("revise", "skam", {"room": "decisions"}),
    "decision_due": ("revise", "skam", {"room": "decisions"}),
    "charter_open": ("answer_it", "skam", {"room": "charter"}),
    "charter_due": ("look_again", "skam", {"room": "charter"}),
}


def title(row: dict[str, Any]) -> str:
    """Whom a row is about; of no client, what it is."""
    if formats.is_unknown(row["client_id"]):
        return columns.code_label("queue_item", row["item"], lang(), book().policy)
    return name_of(row)


def key_of(row: dict[str, Any]) -> str:
    """What tells a row from all others."""
    return ":".join(str(row[n]) for n in ("client_id", "item", "detail", "item_id"))


def why(row: dict[str, Any]) -> str:
    """The cause in words."""
    return queue_text(row, lang(), book().currency, book().policy)


def entry(row: dict[str, Any], here: str, is_short: bool = False) -> None:
    """One row (here: of which page): name, money at stake, what settles it; below them the cause and what is known.
    is_short: of what is known the manager and what was answered, the rest at a touch."""
    key = key_of(row)
    with st.container(key=f"queue-{key}", gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                _name(row, key)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                if not formats.is_unknown(row["stake"]):
                    kind = columns.code_label("stake_kind", row["stake_kind"], lang())
                    st.markdown(f"**{plain(money(row['stake']))}** {kind}", width="content")
                ways(row, here)
        known = [*since(row), *about(row), *_answered(row)]
        if is_short:
            name = queue_answer.manager(row)
            told = [why(row), *([name] if name else []), *_answered(row)]
            st.caption(plain(". ".join(told) + "."), help=plain(". ".join(known) + "."))
        else:
            st.caption(plain(". ".join([why(row), *known]) + "."))


def _name(row: dict[str, Any], key: str) -> None:
    if formats.is_unknown(row["client_id"]):
        st.markdown(f"**{plain(title(row))}**")
        return
    if st.button(f"**{plain(name_of(row))}**", key=f"queue-open:{key}", type="tertiary"):
        tables.open_client(row["client_id"])
    badge(row)


def badge(row: dict[str, Any]) -> None:
    """Key, or the class by revenue."""
    if row["is_key"] is True:
        st.badge(words("key"), color="blue", help=help_of("is_key"))
    elif not formats.is_unknown(row["abc"]):
        st.badge(row["abc"], color="gray", help=help_of("abc"))


def ways(row: dict[str, Any], here: str) -> None:
    """Where it is settled; a decision about the client; an answer to the row. here: the page it stands on."""
    client = {} if formats.is_unknown(row["client_id"]) else {"client": row["client_id"]}
    if way := ELSEWHERE.get(row["item"]):
        name, to, address = way
        if name == "revise":
            address = address | {"revises": row["item_id"]}
        elif address.get("room") == "charter":
            address = address | {"question": row["detail"]}
        _way(row, name, to, address | client, here)
    if client and not row["item"].startswith("decision_"):
        kind = {"kind": KINDS[row["item"]]} if row["item"] in KINDS else {}
        _way(row, "decide", "skam", {"room": "decisions"} | kind | client, here)
    if client:
        with st.popover(words("answer"), type="tertiary"):
            queue_answer.form(row, here)


def _way(row: dict[str, Any], name: str, to: str, address: dict[str, str], here: str) -> None:
    """A link to another page; on the page itself a button, since a link to where one is leads nowhere."""
    address, label = address | url.of_shell(), words(f"way_{name}")
    if to == here:
        key = f"way-{name}:{key_of(row)}"
        st.button(label, key=key, type="tertiary", on_click=st.query_params.from_dict, args=(address,))
    else:
        st.page_link(page(to), label=label, query_params=address, width="content")


def since(row: dict[str, Any]) -> list[str]:
    """That it is new, or since which review it has stood here; nothing where no earlier queue is known."""
    if "first_seen" not in row or formats.is_unknown(row["first_seen"]):
        return []
    day = pd.Timestamp(row["first_seen"]).date()
    if day < book().as_of:
        return [words("seen_since", date=formats.date(day, lang()))]
    return [words("is_new")] if reviews() else []


def about(row: dict[str, Any]) -> list[str]:
    """The manager, the last contact, what to do next: what is known of them."""
    people = [name] if (name := queue_answer.manager(row)) else []
    if not formats.is_unknown(row["last_contact"]):
        people.append(words("last_contact", date=formats.date(row["last_contact"], lang())))
    told = [", ".join(people), columns.code_label("next_step", row["next_step"], lang())]
    return [x for x in told if x]


def _answered(row: dict[str, Any]) -> list[str]:
    """What people answered, the reason with it."""
    state, reason = row["queue_state"], row["mark_reason"]
    if state == "new":
        return []
    if state == "assigned" and not formats.is_unknown(row["due_on"]):
        told = words("assigned_due", owner=row["owner"], date=formats.date(row["due_on"], lang()))
    elif state == "assigned":
        told = words("assigned_to", owner=row["owner"])
    elif state == "snoozed":
        told = words("snoozed_until", date=formats.date(row["muted_until"], lang()))
    else:
        told = columns.code_label("queue_state", state, lang(), book().policy)
    told = told[0].upper() + told[1:]
    return [told if formats.is_unknown(reason) or state == "decided" else f"{told}: {str(reason).rstrip('.')}"]
