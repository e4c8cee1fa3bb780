"""Tables of the register on a page: rows to change or take out, rows to add, and all that was ever entered."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st

from app.pages import PAGES
from app.session import book, lang, register, register_state, say, texts
from app.widgets import person, tables
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.register import in_words

words = texts("entering")

SEEN_ROWS = 12
BLANK_ROWS = 3


def label(name: str, table: str) -> str:
    """What a column of the register is called."""
    return contract()[table].columns[name].label(lang())


def number_column(name: str, table: str, most: float | None = None, width: int | None = None, head: str = ""):
    """A column of numbers to enter, within the bounds of the register; its label there is the help of a short head."""
    spec = contract()[table].columns[name]
    is_share = spec.type == "share"
    return st.column_config.NumberColumn(
        head or spec.label(lang()),
        min_value=0,
        max_value=1.0 if is_share else most,
        step=0.05 if is_share else None,
        format="localized",
        width=width,
        help=spec.label(lang()) if head else None,
    )


def seen(table: str) -> dict:
    """Which version of every row of the table this run of the page shows."""
    return register().seen_at(table, register_state())


def change(
    part: str,
    table: str,
    load: Callable[[], pd.DataFrame],
    config: Mapping[str, object],
    typed: Sequence[str],
    can_edit: bool,
    page: str,
    can_remove: bool = True,
    empty: str | None = None,
) -> None:
    """Rows of a register table to change, or to take out; written under the person's name.

    load: the rows as they stand, with the columns of the key (not shown unless in `config`) and those of `config`, in
    whose order they are shown; typed: which can be changed.
    empty: a row whose value in this column is emptied is taken out.
    """
    editor = person.key(part)
    loaded, known = person.held(part, lambda: (load(), seen(table)), person.is_edited(editor))
    st.data_editor(
        loaded,
        key=editor,
        hide_index=True,
        num_rows="delete" if can_edit and can_remove else "fixed",
        disabled=[n for n in loaded.columns if n not in typed] if can_edit else True,
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * min(len(loaded), SEEN_ROWS) + tables.HEAD_PX + 2,
        column_order=list(config),
        column_config=dict(config),
        placeholder=formats.UNKNOWN,
    )
    person.refusal(part)
    if can_edit and st.button(words("save"), key=f"save:{part}", disabled=not person.is_edited(editor), type="primary"):
        rows, out = changes(st.session_state[editor], loaded, contract()[table].key, empty)
        person.write(part, table, rows, page, seen=known, withdrawn=out)
        st.rerun()


def changes(
    edited: Mapping, loaded: pd.DataFrame, key: Sequence[str], empty: str | None = None
) -> tuple[list[dict], list[tuple]]:
    """What was typed into an editor of `loaded`: rows (key and changed values), and the keys of rows taken out."""
    out = [tuple(_value(loaded.iloc[int(at)][k]) for k in key) for at in edited.get("deleted_rows", ())]
    rows = []
    for at, values in edited.get("edited_rows", {}).items():
        row = {k: _value(loaded.iloc[int(at)][k]) for k in key}
        if empty in values and _value(values[empty]) is None:
            out.append(tuple(row.values()))
        elif values and tuple(row.values()) not in out:
            rows.append(row | {k: _value(v) for k, v in values.items()})
    return rows, out


def _value(x: object) -> object:
    if isinstance(x, str):
        return x.strip() or None
    return None if formats.is_unknown(x) else x


def add(
    part: str,
    table: str,
    config: Mapping[str, object],
    can_edit: bool,
    page: str,
    there: Sequence[tuple] = (),
    also: Mapping[str, object] | None = None,
    given: Sequence[Mapping] = (),
    made: Callable[[dict], dict] | None = None,
) -> None:
    """Rows to add to a register table: those `given` to be completed, and empty ones.

    there: keys that stand in the table already, which are changed there and not here. also, made: what is written
    beside what was typed.
    """
    editor = f"{person.key(part)}:{len(given)}"
    blank = [dict.fromkeys(config)] * BLANK_ROWS
    start = pd.DataFrame([dict.fromkeys(config) | dict(row) for row in given] + blank, columns=list(config))
    types = {n: float for n in config if contract()[table].columns[n].type in ("share", "number", "money")}
    types |= {n: bool for n in config if contract()[table].columns[n].type == "flag"}
    start = start.astype(object).where(start.notna(), None)
    start = start.astype({n: k for n, k in types.items() if k is float})
    for name in (n for n, k in types.items() if k is bool):
        start[name] = start[name].map(bool)
    typed = st.data_editor(
        start,
        key=editor,
        hide_index=True,
        num_rows="dynamic" if can_edit else "fixed",
        disabled=not can_edit,
        row_height=tables.ROW_PX,
        column_config=dict(config),
        placeholder=formats.UNKNOWN,
    )
    person.refusal(part)
    if can_edit and st.button(words("add"), key=f"save:{part}", type="primary"):
        rows = [made(row) if made else row for row in added(typed, also)]
        key = contract()[table].key
        double = [row for row in rows if tuple(row.get(k) for k in key) in set(there)]
        if double:
            said = "; ".join(" · ".join(str(row[k]) for k in key if row.get(k)) for row in double)
            person.refuse(part, words("there_already", rows=said), is_conflict=False)
        elif rows:
            person.write(part, table, rows, page, seen=seen(table))
        st.rerun()


def added(typed: pd.DataFrame, also: Mapping[str, object] | None = None) -> list[dict]:
    """The rows of an editor of new ones that have something in them; a box not ticked alone is nothing."""
    rows = []
    for row in typed.astype(object).to_dict("records"):
        told = {k: _value(v) for k, v in row.items()}
        if any(v is not None and v is not False for v in told.values()):
            rows.append(told | dict(also or {}))
    return rows


# History


def history(parts: Sequence[str], client_id: str | None = None) -> None:
    """Every entry of these tables (about a client), the newest first: who, when, from where, old and new."""
    entries = pd.concat([register().history(name, client_id) for name in parts])
    with st.expander(f"{words('history')}: {formats.count(len(entries), lang())}"):
        if entries.empty:
            st.caption(words("history_none"))
            return
        found = entries.sort_values("entry_id", ascending=False).head(tables.SHOWN).to_dict("records")
        shown = pd.DataFrame(
            {
                "at": [formats.moment(r["at"], lang()) for r in found],
                "who": [r["author"] for r in found],
                "what": [f"{_row_name(r)}: {words(r['what'])}" for r in found],
                "change": [in_words.change(r, lang(), book().currency, without=("client_id",)) for r in found],
                "source": [_source(r["source"]) for r in found],
            }
        )
        widths = {"at": 170, "who": 130, "what": 280, "change": 420, "source": 150}
        st.dataframe(
            shown,
            hide_index=True,
            row_height=tables.ROW_PX,
            height=tables.ROW_PX * min(len(shown), SEEN_ROWS) + tables.HEAD_PX,
            column_config={n: st.column_config.TextColumn(words(f"col_{n}"), width=w) for n, w in widths.items()},
        )


def _row_name(r: dict) -> str:
    """Which row, as it is known beside its client; where a client has one row only, what the table is about."""
    table = contract()[r["table_name"]]
    return in_words.row(table, r["key"], lang(), without=("client_id",)) or table.label(lang())


def _source(source: str) -> str:
    """Where an entry came from: a page by its name, else as it was told (a file, a program)."""
    page = source.removeprefix("page ")
    return say(f"page_{page}") if page != source and page in PAGES else source
