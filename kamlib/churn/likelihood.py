"""Maximum likelihood in a few log parameters, for BG/NBD and Gamma-Gamma."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import minimize

Array = NDArray[np.float64]
Objective = Callable[[Array], tuple[float, Array]]
# of the gradient by log parameters of the mean log-likelihood: far below what a client's answer can show
_FLAT = 1e-5


@dataclass(frozen=True)
class Maximum:
    """`point`: log parameters; `least`: minus the mean log-likelihood there; `at_limit`: True per parameter."""

    point: Array
    least: float
    converged: bool
    at_limit: NDArray[np.bool_]


def maximise(objective: Objective, starts: Sequence[Array], limits: Sequence[tuple[float, float]]) -> Maximum:
    """The maximum within limits, from the first start that leads to one inside them; else the best of all starts.

    objective: minus the mean log-likelihood and its gradient, by log parameters; limits: lowest and highest value of
    each (not log) parameter.
    """
    low, high = np.log(np.array(limits)).T
    best = None
    for start in starts:
        found = _from(objective, np.clip(start, low, high), low, high)
        if best is None or (not found.converged, found.least + 1e-9) < (not best.converged, best.least):
            best = found
        if found.converged and not found.at_limit.any():
            break
    return best


def _from(objective: Objective, start: Array, low: Array, high: Array) -> Maximum:
    """From one start: BFGS, a parameter that runs beyond its limit being held there while its slope pushes outwards.

    scipy's own method with limits takes a matrix library, whose threads cost more than they bring for so few
    parameters.
    """
    point, free = start.copy(), np.ones(start.size, dtype=bool)
    for _ in range(10):

        def rest(some: Array, point: Array = point, free: NDArray[np.bool_] = free) -> tuple[float, Array]:
            whole = point.copy()
            whole[free] = some
            value, gradient = objective(whole)
            return value, gradient[free]

        reached = point.copy()
        if free.any():
            with np.errstate(all="ignore"):
                found = minimize(rest, point[free], jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 300})
            reached[free] = found.x
        beyond = np.where(free, np.maximum(low - reached, reached - high), -np.inf)
        worst = int(np.argmax(beyond))
        if beyond[worst] > 0:
            # hold the one that ran farthest, and seek the others again from where they were
            point[worst] = low[worst] if reached[worst] < low[worst] else high[worst]
            free = free & (np.arange(start.size) != worst)
            continue
        point = reached
        let_go = ~free & (_inward(point, objective(point)[1], low, high) > _FLAT)
        if not let_go.any():
            break
        free = free | let_go

    value, gradient = objective(point)
    converged = bool(_inward(point, gradient, low, high).max() < _FLAT)
    return Maximum(point, float(value), converged, np.minimum(point - low, high - point) < 1e-6)


def _inward(point: Array, gradient: Array, low: Array, high: Array) -> Array:
    """How steep it still is in each parameter, 0 where the slope pushes against a limit."""
    held = ((point <= low) & (gradient > 0)) | ((point >= high) & (gradient < 0))
    return np.where(held, 0.0, np.nan_to_num(np.abs(gradient), nan=np.inf))
