"""The filters of every page that lists clients: one set, kept from page to page; their values stand in the address, as
codes."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask_live, book, labels_of, lang, say
from app.widgets import url
from kamlib.core import formats
from kamlib.labels import columns

FILTERS = (
    "manager", "is_key", "risk_band", "fit_status", "region", "type", "contact_age", "abc", "xyz", "segment",
    "turnover_class", "relationship",
)  # fmt: skip
IN_ROW = 4
Asked = dict[str, list[str]]  # column -> the values asked for
NONE = "-"  # in the address: the value is not known
YES, NO = "yes", "no"


def chosen() -> Asked:
    """Draw the filters; which values of which column are asked for."""
    options = labels_of("filters", _all_options)
    known = list(options)
    asked: Asked = {}
    active = [n for n in known if st.session_state.get(f"{n}:{lang()}") or st.query_params.get(n)]
    told = ", ".join(columns.label(n, lang()) for n in active)
    with st.expander(say("filters_chosen", chosen=told) if active else say("filters"), key="filters"):
        for first in range(0, len(known), IN_ROW):
            for cell, name in zip(st.columns(IN_ROW), known[first : first + IN_ROW], strict=False):
                with cell:
                    asked[name] = url.several(
                        name, columns.label(name, lang()), options[name], lang(), say("everything")
                    )
        if active:
            st.button(say("clear_filters"), on_click=clear)
    return {name: values for name, values in asked.items() if values}


def _clients() -> pd.DataFrame:
    """All clients, with flags as codes."""
    found = ask_live("clients")
    return found.assign(is_key=found["is_key"].map({True: YES, False: NO})) if "is_key" in found else found


def _all_options() -> dict[str, dict[str, str]]:
    """Of every column of which something is known: value -> label."""
    clients = _clients()
    known = [n for n in FILTERS if n in clients and clients[n].notna().any()]
    return {n: {value: _label(clients, n, value) for value in _options(clients, n)} for n in known}


def matching(asked: Asked, text: str = "", without: tuple[str, ...] = ()) -> pd.DataFrame:
    """The clients whose name or code holds the text, with one of the values asked for in every column; without: the
    columns a map is of do not narrow the map itself."""
    clients = _clients()
    found = pd.Series(True, index=clients.index)
    if text:
        written = clients["client_id"] + " " + clients["name"].fillna("") + " " + clients["name_en"].fillna("")
        found &= _plain(written).str.contains(_plain(pd.Series([text]))[0], regex=False)
    for name, values in asked.items():
        if name not in without:
            found &= clients[name].fillna(NONE).isin(values)
    return ask_live("clients")[found]


def of_these(frame: pd.DataFrame, asked: Asked) -> pd.DataFrame:
    """The rows of an answer that are about clients asked for."""
    if not asked or frame.empty:
        return frame
    return frame[frame["client_id"].isin(set(matching(asked)["client_id"]))].reset_index(drop=True)


def note(asked: Asked) -> None:
    """That the page shows a part of the clients, and how many."""
    if asked:
        counts = {"found": len(matching(asked)), "all": len(ask_live("clients"))}
        st.caption(say("only_these", **{k: formats.count(n, lang()) for k, n in counts.items()}))


def set_from_click(values: dict[str, list[str]]) -> None:
    """Let a click on a chart choose filters; a click on what is chosen already takes them away."""
    widgets = {f"{name}:{lang()}": chosen for name, chosen in values.items()}
    again = all(st.session_state.get(widget) == chosen for widget, chosen in widgets.items())
    for widget, chosen in widgets.items():
        st.session_state[widget] = [] if again else chosen


def clear() -> None:
    for name in FILTERS:
        st.session_state[f"{name}:{lang()}"] = []
    if f"search:{lang()}" in st.session_state:
        st.session_state[f"search:{lang()}"] = ""


def _plain(texts: pd.Series) -> pd.Series:
    return texts.str.casefold().str.replace("ё", "е")


def _options(clients: pd.DataFrame, name: str) -> list[str]:
    values = sorted(clients[name].dropna().unique(), key=lambda v: _order(name, v))
    return [*values, NONE] if clients[name].isna().any() else values


def _order(name: str, value: str) -> tuple[int, str]:
    listed = columns.info(name).codes
    known = list(columns.code_lists().get(listed, ())) if listed else [YES, NO]
    return (known.index(value) if value in known else len(known), value)


def _label(clients: pd.DataFrame, name: str, value: str) -> str:
    if value == NONE:
        return say("not_known")
    if columns.info(name).format == "flag":
        return formats.by_format("flag", value == YES, lang())
    codes = columns.info(name).codes
    if codes:
        return columns.code_label(codes, value, lang(), book().policy)
    if lang() == "en" and f"{name}_en" in clients:
        english = clients.loc[clients[name] == value, f"{name}_en"].dropna()
        return str(english.iloc[0]) if len(english) else value
    return formats.by_format("text", value, lang())
