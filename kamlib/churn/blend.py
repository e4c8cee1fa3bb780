"""The blend of the members in log-odds, and the choice of it from what the past shows."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from kamlib.churn.metrics import log_loss, logit

# Simplest first. The default is left only for one that was better at past origins by more than chance.
BLENDS: dict[str, dict[str, float]] = {
    "prior": {"prior": 1.0},
    "small": {"prior": 1 / 2, "renewal": 1 / 2},
    "renewal": {"renewal": 1.0},
    "logistic": {"logistic": 1.0},
    "boosting": {"boosting": 1.0},
    "learners": {"boosting": 0.5, "logistic": 0.5},
    "blend": {"renewal": 1 / 3, "boosting": 1 / 3, "logistic": 1 / 3},
}
SMALL = ("small", "prior", "renewal", "blend")  # the default of a small base first
LARGE = ("blend", "renewal", "logistic", "boosting", "learners")
SHRINKING = ("learners", "logistic", "boosting")  # of what learns from slices alone


def mixed(name: str, members: dict[str, np.ndarray]) -> np.ndarray:
    """The probability of one blend from its members' probabilities."""
    return expit(sum(weight * logit(members[m]) for m, weight in BLENDS[name].items()))


def choose(past: list[tuple[np.ndarray, dict[str, np.ndarray]]], allowed: list[str]) -> str:
    """The blend to use, from past origins (outcomes, members' probabilities): the least mean log-loss.

    The first allowed is left only where another one's advantage over it, origin by origin, is more than two standard
    errors, and there are at least four origins to tell: one season's luck decides nothing.
    """
    usual = allowed[0]
    if len(past) < 4:
        return usual
    losses = {name: np.array([log_loss(y, mixed(name, members)) for y, members in past]) for name in allowed}
    best = min(allowed, key=lambda name: round(losses[name].mean(), 5))
    gain = losses[usual] - losses[best]
    return best if gain.mean() > 2 * gain.std(ddof=1) / np.sqrt(len(gain)) else usual
