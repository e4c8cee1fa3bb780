"""What is compared, and that it is equal: every cell of every mart, against kamlib's own."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import duckdb

TOLERANCE = 1e-6  # of a number, relative above 1 and absolute below; text, dates and missing values exactly


@dataclass(frozen=True)
class Mart:
    """A compared table: what it is called here, kamlib's table, its key; `key` columns identify a row."""

    name: str
    table: str
    key: tuple[str, ...]
    renamed: tuple[tuple[str, str], ...] = ()


AT = ("as_of", "client_id")
MARTS = (
    Mart("client_day", "features.client_day", ("client_id", "day")),
    Mart("seasonal_index", "features.seasonal_index", ("as_of", "product_class", "month_of_year")),
    Mart("client_as_of", "features.client_as_of", AT),
    Mart("client_rhythm", "features.client_rhythm", AT),
    Mart("client_frequency", "features.client_frequency", AT),
    Mart("client_class_as_of", "features.client_class_as_of", (*AT, "product_class")),
    Mart("abc", "features.abc", AT),
    Mart("xyz", "features.xyz", ("client_id",)),
    Mart("rfm", "features.rfm", AT),
    Mart("classes", "features.classes", (*AT, "axis")),
    Mart("client_moves", "marts.client_moves", ("period", "axis", "client_id")),
    Mart("migration", "marts.migration", ("axis", "period", "class_before", "class_now")),
    Mart("revenue_bridge", "marts.revenue_bridge", ("period",)),
    Mart("price_volume_mix", "marts.price_volume_mix", ("period",)),
)


def differences(book: Path, folder: Path) -> dict[str, tuple[int, int]]:
    """For every mart: cells compared, and cells that differ (a row that only one side has counts as all its cells)."""
    con = duckdb.connect()
    con.execute(f"ATTACH '{book}' AS book (READ_ONLY)")
    return {mart.name: _difference(con, mart, folder / f"{mart.name}.parquet") for mart in MARTS}


def _difference(con: duckdb.DuckDBPyConnection, mart: Mart, file: Path) -> tuple[int, int]:
    schema, name = mart.table.split(".")
    theirs = [r[0] for r in con.execute(f"DESCRIBE SELECT * FROM read_parquet('{file}')").fetchall()]
    columns = con.execute(f"DESCRIBE book.{schema}.{name}").fetchall()
    types = {c[0]: c[1] for c in columns}
    shared = [c for c in theirs if c in types and c not in mart.key]
    if not shared or any(k not in theirs for k in mart.key):
        raise AssertionError(f"{mart.name}: nothing to compare")
    keys = " AND ".join(f'k."{k}" IS NOT DISTINCT FROM o."{k}"' for k in mart.key)
    same = ", ".join(_differs(c, types[c]) for c in shared)
    cells, *wrong = con.execute(
        f"""SELECT count(*), count(*) FILTER (k.here IS NULL OR o.here IS NULL), {same}
        FROM (SELECT *, 1 AS here FROM book.{schema}.{name}) AS k
        FULL JOIN (SELECT * REPLACE ({", ".join(_typed(c, types[c]) for c in mart.key)}), 1 AS here
            FROM read_parquet('{file}')) AS o ON {keys}"""
    ).fetchone()
    return cells * len(shared), wrong[0] * len(shared) + sum(wrong[1:])


def _typed(column: str, type_: str) -> str:
    return f'CAST("{column}" AS {type_}) AS "{column}"'


def _differs(column: str, type_: str) -> str:
    k, o = f'k."{column}"', f'o."{column}"'
    if type_.startswith("DECIMAL") or type_ in ("DOUBLE", "BIGINT", "HUGEINT", "INTEGER", "BOOLEAN"):
        k, o = f"CAST({k} AS DOUBLE)", f"CAST({o} AS DOUBLE)"
        far = f"abs({k} - {o}) > {TOLERANCE} * greatest(1, abs({k}))"
    else:
        far = f"{k} <> CAST({o} AS {type_})"
    return f"count(*) FILTER (k.here = 1 AND o.here = 1 AND (({k} IS NULL) <> ({o} IS NULL) OR coalesce({far}, false)))"
