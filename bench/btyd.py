"""BG/NBD of kamlib beside published libraries, on CDNOW, in one run: estimates, forecasts, time to fit.

    python -m bench.btyd [--reference DIR/bin/python] [--repeat 7]

The libraries are no requirement of the project. They live in an environment of their own, made once:

    python -m venv DIR && DIR/bin/pip install lifetimes clvkit

and named by --reference or BTYD_PYTHON. Without it kamlib's numbers are shown alone, and the run says so.
The data (cdnow/cdnow_customers_summary.csv) is looked for in ../shared/data; KAM_SHARED names another folder.
Times are the median over repeated fits to the same customers after a first one, reading and imports apart; the fit of
lifetimes includes its standard errors.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

from kamlib.churn.bgnbd import BgNbd, fit_bgnbd

HORIZON_WEEKS = 39
AGREED = 1e-6

# runs in the reference environment: one JSON line per library on standard output
REFERENCE = """
import json, sys, time, warnings
import pandas as pd
warnings.simplefilter("ignore")
path, horizon, repeat = sys.argv[1], float(sys.argv[2]), int(sys.argv[3])
data = pd.read_csv(path)[["frequency", "recency", "T"]]
columns = data["frequency"], data["recency"], data["T"]

def told(name, fit, expected):
    fit()
    seconds = []
    for _ in range(repeat):
        started = time.perf_counter()
        model = fit()
        seconds.append(time.perf_counter() - started)
    parameters = [float(model.params_[name]) for name in ("r", "alpha", "a", "b")]
    answer = [float(value) for value in expected(model)]
    print(json.dumps({"name": name, "seconds": seconds, "parameters": parameters, "expected": answer}), flush=True)

try:
    import lifetimes
    def ask(model):
        return model.conditional_expected_number_of_purchases_up_to_time(horizon, *columns)
    told("lifetimes " + lifetimes.__version__ + ", as it comes", lambda: lifetimes.BetaGeoFitter().fit(*columns), ask)
    # its own stop lies above the agreement asked for here
    told("lifetimes, stopping at 1e-9", lambda: lifetimes.BetaGeoFitter().fit(*columns, tol=1e-9), ask)
except ImportError:
    pass
try:
    import clvkit
    base = clvkit.CustomerBase(
        data, time_unit="W", observation_period_end=pd.Timestamp("1997-09-30"), has_monetary=False, on_negative="net"
    )
    def ask(model):
        return model.predict(horizon).to_pandas().squeeze()
    told("clvkit " + clvkit.__version__, lambda: clvkit.BGNBD().fit(base), ask)
except ImportError:
    pass
"""


def main() -> int:
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--reference", default=os.environ.get("BTYD_PYTHON"), help="python of that environment")
    arguments.add_argument("--repeat", type=int, default=7)
    given = arguments.parse_args()

    root = Path(os.environ.get("KAM_SHARED", Path(__file__).resolve().parents[2] / "shared" / "data"))
    path = root / "cdnow" / "cdnow_customers_summary.csv"
    if not path.is_file():
        print("The CDNOW summary is not there: put it in ../shared/data/cdnow, or name its folder in KAM_SHARED.")
        return 1
    with open(path, encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    history = [np.array([float(row[name]) for row in rows]) for name in ("frequency", "recency", "T")]

    print(f"{len(rows):,} customers, {HORIZON_WEEKS} weeks ahead")
    model, seconds = timed(history, given.repeat)
    show("kamlib", [model.r, model.alpha, model.a, model.b], seconds)
    print(f"  log-likelihood {model.log_likelihood:.2f} (published -9582.43), converged: {model.converged}")

    others = reference(given.reference, path, given.repeat)
    for other in others:
        show(other["name"], other["parameters"], other["seconds"])
        theirs = np.array(other["expected"])
        difference = np.abs(model.expected_purchases(HORIZON_WEEKS, *history) - theirs).max()
        formula = np.abs(BgNbd(*other["parameters"]).expected_purchases(HORIZON_WEEKS, *history) - theirs).max()
        print(f"  largest difference of expected purchases {difference:.1e} ({verdict(difference)})", end="")
        print(f", at the same parameters {formula:.1e}")
        print(f"  time to fit, theirs / ours: {statistics.median(other['seconds']) / statistics.median(seconds):.1f}")

    for clients in (5_000, 50_000):
        large(clients)
    return 0


def reference(python: str | None, path: Path, repeat: int) -> list[dict]:
    """What the published libraries say; empty, and told why, where they are absent."""
    if not python:
        print("No published library to compare with. Make an environment for it once:")
        print("  python -m venv DIR && DIR/bin/pip install lifetimes clvkit")
        print("and run again with --reference DIR/bin/python.")
        return []
    command = [python, "-c", REFERENCE, str(path), str(HORIZON_WEEKS), str(repeat)]
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        print(f"The reference environment failed:\n{done.stderr.strip()}")
    elif not done.stdout:
        print("Neither lifetimes nor clvkit is installed there.")
    return [json.loads(line) for line in done.stdout.splitlines()]


def timed(history: list[np.ndarray], repeat: int) -> tuple[BgNbd, list[float]]:
    model, seconds = fit_bgnbd(*history), []
    for _ in range(repeat):
        started = time.perf_counter()
        model = fit_bgnbd(*history)
        seconds.append(time.perf_counter() - started)
    return model, seconds


def large(clients: int) -> None:
    """Fit and score of many clients drawn by the model's story, ten years in days, nearly every history different."""
    rng = np.random.default_rng(0)
    age = rng.integers(1, 3651, clients).astype(float)
    rate, leaves = rng.gamma(0.8, 1 / 25, clients), rng.beta(0.6, 8, clients)
    frequency, recency, now, active = np.zeros(clients), np.zeros(clients), np.zeros(clients), np.arange(clients)
    while active.size:
        now[active] += rng.exponential(1, active.size) / np.maximum(rate[active], 1e-9)
        active = active[now[active] <= age[active]]
        frequency[active] += 1
        recency[active] = now[active]
        active = active[rng.random(active.size) >= leaves[active]]
    model, seconds = timed([frequency, recency, age], 3)
    started = time.perf_counter()
    model.p_no_purchase(90, frequency, recency, age)
    model.expected_purchases(90, frequency, recency, age)
    scored = time.perf_counter() - started
    print(f"{clients:,} clients in days, up to {int(frequency.max()):,} purchases: ", end="")
    print(f"fit {statistics.median(seconds):.2f} s, silence and purchases of the next 90 days {scored:.3f} s")


def show(name: str, parameters: list[float], seconds: list[float]) -> None:
    r, alpha, a, b = parameters
    median = statistics.median(seconds) * 1000
    print(f"{name}: r {r:.4f}, alpha {alpha:.4f}, a {a:.4f}, b {b:.4f}; fit {median:.1f} ms", end="")
    print(f" ({min(seconds) * 1000:.1f}-{max(seconds) * 1000:.1f})")


def verdict(difference: float) -> str:
    return f"within {AGREED:g}" if difference <= AGREED else f"beyond {AGREED:g}"


if __name__ == "__main__":
    sys.exit(main())
