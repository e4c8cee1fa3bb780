"""Clients that buy at random, for what must hold of any company."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from kamlib.policy import Policy


def ago(as_of: date, days: int) -> date:
    """The day so many days before the review date."""
    return as_of - timedelta(days=days)


def at_random(clients: int, days: int, as_of: date, mean_gap: float, seed: int) -> list[dict]:
    """Clients that all order alike, and for ever: on any day of `days` up to `as_of` with chance 1 / mean_gap."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(clients):
        for d in np.flatnonzero(rng.random(days) < 1 / mean_gap):
            rows.append(_order(f"C{n:03d}", ago(as_of, int(d)), rng))
    return rows


def leaving(clients: int, days: int, as_of: date, seed: int) -> list[dict]:
    """Clients of different rhythm and size that come over time; some leave for good, some shrink, some return goods."""
    rng = np.random.default_rng(seed)
    rows = []
    for n in range(clients):
        began = int(rng.uniform(60, days))
        gap, size = rng.uniform(12, 80), rng.lognormal(6, 1)
        ends = began - rng.exponential(700)
        day = began
        while day >= max(ends, 0):
            shrunk = 0.3 if n % 5 == 0 and day < days / 3 else 1
            order = _order(f"C{n:03d}", ago(as_of, day), rng, size * shrunk)
            rows.append(order)
            if rng.random() < 0.08 and day >= 3:
                rows.append(order | {"order_date": str(ago(as_of, day - 3)), "net_amount": -order["net_amount"] / 2})
            day -= max(1, round(rng.gamma(3, gap / 3)))
    return rows


def _order(client: str, day: date, rng, size: float = 500) -> dict:
    # whole tens, so that a changed currency and a half returned are exact
    return {
        "order_date": str(day),
        "client_id": client,
        "net_amount": 10 * max(1, round(size * rng.lognormal(0, 0.4) / 10)),
    }


# so small a company is made to use the blend of all members, and to test it at few dates
BLEND_AT_FEW_DATES = Policy().changed(
    churn_bands_under=20, churn_blend_from_events=10, churn_cut_offs=16, churn_slices=3, churn_origins=3
)
BLENDED_TO = date(2025, 6, 30)
BLENDED_LINES = leaving(clients=110, days=900, as_of=BLENDED_TO, seed=4)
