"""The filters of the client list: their values stand in the address, as codes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import book, lang, say
from app.widgets import url
from kamlib.core import formats
from kamlib.labels import columns

FILTERS = ("abc", "xyz", "segment", "turnover_class", "relationship", "manager", "region", "type")
IN_ROW = 4
NONE = "-"  # in the address: the value is not known


def chosen(clients: pd.DataFrame) -> dict[str, list[str]]:
    """Draw the filters; which values of which column are asked for."""
    asked = {}
    known = [n for n in FILTERS if clients[n].notna().any()]
    active = [n for n in known if st.session_state.get(f"{n}:{lang()}") or st.query_params.get(n)]
    told = ", ".join(columns.label(n, lang()) for n in active)
    with st.expander(say("filters_chosen", chosen=told) if active else say("filters"), key="filters"):
        for first in range(0, len(known), IN_ROW):
            for cell, name in zip(st.columns(IN_ROW), known[first : first + IN_ROW], strict=False):
                with cell:
                    asked[name] = _filter(clients, name)
    return {name: values for name, values in asked.items() if values}


def _filter(clients: pd.DataFrame, name: str) -> list[str]:
    return url.several(
        name,
        columns.label(name, lang()),
        {value: _label(clients, name, value) for value in _options(clients, name)},
        lang(),
        say("everything"),
    )


def matching(clients: pd.DataFrame, text: str, asked: dict[str, list[str]]) -> pd.DataFrame:
    """The clients whose name or code holds the text, with one of the values asked for in every column."""
    found = pd.Series(True, index=clients.index)
    if text:
        written = clients["client_id"] + " " + clients["name"].fillna("") + " " + clients["name_en"].fillna("")
        found &= _plain(written).str.contains(_plain(pd.Series([text]))[0], regex=False)
    for name, values in asked.items():
        found &= clients[name].fillna(NONE).isin(values)
    return clients[found]


def set_from_click(values: dict[str, list[str]]) -> None:
    """Let a click on a chart choose filters; a click on what is chosen already takes them away."""
    widgets = {f"{name}:{lang()}": chosen for name, chosen in values.items()}
    again = all(st.session_state.get(widget) == chosen for widget, chosen in widgets.items())
    for widget, chosen in widgets.items():
        st.session_state[widget] = [] if again else chosen


def clear() -> None:
    for name in FILTERS:
        st.session_state[f"{name}:{lang()}"] = []
    st.session_state[f"search:{lang()}"] = ""


def _plain(texts: pd.Series) -> pd.Series:
    return texts.str.casefold().str.replace("ё", "е")


def _options(clients: pd.DataFrame, name: str) -> list[str]:
    values = sorted(clients[name].dropna().unique(), key=lambda v: _order(name, v))
    return [*values, NONE] if clients[name].isna().any() else values


def _order(name: str, value: str) -> tuple:
    listed = columns.info(name).codes
    known = list(columns.code_lists().get(listed, ())) if listed else []
    return (known.index(value) if value in known else len(known), value)


def _label(clients: pd.DataFrame, name: str, value: str) -> str:
    if value == NONE:
        return say("not_known")
    codes = columns.info(name).codes
    if codes:
        return columns.code_label(codes, value, lang(), book().policy)
    if lang() == "en" and f"{name}_en" in clients:
        english = clients.loc[clients[name] == value, f"{name}_en"].dropna()
        return english.iloc[0] if len(english) else value
    return formats.by_format("text", value, lang())
