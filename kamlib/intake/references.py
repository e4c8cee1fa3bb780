"""References that point nowhere: counted and told, never a reason to reject a row."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kamlib.intake.contract import tables
from kamlib.intake.sheet import lit


def dangling(con: duckdb.DuckDBPyConnection, home: Path, sources: list[dict]) -> list[dict]:
    """One record per column whose values are missing in the table they name: table, column, ref, values, rows.

    Tables that the company has not given at all are not looked at.
    """
    result = []
    for name, table in tables().items():
        mine = _files(home, sources, name, derived=False)
        if not mine:
            continue
        for column in table.columns.values():
            theirs = _files(home, sources, column.ref, derived=True) if column.ref else []
            if not theirs or not _own(sources, column.ref):
                continue
            key = tables()[column.ref].key[0]
            values, rows = con.execute(
                f"""SELECT count(*), sum(n) FROM (
                    SELECT {column.name} AS value, count(*) AS n FROM read_parquet([{mine}])
                    WHERE {column.name} IS NOT NULL GROUP BY 1
                ) ANTI JOIN (SELECT {key} AS value FROM read_parquet([{theirs}])) USING (value)"""
            ).fetchone()
            if values:
                found = {"table": name, "column": column.name, "ref": column.ref}
                result.append(found | {"values": values, "rows": int(rows)})
    return result


def _own(sources: list[dict], table: str) -> bool:
    """Did the company give this table itself, rather than in passing with its sales?"""
    return any(s["table"] == table for s in sources)


def _files(home: Path, sources: list[dict], table: str, derived: bool) -> str:
    paths = [s["data_files"][table] for s in sources if table in s["data_files"] and (derived or s["table"] == table)]
    return ", ".join(lit(home / p) for p in paths)
