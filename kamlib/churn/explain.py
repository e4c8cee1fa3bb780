"""Why this probability: exact Shapley values over the families of drivers, of the blend, against a stated client.

The reference is the middle (median) client among those that stayed. A family's value is its mean contribution, in
log-odds, over all orders in which the families can be taken from the client instead of the reference (Shapley 1953);
all combinations are computed, so the values add up to the difference exactly.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from itertools import combinations
from math import factorial
from typing import Any

import numpy as np
import pandas as pd

from kamlib.churn.blend import BLENDS
from kamlib.churn.frame import FAMILIES, FEATURES, Slices
from kamlib.churn.metrics import logit

Coalition = frozenset[int]
LogOdds = Callable[[pd.DataFrame], np.ndarray]
ORDER = list(FAMILIES)
ROWS_AT_ONCE = 50_000  # combinations are answered together up to so many rows: a call costs more than its rows


def shapley(
    now: Slices, reference: pd.Series, log_odds: LogOdds, families: Sequence[str] = tuple(FAMILIES)
) -> pd.DataFrame:
    """One row per client: a column per family (log-odds against the reference); they sum to the client's log-odds
    less the reference's.

    `log_odds` takes features (a frame) and returns an array; it depends on `families` alone, so that only their
    combinations are computed.
    """
    k, n = len(families), len(now.x)
    coalitions = [Coalition(chosen) for size in range(k + 1) for chosen in combinations(range(k), size)]
    values = _values(now, reference, log_odds, families, coalitions)
    result = {family: np.zeros(n) for family in ORDER}
    for i, family in enumerate(families):
        others = [j for j in range(k) if j != i]
        for size in range(k):
            weight = factorial(size) * factorial(k - size - 1) / factorial(k)
            for chosen in combinations(others, size):
                result[family] += weight * (values[Coalition((*chosen, i))] - values[Coalition(chosen)])
    return pd.DataFrame(result)


def shapley_of_sum(now: Slices, reference: pd.Series, log_odds: LogOdds) -> pd.DataFrame | None:
    """The same where log-odds are a sum of what each family adds: that is its value. None where they are not, as
    where a probability is held off 0 or 1."""
    nobody, everybody = Coalition(), Coalition(range(len(ORDER)))
    alone = [Coalition([i]) for i in range(len(ORDER))]
    values = _values(now, reference, log_odds, ORDER, [nobody, everybody, *alone])
    result = pd.DataFrame({family: values[alone[i]] - values[nobody] for i, family in enumerate(ORDER)})
    is_sum = np.allclose(result.sum(axis=1), values[everybody] - values[nobody], rtol=0, atol=1e-6)
    return result if is_sum else None


def _values(
    now: Slices, reference: pd.Series, log_odds: LogOdds, families: Sequence[str], coalitions: list[Coalition]
) -> dict[Coalition, np.ndarray]:
    """The log-odds of all clients by coalition: its families are the client's, all else is the reference's."""
    own, usual, n = now.x[FEATURES].to_numpy(float), reference[FEATURES].to_numpy(float), len(now.x)
    family_of = np.array([next(f for f in ORDER if name in FAMILIES[f]) for name in FEATURES])
    values: dict[Coalition, np.ndarray] = {}
    at_once = max(1, ROWS_AT_ONCE // max(n, 1))
    for start in range(0, len(coalitions), at_once):
        part = coalitions[start : start + at_once]
        is_own = np.array([np.isin(family_of, [families[i] for i in chosen]) for chosen in part])
        mixed = np.where(is_own[:, None, :], own, usual).reshape(len(part) * n, len(FEATURES))
        told = np.asarray(log_odds(pd.DataFrame(mixed, columns=FEATURES))).reshape(len(part), n)
        values.update(zip(part, told, strict=True))
    return values


def explained(now: Slices, reference: pd.Series, name: str, members: dict[str, Any]) -> pd.DataFrame:
    """`shapley` of a blend: the mean of its members', since log-odds are mixed."""
    total = pd.DataFrame(0.0, index=range(len(now.x)), columns=ORDER)
    for of, weight in BLENDS[name].items():
        log_odds = blend_log_odds({of: 1.0}, members)
        found = shapley_of_sum(now, reference, log_odds) if members[of].is_sum else None
        total += weight * (shapley(now, reference, log_odds, members[of].families) if found is None else found)
    return total


def blend_log_odds(weights: dict[str, float], members: dict[str, Any]) -> LogOdds:
    """The log-odds of a blend as a function of features."""

    def log_odds(x: pd.DataFrame) -> np.ndarray:
        rows = Slices(pd.DataFrame(index=x.index), x)
        told = [weight * logit(members[m].on_features(rows)) for m, weight in weights.items()]
        return np.sum(told, axis=0)

    return log_odds
