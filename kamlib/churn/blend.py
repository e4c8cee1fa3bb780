"""The blend of the members in log-odds, and the choice of it from what the past shows."""

from __future__ import annotations

import numpy as np
from scipy.special import expit

from kamlib.churn.metrics import log_loss, logit

# Simplest first: a later one is chosen only where it does better than all before it.
BLENDS: dict[str, dict[str, float]] = {
    "bgnbd": {"bgnbd": 1.0},
    "logistic": {"logistic": 1.0},
    "bgnbd_logistic": {"bgnbd": 0.5, "logistic": 0.5},
    "boosting": {"boosting": 1.0},
    "blend": {"bgnbd": 0.5, "boosting": 0.25, "logistic": 0.25},
    "learners": {"boosting": 0.5, "logistic": 0.5},
}
DEFAULT = "blend"


def mixed(name: str, members: dict[str, np.ndarray]) -> np.ndarray:
    """The probability of one blend from its members' probabilities."""
    return expit(sum(weight * logit(members[m]) for m, weight in BLENDS[name].items()))


def choose(past: list[tuple[np.ndarray, dict[str, np.ndarray]]], allowed: list[str]) -> str:
    """The blend with the least mean log-loss over past origins (outcomes, members' probabilities).

    With fewer than two origins to learn it from: the default, or the last allowed where that is not allowed.
    """
    if len(past) < 2:
        return DEFAULT if DEFAULT in allowed else allowed[-1]
    losses = {name: np.mean([log_loss(y, mixed(name, members)) for y, members in past]) for name in allowed}
    return min(allowed, key=lambda name: round(losses[name], 5))
