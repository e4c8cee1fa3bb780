"""Reading the register: the state of its rows now or at an earlier entry, and their history."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import date
from typing import Any

import pandas as pd
import pyarrow as pa
import sqlalchemy as sa

from kamlib.contract import Table
from kamlib.core.duck import scratch
from kamlib.register.rows import Row, key_tuple, shown, table_of
from kamlib.register.schema import entries

MANY = 500  # keys looked up one by one; for more, the whole table is read


def last_entry(con: sa.Connection) -> int:
    """Number of the last entry; 0 where there is none."""
    return con.execute(sa.select(sa.func.max(entries.c.entry_id))).scalar() or 0


def latest(
    table: str,
    columns: Sequence[sa.Column[Any]],
    client_id: str | None = None,
    keys: Sequence[str] | None = None,
    state: int | None = None,
) -> sa.Select[*tuple[Any, ...]]:
    """SELECT of the last entry of every row of a table, withdrawn rows too; of one client, of some keys.

    `state`: as it was when that entry was the last.
    """
    e, later = entries, entries.alias("later")
    until = [] if state is None else [later.c.entry_id <= state]
    newest = (
        sa.select(later.c.row_key, sa.func.max(later.c.version).label("version"))
        .where(later.c.table_name == table, *until)
        .group_by(later.c.row_key)
    )
    if keys is not None:
        newest = newest.where(later.c.row_key.in_(keys))
    if client_id is not None:
        # a row may have been another client's before: its rows are found first, then their last state
        mine = sa.select(entries.alias("mine")).subquery("mine")
        rows = sa.select(mine.c.row_key).where(mine.c.table_name == table, mine.c.client_id == client_id)
        newest = newest.where(later.c.row_key.in_(rows))
    last = newest.subquery("newest")
    found = sa.select(*columns).join(
        last, sa.and_(e.c.table_name == table, e.c.row_key == last.c.row_key, e.c.version == last.c.version)
    )
    return found if client_id is None else found.where(e.c.client_id == client_id)


def state_of(con: sa.Connection, table: Table, client_id: str | None, state: int | None) -> pa.Table:
    """One row per row of the table that is not withdrawn: the contract's columns in its types, then version,
    entered_at (UTC), entered_by, source; sorted by the key."""
    c = entries.c
    query = latest(table.name, [c.new, c.version, c.at, c.author, c.source], client_id, state=state)
    found = con.execute(query.where(c.new.is_not(None))).fetchall()
    columns = list(zip(*found, strict=True)) if found else [()] * 5
    types = [pa.string(), pa.int32(), pa.string(), pa.string(), pa.string()]
    names = ["new", "version", "entered_at", "entered_by", "source"]
    given = pa.table([pa.array(v, t) for v, t in zip(columns, types, strict=True)], names=names)
    duck = scratch()
    duck.register("given", given)
    try:
        shape = json.dumps({col.name: col.sql_type for col in table.columns.values()})
        order = ", ".join(f'"{k}" NULLS FIRST' for k in table.key)
        return duck.sql(
            "SELECT * EXCLUDE (entered_at, entered_by, source), CAST(entered_at AS TIMESTAMPTZ) AS entered_at,"
            f" entered_by, source FROM (SELECT unnest(json_transform(new, '{shape}')), * EXCLUDE (new) FROM given)"
            f" ORDER BY {order}"
        ).to_arrow_table()
    finally:
        duck.unregister("given")


def frame(table: pa.Table) -> pd.DataFrame:
    """The table as pandas has it elsewhere in this package: money as float, dates as datetime64."""
    return scratch().from_arrow(table).df()


def history(
    con: sa.Connection,
    table: Table | None,
    client_id: str | None = None,
    key: str | None = None,
    since: date | None = None,
) -> pd.DataFrame:
    """One row per entry, the newest first; see Register.history."""
    query = sa.select(entries).order_by(entries.c.entry_id.desc())
    if table is not None:
        query = query.where(entries.c.table_name == table.name)
    if key is not None:
        query = query.where(entries.c.row_key == key)
    if client_id is not None:
        query = query.where(entries.c.client_id == client_id)
    if since is not None:
        query = query.where(entries.c.at >= since.isoformat())
    rows = con.execute(query).mappings().all()
    names = ["entry_id", "at", "author", "source", "table_name", "key", "client_id", "version", "what", "columns",
             "old", "new", "note"]  # fmt: skip
    return pd.DataFrame([_entry_line(dict(r)) for r in rows], columns=names, dtype=object).astype(
        {"entry_id": "int64", "version": "int64", "at": "datetime64[us, UTC]"}
    )


def _entry_line(entry: Row) -> Row:
    table = table_of(entry["table_name"])
    old, new = (json.loads(entry[side]) if entry[side] else {} for side in ("old", "new"))
    changed = [c for c in table.columns if c not in table.key and old.get(c) != new.get(c)]
    what = "withdrawn" if not new else "changed" if old else "entered"
    return {
        **entry,
        "at": pd.Timestamp(entry["at"]),
        "key": key_tuple(table, entry["row_key"]),
        "what": what,
        "columns": changed,
        "old": {c: shown(table.columns[c], old.get(c)) for c in changed} if old else None,
        "new": {c: shown(table.columns[c], new.get(c)) for c in changed} if new else None,
    }
