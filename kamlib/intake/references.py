"""References that point nowhere: counted and told, never a reason to reject a row."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path
from typing import Any

import duckdb

from kamlib.contract import register_tables, tables
from kamlib.reading.sheet import lit
from kamlib.register import existing_register


def dangling(con: duckdb.DuckDBPyConnection, home: Path, sources: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """One record per column whose values are missing in the table they name: table, column, ref, values, rows.

    Tables that the company has not given at all are not looked at.
    """
    entered = _entered(con, home)
    result = []
    for name, table in tables().items():
        mine = _relation(home, sources, name, entered, derived=False)
        if not mine:
            continue
        there = con.execute(f"SELECT * FROM {mine} LIMIT 0").description  # files of earlier versions lack later columns
        for column in (table.columns[name] for name, *_ in there if name in table.columns):
            theirs = _relation(home, sources, column.ref, entered, derived=True) if column.ref else None
            if not theirs or not (column.ref in entered or _own(sources, column.ref)):
                continue
            key = tables()[column.ref].key[0]
            values, rows = con.execute(
                f"""SELECT count(*), sum(n) FROM (
                    SELECT {column.name} AS value, count(*) AS n FROM {mine}
                    WHERE {column.name} IS NOT NULL GROUP BY 1
                ) ANTI JOIN (SELECT {key} AS value FROM {theirs}) USING (value)"""
            ).fetchone()
            if values:
                found = {"table": name, "column": column.name, "ref": column.ref}
                result.append(found | {"values": values, "rows": int(rows)})
    return result


def _entered(con: duckdb.DuckDBPyConnection, home: Path) -> set[str]:
    """The register's tables that have rows, made readable as `entered_<table>`."""
    register = existing_register(home)
    if register is None:
        return set()
    found = set()
    with closing(register):
        for name in register_tables():
            rows = register.arrow(name)
            if rows.num_rows:
                con.register(f"entered_{name}", rows)
                found.add(name)
    return found


def _own(sources: list[dict[str, Any]], table: str) -> bool:
    """Did the company give this table itself, rather than in passing with its sales?"""
    return any(s["table"] == table for s in sources)


def _relation(home: Path, sources: list[dict[str, Any]], table: str, entered: set[str], derived: bool) -> str | None:
    """SQL to read a table's rows from; None where it has none."""
    if table in entered:
        return f"entered_{table}"
    paths = [s["data_files"][table] for s in sources if table in s["data_files"] and (derived or s["table"] == table)]
    return f"read_parquet([{', '.join(lit(home / p) for p in paths)}], union_by_name = true)" if paths else None
