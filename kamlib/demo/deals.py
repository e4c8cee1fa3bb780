"""Deals with their stages, from the first lead to won, lost or still open."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from kamlib.demo import arrow, lines, plan, words

STAGES = ["lead", "qualified", "offer", "negotiation", "contract"]
WAIT = np.array([6, 10, 16, 20, 8])  # median days in a stage of a small deal
COMPETITORS = ["Гидровелла", "Опалторг", "Ремкорда", "Стройалтана", "Инструментика-Н"]
CRITERIA = [
    "Цена",
    "Срок поставки",
    "Ассортимент",
    "Отсрочка платежа",
    "Сервис",
    "Качество",
    "Личные отношения",
]
PER_BLOCK = 460


def deals(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> tuple[pa.Table, pa.Table]:
    """The canonical tables deals and deal_stages for one block."""
    rng = np.random.default_rng([seed, 50, number])
    n = max(1, PER_BLOCK * len(c) // plan.BLOCK)
    odds = np.maximum(c.annual, 0) ** 0.35
    who = rng.choice(len(c), n, p=odds / odds.sum())
    future = np.flatnonzero(np.isin(c.role, ["potential", "prospective"]))  # being won right now
    who = np.concatenate([who, future])
    n = len(who)
    begin = np.maximum(c.since[who], 0)
    opened = np.floor(begin + rng.random(n) * (cal.n_days - begin - 5)).astype(int)
    opened[n - len(future) :] = cal.n_days - 1 - rng.integers(8, 35, len(future))
    yearly = np.maximum(c.annual[who] * 1.25e9 * len(c) / plan.BLOCK, 400_000)
    amount = np.round(yearly**0.72 * np.exp(rng.normal(2.7, 0.7, n)), -3)
    slow = 1 + np.log10(np.maximum(amount / 300_000, 1)) * 1.3  # large sales take longer
    wait = np.maximum(1, WAIT * slow[:, None] * np.exp(rng.normal(0, 0.6, (n, 5)))).astype(int)
    enters = opened[:, None] + np.concatenate([np.zeros((n, 1), int), np.cumsum(wait, axis=1)], axis=1)
    won = rng.random(n) < np.where(slow > 2.2, 0.44, 0.55)
    last = np.where(won, 4, rng.choice(5, n, p=[0.12, 0.22, 0.30, 0.28, 0.08]))  # the stage it ends in
    closed = enters[np.arange(n), last + 1]
    still = closed >= cal.n_days
    lost = ~won & ~still
    cls = (np.cumsum(c.taste[who], axis=1) < rng.random(n)[:, None]).sum(axis=1).clip(max=7)
    by = np.lexsort((who, opened))
    ids = np.empty(n, int)
    ids[by] = number * 10_000 + 1 + np.arange(n)
    table = arrow.table(
        "deals",
        {
            "deal_id": arrow.codes("D", ids, 5),
            "client_id": arrow.codes("C", c.number[who], 4),
            "manager_id": arrow.codes("M", lines.manager_of(c, who, opened), 2),
            "product_class": [words.CLASSES[k][0] for k in cls],
            "opened_on": arrow.days(opened, cal.start),
            "closed_on": arrow.days(np.where(still, 0, closed), cal.start, still),
            "amount": amount,
            "outcome": arrow.pick(["open", "won", "lost"], np.where(still, 0, np.where(won, 1, 2))),
            "competitor": arrow.pick(COMPETITORS, rng.integers(0, 5, n), ~(lost & (rng.random(n) < 0.8))),
            "reason": arrow.pick(CRITERIA, rng.choice(7, n, p=[0.34, 0.17, 0.15, 0.12, 0.1, 0.07, 0.05]), still),
        },
    )
    reached = (np.arange(5)[None, :] <= last[:, None]) & (enters[:, :5] < cal.n_days)
    deal, stage = np.nonzero(reached)
    stages = arrow.table(
        "deal_stages",
        {
            "deal_id": arrow.codes("D", ids[deal], 5),
            "stage": arrow.pick(STAGES, stage),
            "entered_on": arrow.days(enters[deal, stage], cal.start),
        },
    )
    return table.take(pa.array(by)), stages
