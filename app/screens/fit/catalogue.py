"""Our USPs, what they cost, and how far each covers a need in the general view; all of it to be changed here."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.screens.fit.clients import words
from app.screens.fit.needs import PAGE, coverage_columns, usp_names
from app.session import ask_live, lang
from app.widgets import entering, person
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.codes import code_lists


def catalogue() -> None:
    """The USPs: kind and cost a year; to change, drop, add."""
    st.subheader(words("usps"), anchor=False)
    st.caption(words("usps_note"))
    can_edit = person.can_edit()
    found = ask_live("usps")
    kinds = {code: columns.code_label("usp_kind", code, lang()) for code in code_lists()["usp_kind"]}
    config = {
        "usp_id": st.column_config.TextColumn(entering.label("usp_id", "usps"), width=90),
        "name": st.column_config.TextColumn(entering.label("name", "usps"), width=290),
        "name_en": st.column_config.TextColumn(entering.label("name_en", "usps"), width=250),
        "kind": st.column_config.SelectboxColumn(entering.label("kind", "usps"), options=list(kinds),
                                                 format_func=lambda k: kinds.get(k, k), width=150),
        "yearly_cost": st.column_config.NumberColumn(entering.label("yearly_cost", "usps"), min_value=0,
                                                     format="localized", width=140),
    }  # fmt: skip
    if len(found):
        typed = ("name", "name_en", "kind", "yearly_cost")
        entering.change("usps", "usps", lambda: ask_live("usps"), config, typed, can_edit, PAGE)
    with st.expander(words("add_usps"), expanded=found.empty):
        st.caption(words("add_usps_note"))
        entering.add("new_usps", "usps", config, can_edit, PAGE, there=[(u,) for u in found["usp_id"]])
    _coverage(can_edit)


def _load() -> pd.DataFrame:
    found = ask_live("general_coverage")
    rows = found.to_dict("records")
    shown = {name: [_english(r, name) for r in rows] for name in ("need", "usp")}
    return found.assign(label=shown["need"], usp_name=shown["usp"], client_id=None)


def _english(row: dict, name: str) -> str:
    english = row[f"{name}_en"] if lang() == "en" else None
    return str(row[name] if formats.is_unknown(english) else english)


def _coverage(can_edit: bool) -> None:
    """The general view: how far each USP covers a need, whoever the client is."""
    st.subheader(words("general_coverage"), anchor=False)
    st.caption(words("general_coverage_note"))
    found, usps = ask_live("general_coverage"), ask_live("usps")
    if len(found):
        config = {
            "label": st.column_config.TextColumn(entering.label("need", "coverage"), width=260),
            "usp_name": st.column_config.TextColumn(entering.label("name", "usps"), width=270),
            "coverage": entering.number_column("coverage", "coverage", width=150),
            "evidence": st.column_config.TextColumn(entering.label("evidence", "coverage"), width=320),
        }
        entering.change("general", "coverage", _load, config, ("coverage", "evidence"), can_edit, PAGE)
    needs = {r["need"]: _english(r, "need") for r in ask_live("need_gaps").to_dict("records")}
    with st.expander(words("add_coverage"), expanded=found.empty):
        if usps.empty or not needs:
            st.caption(words("no_usps" if usps.empty else "no_needs_yet"))
        else:
            there = [(r.need, r.usp_id, None) for r in found.itertuples()]
            entering.add("new_general", "coverage", coverage_columns(needs, usp_names(usps)), can_edit, PAGE,
                         there=there, made=lambda row: row | {"client_id": None})  # fmt: skip
    entering.history(("usps", "coverage"))
