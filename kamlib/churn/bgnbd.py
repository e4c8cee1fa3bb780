"""BG/NBD: how often a client buys and whether it still does, from three numbers per client.

The model of Fader, Hardie and Lee (2005): while active a client buys as a Poisson process with rate λ; after each
repeat purchase it leaves for good with probability p; over clients λ ~ Gamma(r, α) and p ~ Beta(a, b), independent.
What a client's past then says is held in x (repeat purchase days), t_x (time from the first to the last of them) and
T (time from the first purchase to the cut-off), all in one unit of time of the caller's choice.

Everything below comes from one function. With the factors that do not depend on T left out, the likelihood of a
history is

    L(T) = (α+T)^-(r+x)  +  [x > 0] · a/(b+x-1) · (α+t_x)^-(r+x)

whose first term is "still active", the second "left at the last purchase". So P(alive) is the share of the first
term. A client that buys nothing for another t has the same history seen at T+t, so P(no purchase in t) = L(T+t)/L(T):
no term for leaving within t is needed, because in this model only a purchase can be followed by leaving.
"""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.special import digamma, expit, gammaln, hyp2f1, polygamma

from kamlib.churn.likelihood import maximise

Array = NDArray[np.float64]

# α in units of the mean age. Near these limits clients are as good as alike, or none buys again or leaves: beyond them
# the likelihood is flat
_LIMITS = [(1e-4, 1e4), (1e-6, 1e7), (1e-4, 1e4), (1e-4, 1e4)]
_NAMES = ("r", "alpha", "a", "b")
_STARTS = [(r, a, b) for r in (0.25, 1.0, 5.0) for a, b in ((0.8, 2.5), (0.2, 3.0), (1.0, 30.0))]


@dataclass(frozen=True)
class BgNbd:
    """A fitted BG/NBD. All times are in the unit the model was fitted in, and results are float arrays.

    `log_likelihood` is the total over clients as published (NaN for a model made from parameters by hand).
    `converged` is False if no maximum was found; `at_limit` names parameters the data do not tell: they ran to the
    end of their range (clients do not differ, or nobody leaves), or nobody bought twice.
    """

    r: float
    alpha: float
    a: float
    b: float
    log_likelihood: float = float("nan")
    converged: bool = True
    at_limit: tuple[str, ...] = field(default=())

    def p_alive(self, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Array:
        """P(the client has not left by its age). Always 1 without a repeat purchase: no score of churn by itself."""
        return expit(-self._log_odds_left(*_histories(frequency, recency, age)))

    def p_no_purchase(self, t: ArrayLike, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Array:
        """P(nothing is bought within the next t), t one number or one per client; 1 at t = 0, 1 - P(alive) as t → ∞.

        Never falls with t. Never falls as silence grows, whether age rises or recency falls with the rest held.
        From the first repeat purchase on, a further purchase today never raises it; the first one can, since until
        then the model knows no leaving.
        """
        x, recency, age = _histories(frequency, recency, age)
        log_odds_left = self._log_odds_left(x, recency, age)
        silent_if_active = np.exp(-(self.r + x) * np.log1p(_horizon(t) / (self.alpha + age)))
        # rounding alone could put the sum above 1
        return np.minimum(expit(log_odds_left) + expit(-log_odds_left) * silent_if_active, 1.0)

    def expected_purchases(self, t: ArrayLike, frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> Array:
        """Expected number of purchase days within the next t, given the client's past."""
        x, recency, age = _histories(frequency, recency, age)
        return expit(-self._log_odds_left(x, recency, age)) * self._expected_if_active(x, age, _horizon(t))

    def expected_purchases_new(self, t: ArrayLike) -> Array:
        """Expected number of repeat purchase days within t of the first purchase, for a client not yet known."""
        t = _horizon(t)
        return self._expected_if_active(np.zeros_like(t), np.zeros_like(t), t)

    def _log_odds_left(self, x: Array, recency: Array, age: Array) -> Array:
        """Log-odds of having left; -inf without a repeat purchase."""
        repeats = np.maximum(x, 1)
        idle = np.log1p((age - recency) / (self.alpha + recency))
        return np.where(x > 0, np.log(self.a) - np.log(self.b + repeats - 1) + (self.r + x) * idle, -np.inf)

    def _expected_if_active(self, x: Array, age: Array, t: Array) -> Array:
        """Expected purchases within t of a client known to be active.

        The published 2F1(r+x, b+x; a+b+x-1; z), z = t/(α+T+t), overflows for frequent clients. By Euler's
        transformation (1-z)^(r+x) · 2F1(r+x, b+x; c; z) = (1-z)^(a-1) · 2F1(c-r-x, a-1; c; z), c = a+b+x-1: of its
        parameters only c grows with x. What remains undefined (0/0 at a = 1 and at c = 0, overflow where a is in
        the hundreds) is integrated numerically.
        """
        x, age, t = np.broadcast_arrays(x, age, t)
        r, a = self.r, self.a
        c = a + self.b + x - 1
        z = t / (self.alpha + age + t)
        with np.errstate(all="ignore"):
            log_rest = np.log1p(-z)
            expected = c / (a - 1) * (1 - np.exp((a - 1) * log_rest) * hyp2f1(c - x - r, a - 1, c, z))
        undefined = ~np.isfinite(expected) | (np.abs(c) < 1e-6) | (abs(a - 1) < 1e-3)
        if undefined.any():
            expected = np.array(expected)
            expected[undefined] = self._expected_by_integration(x[undefined], age[undefined], t[undefined])
        # next to no time ahead, rounding could put it below 0
        return np.maximum(expected, 0.0)

    def _expected_by_integration(self, x: Array, age: Array, t: Array) -> Array:
        """The same by its meaning: the mean of (1 - (1 + p·t/(α+T))^-(r+x)) / p over p ~ Beta(a, b+x).

        The trapezoid rule over log(p/(1-p)) converges exponentially for such an integrand; weights need no constant.
        """
        steps = np.arange(-20.0, 20.1, 0.2)
        a, b = self.a, (self.b + x)[:, None]
        result = np.empty(len(x))
        for part in np.array_split(np.arange(len(x)), len(x) // 5000 + 1):
            spread = np.sqrt(polygamma(1, a) + polygamma(1, b[part]))
            logit = digamma(a) - digamma(b[part]) + spread * steps
            log_p = -np.logaddexp(0, -logit)
            log_weight = a * log_p - b[part] * np.logaddexp(0, logit)
            weight = np.exp(log_weight - log_weight.max(axis=1, keepdims=True))
            p = np.exp(np.maximum(log_p, -700.0))
            bought = -np.expm1(-(self.r + x[part, None]) * np.log1p(p * (t / (self.alpha + age))[part, None])) / p
            result[part] = (weight * bought).sum(axis=1) / weight.sum(axis=1)
        return result


def fit_bgnbd(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> BgNbd:
    """Fit BG/NBD by maximum likelihood; one entry per client, times in one unit.

    frequency: repeat purchase days (whole number, 0 for one purchase day); recency: time from the first to the last
    purchase; age: time from the first purchase to the cut-off. The likelihood is exact, over groups of clients with
    the same history, and does not depend on the order of clients; a change of the time unit changes α alone.
    Read `converged` and `at_limit` before using the result. Raises ValueError for impossible histories or none.
    """
    x, recency, age = _histories(frequency, recency, age)
    if not x.size:
        raise ValueError("no clients to fit")
    unit = float(age.mean()) or 1.0
    likelihood = _Likelihood(x.ravel(), recency.ravel() / unit, age.ravel() / unit)

    # a start whose purchase rate is about right; which heterogeneity is closest is seen from the likelihood itself
    rate = max(float(x.mean()), 1e-3)
    starts = [np.log([r, r / (2 * rate), a, b]) for r, a, b in _STARTS]
    starts.sort(key=lambda start: likelihood(start)[0])
    # small books can have several maxima at the limits; large ones have not, and there a fit takes longer
    found = maximise(likelihood, starts if x.size < 2000 else starts[:3], _LIMITS)

    r, alpha, a, b = (float(value) for value in np.exp(found.point))
    log_likelihood = float(-found.least * likelihood.clients - x.sum() * np.log(unit))
    # without any repeat purchase nothing is known but that rates are low
    at_limit = tuple(name for name, limit in zip(_NAMES, found.at_limit, strict=True) if limit or not x.any())
    return BgNbd(r, alpha * unit, a, b, log_likelihood, found.converged, at_limit)


class _Likelihood:
    """Minus the mean log-likelihood of a client and its gradient, by log parameters."""

    def __init__(self, x: Array, recency: Array, age: Array):
        rows, count = _grouped(x, recency, age)
        self.clients = x.size
        self.x, self.age, self.count = rows[0], rows[2], count
        self.repeat = self.x > 0
        self.x_repeat, self.recency, self.count_repeat = self.x[self.repeat], rows[1][self.repeat], count[self.repeat]
        self.levels, self.level_count = np.unique(x, return_counts=True)

    def __call__(self, log_parameters: Array) -> tuple[float, Array]:
        r, alpha, a, b = np.exp(log_parameters)
        n, x, w = self.clients, self.x_repeat, self.count_repeat
        levels, level_count = self.levels, self.level_count

        end = alpha + self.age
        log_end = np.log(end)
        end_repeat, last = end[self.repeat], alpha + self.recency
        idle = log_end[self.repeat] - np.log(last)
        log_odds_left = np.log(a) - np.log(b + x - 1) + (r + x) * idle
        left = w * expit(log_odds_left)

        # sums, not @: the threads of a matrix library cost more than they bring here and may add in another order
        value = n * (r * np.log(alpha) - gammaln(r) + gammaln(a + b) - gammaln(b))
        value += (level_count * (gammaln(r + levels) + gammaln(b + levels) - gammaln(a + b + levels))).sum()
        value += (w * np.logaddexp(0, log_odds_left)).sum() - (self.count * (r + self.x) * log_end).sum()

        d_r = n * (np.log(alpha) - digamma(r)) + (level_count * digamma(r + levels)).sum()
        d_r += (left * idle).sum() - (self.count * log_end).sum()
        d_alpha = n * r / alpha - (self.count * (r + self.x) / end).sum()
        d_alpha += (left * (r + x) * (1 / end_repeat - 1 / last)).sum()
        d_both = n * digamma(a + b) - (level_count * digamma(a + b + levels)).sum()
        d_a = d_both + left.sum() / a
        d_b = d_both - n * digamma(b) + (level_count * digamma(b + levels)).sum() - (left / (b + x - 1)).sum()
        gradient = np.array([d_r, d_alpha, d_a, d_b])
        return -value / n, -gradient * np.exp(log_parameters) / n


def _grouped(*columns: Array) -> tuple[list[Array], Array]:
    """Distinct rows and how many clients have each."""
    order = np.lexsort(columns)
    columns = tuple(column[order] for column in columns)
    first = np.ones(order.size, dtype=bool)
    first[1:] = np.logical_or.reduce([column[1:] != column[:-1] for column in columns])
    starts = np.flatnonzero(first)
    count = np.diff(np.append(starts, order.size)).astype(float)
    return [column[starts] for column in columns], count


def _histories(frequency: ArrayLike, recency: ArrayLike, age: ArrayLike) -> tuple[Array, Array, Array]:
    x, recency, age = np.broadcast_arrays(*(np.asarray(v, dtype=float) for v in (frequency, recency, age)))
    faults = {
        "frequency is not a whole number from 0": ~(np.isfinite(x) & (x >= 0) & (x == np.floor(x))),
        "recency is not between 0 and age": ~((recency >= 0) & (recency <= age) & np.isfinite(age)),
        "recency is above 0 without a repeat purchase": (x == 0) & (recency > 0),
    }
    told = [f"{fault}: {int(rows.sum())} clients" for fault, rows in faults.items() if rows.any()]
    if told:
        raise ValueError("; ".join(told))
    return x, recency, age


def _horizon(t: ArrayLike) -> Array:
    t = np.asarray(t, dtype=float)
    if not (np.isfinite(t) & (t >= 0)).all():
        raise ValueError("a horizon is a finite number from 0")
    return t
