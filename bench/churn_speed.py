"""How long the churn model takes: 5,000 clients at 24 past dates learnt from, and 50,000 clients scored.

    python -m bench.churn_speed [--clients 5000] [--scored 50000] [--out docs/benchmarks_churn.md]

The demo company with more clients; every part is a process of its own. Writes its part of --out.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

ROOT = Path(__file__).parent.parent
SEED, END, CUT_OFFS = 1, date(2026, 9, 30), 24
AIM_LEARNT, AIM_SCORED = 120, 20  # seconds


class Watch:
    """Wall and CPU seconds by step; called as the model's progress, a step lasts until the next one is told."""

    def __init__(self):
        self.wall: dict[str, float] = {}
        self.cpu: dict[str, float] = {}
        self.step, self.since = None, (time.perf_counter(), time.process_time())

    def __call__(self, step: str | None, number: int = 1, of: int = 1) -> None:
        now = time.perf_counter(), time.process_time()
        if self.step:
            self.wall[self.step] = self.wall.get(self.step, 0) + now[0] - self.since[0]
            self.cpu[self.step] = self.cpu.get(self.step, 0) + now[1] - self.since[1]
        self.step, self.since = step, now


def demo(home: Path, clients: int) -> dict:
    """The demo company with so many clients."""
    from kamlib.core.home import Home
    from kamlib.demo import write

    write(home, SEED, clients / 400, end=END)
    return {"lines": sum(s["rows_accepted"] for s in Home(home).sources() if s["table"] == "sales_lines")}


def learn(home: Path, scored: int) -> dict:
    """Features, backtest and training of the home; then the features of today and all answers for `scored` clients.

    Those are the same clients so many times over under other codes: what is measured is work, not quality.
    """
    from threadpoolctl import threadpool_limits

    from bench.churn_books import features_book, policy
    from kamlib.book.build import SMALL_BASE
    from kamlib.churn import score as churn
    from kamlib.churn.backtest import members_at
    from kamlib.churn.frame import ledger, slices

    watch, rules = Watch(), policy(CUT_OFFS)
    con = features_book(home, home / "speed.duckdb", END, rules, watch)
    # as a build does
    clients = con.execute("SELECT count(*) FROM staging.clients").fetchone()[0]
    with threadpool_limits(1 if clients < SMALL_BASE else None):
        churn.score(con, rules, watch)
    watch(None)
    everything = slices(con, rules.churn.horizon_days, rules.churn.shrink_to_share)
    result = {
        "steps": {step: [wall, watch.cpu[step]] for step, wall in watch.wall.items()},
        "rows": len(everything.who),
        "cut_offs": int(everything.who["cut_off"].nunique()),
        "active": int((everything.who["cut_off"] == everything.who["cut_off"].max()).sum()),
        "learnt_mb": peak(),
    }
    learnt = members_at(
        everything, ledger(con), "churned", everything.who["cut_off"].max(), rules.churn.horizon_days,
        rules.churn.slices, churn.SEED,
    )  # fmt: skip
    members = {name: member for name, (member, _) in learnt.items()}
    result |= answer_many(con, members, everything, rules, scored)
    con.close()
    return result | {"peak_mb": peak()}


def answer_many(con, members: dict, everything, rules, scored: int) -> dict:
    """Seconds of the features of one date, of the members' probabilities and of the explanations."""
    from kamlib.churn import score as churn
    from kamlib.churn.blend import mixed
    from kamlib.churn.explain import explained
    from kamlib.churn.frame import FEATURES, ledger, slices
    from kamlib.engine.models import models

    watch = Watch()
    times = -(-scored // everything.who["client_id"].nunique())
    for table in ("client_day", "client_day_class", "client_gaps"):
        con.execute(
            f"CREATE OR REPLACE TABLE features.{table} AS SELECT t.* REPLACE (t.client_id || '-' || k AS client_id)"
            f" FROM features.{table} AS t, (SELECT unnest(range({times})) AS k)"
        )
    con.execute("DELETE FROM cut_offs WHERE months_back > 0")
    watch("features of one date")
    for model in models():
        if model.schema == "features" and model.name.startswith("churn_"):
            con.execute(f"CREATE OR REPLACE TABLE {model.table} AS {model.sql}")
    now, purchases = slices(con, rules.churn.horizon_days, rules.churn.shrink_to_share), ledger(con)
    watch("probabilities")
    members["renewal"].fit(purchases, now.cut_off)
    p = mixed("blend", {name: member.predict(now) for name, member in members.items()})
    watch("explanations")
    money = now.who["net_365d"].to_numpy(float) * p
    most = now.at(money >= sorted(money)[-churn.EXPLAINED])
    explained(most, everything.x[FEATURES].median(), "blend", members)
    watch(None)
    return {"scored": len(now.who), "scoring": {step: [wall, watch.cpu[step]] for step, wall in watch.wall.items()}}


def peak() -> float:
    """Megabytes resident at most so far."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1 << 20 if sys.platform == "darwin" else 1024)


def grouped(steps: dict[str, list[float]]) -> dict[str, list[float]]:
    """The steps by what they are for; a book's other SQL models are left out."""
    found: dict[str, list[float]] = {}
    for step, seconds in steps.items():
        if step.startswith(("staging.", "features.", "marts.")):
            if not step.startswith("features.churn_"):
                continue
            step = "features (SQL)"
        old = found.get(step, [0.0, 0.0])
        found[step] = [old[0] + seconds[0], old[1] + seconds[1]]
    return found


def told(made: dict, command: str) -> str:
    """The part of the page."""
    from bench.churn_page import made_by
    from bench.report import table

    def rows(steps: dict[str, list[float]]) -> list[list[str]]:
        wall, cpu = (sum(s[i] for s in steps.values()) for i in (0, 1))
        lines = [[step, f"{w:.1f}", f"{w / wall:.0%}", f"{c:.1f}"] for step, (w, c) in steps.items()]
        return [*lines, ["**together**", f"**{wall:.1f}**", "100%", f"{cpu:.1f}"]]

    learnt, heads = grouped(made["steps"]), ["step", "wall, s", "share", "CPU, s"]

    def verdict(aim: int, steps: dict[str, list[float]], peak_mb: float) -> str:
        wall, cpu = (sum(s[i] for s in steps.values()) for i in (0, 1))
        return f"Aim: under {aim} s; measured {wall:.0f} s, {cpu:.0f} s of CPU. Peak memory {peak_mb:,.0f} MB."

    parts = [
        "## Speed",
        made_by(command, []),
        f"Processes that wanted a core meanwhile: {made['load']:.1f}. Above 2, others were using the machine: then wall"
        " times are too long, and CPU seconds say more.",
        f"### {made['clients']:,} clients, {made['cut_offs'] - 1} past dates and the newest",
        f"{made['lines']:,} sales lines, {made['active']:,} clients active at the newest date, {made['rows']:,} rows"
        " of features.",
        table(heads, rows(learnt)),
        verdict(AIM_LEARNT, learnt, made["learnt_mb"]),
        f"### {made['scored']:,} clients scored",
        "The same clients many times over, one date, with the members learnt before; BG/NBD is fitted again to all.",
        table(heads, rows(made["scoring"])),
        verdict(AIM_SCORED, made["scoring"], made["peak_mb"]),
    ]
    return "\n\n".join(parts)


def apart(part: str, *arguments: object) -> dict:
    """A part in a process of its own."""
    command = [sys.executable, "-m", "bench.churn_speed", "--part", part, *map(str, arguments)]
    return json.loads(subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True).stdout.splitlines()[-1])


PARTS: dict[str, Callable[[Path, int], dict]] = {"demo": demo, "learn": learn}


def main() -> None:
    if sys.argv[1:2] == ["--part"]:
        print(json.dumps(PARTS[sys.argv[2]](Path(sys.argv[3]), int(sys.argv[4]))))
        return
    parser = argparse.ArgumentParser(prog="python -m bench.churn_speed", description=__doc__.splitlines()[0])
    parser.add_argument("--clients", type=int, default=5000)
    parser.add_argument("--scored", type=int, default=50_000)
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks_churn.md")
    chosen = parser.parse_args()
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    from bench.churn_page import write_part

    with tempfile.TemporaryDirectory(prefix="kam-bench-") as folder:
        home = Path(folder) / "home"
        made = {"clients": chosen.clients, **apart("demo", home, chosen.clients)}
        made |= apart("learn", home, chosen.scored)
    made["load"] = os.getloadavg()[1]
    text = told(made, " ".join(["python -m bench.churn_speed", *sys.argv[1:]]))
    write_part(chosen.out, "speed", text)
    print(text)


if __name__ == "__main__":
    main()
