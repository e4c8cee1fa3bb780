"""The frame around every page: language, book, and what is said when there is nothing to show."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

import streamlit as st

import kamlib as kam
from app.session import LANGUAGE_NAMES, book, browser_language, home, lang, say, use_book
from app.widgets import tables, url
from app.widgets.plain import fault_text, plain
from kamlib import KamError
from kamlib.book.shelf import current_file
from kamlib.core import formats
from kamlib.core.texts import LANGUAGES

T = TypeVar("T")


def choose_language() -> None:
    """The language switch; drawn before the navigation, so that page names follow at once."""
    url.enter()
    so_far = st.session_state.get("lang", browser_language())
    url.follow("lang", "language", lambda values: next((v for v in values if v in LANGUAGES), so_far))
    chosen = st.segmented_control(
        "Language · Язык",
        LANGUAGES,
        key="language",
        required=True,
        format_func=LANGUAGE_NAMES.get,
        label_visibility="collapsed",
    )
    st.session_state["lang"] = chosen
    url.write("lang", [] if chosen == browser_language() else [chosen])


def choose_book() -> None:
    """Which of the kept books to look at; opens it. Raises KamError where there is none."""
    current, kept = current_file(home()), kam.books(home())
    days = sorted({b.as_of for b in kept}, reverse=True)
    dates = {day.isoformat(): formats.date(day, lang()) for day in days}
    newest = next(b.as_of.isoformat() for b in kept if b.file.resolve() == current)
    widget, so_far = f"as_of:{lang()}", st.session_state.get("as_of", newest)
    url.follow("as_of", widget, lambda values: next((v for v in values if v in dates), so_far))
    if st.session_state[widget] not in dates:
        st.session_state[widget] = newest
    chosen = st.selectbox(say("book"), list(dates), key=widget, format_func=dates.get, help=say("book_help"))
    st.session_state["as_of"] = chosen
    url.write("as_of", [] if chosen == newest else [chosen])
    use_book(None if chosen == newest else chosen)
    with st.spinner(say("opening")):
        opened = book()
    company, built = plain(home().resolve().name), formats.date(opened.info["built_at"], lang())
    st.caption(say("book_built", home=company, built=built))
    if opened.is_reconstructed:
        st.caption(say("reconstructed"), help=say("reconstructed_help"))


def follow_click() -> None:
    """Open the client whose mark on a chart was clicked."""
    if client_id := st.session_state.pop("open_client", None):
        tables.open_client(client_id)


def heading(title: str, beside: Callable[[], T] | None = None) -> T | None:
    """The page's name, and the date everything on it is as of; `beside` it what else shall stand there, whose value is
    given back."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(title, anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            told = beside() if beside else None
            st.caption(say("as_of", date=formats.date(book().as_of, lang())), width="content")
    return told


def tell(fault: KamError) -> None:
    """A fault the user can act on, in place of the page."""
    st.warning(fault_text(fault))


def no_book_yet(add_files: Callable[[], None]) -> None:
    """What stands in place of every page before there is a book: how to get one, files first."""
    st.title(say("no_book_title"), anchor=False)
    add_files()
    with st.expander(say("no_book_terminal")):
        st.markdown(say("no_book_steps", home=plain(home())))


def is_book_of_this_code() -> bool:
    """Whether a page that fails does so although the book was built by today's models."""
    try:
        return book().is_of_this_code
    except KamError:  # no book at all: then that is not the reason
        return True
