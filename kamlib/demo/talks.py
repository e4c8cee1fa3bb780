"""What comes of talks: the next step, the deal they were about; and which of them were entered by hand."""

from __future__ import annotations

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kamlib import contract
from kamlib.demo import arrow, plan

NEXT_STEPS = [
    "Выслать расчёт",
    "Согласовать дату отгрузки",
    "Показать образцы",
    "Перезвонить после совещания у клиента",
    "Подготовить договор",
    "Приехать на склад клиента",
]
ENTERED_DAYS = 45  # the last days, of which the visits and calls of the larger clients were entered by hand
ENTERED_KINDS = ["call", "visit", "meeting"]


def with_next_steps(
    seed: int, number: int, cal: plan.Calendar, table: pa.Table, who: np.ndarray, day: np.ndarray, deals: pa.Table
) -> pa.Table:
    """The interactions with their next step, where the one who held them ends talks with one, and with their deal."""
    rng = np.random.default_rng([seed, 82, number])
    n = len(who)
    discipline = rng.uniform(0.15, 0.8, plan.MANAGERS)  # some end nearly every talk with the next step, others few
    manager = pc.utf8_slice_codeunits(table["manager_id"], 1).cast(pa.int64()).fill_null(0).to_numpy() - 1
    spoken = manager >= 0
    chance = np.where(spoken, discipline[manager % plan.MANAGERS], 0)
    draw, about = rng.random((2, n))
    which, ahead = rng.integers(0, len(NEXT_STEPS), n), rng.integers(2, 30, n)
    answered = table["two_way"].to_numpy(zero_copy_only=False)
    empty = ~(spoken & answered & (draw < chance))
    told = {
        "next_step": arrow.pick(NEXT_STEPS, which, empty),
        "next_on": arrow.days(day + ahead, cal.start, empty),
        "deal_id": _deals(number, who, day, cal, deals, spoken & (about < 0.6)),
    }
    for name, values in told.items():
        table = table.set_column(table.column_names.index(name), name, values)
    return table


def _deals(
    number: int, who: np.ndarray, day: np.ndarray, cal: plan.Calendar, deals: pa.Table, chosen: np.ndarray
) -> pa.Array:
    """Of each talk the deal of its client that was open then, of several the one opened last."""
    code = np.full(len(who), -1)
    order = np.argsort(who, kind="stable")
    zero = (cal.start - arrow.EPOCH).days
    opened = deals["opened_on"].cast(pa.int32()).to_numpy() - zero
    closed = deals["closed_on"].cast(pa.int32()).fill_null(zero + cal.n_days).to_numpy() - zero
    owner = pc.utf8_slice_codeunits(deals["client_id"], 1).cast(pa.int64()).to_numpy() - number * plan.BLOCK - 1
    begin, end = np.searchsorted(who[order], [owner, owner + 1])
    for place in np.argsort(opened, kind="stable"):
        rows = order[begin[place] : end[place]]
        code[rows[(day[rows] >= opened[place]) & (day[rows] <= closed[place])]] = place
    return pc.take(deals["deal_id"], pa.array(code, mask=(code < 0) | ~chosen)).combine_chunks()


def split(
    c: plan.Clients, number: int, cal: plan.Calendar, table: pa.Table, who: np.ndarray, day: np.ndarray
) -> tuple[pa.Table, pa.Table]:
    """The canonical tables interactions and talks: what the CRM has, and what was entered by hand of late.

    Each talk stands in one of the two.
    """
    kinds = pc.is_in(table["kind"], pa.array(ENTERED_KINDS)).to_numpy(zero_copy_only=False)
    by_hand = kinds & (day >= cal.n_days - ENTERED_DAYS) & (c.rank[who] < 0.35 * len(c))
    chosen = table.filter(pa.array(by_hand))
    wanted = contract.tables()["talks"].columns
    told = {name: chosen[name].combine_chunks() for name in wanted if name != "talk_id"}
    codes = arrow.codes("K", number * 100_000 + 1 + np.arange(chosen.num_rows), 6)
    return table.filter(pa.array(~by_hand)), arrow.table("talks", {"talk_id": codes, **told})
