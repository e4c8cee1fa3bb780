"""What is on record about one client, table by table: rows to change, take out and add."""

from __future__ import annotations

import uuid
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask, entered, lang
from app.widgets import entering, person, talk
from kamlib.contract import Column, Table
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns


def rows(table: str, client_id: str | None = None) -> pd.DataFrame:
    """What stands in a table of the register (about a client), with the contract's columns."""
    found = entered(table)
    found = found.reindex(columns=list(contract()[table].columns)) if found.empty else found
    return found if client_id is None else found[found["client_id"] == client_id]


def edit(table: str, client_id: str, page: str, without: tuple[str, ...] = ()) -> None:
    """Rows of the table about the client, to change or take out, and empty ones to add. page: where it stands.

    Codes of rows are made; dates of when something was written down are today's unless told.
    """
    chosen = contract()[table]
    made = [k for k in chosen.key if k in chosen.made or k == f"{table[:-1]}_id"]
    shown = [n for n in chosen.columns if n != "client_id" and n not in made and n not in without]
    config = {name: _column(chosen, chosen.columns[name], client_id) for name in shown}
    keys = [k for k in chosen.key if k not in shown]
    if len(rows(table, client_id)):
        entering.change(
            f"{table}:{client_id}",
            table,
            lambda: _typed(rows(table, client_id)[[*keys, *shown]], chosen),
            config,
            [n for n in shown if n not in chosen.key],
            person.can_edit(),
            page,
        )
    there = [tuple(row[k] for k in chosen.key) for row in rows(table, client_id).to_dict("records")]
    entering.add(
        f"{table}-new:{client_id}", table, config, True, page, there, also={"client_id": client_id},
        made=lambda row: _complete(row, chosen, made, client_id),
    )  # fmt: skip


def _typed(found: pd.DataFrame, table: Table) -> pd.DataFrame:
    days = [n for n in found if table.columns[n].type == "date"]
    found = found.assign(**{n: pd.to_datetime(found[n]).dt.date for n in days})
    texts = [n for n in found if table.columns[n].type == "text"]
    return found.assign(**{n: found[n].astype(object).where(found[n].notna(), None) for n in texts})


def _complete(row: dict[str, Any], table: Table, made: list[str], client_id: str) -> dict[str, Any]:
    """The row with a code of its own, and the day it was written down."""
    row = row | {name: f"{client_id}-{uuid.uuid4().hex[:8]}" for name in made}
    for name in ("noted_on", "seen_on", "set_on", "dated"):
        if name in table.columns and row.get(name) is None:
            row[name] = date.today()
    return row


def _column(table: Table, column: Column, client_id: str) -> Any:
    head, note = column.label(lang()), column.note(lang()) or None
    if options := _options(column, client_id):
        return st.column_config.SelectboxColumn(
            head, options=list(options), format_func=lambda code: options.get(str(code), str(code)), help=note
        )
    if column.type == "date":
        return st.column_config.DateColumn(head, format=person.DATE, help=note)
    if column.type == "flag":
        return st.column_config.CheckboxColumn(head, help=note)
    if column.type == "text":
        return st.column_config.TextColumn(head, help=note)
    low, high = column.bounds
    step = 1 if column.type in ("integer", "score") else None
    return st.column_config.NumberColumn(head, min_value=low, max_value=high, step=step, format="localized", help=note)


def _options(column: Column, client_id: str) -> dict[str, str]:
    """What a cell is chosen from; empty where it is typed."""
    if column.codes:
        return {c: columns.code_label(column.codes, c, lang()) for c in columns.code_lists()[column.codes]}
    if column.ref == "managers":
        named = ask("my_clients").dropna(subset="manager_id").drop_duplicates("manager_id")
        name = "manager_en" if lang() == "en" else "manager"
        return {r["manager_id"]: r["manager_id"] if formats.is_unknown(r[name]) else r[name]
                for r in named.sort_values(name).to_dict("records")}  # fmt: skip
    return talk.people_of(client_id) if column.ref == "contacts" else {}
