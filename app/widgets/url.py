"""Widgets whose value stands in the page's address, so that a view can be shared and the Back button works.

The address holds codes, never labels, so a link means the same in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from urllib.parse import urlencode

import streamlit as st

from app.widgets.plain import plain

SHELL = {"lang", "as_of"}  # parameters of every page


def linked(text: str, to: str) -> str:
    """A text that leads to another page, in the same language and book, as markdown."""
    kept = urlencode(of_shell())
    return f"[{plain(text)}](/{to}{'?' + kept if kept else ''})"


def of_shell() -> dict[str, str]:
    """What every address keeps: the language and the book."""
    return {k: v for k, v in st.query_params.to_dict().items() if k in SHELL}


def enter() -> None:
    """At the start of a run: does the address say nothing of this page? Then a page comes back as it was left."""
    st.session_state["address:is_bare"] = set(st.query_params) <= SHELL


def follow(parameter: str, widget: str, read: Callable[[list[str]], object]) -> None:
    """Before a widget is drawn: give it the address's value where a link or the Back button has changed that.

    `read` turns the parameter's values into the widget's.
    """
    now, before = st.query_params.get_all(parameter), st.session_state.get(f"address:{parameter}")
    if widget not in st.session_state:
        st.session_state[widget] = read(before if before and st.session_state["address:is_bare"] else now)
    elif before is not None and before != now:
        st.session_state[widget] = read(now)


def write(parameter: str, values: Sequence[str]) -> None:
    """Put the values into the address; none takes the parameter out of it."""
    values = list(values)
    if st.query_params.get_all(parameter) != values:
        if values:
            st.query_params[parameter] = values
        else:
            st.query_params.pop(parameter, None)
    st.session_state[f"address:{parameter}"] = values


def several(parameter: str, label: str, options: dict[str, str], lang: str, everything: str) -> list[str]:
    """A multiselect bound to the address (code -> label); nothing chosen means everything, and says so."""
    widget = f"{parameter}:{lang}"
    follow(parameter, widget, lambda values: [v for v in values if v in options])
    st.session_state[widget] = [v for v in st.session_state[widget] if v in options]
    chosen = st.multiselect(label, list(options), key=widget, format_func=options.get, placeholder=everything)
    write(parameter, chosen)
    return chosen


def one(
    parameter: str,
    label: str,
    options: dict[str, str],
    lang: str,
    default: str,
    draw: Callable = st.segmented_control,
    **options_of_widget: object,
) -> str:
    """A choice of exactly one (code -> label), bound to the address; the default does not show there."""
    widget = f"{parameter}:{lang}"
    follow(parameter, widget, lambda values: next((v for v in values if v in options), default))
    if st.session_state[widget] not in options:
        st.session_state[widget] = default
    chosen = draw(label, list(options), key=widget, format_func=options.get, **options_of_widget) or default
    write(parameter, [] if chosen == default else [chosen])
    return chosen


def text(parameter: str, label: str, lang: str, **options_of_widget: object) -> str:
    """A search box bound to the address."""
    widget = f"{parameter}:{lang}"
    follow(parameter, widget, lambda values: next(iter(values), ""))
    typed = (st.text_input(label, key=widget, **options_of_widget) or "").strip()
    write(parameter, [typed] if typed else [])
    return typed
