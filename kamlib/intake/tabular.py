"""Sources that come with types: Parquet files and the result of a database query."""

from __future__ import annotations

import os
import re
from pathlib import Path

import duckdb

from kamlib.core.errors import KamError
from kamlib.intake.profile import Profile
from kamlib.intake.scan import Scan, _sha
from kamlib.reading.sheet import Sheet, ident, lit

ZONED = "TIMESTAMP WITH TIME ZONE"
URL_VARIABLE = "KAM_DATABASE_URL"


def read_parquet(con: duckdb.DuckDBPyConnection, found: Scan) -> Sheet:
    """The one sheet of a Parquet file; its "lines" are its rows from 1."""
    return _sheet(con, found.path, found.path.name, "parquet", found.sha256, found.size)


def read_query(con: duckdb.DuckDBPyConnection, tmp: Path, name: str, profile: Profile) -> Sheet:
    """The rows of a query of the profile ([queries.NAME]), read in a read-only transaction.

    The address of the database comes from the environment, so that no password stands in a file.
    """
    short = name.split(":", 1)[1]
    query = profile.queries.get(short)
    if not query or "sql" not in query:
        raise KamError("intake.no_query", name=short, profile=profile.name, known=", ".join(profile.queries) or "–")
    variable = query.get("url_env", URL_VARIABLE)
    url = os.environ.get(variable)
    if not url:
        raise KamError("intake.no_database_url", name=short, variable=variable)
    target = tmp / f"query-{short}.parquet"
    _fetch(url, query["sql"], target, short)
    return _sheet(con, target, name, "query", _sha(target), target.stat().st_size)


def _fetch(url: str, sql: str, target: Path, name: str) -> None:
    import pyarrow.parquet as pq

    try:
        import adbc_driver_postgresql.dbapi as adbc
    except ImportError:
        raise KamError("cli.no_postgres") from None
    try:
        with adbc.connect(url, autocommit=True) as connection, connection.cursor() as cursor:
            cursor.execute("SET SESSION CHARACTERISTICS AS TRANSACTION READ ONLY")
            cursor.execute("SELECT current_setting('TimeZone')")
            zone = cursor.fetchone()[0]
            cursor.execute(sql)
            reader = cursor.fetch_record_batch()
            schema = _in_zone(reader.schema, zone)
            with pq.ParquetWriter(target, schema) as out:
                for batch in reader:
                    out.write_batch(batch.cast(schema))
    except (adbc.Error, OSError) as e:
        first = str(e).strip().splitlines()[0] if str(e).strip() else type(e).__name__
        raise KamError("intake.query_failed", name=name, detail=first) from e


def _in_zone(schema, zone: str):
    """The schema with the database's zone for its times: the driver gives them all in UTC."""
    import pyarrow as pa

    zoned = [
        f.with_type(pa.timestamp(f.type.unit, zone)) if pa.types.is_timestamp(f.type) and f.type.tz else f
        for f in schema
    ]
    return pa.schema(zoned, metadata=schema.metadata)


def _zones(path: Path) -> dict[str, str | None]:
    """Column -> the zone its times were written in, where the file says so."""
    import pyarrow.parquet as pq

    return {field.name: getattr(field.type, "tz", None) for field in pq.read_schema(path)}


def _on_the_wall(column: str, zone: str | None) -> str:
    """SQL: the time as the clock showed it where the file was written, whatever this computer's zone is."""
    offset = re.fullmatch(r"([+-])(\d\d):?(\d\d)", zone or "")
    if offset:
        sign, hours, minutes = offset.groups()
        return f"({ident(column)} AT TIME ZONE 'UTC' {sign} INTERVAL '{hours} hours {minutes} minutes')"
    return f"({ident(column)} AT TIME ZONE {lit(zone or 'UTC')})"


def _sheet(con, path: Path, file: str, kind: str, sha256: str, size: int) -> Sheet:
    try:
        described = con.execute(f"DESCRIBE SELECT * FROM read_parquet({lit(path)})").fetchall()
        rows = con.execute(f"SELECT count(*) FROM read_parquet({lit(path)})").fetchone()[0]
    except duckdb.Error as e:
        raise KamError("intake.broken_parquet", file=file) from e
    if not rows:
        raise KamError("intake.header_only", file=file, headings=", ".join(d[0] for d in described))
    zones = _zones(path)
    read = [_on_the_wall(d[0], zones[d[0]]) if d[1] == ZONED else ident(d[0]) for d in described]
    columns = ", ".join(f"{sql} AS c{i}" for i, sql in enumerate(read))
    sample = con.execute(f"SELECT {', '.join(read)} FROM read_parquet({lit(path)}) LIMIT 5").fetchall()
    return Sheet(
        file=file,
        sheet=None,
        kind=kind,
        sha256=sha256,
        size=size,
        headings=[d[0] for d in described],
        types=["TIMESTAMP" if d[1] == ZONED else d[1] for d in described],
        relation=f"(SELECT {columns} FROM read_parquet({lit(path)}))",
        first_line=1,
        expected_rows=rows,
        samples=[[None if v is None else str(v) for v in row] for row in sample],
    )
