"""The sales plan of the last calendar year: of the company, its managers, its classes, and the largest clients."""

from __future__ import annotations

from datetime import date

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, lines, plan, words

GROWTH = 1.09  # on the same month of the year before
NET_OF_VALUE = 1.04  # net revenue of what an order was meant to be worth
CLIENTS = 25  # have a plan of their own
ROUND = 10_000  # roubles
Row = tuple[str | None, str | None, str | None, int, float]  # client, manager, class, month from 0, plan


def sales_plan(c: plan.Clients, cal: plan.Calendar, who: np.ndarray, day: np.ndarray, value: np.ndarray) -> pa.Table:
    """The canonical table plan: every month of the year of the end, from the orders of a year before."""
    year = cal.end.year
    starts = [(date(year - 1, m, 1) - cal.start).days for m in range(1, 13)] + [(date(year, 1, 1) - cal.start).days]
    month = np.searchsorted(starts, day, side="right") - 1
    last = (month >= 0) & (month < 12)
    who, day, value, month = who[last], day[last], value[last], month[last]
    sold = np.bincount(who, weights=value, minlength=len(c))
    manager = lines.manager_of(c, who, day)
    taste = c.taste / c.taste.sum(axis=1, keepdims=True)
    rows: list[Row] = [(None, None, None, *row) for row in _by_month(month, value)]
    for m in np.unique(manager):
        rows += [(None, f"M{m:02}", None, *row) for row in _by_month(month[manager == m], value[manager == m])]
    for k, (name, *_) in enumerate(words.CLASSES):
        rows += [(None, None, name, *row) for row in _by_month(month, value * taste[who, k])]
    for i in np.argsort(-sold, kind="stable")[:CLIENTS]:
        rows += [(f"C{c.number[i]:04}", None, None, *row) for row in _by_month(month[who == i], value[who == i])]
    return arrow.table(
        "plan",
        {
            "month": [date(year, m + 1, 1) for *_, m, _ in rows],
            "amount": np.array([amount for *_, amount in rows], float),
            "client_id": [r[0] for r in rows],
            "manager_id": [r[1] for r in rows],
            "product_class": [r[2] for r in rows],
        },
    )


def _by_month(month: np.ndarray, value: np.ndarray) -> list[tuple[int, float]]:
    """(month from 0, plan in roubles) of every month in which something was sold."""
    sums = np.bincount(month, weights=value, minlength=12) * GROWTH * NET_OF_VALUE
    return [(m, amount) for m, amount in enumerate(np.round(sums / ROUND) * ROUND) if amount > 0]
