"""A published book, opened for reading."""

from __future__ import annotations

import json
from datetime import date
from functools import cached_property
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pyarrow as pa

from kamlib.book import shelf
from kamlib.core.duck import connect_for_reading, only_selects
from kamlib.core.errors import KamError
from kamlib.core.grain import BY_MONTH
from kamlib.core.renamed import renamed_in
from kamlib.engine.models import code_hash
from kamlib.policy import Policy


class Book:
    """A read-only book. The questions it answers are the functions of `kamlib.answers`, `kam.rfm(book)` and so on.

    file: where it stands; None for a part of one that was built in memory (`kamlib.book.build.only`).
    """

    def __init__(self, file: Path | None, connection: duckdb.DuckDBPyConnection | None = None):
        self.file = None if file is None else Path(file)
        self._connection = connection or connect_for_reading(self.file)

    def __repr__(self) -> str:
        told = f"{self.as_of.isoformat()}, {len(self.tables)} tables"
        return f"<{type(self).__name__} as of {told}, {self.file or 'in memory'}>"

    def sql(self, query: str, parameters: list[Any] | dict[str, Any] | None = None) -> pd.DataFrame:
        """The result of an analyst's own SELECT over the book: marts by name, `features.` and `staging.` tables too.

        DECIMAL arrives as float; CAST to VARCHAR where the last kopeck matters. Nothing can be written and no file
        outside the book can be reached. Raises KamError for what is no SELECT, or names no table or column of the
        book; it says what comes near.
        """
        return self._asked(query, parameters).df()

    def arrow(self, query: str, parameters: list[Any] | dict[str, Any] | None = None) -> pa.Table:
        """`sql`, in exact types (money as DECIMAL)."""
        return self._connection.cursor().sql(query, params=parameters).to_arrow_table()

    def one(self, query: str, parameters: list[Any] | dict[str, Any] | None = None) -> dict[str, Any]:
        """The first row of a SELECT as a dict (DECIMAL stays Decimal); empty when there is none."""
        cursor = self._asked(query, parameters)
        names = [d[0] for d in cursor.description]
        rows = cursor.fetchall()
        return dict(zip(names, rows[0], strict=True)) if rows else {}

    def _asked(self, query: str, parameters: list[Any] | dict[str, Any] | None) -> duckdb.DuckDBPyConnection:
        cursor = self._connection.cursor()
        try:
            if not only_selects(cursor, query):
                raise KamError("build.only_select")
            return cursor.execute(query, parameters)
        except (duckdb.ParserException, duckdb.BinderException, duckdb.CatalogException) as fault:
            if old := renamed_in(query):
                names = ", ".join(f"{before} → {now}" for before, now in old.items())
                raise KamError("build.renamed", names=names) from None
            raise KamError(
                f"build.bad_query{'' if self.is_of_this_code else '_older'}", fault=_in_short(fault)
            ) from None

    @cached_property
    def tables(self) -> list[str]:
        """Names of its tables, as `sql` takes them: marts first, then `features.` and the others."""
        known = self.one(
            "SELECT list(CASE WHEN schema_name IN ('marts', 'main') THEN table_name"
            " ELSE schema_name || '.' || table_name END ORDER BY schema_name <> 'marts', schema_name <> 'main',"
            " schema_name, table_name) AS names FROM duckdb_tables() WHERE database_name = current_database()"
        )
        return known["names"] or []

    @cached_property
    def info(self) -> dict[str, Any]:
        """What it was made of: as_of, built_at, code_version, code_hash, duckdb_version, policy_json, sources_hash,
        currency (None: not given), register_id (None: there was no register), register_state (number of its last
        entry), reach (last day of the last month the data reached), is_reconstructed (built when the data reached
        further). A book of an earlier version lacks some."""
        return self.one("SELECT * FROM book_info")

    def has(self, table: str) -> bool:
        """Whether the book has this table under its short name; one built by an earlier program may not."""
        return table in self.tables

    @property
    def is_of_this_code(self) -> bool:
        """Whether the models that built it are today's; another book may lack what this code asks for."""
        return self.info["code_hash"] == code_hash()

    @property
    def is_reconstructed(self) -> bool:
        """Whether it tells of a past date with what became known later, rather than with what was known then."""
        return bool(self.info.get("is_reconstructed"))

    @property
    def as_of(self) -> date:
        """The review date: the last day the book knows of."""
        return self.info["as_of"]

    @property
    def currency(self) -> str | None:
        """ISO code of the company's currency; None where no file and no policy told it."""
        return self.info["currency"]

    @property
    def is_by_month(self) -> bool:
        """Whether only the months of its sales are known: each then stands on the 15th, and no day may be shown."""
        return self.info.get("grain") == "month"

    @cached_property
    def policy(self) -> Policy:
        """The policy the book was built with; values an older book did not know yet have their default."""
        return Policy.from_book(json.loads(self.info["policy_json"]))

    @property
    def home(self) -> Path | None:
        """The home of the company it tells of; None for a book in memory."""
        return None if self.file is None else self.file.resolve().parents[1]


def _in_short(fault: duckdb.Error) -> str:
    """What DuckDB says, without the query again."""
    lines = str(fault).strip().splitlines()
    return "\n".join(line for line in lines if line.strip() and not line.startswith(("LINE ", " ")))


def open_book(home: Path | str = "data", as_of: date | str | None = None) -> Book:
    """Open the current book of a company's home, or its newest book of a review date.

    What is written from then on is written as the book opened last asks for: in months where its sales are dated by
    month. Raises KamError when there is no such book, telling what to run.
    """
    book = Book(shelf.current_file(home, as_of))
    BY_MONTH.set(book.is_by_month)
    return book


def book_before(book: Book, days: int = shelf.QUARTER_DAYS) -> Book | None:
    """The kept book of the nearest review date at least so many days earlier, the last published; None: none."""
    file = shelf.file_before(book.home, book.as_of, days) if book.home else None
    return Book(file) if file else None
