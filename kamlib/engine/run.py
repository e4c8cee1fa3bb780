"""Running the models, and the checks whose rows are the offenders."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from functools import cache

import duckdb

from kamlib.engine.models import Model, checks

Progress = Callable[[str, int, int], None]


def run(con: duckdb.DuckDBPyConnection, chosen: tuple[Model, ...] | list[Model], progress: Progress) -> dict:
    """Run models in the order given, as tables (or views, where a model says so); seconds by model."""
    seconds = {}
    for number, model in enumerate(chosen, 1):
        progress(model.table, number, len(chosen))
        start = datetime.now(UTC)
        con.execute(f"CREATE SCHEMA IF NOT EXISTS {model.schema}")
        con.execute(_parsed(f"CREATE {'VIEW' if model.is_view else 'TABLE'} {model.table} AS {model.sql}"))
        seconds[model.table] = (datetime.now(UTC) - start).total_seconds()
    return seconds


@cache
def _parsed(sql: str) -> duckdb.Statement:
    """A statement, parsed once in a process: of a small book that is a sixth of its time, and what is tried or built
    again needs it no more."""
    (statement,) = duckdb.extract_statements(sql)
    return statement


def offenders(
    con: duckdb.DuckDBPyConnection, lacking: set[str] | frozenset[str] = frozenset()
) -> dict[str, list[tuple]]:
    """Rows of every check that found something: check name -> up to five offenders. lacking: tables that were not
    built, whose checks are passed over."""
    chosen = [check for check in checks() if not check.reads & lacking]
    found = {check.name: con.execute(_parsed(f"SELECT * FROM ({check.sql}) LIMIT 5")).fetchall() for check in chosen}
    return {name: rows for name, rows in found.items() if rows}
