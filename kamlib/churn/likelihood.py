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
    """The maximum within limits, from the first start that leads to one; the best point found if none does.

    objective: minus the mean log-likelihood and its gradient, by log parameters; limits: lowest and highest value of
    each (not log) parameter.
    """
    low, high = np.log(np.array(limits)).T
    best = None
    for start in starts:
        found = _from(objective, np.clip(start, low, high), low, high)
        if best is None or found.least < best.least - 1e-12:
            best = found
        if found.converged:
            break
    if best is None:
        raise ValueError("no start to search from")
    return best


def _from(objective: Objective, start: Array, low: Array, high: Array) -> Maximum:
    # without limits first: for so few parameters this takes no matrix library, whose threads cost more than they bring
    with np.errstate(all="ignore"):
        found = minimize(objective, start, jac=True, method="BFGS", options={"gtol": 1e-9, "maxiter": 300})
    inside = np.isfinite(found.fun) and (found.x > low).all() and (found.x < high).all()
    if not inside or np.abs(found.jac).max() > _FLAT:
        limits = list(zip(low, high, strict=True))
        options = {"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500}
        found = minimize(objective, start, jac=True, method="L-BFGS-B", bounds=limits, options=options)
    # a slope that pushes against a limit is no reason to go on
    blocked = ((found.x <= low) & (found.jac > 0)) | ((found.x >= high) & (found.jac < 0))
    slope = np.abs(np.where(blocked, 0.0, found.jac)).max()
    return Maximum(found.x, float(found.fun), bool(slope < _FLAT), np.minimum(found.x - low, high - found.x) < 1e-6)
