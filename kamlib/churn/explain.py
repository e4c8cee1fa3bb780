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


def shapley(now: Slices, reference: pd.Series, log_odds) -> pd.DataFrame:
    """One row per client: a column per family (log-odds against the reference); they sum to the client's log-odds
    less the reference's. `log_odds` takes features (a frame) and returns an array."""
    n, k = len(now.x), len(ORDER)
    values = {}
    for size in range(k + 1):
        for chosen in combinations(range(k), size):
            mixed = pd.DataFrame({name: np.full(n, reference[name]) for name in FEATURES})
            for family in chosen:
                for name in FAMILIES[ORDER[family]]:
                    mixed[name] = now.x[name].to_numpy()
            values[frozenset(chosen)] = log_odds(mixed)
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
