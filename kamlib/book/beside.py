"""Computing beside a book: its tables by their own names, in memory, with nothing else in reach."""

from __future__ import annotations

import duckdb

from kamlib.book.book import Book
from kamlib.core.duck import connect_beside, quoted
from kamlib.core.errors import KamError
from kamlib.engine import inputs
from kamlib.engine.models import SCHEMAS
from kamlib.policy import Policy


def beside(book: Book, policy: Policy, without: set[str] | frozenset[str] = frozenset()) -> duckdb.DuckDBPyConnection:
    """A connection with the book attached as `book`, the parameters of a policy, and views of the book's tables under
    their own names, but for those (`schema.table`) that are to be computed again. Close it after use.

    Raises KamError where the book's file has been replaced by a newer one.
    """
    try:
        con = connect_beside(book.file)
    except duckdb.IOException:
        raise KamError("build.book_gone", as_of=book.as_of) from None
    inputs.parameters(con, policy, book.as_of)
    for schema in (*SCHEMAS, "churn"):
        con.execute(f"CREATE SCHEMA {schema}")
    there = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?"
    mine = set(con.execute(there, ["memory"]).fetchall())
    for schema, table in con.execute(there, ["book"]).fetchall():
        if f"{schema}.{table}" not in without and (schema, table) not in mine:
            name = f"{quoted(schema)}.{quoted(table)}"
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM book.{name}")
    return con
