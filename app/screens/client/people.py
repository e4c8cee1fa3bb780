"""The client's people: who decides, who of us talks to whom, what is lacking (K7)."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask_live, book, lang, texts
from app.widgets import client_records, person, tables, talk
from app.widgets.figures import chart
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.characters import TOLD, seen_text, talk_text

MAP = ("person", "position", "decides", "formal_power", "real_influence", "attitude", "last_talk", "talks_12m",
       "our_people_12m", "manager", "persona", "decision_role", "phone")  # fmt: skip
PAGE = "client"
words = texts("people")


def of_client(client_id: str) -> None:
    """Gaps in words, the map of their people, theirs by ours, a form to change or add people."""
    if not book().has("contact_state"):
        return  # a book from before people were in it
    st.subheader(words("people"), anchor=False)
    gaps = ask_live("people_gaps", client_id)
    with st.container(gap="xsmall"):
        for row in gaps.to_dict("records"):
            label, told = _gap(row)
            st.markdown(f":orange-badge[{plain(label)}] {plain(told)}")
    found = ask_live("decision_map", client_id)
    if found.empty:
        st.caption(words("nobody"))
    else:
        names = talk.names_of()
        found = found.assign(person=[_name(c, names) for c in found["contact_id"]],
                             phone=[names.get(c, {}).get("phone") for c in found["contact_id"]])  # fmt: skip
        short = {n: words(n) for n in ("formal_power", "real_influence", "attitude", "talks_12m", "our_people_12m")}
        tables.shown(found, MAP, f"people:{client_id}", "decision_map", labels=short)
        _manners(found)
        left, right = st.columns([1, 1.2], gap="medium")
        with left:
            chart("decision_map", found)
        with right:
            st.markdown(f"**{words('matrix')}**")
            _matrix(client_id, found)
    if person.can_edit():
        with st.expander(words("edit")):
            client_records.edit("contacts", client_id, PAGE)


def _name(contact_id: str, names: dict[str, dict[str, Any]]) -> str:
    return talk.person_text({"contact_id": contact_id}, names)


def _manners(people: pd.DataFrame) -> None:
    """How each is recognised and talked to, where the character is told (T9)."""
    known = people[people["persona"].isin(TOLD)]
    if known.empty:
        return
    with st.expander(words("how_to_talk")):
        for row in known.to_dict("records"):
            manner = columns.code_label("persona", row["persona"], lang())
            seen, talk_to = seen_text(row["persona"], lang()), talk_text(row["persona"], lang())
            st.markdown(f"**{plain(row['person'])}**: {plain(manner)}. {plain(seen)} {plain(talk_to)}")


def _gap(row: dict[str, Any]) -> tuple[str, str]:
    """A gap: what it is called, what it means and the number it goes by."""
    told = [columns.code_meaning("people_gap", row["gap"], lang(), book().policy)]
    if not formats.is_unknown(row["gap_share"]):
        told.append(words("of_talks", share=formats.share(row["gap_share"], lang(), 0),
                          n=formats.count(row["talks_12m"], lang())))  # fmt: skip
    elif row["gap"] == "decider_silent":
        never = formats.is_unknown(row["since"])
        told.append(words("never") if never else words("last", date=formats.date(row["since"], lang())))
    return columns.code_label("people_gap", row["gap"], lang()), " ".join(told)


def _matrix(client_id: str, people: pd.DataFrame) -> None:
    """Talks of 12 months: their people down, ours across."""
    talks = ask_live("people_matrix", client_id)
    if talks.empty:
        st.caption(words("no_talks"))
        return
    theirs = dict(zip(people["contact_id"], people["person"], strict=True))
    ours = "manager_en" if lang() == "en" else "manager"
    talks = talks.assign(
        theirs=talks["contact_id"].map(theirs).fillna(words("unnamed")),
        ours=talks[ours].fillna(talks["manager_id"]).fillna(words("unnamed")),
    )
    table = talks.pivot_table("talks_12m", "theirs", "ours", aggfunc="sum", observed=True, sort=False)
    table.index.name = columns.label("person", lang())
    st.dataframe(table.astype("Int64"), placeholder=formats.UNKNOWN, row_height=tables.ROW_PX)
