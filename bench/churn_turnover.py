"""Turnover of the next quarter: kamlib's forecast and three plain ones, for the same clients."""

from __future__ import annotations

import duckdb
import pandas as pd

from kamlib.churn import value
from kamlib.churn.frame import Slices

# the same days last year: those from which the seasonal share is taken
_LAST_YEAR = """
SELECT c.cut_off, d.client_id, CAST(sum(d.net) AS DOUBLE) AS net_last_year
FROM features.client_day AS d
JOIN cut_offs AS c ON date_diff('day', d.day, c.cut_off) < 365 AND date_diff('day', d.day, c.cut_off) >= 365 - $horizon
GROUP BY c.cut_off, d.client_id
"""


def compared(
    con: duckdb.DuckDBPyConnection, everything: Slices, horizon_days: int, slices: int, origins: list, seed: int
) -> pd.DataFrame:
    """One row per origin and method: cut_off, method, clients, wape (Σ|forecast − bought| / Σ bought), total_ratio.

    Clients: active, with a year of the company known before the origin; origins without any are left out.
    """
    last_year = con.execute(_LAST_YEAR, {"horizon": horizon_days}).df()
    all_rows = everything.who.assign(net_90d=everything.x["net_90d"])
    rows = []
    for at in origins:
        forecast = value.expected(everything, at, horizon_days, slices, seed, interval=False)
        if forecast is None:
            continue
        who = all_rows[all_rows["cut_off"] == at].merge(forecast[["client_id", "expected"]], on="client_id")
        who = who.merge(last_year, on=["cut_off", "client_id"], how="left")
        bought = who["net_horizon"].astype(float)
        said = {
            "kamlib": who["expected"],
            "last quarter": who["net_90d"],
            "same quarter last year": who["net_last_year"].fillna(0),
            "trailing year × seasonal share": who["base"],
        }
        for method, p in said.items():
            wape, ratio = (p - bought).abs().sum() / bought.sum(), p.sum() / bought.sum()
            rows.append({"cut_off": at, "method": method, "clients": len(who), "wape": wape, "total_ratio": ratio})
    return pd.DataFrame(rows, columns=["cut_off", "method", "clients", "wape", "total_ratio"])
