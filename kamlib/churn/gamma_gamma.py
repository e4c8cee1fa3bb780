"""Gamma-Gamma: what an order of a client is worth, its own mean pulled towards everyone's while its orders are few.

The model of Fader and Hardie (2013): a client's orders are Gamma(p, ν) distributed, and over clients ν ~ Gamma(q, γ).
It takes the value of an order as independent of how often the client orders; whether that holds is the caller's to
check. With the Poisson rate of BG/NBD it turns expected purchases into expected turnover.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, gammaln

from kamlib.churn.likelihood import maximise

Array = NDArray[np.float64]

# p, q - 1, γ; γ in units of the mean order. q is above 1, or the mean order of all clients would not exist
_LIMITS = [(1e-3, 1e4), (1e-3, 1e4), (1e-6, 1e6)]
_NAMES = ("p", "q", "gamma")
_STARTS = [(1.0, 1.0), (6.0, 3.0), (0.5, 4.0)]


@dataclass(frozen=True)
class GammaGamma:
    """A fitted Gamma-Gamma; γ is in the money it was fitted in. `converged`, `at_limit` as in BgNbd."""

    p: float
    q: float
    gamma: float
    log_likelihood: float = float("nan")
    converged: bool = True
    at_limit: tuple[str, ...] = field(default=())

    @property
    def mean_order(self) -> float:
        """Mean order of a client not yet known, in money."""
        return self.p * self.gamma / (self.q - 1)

    def expected_value(self, frequency: ArrayLike, mean_value: ArrayLike) -> Array:
        """Expected value of a client's next order, in money.

        `mean_value` is the mean of the client's `frequency` orders; the result lies between it and `mean_order`, the
        nearer to it the more orders there were. Without orders (frequency 0) mean_value is not read and may be NaN.
        Raises ValueError for a mean that is not above zero.
        """
        x, mean = _orders(frequency, mean_value)
        return self.p * (self.gamma + x * mean) / (self.p * x + self.q - 1)


def fit_gamma_gamma(frequency: ArrayLike, mean_value: ArrayLike) -> GammaGamma:
    """Fit Gamma-Gamma by maximum likelihood; one entry per client.

    frequency: the number of orders that mean_value (money, above 0) is the mean of; a client with 0 orders says
    nothing and is left out. Change of currency changes γ alone. Raises ValueError if no client has an order or a mean
    is not above zero.
    """
    x, mean = _orders(frequency, mean_value)
    x, mean = x[x > 0], mean[x > 0]
    if not x.size:
        raise ValueError("no clients with orders to fit")
    unit = float(mean.mean())
    z = mean / unit
    n, xz, log_z = x.size, x * z, np.log(z)

    def likelihood(log_parameters: Array) -> tuple[float, Array]:
        p, beyond, gamma = np.exp(log_parameters)
        q, px = 1 + beyond, p * x
        log_total = np.log(gamma + xz)
        value = n * (q * np.log(gamma) - gammaln(q))
        value += (gammaln(px + q) - gammaln(px) + px * (np.log(x) + log_z - log_total) - log_z - q * log_total).sum()
        by_sum = digamma(px + q)
        d_p = (x * (by_sum - digamma(px) + np.log(x) + log_z - log_total)).sum()
        d_q = n * (np.log(gamma) - digamma(q)) + (by_sum - log_total).sum()
        d_gamma = n * q / gamma - ((px + q) / (gamma + xz)).sum()
        return -value / n, -np.array([d_p * p, d_q * beyond, d_gamma * gamma]) / n

    # γ such that the mean order is right
    found = maximise(likelihood, [np.log([p, beyond, beyond / p]) for p, beyond in _STARTS], _LIMITS)
    p, beyond, gamma = (float(value) for value in np.exp(found.point))
    at_limit = tuple(name for name, limit in zip(_NAMES, found.at_limit, strict=True) if limit)
    return GammaGamma(
        p, 1 + beyond, gamma * unit, -found.least * n - n * float(np.log(unit)), found.converged, at_limit
    )


def _orders(frequency: ArrayLike, mean_value: ArrayLike) -> tuple[Array, Array]:
    x, mean = np.broadcast_arrays(np.asarray(frequency, dtype=float), np.asarray(mean_value, dtype=float))
    if not (np.isfinite(x) & (x >= 0)).all():
        raise ValueError("frequency is not a number from 0")
    wrong = (x > 0) & ~(np.isfinite(mean) & (mean > 0))
    if wrong.any():
        raise ValueError(f"mean order is not above zero: {int(wrong.sum())} clients")
    return x, np.where(x > 0, mean, 0.0)
