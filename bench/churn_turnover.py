"""Turnover of the next quarter: kamlib's forecast, plain ones and published ones, for the same clients."""

from __future__ import annotations

import duckdb
import numpy as np
import pandas as pd

from bench.churn_paired import Asked
from kamlib.churn import value
from kamlib.churn.frame import Slices

# the same days last year: those from which the seasonal share is taken
_LAST_YEAR = """
SELECT c.cut_off, d.client_id, CAST(sum(d.net) AS DOUBLE) AS net_last_year
FROM features.client_day AS d
JOIN cut_offs AS c ON date_diff('day', d.day, c.cut_off) < 365 AND date_diff('day', d.day, c.cut_off) >= 365 - $horizon
GROUP BY c.cut_off, d.client_id
"""
_THIRDS = """
SELECT client_id, date_diff('day', day, $at) // $days AS back, CAST(sum(net) AS DOUBLE) AS net
FROM features.client_day WHERE day <= $at GROUP BY ALL
"""


def thirds(con: duckdb.DuckDBPyConnection, clients: pd.Series, at: pd.Timestamp, horizon_days: int) -> np.ndarray:
    """Clients × thirds of a horizon up to `at`, the newest last: money, 0 where nothing was bought; NaN before the
    client's first."""
    found = con.execute(_THIRDS, {"at": at.date(), "days": horizon_days // 3}).df()
    wide = found.pivot(index="client_id", columns="back", values="net").reindex(clients)
    wide = wide.reindex(columns=range(int(found["back"].max()), -1, -1)).to_numpy(float)
    begun = np.logical_or.accumulate(~np.isnan(wide), axis=1)
    return np.where(begun, np.nan_to_num(wide), np.nan)


def compared(
    con: duckdb.DuckDBPyConnection,
    everything: Slices,
    horizon_days: int,
    slices: int,
    silent: dict[pd.Timestamp, pd.Series],
    others: dict[pd.Timestamp, dict[str, pd.Series]],
    seed: int,
) -> list[Asked]:
    """By origin what each method said and what was bought, of active clients with a year of the company known before
    it; origins without any are left out.

    silent: the answer's probabilities of silence, by origin and client, with which its forecast is brought to agree;
    others: the forecasts of other methods, by origin, method and client.
    """
    last_year = con.execute(_LAST_YEAR, {"horizon": horizon_days}).df()
    all_rows = everything.who.assign(net_90d=everything.x["net_90d"])
    told = []
    for at, p in silent.items():
        forecast = value.expected(everything, at, horizon_days, slices, seed)
        if forecast is None:
            continue
        forecast = value.agreeing(forecast, forecast["client_id"].map(p).astype(float))
        who = all_rows[all_rows["cut_off"] == at].merge(forecast[["client_id", "expected"]], on="client_id")
        who = who.merge(last_year, on=["cut_off", "client_id"], how="left")
        said = {
            "answer": who["expected"],
            "last quarter": who["net_90d"],
            "same quarter last year": who["net_last_year"].fillna(0),
            "trailing year × seasonal share": who["base"],
            **{name: who["client_id"].map(values) for name, values in others.get(at, {}).items()},
        }
        came = who["net_horizon"].to_numpy(float)
        told.append(Asked(at, who["client_id"].to_numpy(), came, {n: v.to_numpy(float) for n, v in said.items()}))
    return told


def measured(told: list[Asked]) -> pd.DataFrame:
    """One row per origin and method: cut_off, method, clients, wape (Σ|forecast − bought| / Σ bought), total_ratio."""
    rows = [
        {
            "cut_off": o.cut_off,
            "method": method,
            "clients": len(o.came),
            "wape": np.abs(p - o.came).sum() / o.came.sum(),
            "total_ratio": p.sum() / o.came.sum(),
        }
        for o in told
        for method, p in o.said.items()
    ]
    return pd.DataFrame(rows, columns=["cut_off", "method", "clients", "wape", "total_ratio"])
