"""Who is calling: a client by any part of a name, a telephone, a tax number, a person."""

from __future__ import annotations

import streamlit as st

import kamlib as kam
from app.session import book, entered, lang, texts
from app.widgets import tables, talk
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

words = texts("day")


def look_up() -> None:
    """A box to type into, below it the clients found, each the way to its page."""
    typed = (st.text_input(words("look_up"), key=f"look-up:{lang()}", placeholder=words("look_up_hint")) or "").strip()
    if not typed:
        return
    found = kam.find_client(book(), typed, entered("contacts"))
    if found.empty:
        st.caption(words("not_found"))
    names = talk.names_of() if found["contact_id"].notna().any() else {}
    for row in found.to_dict("records"):
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            if st.button(f"**{plain(name_of(row))}**", key=f"found:{row['client_id']}", type="tertiary"):
                tables.open_client(row["client_id"])
            by = columns.code_label("found_by", row["found_by"], lang())
            person = None if formats.is_unknown(row["contact_id"]) else talk.person_text(row, names)
            told = [by if not person else f"{by}: {person}", row["client_id"]]
            told += [] if formats.is_unknown(row["net_12m"]) else [f"{money(row['net_12m'])} {words('a_year')}"]
            st.caption(plain(" · ".join(told)))
