"""What kamlib's answer is compared with, on the same slices: two simple ratios, a logistic regression, and published
libraries.

The libraries are no requirement of the project: an environment of their own is made for them once.
"""

from __future__ import annotations

import os
import subprocess
import venv
from collections import Counter
from pathlib import Path

import numpy as np
import pandas as pd
from sklearn.impute import SimpleImputer
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import FunctionTransformer, StandardScaler

from kamlib.churn.backtest import training_cut_offs
from kamlib.churn.frame import Ledger, Slices
from kamlib.churn.members import usable
from kamlib.churn.seasonal_time import history

WANTED = ("lightgbm", "lifetimes", "statsforecast")
SIMPLE = {"recency": "recency_days", "overdue ratio": "overdue"}
SCRIPT = Path(__file__).with_name("churn_reference.py")
Said = dict[pd.Timestamp, dict[str, np.ndarray]]


def libraries(folder: Path | None) -> Path:
    """The python of the environment with WANTED; made, with a download, where it is not there yet."""
    cache = Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache"))
    folder = folder or cache / "kam-bench" / "libraries"
    python = folder / ("Scripts" if os.name == "nt" else "bin") / "python"
    if not python.exists():
        venv.create(folder, with_pip=True)
    if subprocess.run([python, "-c", f"import {', '.join(WANTED)}"], capture_output=True).returncode:
        print(f"Installing {', '.join(WANTED)} into {folder}", flush=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *WANTED], check=True)
    return python


def simple(everything: Slices, horizon_days: int, slices: int, origins: list[pd.Timestamp]) -> Said:
    """Recency and overdue ratio as probabilities: a logistic of the logarithm of the one number, learnt on the slices
    the other methods learn from. The order of the clients stays that of the number. And a logistic regression of all
    features: signed logarithms, unknown at the median, standardised, L2 with C = 0.05."""
    cut_offs, said = sorted(everything.who["cut_off"].unique()), {}
    for at in origins:
        past = everything.at(_past(everything, training_cut_offs(cut_offs, at, horizon_days, slices)))
        now = everything.at((everything.who["cut_off"] == at).to_numpy())
        y, said[at] = past.who["churned"].to_numpy(bool), {}
        if y.all() or not y.any():
            continue
        for name, column in SIMPLE.items():
            x, x_now = (np.log1p(part.x[[column]].to_numpy()) for part in (past, now))
            said[at][name] = LogisticRegression(C=1e6).fit(x, y).predict_proba(x_now)[:, 1]
        names = usable(past.x)
        model = make_pipeline(
            FunctionTransformer(lambda x: np.sign(x) * np.log1p(np.abs(x))),
            SimpleImputer(strategy="median"),
            StandardScaler(),
            LogisticRegression(C=0.05, max_iter=1000),
        ).fit(past.x[names].to_numpy(), y)
        said[at]["logistic regression"] = model.predict_proba(now.x[names].to_numpy())[:, 1]
    return said


def published(
    python: Path,
    everything: Slices,
    ledger: Ledger,
    thirds: dict[pd.Timestamp, np.ndarray],
    horizon_days: int,
    slices: int,
    work: Path,
) -> tuple[Said, Said, dict[str, int], list[str]]:
    """By origin and method: probabilities of BG/NBD and Pareto/NBD of lifetimes and of LightGBM, turnover by LightGBM
    (Tweedie) and ADIDA of statsforecast, of the rows of that cut-off; by method at how many origins it converged only
    with a penalty on its parameters; and the libraries' versions.

    thirds: by origin, what `churn_turnover.thirds` gives.
    """
    origins = list(thirds)
    cut_offs = sorted(everything.who["cut_off"].unique())
    number = {c: i for i, c in enumerate(cut_offs)}
    churned = everything.who["churned"]
    given = {
        "x": everything.x[usable(everything.x)].to_numpy(),
        "net": everything.who["net_horizon"].to_numpy(float),
        "cut": everything.who["cut_off"].map(number).to_numpy(),
    }
    given["y"] = np.where(churned.isna(), -1, churned.eq(True).to_numpy().astype(int))
    past = [training_cut_offs(cut_offs, at, horizon_days, slices) for at in origins]
    given["origins"] = np.array([number[at] for at in origins])
    given["train_from"] = np.array([number[p[0]] for p in past])
    given["train_to"] = np.array([number[p[-1]] for p in past])
    for k, at in enumerate(origins):
        known = ledger.at(at)
        story = history(known["first_day"], known["last_day"], known["purchase_days"], np.datetime64(at, "D"))
        for name, values in zip(("frequency", "recency", "age"), story, strict=True):
            given[f"{k}_{name}"] = values
        who = everything.who.loc[everything.who["cut_off"] == at, "client_id"]
        given[f"{k}_place"] = known.index.get_indexer(who)
        given[f"{k}_thirds"] = thirds[at]
    work.mkdir(parents=True, exist_ok=True)
    np.savez(work / "given.npz", **given)
    command = [python, SCRIPT, work / "given.npz", work / "said.npz", str(horizon_days)]
    subprocess.run(command, check=True, env={**os.environ, "PYTHONPATH": ""}, stdout=subprocess.DEVNULL)
    with np.load(work / "said.npz") as told:
        said: dict[str, Said] = {what: {at: {} for at in origins} for what in ("silent", "turnover", "penalty")}
        for key in told.files:
            if key != "versions":
                k, what, name = key.split("_", 2)
                said[what][origins[int(k)]][name] = told[key]
        penalised = Counter(name for of in said["penalty"].values() for name in of)
        return said["silent"], said["turnover"], dict(penalised), told["versions"].tolist()


def _past(everything: Slices, cut_offs: list) -> np.ndarray:
    return (everything.who["cut_off"].isin(cut_offs) & everything.who["churned"].notna()).to_numpy()
