"""What was promised to clients: where it stands, the last step, whether it is done; new promises."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.screens.skam.room import PAGE, words
from app.session import ask_live, lang, register, register_state
from app.widgets import downloads, entering, person, tables
from app.widgets.client_choice import choose_client
from app.widgets.names import name_of
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns

TABLE = "promises"
TYPED = ("promise", "owner", "due_on", "progress", "progress_on", "done_on")
DATES = ("promised_on", "due_on", "progress_on", "done_on")
SHOWN = ("promise_state", "client", "promise", "due_on", "progress", "progress_on", "done_on", "owner", "promised_on")
WIDTHS = {"promise_state": 105, "client": 165, "promise": 235, "owner": 140, "progress": 205}
ROWS = 15


def show() -> None:
    """All promises in a table to be changed, overdue ones first; a form for a new one."""
    can_edit = person.can_edit()
    found = ask_live(TABLE)
    if found.empty:
        st.info(words("no_promises"))
    else:
        _table(found, can_edit)
        downloads.buttons(found, TABLE, table=TABLE)
    if can_edit:
        with st.expander(words("new_promise"), expanded=found.empty):
            _new()
    entering.history((TABLE,))


def _load(found: pd.DataFrame) -> tuple[pd.DataFrame, dict]:
    rows = found.assign(
        client=[name_of(r) for r in found.to_dict("records")],
        promise_state=[columns.code_label("promise_state", s, lang()) for s in found["promise_state"]],
        **{n: pd.to_datetime(found[n]).dt.date for n in DATES},
    )
    text = {n: rows[n].astype(object).where(rows[n].notna(), None) for n in ("promise", "owner", "progress")}
    return rows.assign(**text), register().seen_at(TABLE, register_state())


def _table(found: pd.DataFrame, can_edit: bool) -> None:
    editor = person.key(TABLE)
    loaded, seen = person.held(TABLE, lambda: _load(found), person.is_edited(editor))
    if can_edit:
        st.caption(words("promises_note"))
    st.data_editor(
        loaded,
        key=editor,
        hide_index=True,
        num_rows="delete" if can_edit else "fixed",
        disabled=[n for n in loaded.columns if n not in TYPED] if can_edit else True,
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * min(len(loaded), ROWS) + tables.HEAD_PX + 2,
        column_order=SHOWN,
        column_config={n: _column(n) for n in SHOWN},
        placeholder=formats.UNKNOWN,
    )
    person.refusal(TABLE)
    if can_edit and st.button(
        words("save"), key="save:promises", type="primary", disabled=not person.is_edited(editor)
    ):
        rows, out = entering.changes(st.session_state[editor], loaded, ("promise_id",))
        for row in rows:  # a step without its date was taken today
            if row.get("progress"):
                row.setdefault("progress_on", date.today())
        person.write(TABLE, TABLE, rows, PAGE, seen=seen, withdrawn=out)
        st.rerun()


def _column(name: str):
    label = columns.label("name" if name == "client" else name, lang())
    if name in DATES:
        return st.column_config.DateColumn(label, format=person.DATE, width=105)
    return st.column_config.TextColumn(label, width=WIDTHS.get(name))


def _new() -> None:
    client_id = choose_client()
    if client_id is None:
        st.caption(words("promise_client"))
        return
    part, spec = f"promise:{client_id}", contract()[TABLE].columns
    key = person.key(part)
    with st.form(key, border=False, enter_to_submit=False):
        promise = st.text_input(spec["promise"].label(lang()), key=f"{key}:promise")
        one, two, three = st.columns(3)
        owner = one.text_input(spec["owner"].label(lang()), key=f"{key}:owner")
        on = two.date_input(spec["promised_on"].label(lang()), date.today(), key=f"{key}:on", format=person.DATE)
        due = three.date_input(spec["due_on"].label(lang()), None, key=f"{key}:due", format=person.DATE)
        pressed = st.form_submit_button(words("save_promise"), type="primary")
    person.refusal(part)
    if pressed:
        row = {"client_id": client_id, "promise": promise.strip() or None, "owner": owner.strip() or None}
        if person.write(part, TABLE, [row | {"promised_on": on, "due_on": due}], PAGE):
            st.query_params.pop("client", None)
            person.start_anew(TABLE)
        st.rerun()
