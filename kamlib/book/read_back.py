"""A closed book is opened and every value of it read, before anybody else does."""

from __future__ import annotations

from pathlib import Path

import duckdb

from kamlib.core.duck import connect_for_reading, quoted
from kamlib.core.errors import KamError


def read_back(file: Path) -> None:
    """Read every column of every table of a closed book. Raises KamError where something cannot be read."""
    try:
        with connect_for_reading(file) as con:
            for schema, table in con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall():
                con.execute(f"SELECT bit_xor(hash(t)) FROM {quoted(schema)}.{quoted(table)} AS t").fetchall()
            con.execute("SELECT as_of FROM book_info").fetchall()[0]
    except (duckdb.Error, IndexError, UnicodeDecodeError) as fault:
        raise KamError("build.unreadable", fault=str(fault).splitlines()[0]) from None
