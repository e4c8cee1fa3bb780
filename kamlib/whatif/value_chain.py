"""What-if over the value chain: USPs made better, added or dropped, and which clients then fit.

Pure numpy over client × need × USP; reading a book is `kamlib.answers.fit_value_chain`'s part.

Twins in SQL: features.need_usp, features.need_coverage, features.client_fit; held equal by
tests/fit/test_fit_properties.py.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from kamlib.core.errors import KamError
from kamlib.whatif.rounding import rounded

DIGITS = 6  # of shares, as in the SQL


@dataclass(frozen=True)
class Change:
    """One USP made to cover one need up to `coverage` at least, or dropped.

    A USP not in the catalogue yet is added. `client_id` None raises the general view, which a client's own assessment
    still goes before; with a client it is that client's own. `need` None: only the costs, or the drop.
    Costs are additional money a year and once; None for a dropped USP: what the catalogue says is saved. A USP made
    better of which no change tells either cost has costs that are not known, not none.
    """

    usp_id: str
    need: str | None = None
    coverage: float | None = None
    client_id: str | None = None
    drop: bool = False
    yearly_cost: float | None = None
    once_cost: float | None = None


@dataclass(frozen=True)
class Needs:
    """Every need of every client, one element a row: `client` and `need` are places in `clients` and `names`."""

    clients: pd.Index
    names: pd.Index
    client: np.ndarray
    need: np.ndarray
    importance: np.ndarray
    minimum: np.ndarray  # NaN: not a must-have
    threshold: float
    together: bool

    def rows(self, name: str, client_id: str | None = None) -> np.ndarray:
        """The rows of a need, of all clients or one. Raises KamError where nobody has it."""
        if name not in self.names:
            raise KamError("fit.no_such_need", need=name)
        found = self.need == self.names.get_loc(name)
        if client_id is not None:
            if client_id not in self.clients:
                raise KamError("fit.no_needs_of_client", client_id=client_id)
            found &= self.client == self.clients.get_loc(client_id)
        return np.flatnonzero(found)

    def places(self, clients: pd.Series, names: pd.Series) -> np.ndarray:
        """The row of each pair of a client and one of its needs."""
        size = len(self.names)
        keys = self.client.astype(np.int64) * size + self.need
        order = np.argsort(keys)
        wanted = self.clients.get_indexer(clients).astype(np.int64) * size + self.names.get_indexer(names)
        found: np.ndarray = order[np.searchsorted(keys, wanted, sorter=order)]
        return found


@dataclass(frozen=True)
class Offer:
    """What each USP covers of each row of needs (NaN: not assessed), which are on offer, and what that makes together.

    `own` marks rows assessed for the client itself. Arrays are never written to: a changed offer shares the others.
    """

    covers: Mapping[str, np.ndarray]
    own: Mapping[str, np.ndarray]
    offered: frozenset[str]
    coverage: np.ndarray  # NaN: no USP was assessed for the need

    @classmethod
    def of(
        cls, needs: Needs, covers: Mapping[str, np.ndarray], own: Mapping[str, np.ndarray], offered: Iterable[str]
    ) -> Offer:
        """The offer with its coverage worked out."""
        offer = cls(covers, own, frozenset(offered), np.full(len(needs.client), np.nan))
        return replace(offer, coverage=_coverage(needs, offer, np.arange(len(needs.client))))


@dataclass(frozen=True)
class Fit:
    """Fit by client: shares of weight; `vetoed` and `passes` are 1, 0, or NaN where it cannot be told."""

    share: np.ndarray
    low: np.ndarray
    high: np.ndarray
    vetoed: np.ndarray
    passes: np.ndarray


def fit(needs: Needs, coverage: np.ndarray) -> Fit:
    """Fit of every client under a coverage of every row of needs."""
    size = len(needs.clients)
    unknown = np.isnan(coverage)

    def weighed(x: np.ndarray) -> np.ndarray:
        return np.bincount(needs.client, weights=x, minlength=size)

    weight = weighed(needs.importance)
    open_weight = weighed(needs.importance * unknown)
    covered = weighed(needs.importance * np.where(unknown, 0, coverage))
    some_known = weighed(~unknown) > 0
    with np.errstate(invalid="ignore", divide="ignore"):
        share = np.where(some_known, rounded(covered / (weight - open_weight), DIGITS), np.nan)
        vetoes = weighed(coverage < needs.minimum) > 0
    open_vetoes = weighed(unknown & (needs.minimum > 0)) > 0
    low, high = rounded(covered / weight, DIGITS), rounded((covered + open_weight) / weight, DIGITS)
    vetoed = np.where(vetoes, 1.0, np.where(open_vetoes, np.nan, 0.0))
    fails = some_known & (vetoes | (high < needs.threshold))
    passes = np.where(fails, 0.0, np.where(some_known & (low >= needs.threshold) & (vetoed == 0), 1.0, np.nan))
    return Fit(share, low, high, vetoed, passes)


def changed(needs: Needs, offer: Offer, changes: Iterable[Change]) -> Offer:
    """The offer after the changes. Raises KamError for a need nobody has, or a coverage outside 0–1."""
    covers, own, offered = dict(offer.covers), dict(offer.own), set(offer.offered)
    touched = np.zeros(len(needs.client), bool)
    size = len(needs.client)
    for change in changes:
        usp = change.usp_id
        column = covers.get(usp, np.full(size, np.nan))
        if change.drop or usp not in offered:
            touched |= ~np.isnan(column)
        if change.drop:
            if usp not in offered:
                raise KamError("fit.no_such_usp", usp_id=usp)
            offered.discard(usp)
            continue
        offered.add(usp)
        covers[usp], mine = column, own.get(usp, np.zeros(size, bool))
        own[usp] = mine
        if change.need is None:
            continue
        if change.coverage is None or not 0 <= change.coverage <= 1:
            raise KamError("fit.bad_coverage", usp_id=usp, need=change.need, coverage=change.coverage)
        rows = needs.rows(change.need, change.client_id)
        if change.client_id is None:
            rows = rows[~mine[rows]]
        covers[usp] = column.copy()
        covers[usp][rows] = np.fmax(column[rows], change.coverage)
        if change.client_id is not None:
            own[usp] = mine.copy()
            own[usp][rows] = True
        touched[rows] = True
    result = Offer(covers, own, frozenset(offered), offer.coverage)
    if bool(offered) != bool(offer.offered):
        touched[:] = True
    rows = np.flatnonzero(touched)
    coverage = offer.coverage.copy()
    coverage[rows] = _coverage(needs, result, rows)
    return replace(result, coverage=coverage)


def _coverage(needs: Needs, offer: Offer, rows: np.ndarray) -> np.ndarray:
    """Coverage of some rows: the best USP's or all together; what was assessed but is no longer offered covers 0."""
    assessed = np.zeros(len(rows), bool)
    covered = np.zeros(len(rows))  # best: the greatest so far; together: what is left open is 1 − this
    for usp, column in offer.covers.items():
        part = column[rows]
        known = ~np.isnan(part)
        assessed |= known
        if usp in offer.offered:
            part = np.where(known, part, 0)
            covered = 1 - (1 - covered) * (1 - part) if needs.together else np.maximum(covered, part)
    if not offer.offered:
        assessed[:] = False
    return np.where(assessed, rounded(covered, DIGITS), np.nan)


@dataclass(frozen=True)
class Money:
    """By client, a year: contribution, revenue, what misfit costs now (with its range), NaN where not known.

    `uplift`: the share of its contribution a client brings more once it fits. `usual_misfit`: what misfit costs the
    middle client that does not fit, as a share of revenue; what a client that stops fitting will cost.
    """

    contribution: np.ndarray
    revenue: np.ndarray
    misfit: np.ndarray
    misfit_low: np.ndarray
    misfit_high: np.ndarray
    uplift: float
    usual_misfit: float

    def gain(self, before: Fit, after: Fit) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What each client brings more a year, low and high: 0 where nothing changes, NaN where it cannot be told.

        A client that begins to fit saves its cost of misfit (where that is above zero) and brings the uplift; one that
        stops fitting costs the usual share of its revenue.
        """
        crosses, falls = (after.passes == 1) & (before.passes != 1), (before.passes == 1) & (after.passes != 1)
        uplift = self.uplift * np.maximum(self.contribution, 0) if self.uplift else np.zeros(len(self.revenue))
        lost = -self.usual_misfit * np.maximum(self.revenue, 0)

        def gained(misfit: np.ndarray) -> np.ndarray:
            return np.where(crosses, np.maximum(misfit, 0) + uplift, np.where(falls, lost, 0.0))

        return gained(self.misfit), gained(self.misfit_low), gained(self.misfit_high)


def costs(changes: Iterable[Change], yearly: Mapping[str, float]) -> tuple[float, float]:
    """Additional money a year and once; a dropped USP saves its yearly cost of the catalogue. NaN where not told."""
    changes = list(changes)
    told = {c.usp_id for c in changes if c.yearly_cost is not None or c.once_cost is not None}
    a_year = once = 0.0
    for change in changes:
        once += change.once_cost or 0.0
        if change.yearly_cost is not None:
            a_year += change.yearly_cost
        elif change.drop:
            a_year -= yearly.get(change.usp_id, np.nan)
        elif change.usp_id not in told:
            a_year = np.nan
    return a_year, once


def payback_months(gain: float, a_year: float, once: float) -> float:
    """Months until what was spent once has come back; 0 where nothing was; NaN: it never does, or cannot be told."""
    net = gain - a_year
    if np.isnan(net):
        return np.nan
    if once <= 0:
        return 0.0 if net >= 0 else np.nan
    return once / net * 12 if net > 0 else np.nan
