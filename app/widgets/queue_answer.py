"""Answering a row of the queue: somebody takes it on, it is put off, it is not valid."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import streamlit as st

import kamlib as kam
from app.session import book, lang, live_book, register, texts
from app.widgets import person
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.labels import columns
from kamlib.review.mark import MARKS

PUT_OFF_DAYS = 30
words = texts("queue")


def form(row: dict[str, Any], here: str) -> None:
    """Choose an answer, say what belongs to it, save; the page is run again with it. here: the page it stands on."""
    if not person.can_edit():
        return
    part = f"mark:{row['client_id']}:{row['item']}:{row['detail']}"
    key = person.key(part)
    labels = {code: columns.code_label("queue_mark", code, lang()) for code in MARKS}
    said = st.radio(words("said"), MARKS, format_func=labels.__getitem__, key=f"{key}:said")
    told: dict[str, Any] = {}
    if said == "assigned":
        told["owner"] = st.text_input(words("owner"), value=manager(row), key=f"{key}:owner")
        told["due_on"] = st.date_input(words("due_on"), None, key=f"{key}:due", format=person.DATE)
    elif said == "snoozed":
        day = book().as_of + timedelta(days=PUT_OFF_DAYS)
        told["until"] = st.date_input(words("until"), day, key=f"{key}:until", format=person.DATE)
    if said != "seen":
        told["reason"] = st.text_input(words("reason"), key=f"{key}:reason")
    person.refusal(part)
    if st.button(words("save"), key=f"{key}:save", type="primary"):
        _write(part, row, said, told, here)
        st.rerun()


def manager(row: dict[str, Any]) -> str:
    """The manager's name in the language of the session; "" where none is known."""
    name = row["manager_en"] if lang() == "en" and not formats.is_unknown(row["manager_en"]) else row["manager"]
    return "" if formats.is_unknown(name) else str(name)


def _write(part: str, row: dict[str, Any], said: str, told: dict[str, Any], here: str) -> None:
    detail = None if formats.is_unknown(row["detail"]) else row["detail"]
    given = {"author": person.name(), "source": f"page {here}", "detail": detail, **told}
    try:
        kam.mark(register(), live_book(), row["client_id"], row["item"], said, **given)
    except KamError as fault:
        person.refuse(part, fault.text(lang()), isinstance(fault, kam.RegisterConflict))
        return
    person.start_anew(part)
