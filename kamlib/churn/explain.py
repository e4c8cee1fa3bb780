"""Why this probability: exact Shapley values over the families of drivers, of the blend, against a stated client.

The reference is the middle (median) client among those that stayed. A family's value is its mean contribution, in
log-odds, over all orders in which the families can be taken from the client instead of the reference (Shapley 1953);
with eight families all 256 combinations are computed, so the values add up to the difference exactly.
"""

from __future__ import annotations

from itertools import combinations
from math import factorial

import numpy as np
import pandas as pd

from kamlib.churn.blend import BLENDS
from kamlib.churn.frame import FAMILIES, FEATURES, Slices
from kamlib.churn.metrics import logit

ORDER = list(FAMILIES)
ROWS_AT_ONCE = 50_000  # combinations are answered together up to so many rows: a call costs more than its rows


def shapley(now: Slices, reference: pd.Series, log_odds) -> pd.DataFrame:
    """One row per client: a column per family (log-odds against the reference); they sum to the client's log-odds
    less the reference's. `log_odds` takes features (a frame) and returns an array."""
    n, k = len(now.x), len(ORDER)
    own, usual = now.x[FEATURES].to_numpy(float), reference[FEATURES].to_numpy(float)
    family_of = np.array([next(i for i, f in enumerate(ORDER) if name in FAMILIES[f]) for name in FEATURES])
    coalitions = [frozenset(chosen) for size in range(k + 1) for chosen in combinations(range(k), size)]
    values = {}
    at_once = max(1, ROWS_AT_ONCE // max(n, 1))
    for start in range(0, len(coalitions), at_once):
        part = coalitions[start : start + at_once]
        is_own = np.array([np.isin(family_of, list(chosen)) for chosen in part])
        mixed = np.where(is_own[:, None, :], own, usual).reshape(len(part) * n, len(FEATURES))
        told = np.asarray(log_odds(pd.DataFrame(mixed, columns=FEATURES))).reshape(len(part), n)
        values.update(zip(part, told, strict=True))
    result = {}
    for i, family in enumerate(ORDER):
        total = np.zeros(n)
        others = [j for j in range(k) if j != i]
        for size in range(k):
            weight = factorial(size) * factorial(k - size - 1) / factorial(k)
            for chosen in combinations(others, size):
                total += weight * (values[frozenset((*chosen, i))] - values[frozenset(chosen)])
        result[family] = total
    return pd.DataFrame(result)


def blend_log_odds(name: str, members: dict):
    """The log-odds of a blend as a function of features: what `shapley` explains."""

    def log_odds(x: pd.DataFrame) -> np.ndarray:
        rows = Slices(pd.DataFrame(index=x.index), x)
        return sum(weight * logit(members[m].on_features(rows)) for m, weight in BLENDS[name].items())

    return log_odds
