"""Writing down a talk with a client: with whom, what came of it, and the next step, without which none is done."""

from __future__ import annotations

from datetime import date
from typing import Any

import streamlit as st

from app.session import ask_live, book, entered, labels_of, lang, register_state, texts
from app.widgets import person
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns

KINDS = ("call", "visit", "meeting", "email")
TABLE = "talks"
words = texts("day")


def form(client_id: str, here: str, manager_id: str | None, contact_id: str | None = None) -> None:
    """The form of one talk; here: the page it stands on. Saved, the page is run again."""
    if not person.can_edit():
        return
    part, spec = f"talk:{client_id}", contract()[TABLE].columns
    key, people = person.key(part), people_of(client_id)
    with st.form(key, border=False, enter_to_submit=False):
        kinds = {k: columns.code_label("interaction_kind", k, lang()) for k in KINDS}
        kind = st.segmented_control(
            spec["kind"].label(lang()), KINDS, default="call", required=True, key=f"{key}:kind",
            format_func=kinds.__getitem__,
        )  # fmt: skip
        chosen = list(people)
        with_whom = st.selectbox(
            words("with_whom"), chosen, index=chosen.index(contact_id) if contact_id in chosen else None,
            key=f"{key}:with", format_func=people.__getitem__, placeholder=words("nobody_named"),
        )  # fmt: skip
        two_way = st.checkbox(words("reached"), True, key=f"{key}:reached")
        outcome = st.text_input(spec["outcome"].label(lang()), key=f"{key}:outcome")
        left, right = st.columns([2, 1])
        step = left.text_input(spec["next_step"].label(lang()), key=f"{key}:step", help=words("step_help"))
        step_on = right.date_input(spec["next_on"].label(lang()), None, key=f"{key}:step_on", format=person.DATE)
        pressed = st.form_submit_button(words("save_talk"), type="primary")
    person.refusal(part)
    if pressed:
        row: dict[str, Any] = {"client_id": client_id, "at": date.today(), "kind": kind, "two_way": two_way}
        row |= {"contact_id": with_whom, "manager_id": manager_id, "outcome": outcome.strip() or None}
        row |= {"next_step": step.strip() or None, "next_on": step_on}
        if person.write(part, TABLE, [row], here):
            st.rerun()


def people_of(client_id: str) -> dict[str, str]:
    """The people on record at a client, who decides first: code -> name and position."""
    if not book().has("contact_state"):
        return {}
    names = names_of()
    rows = ask_live("decision_map", client_id).to_dict("records")
    return {row["contact_id"]: person_text(row, names) for row in rows}


def names_of() -> dict[str, dict[str, Any]]:
    """Who the people on record are: contact -> its row in the register; empty where nobody is. Not to be changed."""
    found: dict[str, dict[str, Any]] = labels_of(f"contacts:{register_state()}", _names)
    return found


def _names() -> dict[str, dict[str, Any]]:
    rows = entered("contacts")
    return {} if rows.empty else rows.set_index("contact_id", drop=False).to_dict("index")


def person_text(row: dict[str, Any], names: dict[str, dict[str, Any]]) -> str:
    """A person's name and position; the code where neither is known."""
    told = names.get(row["contact_id"], {})
    english = told.get("person_en") if lang() == "en" else None
    name = next((x for x in (english, told.get("person")) if not formats.is_unknown(x) and x), None)
    position = None if formats.is_unknown(row.get("position")) else row["position"]
    return ", ".join(str(x) for x in (name, position) if x) or str(row["contact_id"])
