"""Which client is looked at."""

from __future__ import annotations

import streamlit as st

from app.session import ask, book, labels_of, lang, say
from app.widgets import url
from app.widgets.names import name_of

CHOICES = 20_000  # a list box holds no more names than this comfortably


def choose_client() -> str | None:
    """The client of the address, or chosen by typing a part of its name or code."""
    names = dict(labels_of("clients", _names))
    widget = f"client:{lang()}"
    url.follow("client", widget, lambda values: next(iter(values), None))
    if asked := st.session_state[widget]:
        asked = st.session_state[widget] = _counts_as(asked)
        names.setdefault(asked, asked)
    chosen = st.selectbox(
        say("choose_client"),
        list(names),
        index=None,
        key=widget,
        format_func=names.get,
        placeholder=say("search_hint"),
        label_visibility="collapsed",
    )
    url.write("client", [chosen] if chosen else [])
    return chosen


def _names() -> dict[str, str]:
    clients = ask("clients").head(CHOICES)
    return {row["client_id"]: _choice(row) for row in clients[["client_id", "name", "name_en"]].to_dict("records")}


def _counts_as(client_id: str) -> str:
    """The client that a code counts as: itself, but for the codes of one client."""
    if not book().has("client_members"):
        return client_id
    members = ask("client_members")
    heads = members.loc[members["member_id"] == client_id, "client_id"]
    return str(heads.iloc[0]) if len(heads) else client_id


def _choice(row: dict) -> str:
    name, code = name_of(row), row["client_id"]
    return name if name == code else f"{name} · {code}"
