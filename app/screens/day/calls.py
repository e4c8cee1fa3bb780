"""Whom to call: telephone, why, the last talk; what came of it is written down on the spot."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.session import lang, texts
from app.widgets import tables, talk
from app.widgets.names import name_of
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

FIRST = 10
words = texts("day")


def calls(due: pd.DataFrame, manager_id: str) -> None:
    """The calls due, the largest clients first."""
    st.subheader(words("calls"), anchor=False)
    if due.empty:
        st.caption(words("no_calls"))
        return
    names = talk.names_of()
    with st.container(gap="xsmall"):
        for row in due.head(FIRST).to_dict("records"):
            _call(row, names, manager_id)
    if (rest := len(due) - FIRST) > 0:
        st.caption(words("more", n=rest))


def _call(row: dict[str, Any], names: dict[str, dict[str, Any]], manager_id: str) -> None:
    code, contact = row["client_id"], None if formats.is_unknown(row["contact_id"]) else row["contact_id"]
    with st.container(gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            if st.button(f"**{plain(name_of(row))}**", key=f"call-open:{code}", type="tertiary"):
                tables.open_client(code)
            with st.popover(words("log"), type="tertiary"):
                talk.form(code, "day", manager_id, contact)
        st.caption(plain(". ".join(_told(row, names, contact)) + "."))


def _told(row: dict[str, Any], names: dict[str, dict[str, Any]], contact: str | None) -> list[str]:
    reason = columns.code_label("call_reason", row["call_reason"], lang())
    told = [f"{reason}: {formats.date(row['due_on'], lang())}"]
    if contact:
        known = names.get(contact, {})
        phone = known.get("phone")
        who = talk.person_text(known | {"contact_id": contact}, names)
        told.append(who if formats.is_unknown(phone) or not phone else f"{who}, {phone}")
    if not formats.is_unknown(row["last_talk"]):
        told.append(words("last", date=formats.date(row["last_talk"], lang())))
    return told
