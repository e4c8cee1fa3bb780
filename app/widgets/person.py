"""Who edits: the name that stands beside every entry, and what happens when it is written to the register."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

import streamlit as st

from app.session import book, lang, live_book, register, register_state, texts
from app.widgets.plain import plain
from kamlib import KamError
from kamlib.register import RegisterConflict

T = TypeVar("T")

words = texts("person")

DATE = "DD.MM.YYYY"  # how a date is typed


def field() -> None:
    """The name in the sidebar, kept for the session; below it, whether the register has moved since the book."""
    with st.sidebar:
        widget = f"person:{lang()}"
        st.session_state.setdefault(widget, name())
        typed = st.text_input(words("name"), key=widget, placeholder=words("name_hint"), help=words("name_help"))
        st.session_state["person"] = (typed or "").strip()
        if live_book() is not book():
            n = register_state() - (book().info.get("register_state") or 0)
            if n:
                st.caption(words("moved", n=n), help=words("moved_help"))
            if live_book().policy != book().policy:
                st.caption(words("policy_moved"), help=words("moved_help"))
    if saved := st.session_state.pop("person:saved", None):
        st.toast(saved)


def name() -> str:
    """The name of who edits; "" where none is given."""
    return st.session_state.get("person", "")


def can_edit(says_why: bool = True) -> bool:
    """Whether entries can be made now; says why where they cannot, unless a part above on the page has said so."""
    is_current = bool(st.session_state["is_current_book"])
    if is_current and name():
        return True
    if says_why:
        st.caption(words("no_name" if is_current else "older_book"))
    return False


def key(part: str) -> str:
    """The key of a widget in which something is edited: a new one after a write or a reload, so that it starts anew."""
    return f"{part}:{lang()}:{st.session_state.get(f'edits:{part}', 0)}"


def start_anew(part: str) -> None:
    """Forget what was typed into the widgets of a part; they show what stands in the register now."""
    st.session_state[f"edits:{part}"] = st.session_state.get(f"edits:{part}", 0) + 1
    st.session_state.pop(f"held:{part}", None)
    st.session_state.pop(f"refused:{part}", None)


def held(part: str, load: Callable[[], T], is_edited: bool) -> T:
    """What the person began to edit from: read anew until something was typed, then kept, so that a change that
    somebody else made meanwhile is noticed when this one is written."""
    if not is_edited or f"held:{part}" not in st.session_state:
        st.session_state[f"held:{part}"] = load()
    kept: T = st.session_state[f"held:{part}"]
    return kept


def is_edited(editor: str) -> bool:
    """Whether something was typed into the `st.data_editor` of this key."""
    state = st.session_state.get(editor) or {}
    return any(state.get(kind) for kind in ("edited_rows", "added_rows", "deleted_rows"))


def write(
    part: str,
    table: str,
    rows: Iterable[Mapping],
    page: str,
    seen: dict | None = None,
    withdrawn: Iterable[tuple] = (),
    note: str | None = None,
) -> bool:
    """Enter rows and withdraw keys under the person's name; `page` is the page's own name in the dashboard.

    True: written; the page is to be run again (`st.rerun`). False: nothing was, and `refusal` says why.
    """
    given = {"author": name(), "source": f"page {page}", "seen": seen, "note": note}
    try:
        entries = register().write(table, [dict(r) for r in rows], withdrawn=list(withdrawn), **given).entries
    except KamError as fault:
        refuse(part, fault.text(lang()), isinstance(fault, RegisterConflict))
        return False
    start_anew(part)
    st.session_state["person:saved"] = words("saved" if entries else "nothing_new")
    return True


def refuse(part: str, text: str, is_conflict: bool = True) -> None:
    """Say at the next run why nothing was written. is_conflict: somebody else was first."""
    st.session_state[f"refused:{part}"] = (text, is_conflict)


def refusal(part: str) -> None:
    """Why the last write of this part was refused, with the way on: what was typed stays until the person reloads."""
    if not (refused := st.session_state.get(f"refused:{part}")):
        return
    text, is_conflict = refused
    with st.container(border=True):
        st.warning(plain(text).replace("\n", "  \n"))
        st.button(words("reload"), key=f"reload:{part}", on_click=start_anew, args=(part,))
        if is_conflict:
            st.caption(words("conflict_note"))
