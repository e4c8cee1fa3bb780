"""Logistic regression, shrunk (L2), whose weights can be bounded from below: the member of the blend and the prior."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from scipy.optimize import minimize
from scipy.special import expit


def fit_bounded_logistic(
    x: np.ndarray, y: np.ndarray, rising: Sequence[bool], penalty: float, weight: np.ndarray | float = 1.0
) -> np.ndarray:
    """Intercept, then a weight for each column of x: those of `rising` columns not below zero.

    x: one row per example, nothing unknown; y: 1 happened, 0 did not; penalty: half of it times each squared weight,
    the intercept's aside, is added to the summed log loss; weight: what each example counts.
    """
    z = np.column_stack([np.ones(len(x)), x])
    bounds = [(None, None), *((0.0 if is_rising else None, None) for is_rising in rising)]
    shrunk = np.r_[0.0, np.ones(x.shape[1])]

    def loss(b: np.ndarray) -> tuple[float, np.ndarray]:
        margin = z @ b
        value = np.sum(weight * (np.logaddexp(0, margin) - y * margin)) + 0.5 * penalty * np.sum(shrunk * b**2)
        return value, z.T @ (weight * (expit(margin) - y)) + penalty * shrunk * b

    return minimize(loss, np.zeros(z.shape[1]), jac=True, method="L-BFGS-B", bounds=bounds).x
