"""DuckDB connections: for building a book, for computing beside one, for reading one."""

from __future__ import annotations

import os
import tempfile
import threading
from pathlib import Path

import duckdb

_local = threading.local()


def connect_for_building(file: Path | str, temp: Path | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that builds. Memory and threads can be limited by KAM_MEMORY ("4GB") and KAM_THREADS."""
    con = duckdb.connect(str(file))
    if memory := os.environ.get("KAM_MEMORY"):
        con.execute("SET memory_limit = ?", [memory])
    if threads := os.environ.get("KAM_THREADS"):
        con.execute("SET threads = ?", [int(threads)])
    if temp is not None:
        con.execute("SET temp_directory = ?", [str(temp)])
    con.execute("SET preserve_insertion_order = false")
    # DuckDB 2.0.0 spills tens of gigabytes in quantiles grouped by a text key over a window without this
    con.execute("SET disabled_optimizers = 'compressed_materialization'")
    return con


def connect_beside(book: Path) -> duckdb.DuckDBPyConnection:
    """A connection in memory with a book attached read-only as `book`; it can reach nothing else, and stays so.

    What does not fit into memory goes to the system's temporary folder.
    """
    con = duckdb.connect(config={"temp_directory": str(Path(tempfile.gettempdir()) / f"kam-{os.getpid()}")})
    if memory := os.environ.get("KAM_MEMORY"):
        con.execute("SET memory_limit = ?", [memory])
    con.execute("SET TimeZone = 'UTC'")
    con.execute(f"ATTACH {literal(book)} AS book (READ_ONLY)")
    con.execute("SET enable_external_access = false")
    con.execute("SET lock_configuration = true")
    return con


def scratch() -> duckdb.DuckDBPyConnection:
    """A connection in memory for small work, one for each thread: opening one costs more than the work."""
    con: duckdb.DuckDBPyConnection | None = getattr(_local, "con", None)
    if con is None:
        con = _local.con = duckdb.connect(config={"threads": 1})
        con.execute("SET TimeZone = 'UTC'")
        con.execute("SET disabled_optimizers = 'common_subexpressions,in_clause'")
    return con


def connect_for_reading(file: Path) -> duckdb.DuckDBPyConnection:
    """A read-only connection that can reach nothing but this file. Take one `.cursor()` for every query."""
    config: dict[str, str | bool | int | float | list[str]] = {
        "enable_external_access": "false",
        "lock_configuration": "true",
    }
    if memory := os.environ.get("KAM_MEMORY"):
        config["memory_limit"] = memory
    return duckdb.connect(str(file), read_only=True, config=config)


def only_selects(con: duckdb.DuckDBPyConnection, query: str) -> bool:
    """Whether a text is one SELECT. Raises duckdb.ParserException where it is no SQL."""
    return [statement.type for statement in con.extract_statements(query)] == [duckdb.StatementType.SELECT]


def quoted(name: str) -> str:
    """An SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: object) -> str:
    """An SQL string literal, for file names, which DuckDB cannot take as parameters of a view."""
    return "'" + str(text).replace("'", "''") + "'"
