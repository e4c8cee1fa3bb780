"""Published libraries on the slices of kamlib: run by the python of an environment of their own, not imported.

    python churn_reference.py GIVEN.npz SAID.npz HORIZON_DAYS

GIVEN: x (rows × features), y (1, 0; -1: not known), net (bought in the horizon; NaN: not known), cut (number of the
cut-off of each row), origins, train_from, train_to (numbers of cut-offs), and for origin k the histories of all clients
k_frequency, k_recency, k_age (in days) with k_place, the place in them of each row of that cut-off, and k_thirds, what
each row's client bought in every third of a horizon before the cut-off, the oldest first (NaN: not a client yet).
SAID: for origin k its rows' probabilities of silence (k_silent_method), turnover of the horizon (k_turnover_method) and
the penalty a fit needed to converge (k_penalty_method); what there is none of is left out.
"""

import sys
import warnings

import lifetimes
import lightgbm
import numpy as np
import statsforecast
from statsforecast.models import ADIDA

PENALTIES = (0, 0.001, 0.01, 0.1)
WEEK = 7.0  # the unit its authors fit in; the likelihood's maximum does not depend on it
TREES = {
    "objective": "binary",
    "learning_rate": 0.04,
    "num_leaves": 12,
    "min_data_in_leaf": 60,
    "lambda_l2": 5,
    "feature_fraction": 0.5,
    "seed": 1,
    "deterministic": True,
    "verbosity": -1,
}


def boosted(x, y, now):
    """None where one of the outcomes was hardly seen."""
    if min(y.sum(), (1 - y).sum()) < 10:
        return None
    return lightgbm.train(TREES, lightgbm.Dataset(x, y), num_boost_round=200).predict(now)


def tweedie(x, net, now):
    """Turnover by boosting; None where nobody bought."""
    unit = np.maximum(net, 0).mean()
    if not unit > 0:
        return None
    settings = TREES | {"objective": "tweedie"}
    model = lightgbm.train(settings, lightgbm.Dataset(x, np.maximum(net, 0) / unit), num_boost_round=200)
    return model.predict(now) * unit


def intermittent(thirds):
    """Turnover of the three coming thirds by ADIDA (Nikolopoulos et al. 2011), one client after the other."""
    said = [ADIDA().forecast(np.maximum(own[~np.isnan(own)], 0), h=3)["mean"].sum() for own in thirds]
    return np.nan_to_num(np.array(said))


def bg_nbd(penalty, frequency, recency, age, days):
    """P(no purchase in the next days): not alive, or alive and none."""
    fitted = lifetimes.BetaGeoFitter(penalizer_coef=penalty).fit(frequency, recency, age)
    shape, alpha = (float(fitted.params_[name]) for name in ("r", "alpha"))
    alive = np.asarray(fitted.conditional_probability_alive(frequency, recency, age), float)
    return 1 - alive * (1 - ((alpha + age) / (alpha + age + days)) ** (shape + frequency))


def pareto_nbd(penalty, frequency, recency, age, days):
    """The same: alive now, a first purchase on some day to come, alive until then."""
    fitted = lifetimes.ParetoNBDFitter(penalizer_coef=penalty).fit(frequency, recency, age)
    r, alpha, s, beta = (float(fitted.params_[name]) for name in ("r", "alpha", "s", "beta"))
    bought, a, b, last = r + frequency, alpha + age, beta + age, alpha + recency
    some = 0
    for ahead, weight in between(0, days):
        some += weight * bought / (a + ahead) * (a / (a + ahead)) ** bought * (b / (b + ahead)) ** s
    # P(alive), in logarithms: the library's own overflows at many purchases, and is this one where it does not
    gone = 0
    for place, weight in between((last / a) ** (bought - 1), 1):
        then = beta - alpha + last * place ** (-1 / (bought - 1))
        gone += weight * np.exp(s * np.log(b / then)) / then
    gone *= s * a * np.exp((bought - 1) * np.log(a / last)) / (bought - 1)
    return 1 - some / (1 + gone)


def between(low, high):
    """Places and weights of an integral (Gauss and Legendre)."""
    nodes, weights = np.polynomial.legendre.leggauss(60)
    return [(low + (high - low) * (n + 1) / 2, (high - low) * w / 2) for n, w in zip(nodes, weights, strict=True)]


def silent(model, frequency, recency, age, days):
    """Probabilities by a model in weeks, and the penalty on its parameters that it took: the library's remedy where it
    does not converge without. None where none helps, or the numbers are none."""
    for penalty in PENALTIES:
        try:
            p = model(penalty, frequency, recency / WEEK, age / WEEK, days / WEEK)
        except Exception:
            continue
        if np.isfinite(p).all():
            return np.clip(p, 0, 1), penalty
    return None, None


def main():
    warnings.simplefilter("ignore")
    given, days = np.load(sys.argv[1]), float(sys.argv[3])
    x, y, net, cut = (given[name] for name in ("x", "y", "net", "cut"))
    versions = [f"{library.__name__} {library.__version__}" for library in (lightgbm, lifetimes, statsforecast)]
    said = {"versions": np.array(versions)}
    for k, (at, first, last) in enumerate(zip(given["origins"], given["train_from"], given["train_to"], strict=True)):
        now, past = x[cut == at], (cut >= first) & (cut <= last) & (y >= 0)
        said[f"{k}_silent_lightgbm"] = boosted(x[past], y[past], now)
        said[f"{k}_turnover_tweedie"] = tweedie(x[past], net[past], now)
        said[f"{k}_turnover_adida"] = intermittent(given[f"{k}_thirds"])
        story = [given[f"{k}_{name}"] for name in ("frequency", "recency", "age")]
        for name, model in (("bg/nbd", bg_nbd), ("pareto/nbd", pareto_nbd)):
            p, penalty = silent(model, *story, days)
            said[f"{k}_silent_{name}"] = None if p is None else p[given[f"{k}_place"]]
            said[f"{k}_penalty_{name}"] = penalty or None
    np.savez(sys.argv[2], **{name: value for name, value in said.items() if value is not None})


if __name__ == "__main__":
    main()
