"""Where a book's numbers came from, written into it: `sources`, `source_overlaps`, `rejects`."""

from __future__ import annotations

import json

import duckdb

from kamlib.contract import register_tables
from kamlib.core.duck import literal
from kamlib.core.home import Home

REJECTS_KEPT = 100_000  # a book shows this many; the home keeps them all

_SOURCES = """
CREATE TABLE sources AS
SELECT
    CAST(r->>'source_no' AS INTEGER) AS source_no,
    r->>'table' AS table_name,
    r->>'file' AS file,
    r->>'sheet' AS sheet,
    r->>'profile' AS profile,
    r->>'imported_at' AS imported_at,
    CAST(r->>'rows_read' AS BIGINT) AS rows_read,
    CAST(r->>'rows_accepted' AS BIGINT) AS rows_accepted,
    CAST(r->>'rows_rejected' AS BIGINT) AS rows_rejected,
    CAST(r->>'amount_read' AS DECIMAL(38, 4)) AS amount_read,
    CAST(r->>'amount_accepted' AS DECIMAL(38, 4)) AS amount_accepted,
    CAST(r->>'amount_rejected' AS DECIMAL(38, 4)) AS amount_rejected,
    CAST(r->>'date_from' AS DATE) AS date_from,
    CAST(r->>'date_to' AS DATE) AS date_to
FROM (SELECT CAST(unnest(CAST(? AS VARCHAR[])) AS JSON) AS r)
"""

_OVERLAPS = """
CREATE TABLE source_overlaps AS
SELECT
    CAST(o.kept_line_id // 10000000000 AS INTEGER) AS source_no,
    CAST(o.line_id // 10000000000 AS INTEGER) AS later_source_no,
    count(*) AS lines,
    sum(l.net_amount) AS net,
    min(l.order_date) AS first_day,
    max(l.order_date) AS last_day
FROM read_parquet({overlaps}) AS o
JOIN read_parquet([{lines}]) AS l USING (line_id)
GROUP BY ALL
"""


def provenance(con: duckdb.DuckDBPyConnection, home: Home) -> None:
    """Create `sources`, `source_overlaps` and `rejects`: a row per source, per pair that shares lines, per bad row.

    The whole row of what people enter stays in the home: it may name a contact, and a book names none.
    """
    con.execute(_SOURCES, [[json.dumps(s, default=str) for s in home.sources()]])
    found = home.overlaps()
    if found:
        lines = ", ".join(literal(f) for f in home.files("sales_lines"))
        con.execute(_OVERLAPS.format(overlaps=literal(found), lines=lines))
    else:
        con.execute(
            "CREATE TABLE source_overlaps (source_no INTEGER, later_source_no INTEGER, lines BIGINT,"
            " net DECIMAL(38, 4), first_day DATE, last_day DATE)"
        )
    files = ", ".join(literal(f) for f in home.rejects())
    entered = ", ".join(str(s["source_no"]) for s in home.sources() if s["table"] in register_tables()) or "NULL"
    con.execute(
        f"CREATE TABLE rejects AS SELECT * REPLACE (CASE WHEN source_no IN ({entered}) THEN NULL ELSE raw END AS raw)"
        f" FROM read_parquet([{files}], union_by_name = true)"
        f" ORDER BY source_no, line LIMIT {REJECTS_KEPT}"
        if files
        else "CREATE TABLE rejects (source_no INTEGER, file VARCHAR, sheet VARCHAR, line BIGINT, cell VARCHAR,"
        " column_name VARCHAR, value VARCHAR, reason VARCHAR, amount DECIMAL(18, 4), faults VARCHAR, raw VARCHAR)"
    )
