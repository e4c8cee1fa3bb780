"""The demo company put together: tables in memory, or files in a company's home."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pyarrow as pa

from kamlib import contract
from kamlib.core.errors import KamError
from kamlib.demo import (
    account,
    budget,
    deals,
    directory,
    dossier,
    fit,
    goods,
    habits,
    judged,
    lines,
    orders,
    plan,
    rates,
    relations,
    skam,
    talks,
    truths,
)

END = date(2026, 9, 30)
QUARTER_BEFORE = date(2026, 6, 30)


@dataclass
class DemoCompany:
    """A fictional distributor: canonical tables by name, and what was planted in them."""

    tables: dict[str, pa.Table]
    truths: dict


def _blocks(n_clients: int) -> list[int]:
    """Sizes of the blocks of clients."""
    full, rest = divmod(n_clients, plan.BLOCK)
    return [plan.BLOCK] * full + ([rest] if rest else [])


class Maker:
    """Makes the company of one seed part by part, so that a large one need not fit in memory."""

    def __init__(self, seed: int, scale: float, end: date):
        if scale < 1:
            raise KamError("demo.scale_too_small", scale=scale)
        self.seed, self.cal = seed, plan.Calendar(end)
        self.sizes = _blocks(round(plan.BLOCK * scale))
        prices, _ = goods.price_index(seed, self.cal)
        made, who, day, value = [], [], [], []
        for number, n in enumerate(self.sizes):
            c = plan.block(seed, number, n, self.cal)
            w, d, v = orders.block_orders(c, seed, number, self.cal, prices)
            made.append(c)
            who.append(w)
            day.append(d)
            value.append(v)
        self.blocks = made
        self.clients = plan.concat(made)
        self.who, self.day, self.value = np.concatenate(who), np.concatenate(day), np.concatenate(value)
        by_day = np.argsort(self.day, kind="stable")
        self.who, self.day, self.value = self.who[by_day], self.day[by_day], self.value[by_day]
        self.market = lines.market(seed, self.cal, self.clients)

    @property
    def n_months(self) -> int:
        return int(self.cal.month[-1]) + 1

    def months(self) -> Iterator[tuple[pa.Table, pa.Table]]:
        """Sales lines and receivables month by month; to be read once, in order."""
        month = self.cal.month
        for m in range(self.n_months):
            days = np.flatnonzero(month == m)
            a, b = np.searchsorted(self.day, [days[0], days[-1] + 1])
            yield lines.month_lines(self.market, m, self.who[a:b], self.day[a:b], self.value[a:b])

    def block_tables(self, number: int) -> dict[str, pa.Table]:
        """The tables about the clients of one block."""
        about = self.blocks[number], self.seed, number, self.cal
        who, day, _ = orders.block_orders(*about, self.market.prices)
        needs, coverage = fit.needs_and_coverage(*about)
        made_deals, stages = deals.deals(*about)
        clients = directory.clients(*about)
        known = habits.habits(*about)
        all_talks = relations.interactions(*about, who - number * plan.BLOCK, day)
        all_talks, with_whom, when = habits.through_whom(*about, known, all_talks)
        all_talks = talks.with_next_steps(*about[1:], all_talks, with_whom, when, made_deals)
        interactions, entered = talks.split(self.blocks[number], number, self.cal, all_talks, with_whom, when)
        return {
            "clients": clients,
            "managers": directory.managers(*about[1:]),
            "assignments": directory.assignments(*about),
            "contacts": habits.contacts(self.blocks[number], number, self.cal, known, relations.contacts(*about)),
            "interactions": interactions,
            "talks": entered,
            "tasks": account.tasks(*about, entered),
            "notes": account.notes(*about),
            "goals": account.goals(*about),
            "plan_steps": account.plan_steps(*about),
            "cadences": account.cadences(*about),
            "feedback": relations.feedback(*about),
            "deals": made_deals,
            "deal_stages": stages,
            "needs": needs,
            "coverage": coverage,
            "judgements": judged.judgements(*about),
            "potentials": skam.potentials(*about, clients),
            "retention_actions": judged.retention_actions(*about),
            "client_gains": judged.client_gains(*about),
            "documents": dossier.documents(*about),
            "terms": dossier.terms(*about),
            "ties": dossier.ties(*about),
            "competitor_moves": dossier.competitor_moves(*about),
        }

    def common_tables(self) -> dict[str, pa.Table]:
        """The tables, or parts of tables, that do not grow with the number of clients."""
        return {
            "products": self.market.catalogue.table,
            "usps": fit.usps(),
            "coverage": fit.general_coverage(),
            "activity_rates": rates.activity_rates(self.cal),
            "fx_rates": rates.fx_rates(self.seed, self.cal),
            "charter": skam.charter(self.seed, self.cal),
            "decisions": skam.decisions(self.blocks[0], self.seed, self.cal, self.who, self.day, self.value),
            "decision_verdicts": skam.decision_verdicts(self.seed, self.cal),
            "meetings": skam.meetings(self.seed, self.cal),
            "promises": skam.promises(self.blocks[0], self.seed, self.cal),
            "queue_marks": skam.queue_marks(self.blocks[0], self.seed, self.cal),
            "same_clients": skam.same_clients(self.blocks[0], self.seed, self.cal),
            "plan": budget.sales_plan(self.clients, self.cal, self.who, self.day, self.value),
        }

    def truths(self) -> dict:
        """What was planted; see truths.truths."""
        return truths.truths(self.blocks[0], self.seed, len(self.clients), self.cal)


def generate(seed: int = 1, scale: float = 1.0, end: date = END) -> DemoCompany:
    """The demo company made from `seed`, in memory: 3½ years of sales that end on `end`, inclusive.

    `scale` (1 or more) multiplies its 400 clients; the planted truths stay with the first 400. Same seed,
    scale and end: identical tables. Raises KamError for a scale below 1.
    """
    maker = Maker(seed, scale, end)
    parts: dict[str, list[pa.Table]] = {}
    for sales, receivables in maker.months():
        parts.setdefault("sales_lines", []).append(sales)
        parts.setdefault("receivables", []).append(receivables)
        parts.setdefault("payments", []).append(lines.payments(maker.cal, receivables))
    for number in range(len(maker.blocks)):
        for name, table in maker.block_tables(number).items():
            parts.setdefault(name, []).append(table)
    for name, table in maker.common_tables().items():
        parts.setdefault(name, []).append(table)
    tables = {name: pa.concat_tables(parts[name]).combine_chunks() for name in contract.tables()}
    return DemoCompany(tables, maker.truths())
