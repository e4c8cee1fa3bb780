"""How soon planted losses of the demo company are called, and how often healthy clients are.

    python -m bench.churn_found [--seeds 1 2 3] [--months 13] [--out docs/benchmarks_churn.md]

A book is built as of each of the last month ends, from the lines up to then only. Writes its part of --out.
"""

from __future__ import annotations

import argparse
import json
import os
import tempfile
from datetime import date
from pathlib import Path

import pandas as pd

import kamlib
from bench.churn_page import made_by, write_part
from bench.dates import month_ends
from bench.report import table
from kamlib.book.build import build
from kamlib.demo import write

ROOT = Path(__file__).parent.parent
END = date(2026, 9, 30)
THRESHOLDS = (0.5, 0.3, 0.2)
WITHIN = (30, 60, 90)
ALARMS = {
    "save_list": "in the save list of 20",
    **{f"p{t:g}": f"probability of silence or shrinkage ≥ {t:g}" for t in THRESHOLDS},
    "shrinkage": "in the table of shrinkage (stopped, halved, below)",
    "list_or_table": "in the save list or the table",
}


def calls(book: kamlib.book.book.Book) -> pd.DataFrame:
    """One row per client and alarm: client_id, alarm. What the book's pages would show of whom to call."""
    risk, shrinkage = kamlib.churn_risk(book), kamlib.shrinkage(book)
    p = risk[["p_churn", "p_shrink"]].max(axis=1)
    called = {
        "save_list": kamlib.save_list(book)["client_id"],
        **{f"p{t:g}": risk.loc[p >= t, "client_id"] for t in THRESHOLDS},
        "shrinkage": shrinkage.loc[shrinkage["level"].isin(["stopped", "halved", "below"]), "client_id"],
    }
    called["list_or_table"] = sorted({*called["save_list"], *called["shrinkage"]})
    return pd.concat([pd.DataFrame({"client_id": list(ids), "alarm": alarm}) for alarm, ids in called.items()])


def watched(home: Path, seed: int, dates: list[date]) -> pd.DataFrame:
    """All calls of the demo company of a seed by date: as_of, client_id, alarm."""
    write(home, seed, end=END)
    found = []
    for number, day in enumerate(dates, 1):
        print(f"\r  seed {seed}: book {number} of {len(dates)}", end="", flush=True)
        file = build(home, day).file
        found.append(calls(kamlib.open_book(home)).assign(as_of=pd.Timestamp(day)))
        file.unlink()
    print(flush=True)
    return pd.concat(found)


def events(truths: dict) -> pd.DataFrame:
    """The planted losses and shrinkages: kind, client_id, onset, begins (of thinning, or of the ramp), share."""
    rows = [
        {"kind": kind, "client_id": t["client_id"], "onset": t["onset"], "begins": t.get("thinning_from", t["onset"])}
        for kind in ("silent_losses", "shrinkages")
        for t in truths[kind]
    ]
    return pd.DataFrame(rows).assign(
        onset=lambda e: pd.to_datetime(e["onset"]), begins=lambda e: pd.to_datetime(e["begins"])
    )


def delays(planted: pd.DataFrame, called: pd.DataFrame, dates: list[date]) -> pd.DataFrame:
    """One row per planted event seen by a book and alarm: days from the onset to the first book that calls it (NaN:
    none), days seen (from the onset to the last book). Calls before its thinning began do not count."""
    # the first book sees what began in the month before it
    last, first = pd.Timestamp(max(dates)), pd.Timestamp(min(dates)).replace(day=1)
    rows = []
    for e in planted[(planted["onset"] >= first) & (planted["onset"] < last)].itertuples():
        of = called[(called["client_id"] == e.client_id) & (called["as_of"] >= e.begins)]
        for alarm in ALARMS:
            days = (of.loc[of["alarm"] == alarm, "as_of"].min() - e.onset).days
            rows.append({"kind": e.kind, "alarm": alarm, "days": days, "seen": (last - e.onset).days})
    return pd.DataFrame(rows)


def share_found(delay: pd.DataFrame, within: int) -> tuple[int, int]:
    """How many of the events seen for at least so many days were called by then, and how many there are."""
    seen = delay[delay["seen"] >= within]
    return int((seen["days"] <= within).sum()), len(seen)


def false_alarms(truths: dict, called: pd.DataFrame, dates: list[date]) -> pd.DataFrame:
    """By alarm: per_100 healthy clients and book; seasonal_called: seasonal clients ever called, with the month."""
    healthy, seasonal = ({c["client_id"] for c in truths[group]} for group in ("healthy", "seasonal"))
    rows = []
    for alarm in ALARMS:
        of = called[called["alarm"] == alarm]
        ids = of[of["client_id"].isin(seasonal)]
        rows.append(
            {
                "alarm": alarm,
                "per_100": 100 * of["client_id"].isin(healthy).sum() / len(healthy) / len(dates),
                "seasonal": len(seasonal),
                "seasonal_called": [f"{c.client_id} {c.as_of:%Y-%m}" for c in ids.itertuples()],
            }
        )
    return pd.DataFrame(rows)


def told(delay: pd.DataFrame, alarms: pd.DataFrame, months: int, command: str) -> str:
    """The part of the page."""
    seeds = delay["seed"].nunique()
    parts = ["## Planted losses of the demo company", made_by(command, []), HEAD.format(months=months, seeds=seeds)]
    for kind, title in (("silent_losses", "Silent losses"), ("shrinkages", "Shrinkages")):
        rows = []
        for alarm, name in ALARMS.items():
            of = delay[(delay["kind"] == kind) & (delay["alarm"] == alarm)]
            row = [name]
            for within in WITHIN:
                by_seed = [share_found(part, within) for _, part in of.groupby("seed")]
                done, there = (sum(n) for n in zip(*by_seed, strict=True))
                row.append(f"{done / there:.0%} ({', '.join(f'{a} of {b}' for a, b in by_seed)})")
            before = (of["days"] <= 0).sum()
            rows.append([*row, f"{before} of {len(of)}"])
        heads = [title, *(f"found within {w} days" for w in WITHIN), "called before the onset"]
        parts.append(table(heads, rows))
    rows = []
    for alarm, name in ALARMS.items():
        of = alarms[alarms["alarm"] == alarm]
        calls_by_seed = [whom for whom in of["seasonal_called"] if whom]
        months = sorted({call.split()[1] for whom in calls_by_seed for call in whom})
        ever = sum(len({call.split()[0] for call in whom}) for whom in calls_by_seed)
        told_of = f"{ever} of {of['seasonal'].sum()} ({', '.join(months)})" if ever else "none"
        rows.append([name, f"{of['per_100'].mean():.1f} ({', '.join(f'{v:.1f}' for v in of['per_100'])})",
                     told_of])  # fmt: skip
    parts.append(table(["", "false alarms per 100 healthy clients a month", "seasonal clients called (months)"], rows))
    return "\n\n".join(parts)


HEAD = """A book as of each of {months} month ends, of the demo company of {seeds} seed(s). An event is found within 30
days if a book dated at most 30 days after its onset, and not before its thinning began, calls the client; events with
fewer days between the onset and the last book are not counted. Numbers in brackets: by seed. Healthy clients are those
in which nothing is planted and that go on as before; a month on a list is one alarm."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.churn_found", description=__doc__.splitlines()[0])
    parser.add_argument("--seeds", type=int, nargs="*", default=[1, 2, 3])
    parser.add_argument("--months", type=int, default=13, help="month ends, the newest first")
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks_churn.md")
    chosen = parser.parse_args()
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    dates, delay, alarms = month_ends(END, chosen.months - 1)[::-1], [], []
    for seed in chosen.seeds:
        with tempfile.TemporaryDirectory(prefix="kam-bench-") as folder:
            called = watched(Path(folder) / "home", seed, dates)
            truths = json.loads((Path(folder) / "home" / "demo_truths.json").read_text("utf-8"))
        delay.append(delays(events(truths), called, dates).assign(seed=seed))
        alarms.append(false_alarms(truths, called, dates).assign(seed=seed))
        command = f"python -m bench.churn_found --seeds {' '.join(map(str, chosen.seeds))} --months {chosen.months}"
        text = told(pd.concat(delay), pd.concat(alarms), chosen.months, command)
        write_part(chosen.out, "found", text)
    print(text)


if __name__ == "__main__":
    main()
