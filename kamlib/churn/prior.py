"""The generic prior: what other companies' clients did, for a base too small to learn from alone.

Seven scale-free signs of timing and frequency in a logistic regression; the coefficients ship with the package
(prior.toml, made by `python -m bench.make_prior`), nothing is fitted to the company.
"""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

import numpy as np
import pandas as pd
from scipy.special import expit

from kamlib.churn.frame import Slices

SIGNS = (
    "overdue",
    "silence_of_horizon",
    "gaps_shorter_share",
    "gaps_in_horizon",
    "orders_365d",
    "orders_trend",
    "active_months_12",
)
RISING = ("overdue", "silence_of_horizon", "gaps_shorter_share")  # more silence never lowers the risk


def signs(x: pd.DataFrame, horizon_days: int) -> np.ndarray:
    """The seven signs of clients told by the churn features, one column each; NaN: not known."""
    gap = np.maximum(x["gap_shrunk"].to_numpy(), 1)
    recency = x["recency_days"].to_numpy()
    return np.column_stack(
        [
            np.log1p(recency / gap),
            np.log1p(recency / horizon_days),
            x["gaps_shorter_share"].to_numpy(),
            np.log(horizon_days / gap),
            np.log1p(x["orders_365d"].to_numpy()),
            x["orders_trend"].to_numpy(),
            x["active_months_12"].to_numpy() / 12,
        ]
    )


@cache
def coefficients() -> dict:
    """intercept, and by sign: weight (log-odds a unit), unknown (value taken where it is not known)."""
    return tomllib.loads(files("kamlib.churn").joinpath("prior.toml").read_text("utf-8"))


class Prior:
    """P(no purchase in the horizon) by the shipped coefficients."""

    name = "prior"
    families = ("silence", "rhythm")
    is_sum = False  # silence counts in usual gaps

    def __init__(self, horizon_days: int):
        self.horizon_days = horizon_days

    def predict(self, now: Slices) -> np.ndarray:
        told = coefficients()
        z = signs(now.x, self.horizon_days)
        z = np.where(np.isnan(z), [told[name]["unknown"] for name in SIGNS], z)
        return expit(told["intercept"] + z @ [told[name]["weight"] for name in SIGNS])

    on_features = predict
