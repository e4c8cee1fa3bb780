"""With whom talks are held: most clients are known to several of us and of them, some hang on one thread.

Nothing here is a mark on a client: who was talked to is changed row by row, with noise, and what a client is like can
only be seen in its talks.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.demo import arrow, lines, plan, relations
from kamlib.demo.constants import NEVER

ONE_THREAD, SILENT_DECIDER, ONE_MANAGER = 0.13, 0.15, 0.12  # shares of the clients that could be so
SILENT_DAYS = (190, 520)
ONE_MANAGER_DAYS = 730
STRAY = 0.03  # of the talks of a client on one thread, those with somebody else all the same


@dataclass(frozen=True)
class Habits:
    """Of every client of a block: people known, the one person all talks are with (−1: none such), the most powerful
    one where nobody has reached that person since a day (−1, NEVER), whether one manager alone knows it."""

    known: np.ndarray
    thread: np.ndarray
    unheard: np.ndarray
    unheard_from: np.ndarray
    alone: np.ndarray


def habits(c: plan.Clients, seed: int, number: int, cal: plan.Calendar) -> Habits:
    """The habits of one block."""
    rng = np.random.default_rng([seed, 80, number])
    n = len(c)
    known = relations.contact_counts(c, np.random.default_rng([seed, 30, number]))  # as many as in contacts()
    several = known >= 2
    draw, who, ago = rng.random((3, n)), rng.random((2, n)), rng.integers(*SILENT_DAYS, n)
    on_one = several & (draw[0] < ONE_THREAD)
    unheard = several & ~on_one & (draw[1] < SILENT_DECIDER)
    usual = np.where(who[0] < 0.7, 0, np.floor(who[1] * known)).astype(int)
    return Habits(
        known=known,
        thread=np.where(on_one, usual, -1),
        unheard=np.where(unheard, _most_powerful(c, seed, number, cal, known), -1),
        unheard_from=np.where(unheard, cal.n_days - ago, NEVER),
        alone=draw[2] < ONE_MANAGER,
    )


def _most_powerful(c: plan.Clients, seed: int, number: int, cal: plan.Calendar, known: np.ndarray) -> np.ndarray:
    """Place, from 0, of the person with the most real influence at each client; of equal ones the first."""
    table = relations.contacts(c, seed, number, cal)
    real = table["real_influence"].to_numpy(zero_copy_only=False)
    start = np.cumsum(known) - known
    best = [
        int(np.argmax(np.nan_to_num(real[s : s + k], nan=-1))) if k else 0 for s, k in zip(start, known, strict=True)
    ]
    return np.array(best)


def contacts(c: plan.Clients, number: int, cal: plan.Calendar, h: Habits, table: pa.Table) -> pa.Table:
    """The contacts with who of us holds them: the account manager alone where nobody else knows the client."""
    who = np.repeat(np.arange(len(c)), h.known)
    account = lines.manager_of(c, who, np.full(len(who), cal.n_days - 1))
    own = pc.if_else(pa.array(h.alone[who]), arrow.codes("M", account, 2), table["manager_id"])
    own = pc.if_else(pc.is_null(table["manager_id"]), pa.scalar(None, pa.string()), own)
    return table.set_column(table.column_names.index("manager_id"), "manager_id", own)


def through_whom(
    c: plan.Clients, seed: int, number: int, cal: plan.Calendar, h: Habits, table: pa.Table
) -> tuple[pa.Table, np.ndarray, np.ndarray]:
    """The interactions of a block with the people they were held by and with; and of each, client and day."""
    rng = np.random.default_rng([seed, 81, number])
    who = pc.utf8_slice_codeunits(table["client_id"], 1).cast(pa.int64()).to_numpy() - int(c.number[0])
    day = table["at"].cast(pa.int32()).to_numpy() - (cal.start - arrow.EPOCH).days
    nth = pc.struct_field(pc.extract_regex(table["contact_id"], r"-(?P<nth>\d+)$"), "nth").cast(pa.int64())
    nth = nth.fill_null(0).to_numpy() - 1
    answered = table["two_way"].to_numpy(zero_copy_only=False)
    named, stray, luck = nth >= 0, rng.random(len(who)), rng.random(len(who))
    nth = np.where(named & (h.thread[who] >= 0) & (stray >= STRAY), h.thread[who], nth)
    turned = named & (nth == h.unheard[who]) & (day >= h.unheard_from[who]) & answered
    others = np.maximum(h.known[who] - 1, 1)
    nth = np.where(turned, (nth + 1 + np.floor(luck * others)).astype(int) % np.maximum(h.known[who], 1), nth)
    spoken = pc.is_valid(table["manager_id"]).to_numpy(zero_copy_only=False)
    mine = spoken & h.alone[who] & (day >= cal.n_days - ONE_MANAGER_DAYS)
    account = arrow.codes("M", lines.manager_of(c, who, day), 2)
    held = pc.if_else(pa.array(mine), account, table["manager_id"])
    for name, values in (("contact_id", relations.contact_ids(c.number[who], nth, ~named)), ("manager_id", held)):
        table = table.set_column(table.column_names.index(name), name, values)
    return table, who, day
