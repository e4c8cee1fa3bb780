"""Rates of our activities and of currencies."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, plan

# kind: roubles for an event, roubles for an hour
ACTIVITY = {
    "visit": (1900, 1500), "call": (40, 1200), "email": (30, 1200), "meeting": (900, 1700),
    "delivery": (2400, 0), "claim": (5200, 1300), "training": (6500, 1800),
}  # fmt: skip
CURRENCIES = {"USD": 84.0, "EUR": 91.0, "CNY": 11.7}


def activity_rates(cal: plan.Calendar) -> pa.Table:
    """The canonical table activity_rates: raised each January by 8 %."""
    rows = [
        (kind, date(year, 1, 1), event, hour, 1.08 ** (year - cal.start.year))
        for year in range(cal.start.year, cal.end.year + 1)
        for kind, (event, hour) in ACTIVITY.items()
    ]
    return arrow.table(
        "activity_rates",
        {
            "kind": [r[0] for r in rows],
            "valid_from": [r[1] for r in rows],
            "rate_per_event": np.array([round(r[2] * r[4]) for r in rows], float),
            "rate_per_hour": np.array([round(r[3] * r[4]) for r in rows], float),
        },
    )


def fx_rates(seed: int, cal: plan.Calendar) -> pa.Table:
    """The canonical table fx_rates: one rate a month; the company itself sells in roubles."""
    rng = np.random.default_rng([seed, 70])
    firsts = np.flatnonzero(np.diff(cal.month, prepend=-1))
    common = np.cumsum(rng.normal(0.002, 0.022, len(firsts)))
    parts = []
    for code, base in CURRENCIES.items():
        rate = np.round(base * np.exp(common + np.cumsum(rng.normal(0, 0.006, len(firsts)))), 4)
        parts.append(
            arrow.table(
                "fx_rates",
                {"currency": [code] * len(firsts), "valid_from": arrow.days(firsts, cal.start), "rate": rate},
            )
        )
    return pa.concat_tables(parts)
