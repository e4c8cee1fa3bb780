"""What a page may not work out for itself: the book, its answers and figures, the language, the theme.

Answers are cached by the book's file, which never changes once published, so they cannot go stale; figures by what
they show.
"""

from __future__ import annotations

import hashlib
import inspect
import os
import pickle
import tomllib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

import kamlib as kam
from app.kept import Kept, own
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

_books, _lives, _policies = Kept(24), Kept(6), Kept(24)
_entered, _labels = Kept(100), Kept(100)
_answers, _live_answers, _told, _figures = Kept(2000), Kept(1000), Kept(100), Kept(400)


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
    look_again()
    BY_MONTH.set(book().is_by_month)


def look_again() -> None:
    """Look at the register and the policy anew, which are else looked at once in a run of the page."""
    for seen in ("register_state", "policy_text", "live"):
        st.session_state.pop(seen, None)


def book() -> Book:
    """The book being looked at, opened once for all sessions; every query takes its own cursor."""
    return _open(st.session_state["book_file"])


def _open(file: str) -> Book:
    return _books.get(file, lambda: Book(Path(file)))


def ask(question: str, *args: object, **kwargs: object):
    """The answer of `kamlib.<question>` on the book being looked at. It may be changed."""
    file = st.session_state["book_file"]
    key = file, question, pickle.dumps((args, sorted(kwargs.items())))
    return own(_answers.get(key, lambda: getattr(kam, question)(_open(file), *args, **kwargs)))


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


def entered(table: str) -> pd.DataFrame:
    """What stands in a table of the register (`Register.current`) as this run of the page sees it. It may be changed.

    None of its columns where nothing was ever entered."""
    if not register_state():
        return pd.DataFrame()
    key = str(home().resolve()), str(url_of(home())), _place(), register_state(), table
    return own(_entered.get(key, lambda: register().current(table, state=register_state())))


def policy() -> Policy:
    """The policy in force: that of the home's policy.toml, else the one the book was built with."""
    if "policy_text" not in st.session_state:
        file = home() / "policy.toml"
        st.session_state["policy_text"] = file.read_text("utf-8-sig") if file.exists() else None
    file, text, place = st.session_state["book_file"], st.session_state["policy_text"], str(home() / "policy.toml")
    return _open(file).policy if text is None else _policies.get((text, place), lambda: _policy(text, place))


def _policy(text: str, place: str) -> Policy:
    try:
        return Policy.from_dict(tomllib.loads(text), place)
    except tomllib.TOMLDecodeError as fault:
        raise KamError("policy_faults.not_toml", path=place, fault=fault) from None


def live_book() -> Book | WhatIf:
    """The book under the policy in force, with what people entered since it was built. A book of an earlier review
    stays as it was seen then; so does the policy where a value needs the book to be built anew."""
    key = _live_key()
    return book() if key is None else _lives.get(key, lambda: _live(*key))


def _live_key() -> tuple | None:
    """What the live book is made of, one for a run of the page; None: it is the book."""
    if "live" not in st.session_state:
        known = book().info.get("register_state") or 0
        is_book = not st.session_state["is_current_book"] or (register_state() == known and policy() == book().policy)
        parts = st.session_state["book_file"], register_state(), str(url_of(home())), policy().model_dump_json()
        st.session_state["live"] = None if is_book else parts
    return st.session_state["live"]


def _live(file: str, state: int, url: str, policy_json: str) -> Book | WhatIf:
    entered = register() if state else None
    try:
        return kam.live(_open(file), entered, Policy.model_validate_json(policy_json))
    except KamError:
        return kam.live(_open(file), entered)


def ask_live(question: str, *args: object, **kwargs: object):
    """The answer of `kamlib.<question>` on the live book. It may be changed."""
    live = live_book()
    if live is book():
        return ask(question, *args, **kwargs)
    key = _live_key(), question, pickle.dumps((args, sorted(kwargs.items())))
    return own(_live_answers.get(key, lambda: getattr(kam, question)(live, *args, **kwargs)))


def labels_of(what: str, make: Callable[[], Any]) -> Any:
    """Labels made of answers on the live book, in the session's language, kept under a name. Not to be changed."""
    key = st.session_state["book_file"], _live_key(), lang(), what
    return _labels.get(key, make)


def reviews() -> list[date]:
    """The dates of earlier reviews that can be compared with, the newest first."""
    return [day for day in history.reviews(home()) if day < book().as_of]


def review_before() -> date | None:
    """The nearest earlier review a quarter before; None: none is known."""
    return next((day for day in reviews() if (book().as_of - day).days >= QUARTER_DAYS), None)


def of_reviews(question: str, *args: object) -> Any:
    """The answer of a question about earlier reviews (`compare`, `forecasts_met` …): asked again once more of them are
    known."""
    file, known = st.session_state["book_file"], tuple(reviews())
    key = file, question, pickle.dumps(args), known
    return own(_told.get(key, lambda: getattr(kam, question)(*args, _open(file))))


def figure(name: str, frame: object, **options: object) -> go.Figure:
    """The figure `kamlib.charts.<name>` of a frame, in the session's language and theme. Not to be changed."""
    shown = name, frame, st.session_state["book_file"], lang(), is_dark(), sorted(options.items())
    key = hashlib.blake2b(pickle.dumps(shown)).digest()
    return _figures.get(key, lambda: _draw(name, frame, options))


def _draw(name: str, frame: object, options: dict) -> go.Figure:
    draw = getattr(charts, name)
    of_book = {"currency": book().currency, "policy": book().policy}
    takes = inspect.signature(draw).parameters
    return draw(frame, lang=lang(), dark=is_dark(), **{k: v for k, v in of_book.items() if k in takes}, **options)
