"""Renewal: BG/NBD for clients that buy in a rhythm; with the rhythm of chance it is BG/NBD.

In BG/NBD gaps between purchases are random (exponential). Here a client's gaps are Gamma-distributed with a regularity
k of its own: 1 random, above 1 a rhythm, below 1 bursts. The mean rate over clients is Gamma(r, α), leaving after each
repeat purchase Beta(a, b), as in BG/NBD; ln k is normal over clients. Relatives: BG/CNBD-k (one k for all, a whole
number; Platzer and Reutterer 2016) and Pareto/GGG (Platzer and Reutterer 2016).

For a given k everything is in closed form. A gap of rate λ ~ Gamma(r + kx, α/k + t_x) is longer than u with probability

    S(u) = I_z(r + kx, k),   z = (α/k + t_x) / (α/k + t_x + u)

(I: the regularised incomplete beta function), so that the likelihood of a history, seen from its age T, is

    L(T) = c · [ B(a, b+x) · S(T - t_x)  +  [x > 0] · B(a+1, b+x-1) ]

whose first term is "still active", the second "left at the last purchase", and c, the density of the gaps, does not
depend on T. A client's own k is weighted by how well it explains its gaps: the sum runs over a grid of k. As in BG/NBD,
P(no purchase in t) = L(T + t) / L(T).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.optimize import minimize
from scipy.special import betainc, betaln, gammaln, logsumexp

from kamlib.churn.bgnbd import BgNbd

Array = NDArray[np.float64]

GRID = np.array([0.5, 0.71, 1.0, 1.41, 2.0, 3.0, 5.0, 8.0, 14.0, 25.0, 50.0])
FITTED = 1500  # clients the parameters are fitted to: more do not move them by what an answer could show
# r, α in units of the mean age, a, b as in BG/NBD; regularity: k of the middle client; spread: of ln k
_LOW = np.log([1e-3, 1e-4, 1e-4, 1e-4, 0.4, 0.15])
_HIGH = np.log([1e3, 1e3, 1e3, 1e4, 60.0, 1.5])


@dataclass(frozen=True)
class Renewal:
    """A fitted renewal model. All times are in the unit it was fitted in, and results are float arrays.

    `regularity` is the k of the middle client, `spread` the standard deviation of ln k over clients; `gain` is what
    the mean log-likelihood of a client has over that of the BG/NBD it started from, on the clients fitted to.
    """

    r: float
    alpha: float
    a: float
    b: float
    regularity: float
    spread: float
    gain: float = float("nan")

    def p_no_purchase(
        self, t: ArrayLike, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, log_gaps: ArrayLike
    ) -> Array:
        """P(nothing is bought within the next t); 1 at t = 0. Never falls with t.

        frequency, recency, age as in BG/NBD; log_gaps: the sum of the logarithms of the client's gaps, 0 without any.
        """
        x, recency, age, log_gaps, t = np.broadcast_arrays(frequency, recency, age, log_gaps, t)
        now = self.log_likelihood(x, recency, age, log_gaps)
        return np.exp(np.minimum(self.log_likelihood(x, recency, age + t, log_gaps) - now, 0.0))

    def log_likelihood(self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, log_gaps: ArrayLike) -> Array:
        """Log-likelihood of each client's history."""
        log_parameters = np.log([self.r, self.alpha, self.a, self.b, self.regularity, self.spread])
        return _log_likelihood(log_parameters, *(np.asarray(v, float) for v in (frequency, recency, age, log_gaps)))


def fit_renewal(
    frequency: ArrayLike, recency: ArrayLike, age: ArrayLike, log_gaps: ArrayLike, random: BgNbd
) -> Renewal:
    """Fit by maximum likelihood, from a BG/NBD fitted to the same histories; one entry per client, times in one unit.

    Of more than FITTED clients, so many at even steps from the fewest purchases to the most; the order given does not
    matter. log_gaps: the sum of the logarithms of a
    client's gaps, 0 without any. The result depends on the unit of time in α alone.
    """
    x, recency, age, log_gaps = (np.asarray(v, float) for v in (frequency, recency, age, log_gaps))
    some = np.lexsort((log_gaps, age, recency, x))
    if x.size > FITTED:
        some = some[np.linspace(0, x.size - 1, FITTED).astype(int)]
    x, recency, age, log_gaps = x[some], recency[some], age[some], log_gaps[some]
    unit = float(age.mean()) or 1.0
    seen = (x, recency / unit, age / unit, log_gaps - x * np.log(unit))

    # a gradient by differences moves six parameters, of which two ask for the costly part
    rhythm = lru_cache(maxsize=3)(lambda log_r, log_alpha: _rhythm(np.array([log_r, log_alpha]), GRID, *seen))

    def loss(point: Array) -> float:
        inside = np.clip(point, _LOW, _HIGH)
        told = _weighed(inside, _with_leaving(inside[2:4], x, *rhythm(*inside[:2])))
        return float(-told.mean() + ((point - inside) ** 2).sum())

    start = np.log([random.r, random.alpha / unit, random.a, random.b, 1.0, 0.5])
    found = minimize(loss, np.clip(start, _LOW, _HIGH), method="BFGS", options={"gtol": 3e-4, "maxiter": 60})
    r, alpha, a, b, regularity, spread = np.exp(np.clip(found.x, _LOW, _HIGH))
    as_random = _mixed(start[:4], np.array([1.0]), *seen)[:, 0]
    gain = float(-loss(np.clip(found.x, _LOW, _HIGH)) - as_random.mean())
    return Renewal(r, alpha * unit, a, b, regularity, spread, gain)


def _log_likelihood(log_parameters: Array, x: Array, recency: Array, age: Array, log_gaps: Array) -> Array:
    return _weighed(log_parameters, _mixed(log_parameters[:4], GRID, x, recency, age, log_gaps))


def _weighed(log_parameters: Array, mixed: Array) -> Array:
    weight = -0.5 * ((np.log(GRID) - log_parameters[4]) / np.exp(log_parameters[5])) ** 2
    return logsumexp(mixed + (weight - logsumexp(weight)), axis=-1)


def _mixed(log_parameters: Array, k: Array, x: Array, recency: Array, age: Array, log_gaps: Array) -> Array:
    """Log-likelihoods, along the last axis one per k."""
    return _with_leaving(log_parameters[2:4], x, *_rhythm(log_parameters[:2], k, x, recency, age, log_gaps))


def _with_leaving(log_parameters: Array, x: Array, density: Array, silent: Array) -> Array:
    """The same from what `_rhythm` gives, and from a and b."""
    (a, b), x = np.exp(log_parameters), x[..., None]
    left = np.where(x > 0, betaln(a + 1, b + np.maximum(x - 1, 0)), -np.inf)
    return density - betaln(a, b) + np.logaddexp(betaln(a, b + x) + silent, left)


def _rhythm(
    log_parameters: Array, k: Array, x: Array, recency: Array, age: Array, log_gaps: Array
) -> tuple[Array, Array]:
    """Of r and α: the log density of the gaps, and the log chance that the last one is longer than until now; one per
    k along the last axis."""
    r, alpha = np.exp(log_parameters)
    x, recency, age, log_gaps = (v[..., None] for v in (x, recency, age, log_gaps))
    shape, start = r + k * x, alpha / k
    density = (k - 1) * log_gaps - x * gammaln(k) + gammaln(shape) - gammaln(r)
    density = density + r * np.log(start) - shape * np.log(start + recency)
    with np.errstate(divide="ignore"):  # a rhythm long broken off: no chance of being active, log 0
        return density, np.log(betainc(shape, k, (start + recency) / (start + age)))
