"""What a page may not work out for itself: the book, its answers and figures, the language, the theme.

Answers are cached by the book's file, which never changes once published, so they cannot go stale; figures by what
they show.
"""

from __future__ import annotations

import inspect
import os
from pathlib import Path

import plotly.graph_objects as go
import streamlit as st

import kamlib as kam
from kamlib import charts
from kamlib.book import Book, current_file
from kamlib.texts import LANGUAGES, t

LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


def home() -> Path:
    """The company's home: KAM_DATA, else `data`."""
    return Path(os.environ.get("KAM_DATA", "data"))


# Language and theme


def browser_language() -> str:
    return "ru" if (st.context.locale or "en").lower().startswith("ru") else "en"


def lang() -> str:
    """The language of this session: chosen, else asked for by the link, else the browser's."""
    asked = st.query_params.get("lang")
    return st.session_state.get("lang") or (asked if asked in LANGUAGES else browser_language())


def say(key: str, **values: object) -> str:
    """The dashboard's own text `key` in the language of the session."""
    return t(f"app.{key}", lang(), **values)


def is_dark() -> bool:
    return st.context.theme.type == "dark"


# The book


def use_book(as_of: str | None) -> None:
    """Settle which file this run of the page reads: a book published meanwhile must not mix with it."""
    st.session_state["book_file"] = str(current_file(home(), as_of))


def book() -> Book:
    """The book being looked at, opened once for all sessions; every query takes its own cursor."""
    return _open(st.session_state["book_file"])


@st.cache_resource(show_spinner=False, max_entries=24)
def _open(file: str) -> Book:
    return Book(Path(file))


def ask(question: str, *args: object, **kwargs: object):
    """The answer of `kamlib.<question>` on the book being looked at."""
    return _answer(st.session_state["book_file"], question, args, tuple(sorted(kwargs.items())))


@st.cache_data(show_spinner=False, max_entries=2000)
def _answer(file: str, question: str, args: tuple, kwargs: tuple):
    return getattr(kam, question)(_open(file), *args, **dict(kwargs))


def figure(name: str, frame: object, **options: object) -> go.Figure:
    """The figure `kamlib.charts.<name>` of a frame, in the session's language and theme. Not to be changed."""
    return _draw(name, frame, st.session_state["book_file"], lang(), is_dark(), options)


@st.cache_resource(show_spinner=False, max_entries=400)
def _draw(name: str, frame: object, file: str, lang: str, dark: bool, options: dict) -> go.Figure:
    draw = getattr(charts, name)
    of_book = {"currency": _open(file).currency, "policy": _open(file).policy}
    takes = inspect.signature(draw).parameters
    return draw(frame, lang=lang, dark=dark, **{k: v for k, v in of_book.items() if k in takes}, **options)
