"""Clients that are likely one: each pair with what it bought, to be judged by a person."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask, book, entered, lang, register, texts
from app.widgets import person
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.labels import columns

words = texts("same_clients")

SHOWN = 10  # pairs at a time
TABLE = "same_clients"


def likely() -> None:
    """Pairs not judged yet, with buttons; what was judged, to be undone; nothing where there is neither."""
    if not book().has("likely_same"):
        return
    judged = entered(TABLE)
    known = (
        {frozenset(pair) for pair in zip(judged["client_id"], judged["same_as"], strict=True)} if len(judged) else set()
    )
    found = ask("likely_same")
    pairs = zip(found["client_id"], found["same_as"], strict=True)
    found = found[[frozenset(pair) not in known for pair in pairs]]
    if found.empty and judged.empty:
        return
    person.field()
    with st.expander(plain(words("title", n=len(found)))):
        st.caption(words("about"))
        can_edit = person.can_edit()
        for row in found.head(SHOWN).to_dict("records"):
            _pair(row, can_edit)
        if len(found) > SHOWN:
            st.caption(words("more", n=len(found) - SHOWN))
        if len(judged):
            _judged(judged, can_edit)


def _pair(row: dict[str, Any], can_edit: bool) -> None:
    """One pair, and the two answers."""
    other = {"name": row["same_name"], "name_en": row["same_name_en"], "client_id": row["same_as"]}
    pair = (row["client_id"], row["same_as"])
    with st.container(border=True):
        said = words(
            "pair",
            one=_told(row),
            one_money=plain(money(row["net_ever"])),
            other=_told(other),
            other_money=plain(money(row["same_net_ever"])),
            by=columns.code_label("likely_by", row["by_what"], lang()),
        )
        st.markdown(said)
        with st.container(horizontal=True):
            for answer, is_same in (("is_same", True), ("is_other", False)):
                key = f"{answer}:{':'.join(pair)}"
                st.button(words(answer), key=key, on_click=_judge, args=(*pair, is_same), disabled=not can_edit)


def _told(row: dict[str, Any]) -> str:
    name, code = name_of(row), row["client_id"]
    return plain(name if name == code else f"{name} · {code}")


def _judge(client_id: str, same_as: str, is_same: bool) -> None:
    entry = {"client_id": client_id, "same_as": same_as, "is_same": is_same}
    entry |= {"author": person.name(), "recorded_on": date.today()}
    register().write(TABLE, [entry], author=person.name(), source="dashboard")


def _judged(judged: pd.DataFrame, can_edit: bool) -> None:
    """What was judged, each to be taken back; and from when on it counts."""
    st.markdown(f"**{words('judged')}**")
    for row in judged.to_dict("records"):
        pair = (row["client_id"], row["same_as"])
        said = words("said_same" if row["is_same"] else "said_other", one=plain(pair[0]), other=plain(pair[1]))
        with st.container(horizontal=True, vertical_alignment="center"):
            st.markdown(f"{said} ({plain(row['author'])})")
            key = f"undo:{':'.join(pair)}"
            st.button(words("undo"), key=key, on_click=_undo, args=pair, disabled=not can_edit, type="tertiary")
    if TABLE in register().moved_since(book().info.get("register_state") or 0):
        st.info(words("next_build"))


def _undo(client_id: str, same_as: str) -> None:
    register().withdraw(TABLE, [(client_id, same_as)], author=person.name(), source="dashboard")
