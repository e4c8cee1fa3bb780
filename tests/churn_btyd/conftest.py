import csv
import os
from pathlib import Path

import numpy as np
import pytest


@pytest.fixture(scope="session")
def cdnow():
    """The folder of the CDNOW data, where it lies beside the project."""
    root = Path(os.environ.get("KAM_SHARED", Path(__file__).resolve().parents[3] / "shared"))
    folder = root / "data" / "cdnow"
    if not folder.is_dir():
        pytest.skip("real data is not kept beside this copy of the project")
    return folder


@pytest.fixture(scope="session")
def cdnow_summary(cdnow):
    """frequency, recency, age in weeks of 2,357 customers."""
    with open(cdnow / "cdnow_customers_summary.csv", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    return tuple(np.array([float(row[name]) for row in rows]) for name in ("frequency", "recency", "T"))


@pytest.fixture(scope="session")
def simulate():
    """Clients drawn by the model's own story: purchase by purchase, leaving only after one."""

    def draw(seed, r, alpha, a, b, age, ahead):
        rng = np.random.default_rng(seed)
        n = len(age)
        rate, leaves = rng.gamma(r, 1 / alpha, n), rng.beta(a, b, n)
        now, active = np.zeros(n), np.ones(n, dtype=bool)
        frequency, recency, later = np.zeros(n), np.zeros(n), np.zeros(n)
        while active.any():
            who = np.flatnonzero(active)
            now[who] += rng.exponential(1, who.size) / np.maximum(rate[who], 1e-300)
            known = who[now[who] <= age[who]]
            frequency[known] += 1
            recency[known] = now[known]
            later[who[(now[who] > age[who]) & (now[who] <= age[who] + ahead)]] += 1
            active[who] = (now[who] <= age[who] + ahead) & (rng.random(who.size) >= leaves[who])
        return frequency, recency, later

    return draw
