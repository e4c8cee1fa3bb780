"""What a page may not work out for itself: the book, its answers and figures, the language, the theme.

Answers are cached by the book's file, which never changes once published, so they cannot go stale; figures by what
they show.
"""

from __future__ import annotations

import inspect
import os
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import plotly.graph_objects as go
import streamlit as st

import kamlib as kam
from kamlib import KamError, charts
from kamlib.book import history
from kamlib.book.book import Book
from kamlib.book.shelf import QUARTER_DAYS, current_file
from kamlib.core.grain import BY_MONTH
from kamlib.core.texts import LANGUAGES, t
from kamlib.policy import Policy
from kamlib.register import Register
from kamlib.register.connect import url_of
from kamlib.whatif.live import WhatIf

LANGUAGE_NAMES = {"en": "English", "ru": "Русский"}


def home() -> Path:
    """The company's home: KAM_DATA, else `data`."""
    return Path(os.environ.get("KAM_DATA", "data"))


# Language and theme


def browser_language() -> str:
    return "ru" if (st.context.locale or "en").lower().startswith("ru") else "en"


def lang() -> str:
    """The language of this session: chosen, else asked for by the link, else the browser's."""
    chosen: str | None = st.session_state.get("lang")
    if chosen:
        return chosen  # a page asks a thousand times, and to look at the address as well takes as long again
    asked = st.query_params.get("lang")
    return asked if asked in LANGUAGES else browser_language()


def texts(file: str) -> Callable[..., str]:
    """What gives the texts of one file of kamlib/texts in the language of the session: `words = texts("risk")`."""

    def words(key: str, **values: object) -> str:
        return t(f"{file}.{key}", lang(), **values)

    return words


say = texts("app")  # the dashboard's own texts


def is_dark() -> bool:
    return st.context.theme.type == "dark"


# The book


def use_book(as_of: str | None) -> None:
    """Settle which file this run of the page reads: a book published meanwhile must not mix with it."""
    st.session_state["book_file"] = str(current_file(home(), as_of))
    st.session_state["is_current_book"] = as_of is None
    st.session_state.pop("register_state", None)
    st.session_state.pop("policy_text", None)
    BY_MONTH.set(book().is_by_month)


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


# What people entered since the book was built; the pages on key clients, fit and decisions look at this


def register() -> Register:
    """The register of the home, opened once for all sessions; made where there is none yet."""
    return _register(str(home().resolve()), str(url_of(home())), _place())


def _place() -> int | None:
    """What tells a register's file from another put in its place; None: no file (yet)."""
    url = url_of(home())
    if url.drivername != "sqlite":
        return 0
    try:
        return Path(url.database).stat().st_ino
    except FileNotFoundError:
        return None


@st.cache_resource(show_spinner=False, max_entries=8)
def _register(home: str, url: str, place: int | None) -> Register:
    return kam.open_register(home)


def register_state() -> int:
    """Number of the register's last entry, one for a run of the page; a run that follows a write sees the next."""
    if "register_state" not in st.session_state:
        st.session_state["register_state"] = 0 if _place() is None else register().state
    return st.session_state["register_state"]


def policy() -> Policy:
    """The policy in force: that of the home's policy.toml, else the one the book was built with."""
    if "policy_text" not in st.session_state:
        file = home() / "policy.toml"
        st.session_state["policy_text"] = file.read_text("utf-8-sig") if file.exists() else None
    return _policy(st.session_state["book_file"], st.session_state["policy_text"], str(home() / "policy.toml"))


@st.cache_data(show_spinner=False, max_entries=24)
def _policy(file: str, text: str | None, place: str) -> Policy:
    if text is None:
        return _open(file).policy
    try:
        return Policy.from_dict(tomllib.loads(text), place)
    except tomllib.TOMLDecodeError as fault:
        raise KamError("policy_faults.not_toml", path=place, fault=fault) from None


def live_book() -> Book | WhatIf:
    """The book under the policy in force, with what people entered since it was built. A book of an earlier review
    stays as it was seen then; so does the policy where a value needs the book to be built anew."""
    known = book().info.get("register_state") or 0
    if not st.session_state["is_current_book"] or (register_state() == known and policy() == book().policy):
        return book()
    return _live(*_live_key())


def _live_key() -> tuple:
    """What the live book is made of."""
    return st.session_state["book_file"], register_state(), str(url_of(home())), policy().model_dump_json()


@st.cache_resource(show_spinner=False, max_entries=6)
def _live(file: str, state: int, url: str, policy_json: str) -> Book | WhatIf:
    entered = register() if state else None
    try:
        return kam.live(_open(file), entered, Policy.model_validate_json(policy_json))
    except KamError:
        return kam.live(_open(file), entered)


def ask_live(question: str, *args: object, **kwargs: object):
    """The answer of `kamlib.<question>` on the live book."""
    if live_book() is book():
        return ask(question, *args, **kwargs)
    return _live_answer(_live_key(), question, args, tuple(kwargs.items()))


@st.cache_data(show_spinner=False, max_entries=1000)
def _live_answer(key: tuple, question: str, args: tuple, kwargs: tuple):
    return getattr(kam, question)(_live(*key), *args, **dict(kwargs))


def reviews() -> list[date]:
    """The dates of earlier reviews that can be compared with, the newest first."""
    return [day for day in history.reviews(home()) if day < book().as_of]


def review_before() -> date | None:
    """The nearest earlier review a quarter before; None: none is known."""
    return next((day for day in reviews() if (book().as_of - day).days >= QUARTER_DAYS), None)


def of_reviews(question: str, *args: object) -> Any:
    """The answer of a question about earlier reviews (`compare`, `forecasts_met` …): asked again once more of them are
    known."""
    return _of_reviews(st.session_state["book_file"], question, args, tuple(reviews()))


@st.cache_data(show_spinner=False, max_entries=100)
def _of_reviews(file: str, question: str, args: tuple[object, ...], known: tuple[date, ...]) -> Any:
    return getattr(kam, question)(*args, _open(file))


def figure(name: str, frame: object, **options: object) -> go.Figure:
    """The figure `kamlib.charts.<name>` of a frame, in the session's language and theme. Not to be changed."""
    return _draw(name, frame, st.session_state["book_file"], lang(), is_dark(), options)


@st.cache_resource(show_spinner=False, max_entries=400)
def _draw(name: str, frame: object, file: str, lang: str, dark: bool, options: dict) -> go.Figure:
    draw = getattr(charts, name)
    of_book = {"currency": _open(file).currency, "policy": _open(file).policy}
    takes = inspect.signature(draw).parameters
    return draw(frame, lang=lang, dark=dark, **{k: v for k, v in of_book.items() if k in takes}, **options)
