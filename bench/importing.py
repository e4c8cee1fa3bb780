"""The files of the import benchmark, and what DuckDB alone does with them."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from kamlib.contract import tables
from kamlib.core.duck import literal
from kamlib.demo.company import Maker
from kamlib.intake.run import MEMORY


def make(folder: Path, lines: int, seed: int, end: date) -> None:
    """Write `lines.parquet` and `lines.csv` (UTF-8, commas, ISO dates), headings as in the contract."""
    folder.mkdir(parents=True, exist_ok=True)
    parquet, csv = folder / "lines.parquet", folder / "lines.csv"
    writer, left = None, lines
    for sales, _ in Maker(seed, max(1.0, lines / 190_000), end).months():
        sales = sales.drop_columns("line_id").slice(0, left)
        writer = writer or pq.ParquetWriter(parquet, sales.schema, compression="zstd")
        writer.write_table(sales)
        left -= sales.num_rows
        if not left:
            break
    writer.close()
    if left:
        raise AssertionError(f"{left} lines too few")
    duckdb.execute(f"COPY (SELECT * FROM read_parquet({literal(parquet)})) TO {literal(csv)} (FORMAT csv, HEADER)")


def alone(file: Path, target: Path) -> dict:
    """Read the file into the contract's types and write it as Parquet, with the memory the import has."""
    columns = {c.name: c.sql_type for c in tables()["sales_lines"].columns.values() if c.name != "line_id"}
    typed = ", ".join(f"{literal(name)}: {literal(type_)}" for name, type_ in columns.items())
    source = f"read_parquet({literal(file)})"
    if file.suffix == ".csv":
        form = "auto_detect = false, header = true, delim = ',', quote = '\"'"
        source = f"read_csv({literal(file)}, {form}, columns = {{{typed}}})"
    con = duckdb.connect()
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute("SET temp_directory = ?", [str(target.with_suffix(".spill"))])
    lines = con.execute(f"COPY (SELECT * FROM {source}) TO {literal(target)} (FORMAT parquet)").fetchone()[0]
    return {"lines": lines}
