"""Tests of narrowing against each other: which classes are called at past dates, and what came in the half-year after.

    python -m bench.narrowing [--only iowa luxco diageo demo noise planted classes sparse spells]
                              [--data ../shared/data] [--out docs/benchmarks_churn.md]

Reads features.class_silence, class_cases and class_odds of one book per company, with up to forty past dates a quarter
apart; every test learns at a date only from dates whose half-year was over by then. Writes its part of --out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from bench import generated_classes
from bench.churn_books import COMPANIES, Company, home_of
from bench.churn_page import made_by, write_part
from bench.report import table
from kamlib.book.build import only
from kamlib.core.duck import literal
from kamlib.policy import Policy

ROOT = Path(__file__).parent.parent
DATES = 40
RULES = Policy().churn
SHARE, STEPS = RULES.narrowing_share, RULES.narrowing_dates
CASES = """
SELECT s.*, c.is_beyond, c.fell, c.stayed_away, o.fell_share, o.is_called, o.status,
    date_diff('day', s.last_day, s.as_of) AS idle_days, l.gap_days AS longest, l.between AS longest_between
FROM features.class_silence AS s
JOIN features.class_cases AS c USING (back, client_id, product_class)
JOIN features.class_odds AS o USING (back, client_id, product_class)
JOIN (
    SELECT s.back, s.client_id, s.product_class, max(g.gap_days) AS gap_days, max(g.purchases_between) AS between
    FROM features.class_silence AS s
    JOIN features.class_gaps AS g USING (client_id, product_class)
    WHERE g.day <= s.last_day AND date_diff('day', g.day, s.last_day) < 730
    GROUP BY ALL
) AS l USING (back, client_id, product_class)
WHERE c.fell IS NOT NULL
ORDER BY s.back DESC, s.client_id, s.product_class
"""


def _of_supplier(name: str) -> Callable[[Path, Path], list[Path]]:
    def files(shared: Path, work: Path) -> list[Path]:
        folder, sales = shared / "iowa_liquor", work / "sales.parquet"
        duckdb.execute(
            f"COPY (SELECT s.* FROM {literal(folder / 'sales.parquet')} AS s SEMI JOIN"
            f' (SELECT * FROM {literal(folder / "products.parquet")} WHERE "Vendor Name" = {literal(name)}) AS p'
            f' ON p."Item Number" = s.item_number) TO {literal(sales)} (FORMAT parquet)'
        )
        return [sales, folder / "stores.parquet", folder / "products.parquet"]

    return files


def _companies() -> dict[str, Company]:
    iowa, of = COMPANIES["iowa"], COMPANIES["noise"]
    found = {
        "iowa": iowa,
        "luxco": replace(iowa, title="Iowa, a second supplier, ", files=_of_supplier("LUXCO INC")),
        "diageo": replace(iowa, title="Iowa, a third supplier, ", files=_of_supplier("DIAGEO AMERICAS")),
        "demo": COMPANIES["demo"],
        "noise": of,
        "planted": COMPANIES["planted"],
    }
    for name, made in generated_classes.INVENTED.items():
        found[name] = replace(
            of,
            title=f"Invented: {made.title}, ",
            as_of=generated_classes.END,
            files=lambda shared, work, name=name: generated_classes.files(name, work),
        )
    return found


SETS = _companies()


def cases_of(home: Path, as_of: date) -> pd.DataFrame:
    """One row per past date, client and class with a habit: what was known of it, what kamlib says and what came."""
    usual = Policy()
    policy = usual.model_copy(update={"churn": usual.churn.model_copy(update={"narrowing_dates": DATES})})
    return only(home, ["narrowing_check"], as_of, policy=policy).sql(CASES)


def signs(cases: pd.DataFrame) -> pd.DataFrame:
    """What the learners see of a case: logarithms of how long it is missing, of its habit, and of both together."""
    idle, habit = np.log(cases["idle_days"]), np.log(cases["class_days"])
    over = np.log(cases["idle_days"] / cases["longest"].clip(lower=1))
    between = np.log((cases["purchases_since"] + 1) / (cases["longest_between"].fillna(0) + 1))
    return pd.DataFrame(
        {"idle": idle, "habit": habit, "over": over, "between": between, "both": idle * habit, "squared": idle**2}
        | {"late": idle * between, "chance": np.log(cases["chance"].clip(lower=1e-9)), "usual": cases["usual_share"]}
    ).fillna(0)


def learnt(cases: pd.DataFrame, what: str, model: Callable[[], object], columns: list[str]) -> pd.Series:
    """Probability of `what` (fell, stayed_away), learnt at each date from the dates over by then."""
    told, x, y = pd.Series(np.nan, cases.index), signs(cases)[columns], cases[what].astype(bool)
    for back in sorted(cases["back"].unique()):
        known, now = cases["back"] >= back + 2, cases["back"] == back
        if known.sum() > 50 and 5 <= y[known].sum() < known.sum():
            told[now] = model().fit(x[known], y[known]).predict_proba(x[now])[:, 1]
    return told


def _logistic() -> object:
    return make_pipeline(StandardScaler(), LogisticRegression())


def _boosting() -> object:
    return HistGradientBoostingClassifier(
        max_iter=80, learning_rate=0.06, max_leaf_nodes=8, min_samples_leaf=40, l2_regularization=5, random_state=0
    )


FOUR = ["idle", "habit", "over", "between", "both", "squared", "late"]
BEFORE = "beyond chance alone (the test before)"
ANSWER = "**the answer: of such cases, or beyond chance and longer than ever**"


def called(cases: pd.DataFrame) -> dict[str, pd.Series]:
    """By test, whether it calls a case."""
    beyond = cases["false_share"] <= RULES.false_discovery_rate
    by = {share: cases["fell_share"].where(~cases["is_beyond"]) >= share for share in (0.6, SHARE, 0.8)}
    return {
        BEFORE: beyond,
        "beyond chance and longer than ever": cases["is_beyond"],
        "not bought for half a year": cases["idle_days"] >= RULES.narrowing_days,
        "not bought for a year": cases["idle_days"] >= 365,
        f"{SHARE:.0%} of such cases alone": by[SHARE],
        ANSWER: cases["is_called"],
        "the answer at 60 %": cases["is_beyond"] | by[0.6],
        "the answer at 80 %": cases["is_beyond"] | by[0.8],
        f"logistic regression, {SHARE:.0%}": learnt(cases, "fell", _logistic, FOUR) >= SHARE,
        f"boosting, {SHARE:.0%}": learnt(cases, "fell", _boosting, [*FOUR, "chance", "usual"]) >= SHARE,
    }


def measured(cases: pd.DataFrame) -> pd.DataFrame:
    """One row per test: dates; called (cases); fell, away (shares of them), fell_found, away_found (of all that did);
    mean, sd (of the share that fell, over dates)."""
    rows = []
    has_past = cases["back"] <= cases["back"].max() - 2
    for name, is_called in called(cases).items():
        of, now = cases[has_past & is_called], cases[has_past]
        by_date = of.groupby("back")["fell"].mean()
        rows.append(
            (name, now["back"].nunique(), len(of), of["fell"].mean(), by_date.mean(), by_date.std(),
             of["fell"].sum() / now["fell"].sum(), of["stayed_away"].mean(),
             of["stayed_away"].sum() / now["stayed_away"].sum())
        )  # fmt: skip
    heads = ["test", "dates", "called", "fell", "mean", "sd", "fell_found", "away", "away_found"]
    return pd.DataFrame(rows, columns=heads)


def stops(cases: pd.DataFrame) -> list[str]:
    """Of what the answer says to be left: how many, how many stayed away, of all that did."""
    left = cases[(cases["status"] == "left") & (cases["back"] <= cases["back"].max() - 2)]
    stayed = cases.loc[cases["back"] <= cases["back"].max() - 2, "stayed_away"].sum()
    before = (cases["false_share"] <= RULES.false_discovery_rate) & (cases["idle_days"] >= RULES.narrowing_days)
    was = cases[before & (cases["back"] <= cases["back"].max() - 2)]
    return [_shares(f, stayed) for f in (was, left)]


def _shares(of: pd.DataFrame, stayed: int) -> str:
    right = of["stayed_away"].sum()
    return f"{len(of)}, {_share(right / len(of) if len(of) else np.nan)}, {_share(right / stayed)}"


def _share(value: float) -> str:
    return "" if np.isnan(value) else f"{value:.0%}" if value >= 0.095 or value == 0 else f"{value:.1%}"


def planted(cases: pd.DataFrame, truth: pd.DataFrame) -> str:
    """By kind of class: of cases gone for good by then, and of those not, how many are called, before and now."""
    known = cases[cases["back"] <= cases["back"].max() - 2]
    known = known.merge(truth, on=["client_id", "product_class"])
    known["is_gone"] = known["since"] <= known["as_of"]
    beyond, rows = known["false_share"] <= RULES.false_discovery_rate, []
    for kind in ("steady", "spells", "seasonal", "rare", "new"):
        cells = [kind]
        for is_gone in (True, False):
            part = (known["kind"] == kind) & (known["is_gone"] == is_gone)
            cells += [f"{part.sum()}"] + [_share(c[part].mean()) for c in (beyond, known["is_called"])]
        rows.append(cells)
    heads = ["class", "left by then", "called before", "called now", "not left", "called before", "called now"]
    return table(heads, rows)


def told(results: dict[str, tuple[pd.DataFrame, list[str], str]], command: str) -> str:
    """The part of the page."""
    parts = ["## Narrowing: classes that clients go on buying without", made_by(command, []), HEAD]
    rows = [[SETS[name].name, *of_stops] for name, (_, of_stops, _) in results.items()]
    heads = ["", "before: beyond chance and half a year", "now: left"]
    parts += ["### Said to be left: how many, of them stayed away, of all that did found", table(heads, rows)]
    for name, (frame, _, kinds) in results.items():
        rows = []
        for r in frame.itertuples():
            by_date = "" if np.isnan(r.mean) else f"{r.mean:.2f} ± {r.sd:.2f}".replace(" ± nan", "")
            rows.append(
                [
                    r.test,
                    f"{r.called}",
                    *map(_share, (r.fell, r.fell_found)),
                    by_date,
                    *map(_share, (r.away, r.away_found)),
                ]
            )
        heads = ["", "called", "fell by half", "found", "by date", "stayed away", "found"]
        parts += [f"### {SETS[name].name}, {frame['dates'].max()} dates", table(heads, rows)]
        parts += ["What was planted:\n\n" + kinds] if kinds else []
    return "\n\n".join(parts)


HEAD = f"""A case: a client and a class it bought on three or more days of the year up to the last purchase of it, with
a purchase day of the client since without it, at a past date, of clients that bought anything in the half-year after.
It fell where the class was bought on at most half as many days of that half-year as its habit implies, and stayed away
where on none. Called: how many cases of all dates together; fell by half, stayed away: of them; found: of all cases
that did. By date: share of those called that fell, mean ± sd over dates with any. Dates are a quarter apart, from the
third on that has a year of sales before it. The answer learns from all earlier dates of which the half-year was over
(here up to {DATES}; a book has {STEPS}). Boosting has the logarithm of the chance and the class's usual share besides
the signs of the logistic regression: days without the class, its habit, both against the longest absence before.
Online Retail II knows no product classes, CDNOW none either."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.narrowing", description=__doc__.splitlines()[0])
    shared = Path(os.environ.get("KAM_SHARED") or ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=shared, help="folder of the data sets")
    parser.add_argument("--only", nargs="*", choices=list(SETS), default=list(SETS))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks_churn.md")
    chosen = parser.parse_args()
    results = {}
    for name in chosen.only:
        with tempfile.TemporaryDirectory(prefix="kam-bench-") as folder:
            cases = cases_of(home_of(SETS[name], chosen.data, Path(folder)), SETS[name].as_of)
        truth = generated_classes.make(name)[1] if name in generated_classes.INVENTED else None
        results[name] = measured(cases), stops(cases), "" if truth is None else planted(cases, truth)
        print(name, results[name][0].round(3).to_string(), results[name][1], sep="\n", flush=True)
    shown = " ".join(["python -m bench.narrowing", *(["--only", *chosen.only] if "--only" in sys.argv else [])])
    write_part(chosen.out, "narrowing", told(results, shown))


if __name__ == "__main__":
    main()
