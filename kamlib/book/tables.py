"""Any table of a book by name, filtered by values, never by SQL text."""

from __future__ import annotations

import re
from difflib import get_close_matches

import duckdb
import pandas as pd

from kamlib.book.book import Book
from kamlib.core.duck import quoted
from kamlib.core.errors import KamError
from kamlib.core.renamed import RENAMED

_CONDITION = re.compile(r"^\s*(\w+)\s*(<=|>=|!=|=|<|>)\s*(.*?)\s*$")


def listing(book: Book) -> pd.DataFrame:
    """One row per table of the book: its name as `read` takes it, and how many columns it has; marts first."""
    return book.sql(
        "SELECT CASE WHEN schema_name IN ('marts', 'main') THEN table_name ELSE schema_name || '.' || table_name END"
        " AS table_name, column_count, estimated_size AS rows FROM duckdb_tables()"
        " ORDER BY CASE schema_name WHEN 'marts' THEN 0 WHEN 'main' THEN 1 ELSE 2 END, schema_name, table_name"
    )


def read(book: Book, table: str, where: list[str], limit: int | None = None) -> pd.DataFrame:
    """Rows of one table (`rfm`, `features.classes`), where every condition (`abc=A`, `net_12m>=1000`) holds.

    Operators = != < <= > >=; values are compared as the column's type. Raises KamError for a table, column or value
    that does not fit, telling what there is.
    """
    known = listing(book)["table_name"].tolist()
    if table not in known:
        raise KamError("cli.no_table", table=table, near=_near(table, known), tables=", ".join(known))
    schema, _, name = table.rpartition(".")
    source = f"{quoted(schema)}.{quoted(name)}" if schema else quoted(name)
    columns = book.sql(f"SELECT * FROM {source} LIMIT 0").columns.tolist()
    parts, values = [], []
    for condition in where:
        found = _CONDITION.match(condition)
        if found is None:
            raise KamError("cli.bad_where", condition=condition)
        column, operator, value = found.groups()
        if column not in columns:
            near = RENAMED.get(column) or _near(column, columns)
            raise KamError("cli.no_column", column=column, table=table, near=near, columns=", ".join(columns))
        parts.append(f"{quoted(column)} {operator} ?")
        values.append(value.strip("'\""))
    text = f"SELECT * FROM {source}" + (" WHERE " + " AND ".join(parts) if parts else "")
    if limit:
        text += f" LIMIT {int(limit)}"
    try:
        frame = book.sql(text, values)
    except duckdb.ConversionException as fault:
        raise KamError("cli.bad_value", fault=str(fault).splitlines()[0]) from None
    # the tables hold dates, never times: they are shown as such
    days = {name: frame[name].dt.strftime("%Y-%m-%d") for name in frame.columns if frame[name].dtype.kind == "M"}
    return frame.assign(**days)


def named(book: Book, name: str) -> str:
    """The name of a table as `read` takes it, from one that may lack its schema. Raises KamError for none."""
    known = listing(book)["table_name"].tolist()
    found = next((n for n in known if n == name or n.rpartition(".")[2] == name), None)
    if found is None:
        raise KamError("cli.no_table", table=name, near=_near(name, known), tables=", ".join(known))
    return found


def _near(name: str, known: list[str]) -> str:
    """The name most like it; a dash where none is."""
    return next(iter(get_close_matches(name, known, n=1, cutoff=0.5)), "—")
