"""The rolling-origin backtest: what would have been said at each past date, from what was known then, and what came."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.churn.blend import BLENDS, choose, mixed
from kamlib.churn.frame import LEVEL, Ledger, Slices
from kamlib.churn.kept import NOTHING_KEPT, Kept
from kamlib.churn.members import Boosting, BuyTillYouDie, Logistic
from kamlib.churn.metrics import evaluate, expected_maximum_profit
from kamlib.churn.prior import Prior

MIN_EVENTS = 10  # a learner is fitted only where at least so many of each outcome are known


@dataclass
class Origin:
    """One past date: who was eligible, what each member said, what happened, and which blend would have been used.

    level: what the same learners say from the clients' usual level alone (`frame.LEVEL`); of shrinkage only.
    """

    cut_off: pd.Timestamp
    who: pd.DataFrame
    y: np.ndarray
    members: dict[str, np.ndarray]
    chosen: str
    level: np.ndarray | None = None

    @property
    def p(self) -> np.ndarray:
        return mixed(self.chosen, self.members)


def training_cut_offs(cut_offs: list[pd.Timestamp], at: pd.Timestamp, horizon_days: int, slices: int) -> list:
    """The newest cut-offs whose horizon was over by `at`."""
    return [c for c in cut_offs if (at - c).days >= horizon_days][-slices:]


def members_at(
    everything: Slices,
    ledger: Ledger | None,
    target: str,
    at: pd.Timestamp,
    horizon_days: int,
    slices: int,
    seed: int,
) -> dict[str, tuple[object, np.ndarray]]:
    """Every member that can be fitted with what was known at `at`: name -> (fitted member, its probabilities at `at`).

    Without a ledger, only those that learn from slices.
    """
    cut_offs = sorted(everything.who["cut_off"].unique())
    now = everything.at((everything.who["cut_off"] == at).to_numpy())
    past_cut_offs = training_cut_offs(cut_offs, at, horizon_days, slices)
    is_past = everything.who["cut_off"].isin(past_cut_offs) & everything.who[target].notna()
    past = everything.at(is_past.to_numpy())
    y = past.who[target].to_numpy(bool)
    fitted = {}
    if ledger is not None:
        prior = Prior(horizon_days)
        fitted[prior.name] = (prior, prior.predict(now))
        member = BuyTillYouDie(horizon_days).fit(ledger, at)
        if member is not None:
            fitted[member.name] = (member, member.predict(now))
    if min(y.sum(), (~y).sum()) >= MIN_EVENTS:
        for member in (Boosting(seed), Logistic()):
            member.fit(past, y)
            fitted[member.name] = (member, member.predict(now))
    return fitted


def said_at(
    everything: Slices,
    ledger: Ledger | None,
    target: str,
    at: pd.Timestamp,
    horizon_days: int,
    slices: int,
    seed: int,
    kept: Kept,
) -> dict[str, np.ndarray]:
    """The probabilities of `members_at`; of what was known at `at` and is kept, nothing is learnt again."""

    def learn() -> pd.DataFrame:
        fitted = members_at(everything, ledger, target, at, horizon_days, slices, seed)
        return pd.DataFrame({name: p for name, (_, p) in fitted.items()})

    then = known_at(everything, at, horizon_days, slices)
    told = (then.who[["cut_off", "client_id", target]], then.x, ledger.until(at) if ledger else None)
    made_from = (*told, target, at, horizon_days, slices, seed)
    return {name: p.to_numpy() for name, p in kept.table("origin", made_from, learn).items()}


def known_at(everything: Slices, at: pd.Timestamp, horizon_days: int, slices: int) -> Slices:
    """The slices that are learnt from at `at`, and the one of `at`."""
    cut_offs = sorted(everything.who["cut_off"].unique())
    learnt = training_cut_offs(cut_offs, at, horizon_days, slices)
    return everything.at(everything.who["cut_off"].isin([*learnt, at]).to_numpy())


def backtest(
    everything: Slices,
    ledger: Ledger | None,
    target: str,
    horizon_days: int,
    slices: int,
    origins: int,
    seed: int,
    allowed: list[str],
    progress: Callable[[str, int, int], None],
    kept: Kept = NOTHING_KEPT,
) -> list[Origin]:
    """Predict at the newest past cut-offs whose horizon is over, each only from what was known then; and at the newest
    a year before the last date, whose 12 months are over, so that money can be held against what came.

    `target` is "churned" or "shrunk" (then only assessable clients). An origin needs at least one matured slice before
    it; a book without any gives an empty list. Which blend is used at an origin is chosen from the origins whose
    horizon was over by then.
    """
    known = everything.at(everything.who[target].notna().to_numpy())
    level = Slices(known.who, known.x[list(LEVEL)]) if ledger is None else None
    cut_offs = sorted(known.who["cut_off"].unique())
    with_past = [c for c in cut_offs if training_cut_offs(cut_offs, c, horizon_days, slices)]
    results: list[Origin] = []
    chosen = _origins(with_past, everything.who["cut_off"].max(), origins)
    for number, at in enumerate(chosen, 1):
        progress(f"backtest {target}", number, len(chosen))
        members = said_at(known, ledger, target, at, horizon_days, slices, seed, kept)
        who = known.who[known.who["cut_off"] == at].reset_index(drop=True)
        possible = [name for name in allowed if set(BLENDS[name]) <= set(members)]
        if not possible:
            continue
        matured = [(o.y, o.members) for o in results if (at - o.cut_off).days >= horizon_days]
        possible_then = [name for name in possible if all(set(BLENDS[name]) <= set(m) for _, m in matured)]
        origin = Origin(at, who, who[target].to_numpy(bool), members, choose(matured, possible_then or possible))
        if level is not None:
            origin.level = mixed(origin.chosen, said_at(level, None, target, at, horizon_days, slices, seed, kept))
        results.append(origin)
    return results


def _origins(cut_offs: list[pd.Timestamp], last: pd.Timestamp, most: int) -> list[pd.Timestamp]:
    """The newest `most` cut-offs, and the newest that lies a year before `last`, if it is not one of them."""
    newest, year_ago = cut_offs[-most:], [c for c in cut_offs if (last - c).days >= 365][-1:]
    return sorted({*newest, *year_ago})


def table(origins: list[Origin], capacity: int) -> pd.DataFrame:
    """One row per origin and method (each member, and "answer": what was or would have been shown): all measures."""
    rows = []
    for o in origins:
        for name, p in {**o.members, "answer": o.p}.items():
            rows.append({"cut_off": o.cut_off, "method": name, **evaluate(o.y, p, money(o), capacity)})
    return pd.DataFrame(rows)


def key_table(origins: list[Origin], capacity: int, key_share: float) -> pd.DataFrame:
    """One row per origin: the answer's measures among the largest clients that make `key_share` of the money."""
    rows = []
    for o in origins:
        worth = np.maximum(money(o), 0)
        order = np.argsort(-worth, kind="stable")
        key = np.sort(order[np.cumsum(worth[order]) - worth[order] < key_share * worth.sum()])
        if len(key):
            rows.append({"cut_off": o.cut_off, **evaluate(o.y[key], o.p[key], worth[key], capacity)})
    return pd.DataFrame(rows)


def profit_table(origins: list[Origin], contact_cost: float, save_success: float) -> pd.DataFrame:
    """One row per origin: profit of the best list by the answer, and by who was lost in truth (money), and its size."""
    rows = []
    for o in origins:
        worth = np.maximum(money(o) * o.who["margin"].to_numpy(float), 0) * o.who["reach"].to_numpy(float)
        profit, share = expected_maximum_profit(o.y, o.p, worth, contact_cost, save_success)
        most, _ = expected_maximum_profit(o.y, o.y.astype(float), worth, contact_cost, save_success)
        rows.append({"cut_off": o.cut_off, "profit": profit, "list_share": share, "perfect_profit": most})
    return pd.DataFrame(rows)


def money(o: Origin) -> np.ndarray:
    """What each client bought in the year before the origin."""
    return o.who["net_365d"].to_numpy(float)
