"""Widgets whose value stands in the page's address, so that a view can be shared and the Back button works.

The address holds codes, never labels, so a link means the same in both languages.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

import streamlit as st


def follow(parameter: str, widget: str, value: object) -> None:
    """Before a widget is drawn: give it the address's value where a link or the Back button has changed that."""
    now = st.query_params.get_all(parameter)
    if widget not in st.session_state or st.session_state.get(f"address:{parameter}", now) != now:
        st.session_state[widget] = value


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
    follow(parameter, widget, [v for v in st.query_params.get_all(parameter) if v in options])
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
    asked = st.query_params.get(parameter)
    follow(parameter, widget, asked if asked in options else default)
    if st.session_state[widget] not in options:
        st.session_state[widget] = default
    chosen = draw(label, list(options), key=widget, format_func=options.get, **options_of_widget) or default
    write(parameter, [] if chosen == default else [chosen])
    return chosen


def text(parameter: str, label: str, lang: str, **options_of_widget: object) -> str:
    """A search box bound to the address."""
    widget = f"{parameter}:{lang}"
    follow(parameter, widget, st.query_params.get(parameter, ""))
    typed = (st.text_input(label, key=widget, **options_of_widget) or "").strip()
    write(parameter, [typed] if typed else [])
    return typed
