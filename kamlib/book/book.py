"""A published book, opened for reading."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property
from pathlib import Path

import duckdb
import pandas as pd

from kamlib.core.duck import connect_for_reading, quoted
from kamlib.core.errors import KamError
from kamlib.engine.models import SCHEMAS, code_hash
from kamlib.policy import Policy

QUARTER_DAYS = 80  # a book this much older is one of an earlier quarter


@dataclass(frozen=True)
class BookFile:
    """A book on disk: its file, review date, and when it was built (UTC, as text that sorts)."""

    file: Path
    as_of: date
    built: str


def books(home: Path | str = "data") -> list[BookFile]:
    """All books of a home that are kept, the newest built first."""
    found = []
    for file in (Path(home) / "books").glob("book_*.duckdb"):
        _, as_of, built = file.stem.split("_")
        found.append(BookFile(file, date.fromisoformat(as_of), built))
    return sorted(found, key=lambda b: b.built, reverse=True)


def current_file(home: Path | str = "data", as_of: date | str | None = None) -> Path:
    """The file of the current book, or of the newest book of a review date.

    Raises KamError when there is no book, or none of that date; it says what to run.
    """
    home = Path(home)
    kept = books(home)
    pointer = home / "books" / "current"
    if not kept or not pointer.exists():
        raise KamError("build.no_book", home=home)
    if as_of is None:
        return pointer.resolve()
    wanted = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    for book in kept:
        if book.as_of == wanted:
            return book.file.resolve()
    dates = ", ".join(sorted({b.as_of.isoformat() for b in kept}))
    raise KamError("build.no_book_as_of", as_of=wanted, dates=dates)


class Book:
    """A read-only book. The questions it answers are the functions of `kamlib.answers`, `kam.rfm(book)` and so on."""

    def __init__(self, file: Path):
        self.file = Path(file)
        self._connection = connect_for_reading(self.file)

    def sql(self, query: str, parameters: list | dict | None = None) -> pd.DataFrame:
        """The result of an analyst's own SELECT over the book: marts by name, `features.` and `staging.` tables too.

        DECIMAL arrives as float; use `kam.money` answers or CAST to VARCHAR where the last kopeck matters.
        Nothing can be written and no file outside the book can be reached.
        """
        return self._connection.cursor().execute(query, parameters).df()

    def one(self, query: str, parameters: list | dict | None = None) -> dict:
        """The first row of a SELECT as a dict (DECIMAL stays Decimal); empty when there is none."""
        cursor = self._connection.cursor().execute(query, parameters)
        names = [d[0] for d in cursor.description]
        rows = cursor.fetchall()
        return dict(zip(names, rows[0], strict=True)) if rows else {}

    def attach_to(self, con: duckdb.DuckDBPyConnection) -> None:
        """Attach this book read-only as `book` to another connection, for what-if computations."""
        path = str(self.file).replace("'", "''")
        con.execute(f"ATTACH '{path}' AS book (READ_ONLY)")

    @cached_property
    def info(self) -> dict:
        """as_of, built_at, code_version, code_hash, policy_json, sources_hash, currency (None if not told),
        register_state (number of the register's last entry it was built with)."""
        return self.one("SELECT * FROM book_info")

    def has(self, table: str) -> bool:
        """Whether the book has this table under its short name; one built by an earlier program may not."""
        known = "SELECT 1 AS found FROM duckdb_tables() WHERE schema_name IN ('marts', 'main') AND table_name = ?"
        return bool(self.one(known, [table]))

    @property
    def is_of_this_code(self) -> bool:
        """Whether the models that built it are today's; another book may lack what this code asks for."""
        return self.info["code_hash"] == code_hash()

    @property
    def as_of(self) -> date:
        """The review date: the last day the book knows of."""
        return self.info["as_of"]

    @property
    def currency(self) -> str | None:
        """ISO code of the company's currency; None where no file and no policy told it."""
        return self.info["currency"]

    @cached_property
    def policy(self) -> Policy:
        """The policy the book was built with; values an older book did not know yet have their default."""
        return Policy.from_book(json.loads(self.info["policy_json"]))


def open_book(home: Path | str = "data", as_of: date | str | None = None) -> Book:
    """Open the current book of a company's home, or its newest book of a review date.

    Raises KamError when there is no such book, telling what to run.
    """
    return Book(current_file(home, as_of))


def book_before(book: Book, days: int = QUARTER_DAYS) -> Book | None:
    """The kept book of the nearest review date at least so many days earlier, the newest built of it; None: none."""
    file = file_before(book, days)
    return Book(file) if file else None


def file_before(book: Book, days: int = QUARTER_DAYS) -> Path | None:
    """The file of `book_before`, not opened."""
    kept = [b for b in books(book.file.resolve().parents[1]) if b.as_of <= book.as_of - timedelta(days=days)]
    return max(kept, key=lambda b: (b.as_of, b.built)).file if kept else None


def quarter_before(day: date) -> date:
    """The last day of the month three months before that of `day`: for which review an earlier book is missing."""
    return (pd.Timestamp(day) - pd.offsets.MonthEnd(0) - pd.offsets.MonthEnd(3)).date()


def book_tables(con: duckdb.DuckDBPyConnection, without: set[str] | frozenset[str] = frozenset()) -> None:
    """Views of an attached book's tables under their own names, but for those (`schema.table`) computed again."""
    for schema in (*SCHEMAS, "churn"):
        con.execute(f"CREATE SCHEMA {schema}")
    there = "SELECT schema_name, table_name FROM duckdb_tables() WHERE database_name = ?"
    mine = set(con.execute(there, ["memory"]).fetchall())
    for schema, table in con.execute(there, ["book"]).fetchall():
        if f"{schema}.{table}" not in without and (schema, table) not in mine:
            name = f"{quoted(schema)}.{quoted(table)}"
            con.execute(f"CREATE VIEW {name} AS SELECT * FROM book.{name}")
