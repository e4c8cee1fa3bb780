"""Sales lines in a currency that has no exchange rate yet: told at import, since no book can be built with them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from kamlib.policy import Policy
from kamlib.reading.sheet import lit


def without_rate(con: duckdb.DuckDBPyConnection, home: Path, sources: list[dict]) -> list[dict]:
    """One record per currency of all sales lines without a rate for their date: currency, rows, amount, first, last.

    The company's own currency is that of its policy, or else the one most of its lines are in.
    """
    lines, rates = _files(home, sources, "sales_lines"), _files(home, sources, "fx_rates")
    if not lines:
        return []
    file = home / "policy.toml"
    own = (Policy.read(file) if file.exists() else Policy()).money.currency
    given = f"read_parquet({rates})" if rates else "(SELECT NULL AS currency, NULL::DATE AS valid_from, NULL AS rate)"
    found = con.execute(
        f"""WITH lines AS (
                SELECT currency, order_date, count(*) AS n, sum(net_amount) AS net
                FROM read_parquet({lines}) WHERE currency IS NOT NULL GROUP BY 1, 2
            ),
            usual AS (SELECT currency FROM lines GROUP BY 1 ORDER BY sum(n) DESC, 1 LIMIT 1)
            SELECT currency, CAST(sum(n) AS BIGINT), sum(net), min(order_date), max(order_date)
            FROM lines AS l
            WHERE currency <> coalesce(nullif($own, ''), (SELECT currency FROM usual)) AND NOT EXISTS (
                SELECT 1 FROM {given} AS r WHERE r.currency = l.currency AND r.valid_from <= l.order_date
            )
            GROUP BY 1 ORDER BY 2 DESC, 1""",
        {"own": own},
    ).fetchall()
    return [
        {"currency": c, "rows": n, "amount": str(net), "first": first.isoformat(), "last": last.isoformat()}
        for c, n, net, first, last in found
    ]


def _files(home: Path, sources: list[dict[str, Any]], table: str) -> str:
    paths = [s["data_files"][table] for s in sources if table in s["data_files"]]
    return f"[{', '.join(lit(home / p) for p in paths)}]" if paths else ""
