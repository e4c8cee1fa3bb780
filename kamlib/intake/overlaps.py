"""Lines that stand in two sources: found, told, and counted once."""

from __future__ import annotations

import hashlib
from pathlib import Path
from typing import Any

import duckdb

from kamlib.core.home import LINES_PER_SOURCE
from kamlib.intake.revised import Decisions, leave_out
from kamlib.reading.sheet import lit

_SIGNATURE = "order_id, order_date, client_id, product_id, quantity, net_amount, line_kind"


def find_overlaps(
    con: duckdb.DuckDBPyConnection, home: Path, sources: list[dict[str, Any]], decisions: Decisions
) -> dict[str, Any] | None:
    """Write the later copies of lines that an earlier source has too, and the lines of documents that another source
    holds in another version; None when there are none.

    Looked for in orders that stand in both of two sources whose dates meet. A line repeated inside one source is
    genuine: it counts as often as in the source that repeats it most.
    """
    meeting = _meeting([s for s in sources if s["table"] == "sales_lines" and s["date_from"]])
    if not meeting:
        return None
    parts = []
    for source, ranges in meeting.values():
        days = " OR ".join(f"order_date BETWEEN DATE '{a}' AND DATE '{b}'" for a, b in ranges)
        file = lit(home / source["data_files"]["sales_lines"])
        parts.append(f"SELECT line_id, {_SIGNATURE} FROM read_parquet({file}) WHERE {days}")
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE lines AS
        WITH lines AS ({" UNION ALL ".join(parts)}),
        shared AS (
            SELECT order_id FROM lines GROUP BY order_id
            HAVING min(line_id // {LINES_PER_SOURCE}) < max(line_id // {LINES_PER_SOURCE})
        )
        SELECT * FROM lines SEMI JOIN shared USING (order_id)"""
    ).fetchall()
    leave_out(con, decisions)
    con.execute(
        f"""
        CREATE OR REPLACE TEMP TABLE twice AS
        WITH numbered AS (
            SELECT *, row_number() OVER (
                PARTITION BY {_SIGNATURE}, line_id // {LINES_PER_SOURCE} ORDER BY line_id) AS ordinal
            FROM lines ANTI JOIN replaced USING (line_id)
        )
        SELECT line_id, order_date, net_amount,
               min(line_id) OVER (PARTITION BY {_SIGNATURE}, ordinal) AS kept_line_id
        FROM numbered"""
    ).fetchall()
    con.execute("DELETE FROM twice WHERE line_id = kept_line_id").fetchall()
    con.execute(
        "INSERT INTO twice SELECT line_id, order_date, net_amount, kept_line_id "
        "FROM replaced JOIN lines USING (line_id)"
    ).fetchall()
    con.execute("DROP TABLE lines")
    replaced, replaced_amount = con.execute(
        "SELECT count(*), sum(net_amount) FROM twice SEMI JOIN replaced USING (line_id)"
    ).fetchone()
    con.execute("DROP TABLE replaced")
    rows, amount, first, last = con.execute(
        "SELECT count(*), sum(net_amount), min(order_date), max(order_date) FROM twice"
    ).fetchone()
    if not rows:
        con.execute("DROP TABLE twice")
        return None
    between = con.execute(
        f"""SELECT DISTINCT kept_line_id // {LINES_PER_SOURCE}, line_id // {LINES_PER_SOURCE}
            FROM twice ORDER BY 1, 2"""
    ).fetchall()
    path = home / "canonical" / "overlaps.new"
    con.execute(
        f"COPY (SELECT line_id, kept_line_id FROM twice ORDER BY line_id) TO {lit(path)} (FORMAT parquet)"
    ).fetchall()
    con.execute("DROP TABLE twice")
    digest = hashlib.sha256(path.read_bytes()).hexdigest()[:12]
    target = path.with_name(f"overlaps-{digest}.parquet")
    path.rename(target)
    names = decisions.names
    return {
        "file": f"canonical/{target.name}",
        "rows": rows,
        "amount": str(amount),
        "date_from": first.isoformat(),
        "date_to": last.isoformat(),
        "replaced": replaced,
        "replaced_amount": str(replaced_amount or 0),
        "between": [[names[int(a)], names[int(b)]] for a, b in between],
    }


def _meeting(sources: list[dict[str, Any]]) -> dict[int, tuple[dict[str, Any], list[tuple[str, str]]]]:
    """source_no -> the source and the date ranges it shares with another one."""
    result: dict[int, tuple[dict[str, Any], list[tuple[str, str]]]] = {}
    for i, a in enumerate(sources):
        for b in sources[i + 1 :]:
            first, last = max(a["date_from"], b["date_from"]), min(a["date_to"], b["date_to"])
            if first <= last:
                for s in (a, b):
                    result.setdefault(s["source_no"], (s, []))[1].append((first, last))
    return result
