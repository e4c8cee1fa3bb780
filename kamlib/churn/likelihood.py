"""Maximum likelihood in a few log parameters, for BG/NBD and Gamma-Gamma."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
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


def maximise(objective: Objective, starts: Iterable[Array], limits: Sequence[tuple[float, float]]) -> Maximum:
    """The maximum within limits, from the first start that leads to one inside them; else the best of all starts.

    objective: minus the mean log-likelihood and its gradient, by log parameters; limits: lowest and highest value of
    each (not log) parameter.
    """
    low, high = np.log(np.array(limits)).T
    best = None
    for start in starts:
        found = _from(objective, np.clip(start, low, high), low, high)
        if best is None or found.least < best.least - 1e-12:
            best = found
        if found.converged and not found.at_limit.any():
            break
    if best is None:
        raise ValueError("no start to search from")
    return best


def _from(objective: Objective, start: Array, low: Array, high: Array) -> Maximum:
    # BFGS of scipy needs no matrix library, whose threads cost more than they bring for so few parameters; it knows
    # no limits, so the parameter that ran farthest beyond its own is held there and the others are sought again
    point, free = start.copy(), np.ones(start.size, dtype=bool)
    while free.any():

        def rest(some: Array, point: Array = point, free: NDArray[np.bool_] = free) -> tuple[float, Array]:
            point[free] = some
            value, gradient = objective(point)
            return value, gradient[free]

        with np.errstate(all="ignore"):
            found = minimize(rest, start[free], jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 300})
        point[free] = found.x
        beyond = np.where(free, np.maximum(low - point, point - high), -np.inf)
        worst = int(np.argmax(beyond))
        if not beyond[worst] > 0:
            break
        point[worst] = np.clip(point[worst], low[worst], high[worst])
        free = free & (np.arange(start.size) != worst)

    if _slope(point, objective(point)[1], low, high) >= _FLAT:
        # a parameter was held in vain: the slower method that can let go of limits again
        limits, options = list(zip(low, high, strict=True)), {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500}
        point = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=limits, options=options).x
    value, gradient = objective(point)
    converged = _slope(point, gradient, low, high) < _FLAT
    return Maximum(point, float(value), converged, np.minimum(point - low, high - point) < 1e-6)


def _slope(point: Array, gradient: Array, low: Array, high: Array) -> float:
    """The steepest slope, but for those that push against a limit: they are no reason to go on."""
    held = ((point <= low) & (gradient > 0)) | ((point >= high) & (gradient < 0))
    slope = float(np.abs(np.where(held, 0.0, gradient)).max())
    return slope if np.isfinite(slope) else np.inf
