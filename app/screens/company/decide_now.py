"""What needs a decision now: the first rows of the queue, each with why and the money at stake."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.pages import page
from app.screens.company import answer
from app.screens.skam.room import shell_address
from app.session import ask_live, book, lang, reviews, texts
from app.widgets import tables
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.queue import queue_text

FIRST = 7
words = texts("queue")


def decide_now() -> None:
    """At most seven rows, the most money first; how much more there is, good news and upkeep in a line each."""
    if not book().has("queue"):
        return  # a book from before there was a queue
    found = ask_live("queue")
    st.subheader(words("decide_now"), anchor=False, help=help_of("stake"))
    asked = found[found["queue_part"] == "decide"]
    is_muted = asked["is_muted"].astype(bool)
    to_decide, muted = asked[~is_muted], asked[is_muted]
    if to_decide.empty:
        st.info(words("nothing"))
    with st.container(gap="xsmall"):
        for row in to_decide.head(FIRST).to_dict("records"):
            _entry(row)
    _rest(to_decide.iloc[FIRST:], found)
    if len(muted):
        with st.expander(words("muted", n=len(muted))):
            for row in muted.to_dict("records"):
                _entry(row)


def _entry(row: dict[str, Any]) -> None:
    key = ":".join(str(row[n]) for n in ("client_id", "item", "item_id"))
    with st.container(key=f"queue-{key}", gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                _name(row, key)
            with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
                if not formats.is_unknown(row["stake"]):
                    kind = columns.code_label("stake_kind", row["stake_kind"], lang())
                    st.markdown(f"**{plain(money(row['stake']))}** {kind}", width="content")
                st.page_link(page("skam"), label=words("decide"), query_params=_form(row), width="content")
                if not formats.is_unknown(row["client_id"]):
                    with st.popover(words("answer"), type="tertiary"):
                        answer.form(row)
        said = queue_text(row, lang(), book().currency, book().policy)
        told = [said, *_since(row), *_about(row), *_answered(row)]
        st.caption(plain(". ".join(told) + "."))


def _name(row: dict[str, Any], key: str) -> None:
    if formats.is_unknown(row["client_id"]):
        st.markdown(f"**{plain(columns.code_label('queue_item', row['item'], lang(), book().policy))}**")
        return
    if st.button(f"**{plain(name_of(row))}**", key=f"queue-open:{key}", type="tertiary"):
        tables.open_client(row["client_id"])
    if row["is_key"] is True:
        st.badge(words("key"), color="blue", help=help_of("is_key"))
    elif not formats.is_unknown(row["abc"]):
        st.badge(row["abc"], color="gray", help=help_of("abc"))


def _since(row: dict[str, Any]) -> list[str]:
    """That it is new, or since which review it has stood here; nothing where no earlier queue is known."""
    if "first_seen" not in row or formats.is_unknown(row["first_seen"]):
        return []
    day = pd.Timestamp(row["first_seen"]).date()
    if day < book().as_of:
        return [words("seen_since", date=formats.date(day, lang()))]
    return [words("is_new")] if reviews() else []


def _about(row: dict[str, Any]) -> list[str]:
    """The manager, the last contact, what to do next: what is known of them."""
    name = row["manager_en"] if lang() == "en" and not formats.is_unknown(row["manager_en"]) else row["manager"]
    people = [] if formats.is_unknown(name) else [str(name)]
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


def _form(row: dict[str, Any]) -> dict[str, str]:
    """The address of the form that settles it."""
    client = {} if formats.is_unknown(row["client_id"]) else {"client": row["client_id"]}
    return {"room": "decisions", **client, **shell_address()}


def _rest(rest: pd.DataFrame, found: pd.DataFrame) -> None:
    told = []
    if len(rest):
        told.append(words("more", n=formats.count(len(rest), lang()), money=plain(money(rest["stake"].sum()))) + ".")
    for part in ("good", "upkeep"):
        if n := int((found["queue_part"] == part).sum()):
            told.append(words(part, n=n))
    if told:
        st.caption(plain(" ".join(told)))
