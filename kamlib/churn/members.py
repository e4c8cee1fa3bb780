"""The members of the blend: each learns from slices of the past and gives a probability for every client.

`families`: those its answer depends on; `is_sum`: its log-odds are a sum of what each of them adds.
"""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import expit
from sklearn.ensemble import HistGradientBoostingClassifier

from kamlib.churn.bgnbd import fit_bgnbd
from kamlib.churn.bounded_logistic import fit_bounded_logistic
from kamlib.churn.frame import FAMILIES, RISING, Ledger, Slices
from kamlib.churn.renewal import FITTED, Renewal, fit_renewal
from kamlib.churn.seasonal_time import Clock, day_intensity, history, horizon, order_intensity, seasonal_clock

PAST = ("frequency", "recency", "age", "log_gaps")
MONEY = ("net_90d", "net_180d", "net_365d", "order_mean")
# boosted trees, of probabilities and of turnover: many small steps, no leaf of a few clients
TREES = {
    "max_iter": 100,
    "learning_rate": 0.07,
    "max_bins": 64,
    "max_leaf_nodes": 12,
    "min_samples_leaf": 60,
    "l2_regularization": 5,
    "max_features": 0.5,
    "early_stopping": False,
}


def usable(x: pd.DataFrame) -> list[str]:
    """Features this company has: known somewhere and not the same for everyone."""
    return [name for name in x.columns if x[name].nunique(dropna=True) > 1]


class Boosting:
    """Gradient-boosted trees over several slices; silence can only raise the risk."""

    name = "boosting"
    families = tuple(FAMILIES)
    is_sum = False

    def __init__(self, seed: int = 0):
        self.seed = seed

    def fit(self, past: Slices, y: np.ndarray) -> Boosting:
        self.names = usable(past.x)
        self.model = HistGradientBoostingClassifier(
            **TREES,
            monotonic_cst=[int(name in RISING) for name in self.names],
            random_state=self.seed,
        ).fit(past.x[self.names].to_numpy(), np.asarray(y, int))
        return self

    def predict(self, now: Slices) -> np.ndarray:
        return self.model.predict_proba(now.x[self.names].to_numpy())[:, 1]

    on_features = predict


class Logistic:
    """Logistic regression on signed logarithms, standardised, shrunk (L2); silence can only raise the risk.

    Money is counted in usual orders, so that the currency does not matter.
    """

    name = "logistic"
    families = tuple(FAMILIES)
    is_sum = True

    def __init__(self, penalty: float = 20.0):
        self.penalty = penalty

    def fit(self, past: Slices, y: np.ndarray) -> Logistic:
        x, y = past.x, np.asarray(y, float)
        self.names = usable(x)
        order = x["order_mean"].median()
        self.unit = np.array([order if name in MONEY and order > 0 else 1.0 for name in self.names])
        z = _signed_log(x[self.names].to_numpy() / self.unit)
        self.middle = np.nanmedian(z, axis=0)
        z = np.where(np.isnan(z), self.middle, z)
        self.mean, self.spread = z.mean(axis=0), np.maximum(z.std(axis=0), 1e-9)
        rising = [name in RISING for name in self.names]
        self.weights = fit_bounded_logistic((z - self.mean) / self.spread, y, rising, self.penalty)
        return self

    def predict(self, now: Slices) -> np.ndarray:
        z = _signed_log(now.x[self.names].to_numpy() / self.unit)
        z = (np.where(np.isnan(z), self.middle, z) - self.mean) / self.spread
        return expit(self.weights[0] + z @ self.weights[1:])

    on_features = predict


class BuyTillYouDie:
    """The renewal model fitted to clients' purchase days up to the cut-off: P(no purchase in the horizon), never
    1 − P(alive). BG/NBD where clients buy at random: where the rhythm makes the purchase days seen no more
    likely than its two parameters cost (Akaike).

    In seasonal time, where a day counts by the company's usual orders of that month, if that makes the purchase days
    seen more likely than calendar time does (by more than its eleven parameters cost, Akaike); a burst of new clients
    that looks like a season does not pass this.
    """

    name = "renewal"
    families = ("silence", "rhythm", "tenure")
    is_sum = False

    def __init__(self, horizon_days: int):
        self.horizon_days = horizon_days

    def fit(self, ledger: Ledger, cut_off: pd.Timestamp) -> BuyTillYouDie | None:
        """None where no maximum of the likelihood is found, as with no purchase ever repeated."""
        known, day = ledger.at(cut_off), np.datetime64(cut_off, "D")
        first, last = (known[c].to_numpy().astype("datetime64[D]") for c in ("first_day", "last_day"))
        orders = known["purchase_days"].to_numpy()
        order_days = ledger.purchases["day"].to_numpy().astype("datetime64[D]")
        chosen, seasonal, self.clock = self._fitted(first, last, orders, day, None), None, None
        by_month = order_intensity(order_days, day)
        if by_month is not None:
            calendar = day_intensity(by_month, first.min(), day + self.horizon_days)
            clock = seasonal_clock(first.min(), calendar)
            seasonal = self._fitted(first, last, orders, day, clock)
            days = order_days[order_days <= day]
            # densities of the same purchase days, so that the two likelihoods can be compared
            speed = np.log(by_month)[_month(days)].sum() - np.log(by_month)[_month(first)].sum()
            if seasonal and (not chosen or seasonal[0].log_likelihood + speed > chosen[0].log_likelihood + 11):
                chosen, self.clock = seasonal, clock
        if not chosen:
            return None
        self.model, past, self.ahead = chosen
        self.is_seasonal = self.clock is not None
        self.day = day
        self.past = pd.DataFrame(past._asdict(), index=known.index)
        self.past["log_gaps"] = _log_gaps(ledger.purchases, known.index, day, self.clock)
        frequency, recency, age, log_gaps = (self.past[c] for c in PAST)
        renewal = fit_renewal(frequency, recency, age, log_gaps, self.model)
        if renewal.gain * min(len(self.past), FITTED) > 2:
            self.model = renewal
        return self

    def _fitted(self, first, last, orders, day, clock) -> tuple | None:
        past = history(first, last, orders, day, clock)
        try:
            model = fit_bgnbd(*past)
        except ValueError:
            return None
        return (model, past, horizon(day, self.horizon_days, clock)) if model.converged else None

    def predict(self, now: Slices) -> np.ndarray:
        mine = self.past.loc[now.who["client_id"]]
        return self._p(*(mine[c].to_numpy() for c in PAST))

    def _p(self, orders: np.ndarray, recency: np.ndarray, age: np.ndarray, log_gaps: np.ndarray) -> np.ndarray:
        if isinstance(self.model, Renewal):
            return self.model.p_no_purchase(self.ahead, orders, recency, age, log_gaps)
        return self.model.p_no_purchase(self.ahead, orders, recency, age)

    def on_features(self, now: Slices) -> np.ndarray:
        """P(no purchase) of clients told by their features, which need be nobody's: days and purchases may be parts."""
        orders, tenure = np.rint(now.x["orders_ever"].to_numpy()) - 1, now.x["tenure_days"].to_numpy()
        silent = np.minimum(now.x["recency_days"].to_numpy(), tenure)
        age = np.maximum(self._time(tenure), 1e-9)
        recency = np.where(orders > 0, np.maximum(age - self._time(silent), 0), 0)
        # on the clock, gaps are longer or shorter as the client's whole time is
        pace = np.log(age / np.maximum(tenure, 1e-9)) if self.clock is not None else 0.0
        log_gaps = np.nan_to_num(orders * (now.x["gap_log_mean"].to_numpy() + pace))
        return self._p(np.maximum(orders, 0), recency, age, log_gaps)

    def _time(self, days_ago: np.ndarray) -> np.ndarray:
        """What the clock has run since so many days before the cut-off."""
        if self.clock is None:
            return days_ago
        today = int((self.day - self.clock.first_day).astype(int))
        reading = self.clock.reading[: today + 1]
        return reading[-1] - np.interp(today - days_ago, np.arange(len(reading)), reading)


def _log_gaps(purchases: pd.DataFrame, clients: pd.Index, day: np.datetime64, clock: Clock | None) -> np.ndarray:
    """Of each client the sum of the logarithms of the gaps between its purchase days up to `day`; 0 without any."""
    known = purchases[purchases["day"] <= day]
    client, days = known["client_id"].cat.codes.to_numpy(), known["day"].to_numpy().astype("datetime64[D]")
    time = days.astype(float) if clock is None else clock.at(days)
    same = client[1:] == client[:-1]
    names = known["client_id"].cat.categories
    sums = np.bincount(client[1:][same], np.log(np.diff(time)[same]), minlength=len(names))
    return sums[names.get_indexer(clients)]


def _month(days: np.ndarray) -> np.ndarray:
    return days.astype("datetime64[M]").astype(int) % 12


def _signed_log(x: np.ndarray) -> np.ndarray:
    return np.sign(x) * np.log1p(np.abs(x))
