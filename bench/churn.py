"""The churn model on real and invented companies, beside simple ratios and published libraries, in one run.

    python -m bench.churn [--data ../shared/data] [--libraries DIR] [--only or2 cdnow] [--out docs/benchmarks_churn.md]

For every past date ("origin") each method says from what was known then how probable 90 silent days are, and what will
be bought in them. The published libraries (lifetimes, LightGBM, statsforecast) are no requirement of the project: an
environment with them is made once, in --libraries or a cache folder, and runs on the slices that kamlib hands over.
Writes a part of --out for real companies and one for invented ones (of bench/generated.py, and the demo company, which
need no --data).
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from bench import churn_rivals, churn_turnover
from bench.churn_books import COMPANIES, REAL, SUPPLIER, Company, book_of, policy
from bench.churn_page import made_by, write_part
from bench.churn_paired import Asked, of_silence, of_turnover, paired
from bench.churn_report import NAMES, RIVALS, SHOWN, TURNOVER, aims, by_origin, methods, overview, turnover
from bench.report import table
from kamlib.churn.backtest import Origin, backtest, training_cut_offs
from kamlib.churn.blend import BLENDS, choose
from kamlib.churn.frame import Slices, ledger, slices
from kamlib.churn.metrics import evaluate
from kamlib.churn.score import SEED, _allowed, events_seen

ROOT = Path(__file__).parent.parent


@dataclass
class Found:
    """What one company's run gave: measures by origin and method, and how the answer stands against each rival."""

    company: Company
    measured: pd.DataFrame
    paired: pd.DataFrame
    turnover: pd.DataFrame
    turnover_paired: pd.DataFrame
    clients: int
    status: pd.DataFrame | None = None
    penalised: dict[str, int] = field(default_factory=dict)
    versions: list[str] = field(default_factory=list)
    seconds: float = 0.0


def run(company: Company, shared: Path, work: Path, python: Path | None) -> Found:
    """All methods at all origins of a company."""
    started = time.perf_counter()
    con = book_of(company, shared, work)
    rules = policy(company.cut_offs).churn
    everything = slices(con, rules.horizon_days, rules.shrink_to_share)
    purchases = ledger(con)
    clients = int((everything.who["cut_off"] == everything.who["cut_off"].max()).sum())
    newest = everything.who["cut_off"].max()
    allowed = _allowed(events_seen(everything, "churned", newest, rules), "churned", rules)
    print(f"  {clients:,} clients, {len(everything.who):,} rows, {time.perf_counter() - started:.0f} s", flush=True)
    origins = backtest(
        everything,
        purchases,
        "churned",
        rules.horizon_days,
        rules.slices,
        tested(everything, company, rules.horizon_days, rules.origins),
        SEED,
        allowed,
        lambda step, number, of: print(f"\r  {step} {number} of {of}", end="", flush=True),
    )
    print(flush=True)
    answered(origins, allowed, rules.horizon_days, rules.origins)
    shown = [o for o in origins if is_shown(o.cut_off, company)]
    at = [o.cut_off for o in shown]
    known = everything.at(everything.who["churned"].notna().to_numpy())
    others, versions = churn_rivals.simple(known, rules.horizon_days, rules.slices, at), []
    who = {o.cut_off: o.who["client_id"] for o in shown}
    forecasts, penalised = {}, {}
    if python:
        thirds = {day: churn_turnover.thirds(con, who[day], day, rules.horizon_days) for day in at}
        silent, bought, penalised, versions = churn_rivals.published(
            python, known, purchases, thirds, rules.horizon_days, rules.slices, work
        )
        others = {day: {**others[day], **silent[day]} for day in at}
        forecasts = {day: {name: pd.Series(v, who[day]) for name, v in bought[day].items()} for day in at}
    print(f"  rivals: {time.perf_counter() - started:.0f} s", flush=True)
    rows, told = [], []
    for o in shown:
        worth, said = o.who["net_365d"].to_numpy(float), {"answer": o.p, **others[o.cut_off]}
        for name, p in {**o.members, **said}.items():
            rows.append(
                {
                    "cut_off": o.cut_off,
                    "method": name,
                    "chosen": o.chosen,
                    **evaluate(o.y, p, worth, rules.call_capacity),
                }
            )
        largest = np.argsort(-worth, kind="stable")[: max(1, len(worth) // 5)]
        told.append(Asked(o.cut_off, o.who["client_id"].to_numpy(), o.y, said, largest))
    answer = {o.cut_off: pd.Series(o.p, who[o.cut_off]) for o in shown}
    money = churn_turnover.compared(con, everything, rules.horizon_days, rules.slices, answer, forecasts, SEED)
    print(f"  turnover: {time.perf_counter() - started:.0f} s", flush=True)
    status = store_status(shown, shared) if company.profile == "iowa_liquor" else None
    con.close()
    return Found(
        company,
        pd.DataFrame(rows),
        paired(told, of_silence, list(RIVALS)),
        churn_turnover.measured(money),
        paired(money, of_turnover, list(TURNOVER)) if money else pd.DataFrame(),
        clients,
        status,
        penalised,
        versions,
        time.perf_counter() - started,
    )


def tested(everything: Slices, company: Company, horizon_days: int, newest: int) -> int:
    """How many of the newest cut-offs are tested: those shown, and those before that the first is answered by."""
    first = pd.Timestamp(company.first_origin) - pd.Timedelta(days=horizon_days + 31 * newest)
    over = everything.who.loc[everything.who["churned"].notna(), "cut_off"].unique()
    return int((over >= first).sum())


def is_shown(day: pd.Timestamp, company: Company) -> bool:
    return company.first_origin <= day.date() <= company.last_origin and day.month % company.every_months == 0


def answered(told: list[Origin], allowed: list[str], horizon_days: int, newest: int) -> None:
    """At each origin the blend that a book of that date would have used: from the newest origins over by then, of those
    where all members of its own were there (with few events not all are)."""
    for o in told:
        over = training_cut_offs([past.cut_off for past in told], o.cut_off, horizon_days, newest)
        past = [(p.y, p.members) for p in told if p.cut_off in over and set(o.members) <= set(p.members)]
        o.chosen = choose(past, [name for name in allowed if set(BLENDS[name]) <= set(o.members)])


def store_status(shown: list[Origin], shared: Path) -> pd.DataFrame:
    """One row per origin from 2018 on: share of stores inactive in November 2022, among all clients whose status is
    known and among the tenth (at least one) with the highest risk; and the AUC of the risk."""
    stores = duckdb.execute(
        "SELECT Store AS client_id, \"Store Status\" = 'I' AS inactive FROM read_parquet(?)",
        [str(shared / "iowa_liquor" / "stores.parquet")],
    ).df()
    rows = []
    for o in shown:
        if o.cut_off.year < 2018:
            continue
        who = o.who.assign(p=o.p).merge(stores, on="client_id").sort_values("p", ascending=False, kind="stable")
        top = who.head(max(1, round(len(who) / 10)))
        ranks = who["p"].rank()
        lost = int(who["inactive"].sum())
        pairs = lost * (len(who) - lost)
        auc = (ranks[who["inactive"]].sum() - lost * (lost + 1) / 2) / pairs if pairs else float("nan")
        rows.append(
            {
                "cut_off": o.cut_off,
                "stores": len(who),
                "inactive": lost,
                "base_rate": lost / len(who),
                "top": len(top),
                "top_rate": top["inactive"].mean(),
                "auc": auc,
            }
        )
    return pd.DataFrame(rows)


def told(found: dict[str, Found], command: str, heading: str, introduction: str) -> str:
    """A part of the page."""
    versions = next((f.versions for f in found.values() if f.versions), [])
    parts = [heading, made_by(command, versions), introduction, "### All at once", SIGNS_SAY]
    titles = {name: f.company.name for name, f in found.items()}
    parts += [overview({titles[n]: f.paired for n, f in found.items()}, RIVALS, ("brier", "auc", "auc_top_fifth"))]
    with_money = {titles[n]: f.turnover_paired for n, f in found.items() if not f.turnover.empty}
    parts += [overview(with_money, TURNOVER, ("wape",)) if with_money else ""]
    for name, f in found.items():
        seconds = f" The run took {f.seconds:,.0f} s." if f.seconds else ""
        parts += [f"### {f.company.title}"]
        parts += [f"{f.clients:,} active clients at the newest date.{seconds} {NOTES.get(name, '')}".strip()]
        parts += [methods(f.measured, f.paired), failed(f)]
        parts += ["The answer, origin by origin (`by`: the blend it would have used):", by_origin(f.measured)]
        if not f.turnover.empty:
            parts += ["Turnover of the next 90 days, of the clients with a forecast:"]
            parts += [turnover(f.turnover, f.turnover_paired)]
        if f.status is not None:
            parts += [STATUS, status_table(f.status)]
        if asked := asked_for(name, f):
            parts += [aims(asked)]
        parts += [best_of_all(f)]
    return "\n\n".join(p for p in parts if p)


def failed(f: Found) -> str:
    """At how many origins rivals said nothing, or converged only with a penalty."""
    origins, said = f.measured["cut_off"].nunique(), f.measured.groupby("method")["cut_off"].nunique()
    told = [
        f"{NAMES.get(name, name)}: {number} of {origins} origins {what}."
        for what, by_rival in (
            ("without an answer", {name: origins - int(said.get(name, 0)) for name in RIVALS}),
            ("with a penalty on its parameters, since it did not converge without", f.penalised),
        )
        for name, number in by_rival.items()
        if number
    ]
    return " ".join(told)


INTRODUCTION = """Mean ± standard deviation over origins; the best mean in bold. Every method learns at each origin from
the same past dates (the newest 24 monthly ones whose 90 days were over by then) and speaks of the same clients:
those that bought in the last 365 days. **The answer** is the blend that a book of that date would have shown, chosen
from the past origins over by then. Recency and overdue ratio (silence ÷ the client's own usual gap, drawn towards
everyone's) become probabilities by a logistic regression of that one number on the same slices. LightGBM (about the
settings of kamlib's boosting) and the logistic regression of scikit-learn (signed logarithms, standardised, C = 0.05)
have all features. BG/NBD and Pareto/NBD of `lifetimes` are fitted to all clients' histories in weeks, with a penalty
on the parameters (.001, .01 or .1) where they do not converge without; P(no purchase in 90 days) follows from the
parameters and P(alive) (of Pareto/NBD in logarithms: the library's own overflows at many purchases). kamlib's prior
was learnt from the real data among others, so there it is no test of it.

Measures: AUC, the same among the fifth with the most turnover of a year, Brier score, calibration error (mean
|predicted − happened| over ten bins of equal size), bias (predicted − happened), and the share of the turnover of all
lost clients that is held by the tenth of clients with the most turnover at risk.

**Answer − it**: the difference of the means over origins, and where 95 % of 1,000 draws of the clients lie, each drawn
with all its origins (the same draws for both). Better or worse is said where that interval does not hold 0. Origins at
which a rival says nothing are left out for both.

Turnover: kamlib's forecast as a book shows it; LightGBM with Tweedie loss on the same slices and features; ADIDA
(Nikolopoulos et al. 2011) of `statsforecast`, client by client, on spans of 30 days from its first on, three ahead.

The libraries are no requirement of the project: the bench makes an environment with them once (venv and pip, in the
folder of `--libraries` or a cache folder), hands slices and histories over as an npz file and reads theirs back.
The data are looked for in `../shared/data`, or the folder of `--data` or KAM_SHARED."""

SIGNS_SAY = """Against each rival: + the answer is better, = level, − worse, by the interval of the difference;
· nothing to tell, since none (or all) of the clients asked about fell silent."""

ON_INVENTED = """The same comparison on sales that `bench/generated.py` draws, of companies of which is known who left,
who fell and who goes on as before, and on the demo company. The methods know the sales only, kamlib's prior not even
those."""

PAGE = {
    "companies": (REAL, "## Real companies, ninety days", INTRODUCTION),
    "invented": ([name for name in COMPANIES if name not in REAL], "## Invented companies, ninety days", ON_INVENTED),
}

STATUS = """The state's list of November 2022 says which stores are inactive. Stores with a known status among the
supplier's clients of each quarter from 2018 on: the share inactive later, of all and of the tenth with the
highest risk, and how well the risk ranks them (AUC). Some were closed for months already, others closed years later:"""

NOTES = {
    "cdnow": "The base of one quarter's new customers: from 1998 on those who never came back leave the base.",
    "iowa": f"Supplier: {SUPPLIER.replace('  ', ' ')}. "
    "A base where fewer than 60 clients were seen to leave is answered by renewal and the generic prior; that one was"
    " learnt from these data among others, so here it is no test of it.",
}
MEMBERS = ("renewal", "boosting", "logistic", "prior")
AIMS = {
    "or2": (("auc", "≥", 0.792), ("brier", "≤", 0.180), ("calibration_error", "≤", 0.065),
            ("money_in_top_tenth", "≥", 0.345)),
    "cdnow": (("auc", "≥", 0.795), ("brier", "≤", 0.126)),
    "cdnow_6000": (("auc", "≥", 0.795), ("brier", "≤", 0.126)),
}  # fmt: skip


def asked_for(name: str, f: Found) -> list[tuple[str, float, str, float]]:
    """The aims of this company with what was measured."""
    answer = f.measured[f.measured["method"] == "answer"]
    rows = [(SHOWN[m][0], answer[m].mean(), sign, aim) for m, sign, aim in AIMS.get(name, ())]
    if name == "or2" and not f.turnover.empty:
        ours = f.turnover[f.turnover["method"] == "answer"]
        rows.append(("WAPE of turnover", ours["wape"].mean(), "≤", 0.75))
        rows.append(("distance of the mean total from what was bought", abs(ours["total_ratio"].mean() - 1), "≤", 0.10))
    return rows


def best_of_all(f: Found) -> str:
    """Whether the answer has the best Brier score and calibration error, of the others and of its own members too."""
    means = f.measured.groupby("method")[["brier", "calibration_error"]].mean()
    others = means.drop(index=[n for n in MEMBERS if n in means.index])
    said = []
    for measure in means:
        gaps = means.loc["answer", measure] - means[measure]
        best, best_other = means[measure].idxmin(), others[measure].idxmin()
        whose = "the answer" if best_other == "answer" else f"{best_other}, by {gaps[best_other]:.4f}"
        if best in MEMBERS and round(gaps[best], 4) > 0:
            whose += f" (kamlib's own {best} alone is better by {gaps[best]:.4f})"
        said.append(f"{SHOWN[measure][0]}: {whose}")
    return "Best of all — " + "; ".join(said) + "."


def status_table(status: pd.DataFrame) -> str:
    rows = [
        [f"{s.cut_off:%Y-%m-%d}", str(s.stores), str(s.inactive), f"{s.base_rate:.3f}", str(s.top), f"{s.top_rate:.3f}",
         f"{s.auc:.3f}"]
        for s in status.itertuples()
    ]  # fmt: skip
    mean = status[["base_rate", "top_rate", "auc"]].mean()
    rows.append(["mean", "", "", f"{mean['base_rate']:.3f}", "", f"{mean['top_rate']:.3f}", f"{mean['auc']:.3f}"])
    heads = ["origin", "stores", "inactive later", "share of all", "top tenth", "share of the top tenth", "AUC"]
    return table(heads, rows)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.churn", description=__doc__.splitlines()[0])
    add = parser.add_argument
    shared = Path(os.environ.get("KAM_SHARED") or ROOT.parent / "shared" / "data")
    add("--data", type=Path, default=shared, help="folder of the data sets; default: ../shared/data or KAM_SHARED")
    add("--only", nargs="*", choices=list(COMPANIES), default=list(REAL), help="which; default: the real ones")
    add("--libraries", type=Path, help="environment with the published libraries; default: a cache folder")
    add("--without-libraries", action="store_true", help="compare with the simple ratios only")
    add("--work", type=Path, help="a folder for the imported companies, kept; default: a temporary one")
    add("--out", type=Path, default=ROOT / "docs" / "benchmarks_churn.md", help="the page to write a part of")
    chosen = parser.parse_args()
    if not chosen.data.is_dir() and any(name in REAL for name in chosen.only):
        raise SystemExit("The data are not there: name their folder by --data or KAM_SHARED.")
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    python = None if chosen.without_libraries else churn_rivals.libraries(chosen.libraries)
    found: dict[str, Found] = {}
    with tempfile.TemporaryDirectory(prefix="kam-bench-") as temporary:
        for name in chosen.only:
            print(COMPANIES[name].title, flush=True)
            work = (chosen.work or Path(temporary)) / name
            found[name] = run(COMPANIES[name], chosen.data, work, python)
            print(methods(found[name].measured, found[name].paired), f"\n{found[name].seconds:.0f} s", flush=True)
            shown = " ".join(["python -m bench.churn", *(["--only", *chosen.only] if "--only" in sys.argv else [])])
            for part, (companies, *said) in PAGE.items():
                if of := {n: f for n, f in found.items() if n in companies}:
                    write_part(chosen.out, part, told(of, shown, *said))


if __name__ == "__main__":
    main()
