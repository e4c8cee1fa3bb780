"""Which cells differ between two books: `python -m bench.same_books OLD.duckdb NEW.duckdb`.

For a change of the code that must move no number. Tables and columns are paired by name, a former name by its new one
(`kamlib.core.renamed`), rows by all their exact columns and then their order; DOUBLE is held to 1e-9 relative, all else
exactly. Prints a line a table that differs and the first cells of it, and ends with 1 where any does.
"""

from __future__ import annotations

import sys

import duckdb
import numpy as np
import pandas as pd

from kamlib.core.duck import literal, quoted
from kamlib.core.renamed import RENAMED

TOLERANCE = 1e-9
LEFT_OUT = {"book_info"}  # when it was built, by which code
CLOCK = {"imported_at"}
SHOWN = 5


def tables(con: duckdb.DuckDBPyConnection, book: str) -> dict[str, dict[str, tuple[str, str]]]:
    """table -> new name of a column -> (its name in this book, its type)."""
    found: dict[str, dict[str, tuple[str, str]]] = {}
    for schema, table, column, kind in con.execute(
        "SELECT schema_name, table_name, column_name, data_type FROM duckdb_columns() WHERE database_name = ?"
        " AND (schema_name, table_name) IN (SELECT (schema_name, table_name) FROM duckdb_tables()"
        " WHERE database_name = ?) ORDER BY ALL",
        [book, book],
    ).fetchall():
        if table not in LEFT_OUT and column not in CLOCK:
            found.setdefault(f"{schema}.{table}", {})[RENAMED.get(column, column)] = (column, kind)
    return found


def rows(con: duckdb.DuckDBPyConnection, book: str, table: str, names: dict[str, tuple[str, str]]) -> pd.DataFrame:
    """The table, sorted by its columns that are exact, then by the others."""
    schema, name = table.split(".")
    exact = [new for new, (_, kind) in names.items() if kind not in ("DOUBLE", "FLOAT")]
    chosen = ", ".join(
        f"{quoted(own)} AS {quoted(new)}"
        if kind in ("DOUBLE", "FLOAT")
        else f"CAST({quoted(own)} AS VARCHAR) AS {quoted(new)}"
        for new, (own, kind) in names.items()
    )
    order = ", ".join(quoted(n) for n in [*exact, *(n for n in names if n not in exact)])
    return con.execute(f"SELECT {chosen} FROM {book}.{quoted(schema)}.{quoted(name)} ORDER BY {order}").df()


def differing(old: pd.DataFrame, new: pd.DataFrame) -> dict[str, pd.Series]:
    """column -> which rows differ, of the columns in which any does."""
    found = {}
    for name in old.columns:
        a, b = old[name], new[name]
        if a.dtype.kind == "f":
            same = np.isclose(a.astype(float), b.astype(float), rtol=TOLERANCE, atol=TOLERANCE, equal_nan=True)
        else:
            same = ((a == b) | (a.isna() & b.isna())).to_numpy(bool)
        if not same.all():
            found[name] = pd.Series(~same)
    return found


def main(old_file: str, new_file: str) -> int:
    con = duckdb.connect()
    for book, file in (("old", old_file), ("new", new_file)):
        con.execute(f"ATTACH {literal(file)} AS {book} (READ_ONLY)")
    before, after = tables(con, "old"), tables(con, "new")
    faults = 0
    for gone in sorted(before.keys() - after.keys()):
        print(f"{gone}: is not in the new book")
        faults += 1
    for come in sorted(after.keys() - before.keys()):
        print(f"{come}: new")
    cells = 0
    for table in sorted(before.keys() & after.keys()):
        gone, come = before[table].keys() - after[table].keys(), after[table].keys() - before[table].keys()
        if gone or come:
            print(f"{table}: columns gone {sorted(gone)}, new {sorted(come)}")
        both = [c for c in before[table] if c in after[table]]
        a, b = (rows(con, x, table, {c: told[table][c] for c in both}) for x, told in (("old", before), ("new", after)))
        if len(a) != len(b):
            print(f"{table}: {len(a)} rows before, {len(b)} now")
            faults += 1
            continue
        cells += a.size
        for name, which in differing(a, b).items():
            shown = [f"{x} → {y}" for x, y in zip(a[name][which], b[name][which], strict=True)][:SHOWN]
            print(f"{table}.{name}: {int(which.sum())} cells differ: {'; '.join(shown)}")
            faults += int(which.sum())
    print(f"{len(before.keys() & after.keys())} tables, {cells:,} cells compared, {faults} differ")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
