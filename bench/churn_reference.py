"""Published libraries on the slices of kamlib: run by the python of an environment of their own, not imported.

    python churn_reference.py GIVEN.npz SAID.npz HORIZON_DAYS

GIVEN: x (rows × features), y (1, 0; -1: not known), cut (number of the cut-off of each row), origins, train_from,
train_to (numbers of cut-offs), and for origin k the histories of all clients k_frequency, k_recency, k_age (in days)
with k_place, the place in them of each row of that cut-off. SAID: for origin k its rows' probabilities of silence.
"""

import sys
import warnings

import lifetimes
import lightgbm
import numpy as np

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


def silent(frequency, recency, age, days):
    """P(no purchase in the next days): not alive, or alive and none. None where the library does not converge."""
    f, r, a = frequency, recency / WEEK, age / WEEK
    try:
        fitted = lifetimes.BetaGeoFitter().fit(f, r, a)
    except Exception:
        return None
    shape, alpha = (float(fitted.params_[name]) for name in ("r", "alpha"))
    alive = np.asarray(fitted.conditional_probability_alive(f, r, a), float)
    return 1 - alive * (1 - ((alpha + a) / (alpha + a + days / WEEK)) ** (shape + f))


def main():
    warnings.simplefilter("ignore")
    given, days = np.load(sys.argv[1]), float(sys.argv[3])
    x, y, cut = given["x"], given["y"], given["cut"]
    said = {"versions": np.array([f"lightgbm {lightgbm.__version__}", f"lifetimes {lifetimes.__version__}"])}
    for k, (at, first, last) in enumerate(zip(given["origins"], given["train_from"], given["train_to"], strict=True)):
        now = x[cut == at]
        for name, since in (("lightgbm, one slice", last), ("lightgbm, several slices", first)):
            past = (cut >= since) & (cut <= last) & (y >= 0)
            said[f"{k}_{name}"] = boosted(x[past], y[past], now)
        p = silent(given[f"{k}_frequency"], given[f"{k}_recency"], given[f"{k}_age"], days)
        said[f"{k}_bg/nbd, lifetimes"] = None if p is None else p[given[f"{k}_place"]]
    np.savez(sys.argv[2], **{name: value for name, value in said.items() if value is not None})


if __name__ == "__main__":
    main()
