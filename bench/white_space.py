"""Does naming classes that like clients buy beat chance, and the classes most bought? At past dates a year apart.

    python -m bench.white_space [--only iowa sazerac luxco diageo demo] [--data ../shared/data]
                                [--out docs/benchmarks_white_space.md]

A book is made in memory at each anniversary, and of its `white_space_check` the last year is kept, so that the chances
are those a book of that date would have shown. Writes the page.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pandas as pd

from bench.churn_books import Company, home_of
from bench.churn_page import made_by
from bench.dates import month_ends
from bench.narrowing import SETS as SUPPLIERS
from bench.report import table
from kamlib.answers.client_white_space import white_space_check
from kamlib.book.build import only
from kamlib.core.errors import KamError
from kamlib.policy import Policy

ROOT = Path(__file__).parent.parent
MOST_YEARS = 12
KINDS = {"never": "never bought", "before": "bought before"}
RULES = Policy()
# what is changed from the policy, one thing at a time
VARIANTS: dict[str, dict[str, float]] = {
    "as the policy has it": {},
    "no like size (one group)": {"white_space_size_groups": 1},
    "five sizes": {"white_space_size_groups": 5},
    "bought by 35 % or more": {"white_space_min_buying_share": 0.35},
    "bought by 65 % or more": {"white_space_min_buying_share": 0.65},
    "bought by 80 % or more": {"white_space_min_buying_share": 0.80},
}


def _all_of_iowa(shared: Path, work: Path) -> list[Path]:
    return [shared / "iowa_liquor" / f"{name}.parquet" for name in ("sales", "stores", "products")]


def _companies() -> dict[str, Company]:
    one = SUPPLIERS["iowa"]
    return {
        "iowa": replace(one, title="Iowa, all suppliers, ", files=_all_of_iowa),
        "sazerac": replace(one, title="Iowa, one supplier, "),
        "luxco": SUPPLIERS["luxco"],
        "diageo": SUPPLIERS["diageo"],
        "demo": SUPPLIERS["demo"],
    }


SETS = _companies()


def checks(home: Path, end: date, policy: Policy) -> Iterator[pd.DataFrame]:
    """The last year of `white_space_check` of a book at each anniversary of the end, the newest first."""
    for day in month_ends(end, 12 * MOST_YEARS)[::12]:
        try:
            found = white_space_check(only(home, ["white_space_check"], day, policy))
        except KamError:
            return  # no sales by then
        yield found[pd.to_datetime(found["said_on"]).dt.year == day.year - 1]


def summed(dates: pd.DataFrame) -> pd.DataFrame:
    """One row per kind of gap: over all dates, gaps, shares filled of them, of others and of the rival; money; the mean
    difference of share to the rival over dates (mean, sd)."""
    rows = []
    for kind, of in dates.groupby("gap_kind"):
        gaps, others, told = of["gaps"].sum(), of["others"].sum(), of["likely_filled"].notna()
        ahead = of["filled_share"] - of["rival_filled_share"]
        rows.append(
            {
                "gap_kind": kind,
                "dates": len(of),
                "gaps": gaps,
                "filled": of["filled"].sum() / gaps,
                "others": (of["others_filled_share"] * of["others"]).sum() / others if others else float("nan"),
                "rival": (of["rival_filled_share"] * of["gaps"]).sum() / gaps,
                "mean": ahead.mean(),
                "sd": ahead.std(),
                "of_likely": of.loc[told, "filled"].sum() / of.loc[told, "likely_filled"].sum(),
                "of_stake": of.loc[told, "filled_net"].sum() / of.loc[told, "likely_net"].sum(),
                "of_expected": of["filled_net"].sum() / of["filled_expected"].sum(),
                "in_range": of["in_range"].sum() / of["filled"].sum(),
                "of_rival": of["filled_net"].sum() / of["rival_net"].sum(),
            }
        )
    return pd.DataFrame(rows).sort_values("gap_kind", ascending=False)


def _share(value: float) -> str:
    return "" if value != value else f"{value:.1%}"


def _ratio(value: float) -> str:
    return "" if value != value or value == float("inf") else f"{value:.2f}"


def rows_of(name: str, found: pd.DataFrame) -> list[list[str]]:
    """The rows of a company or variant in the page's table."""
    return [
        [name, KINDS[r.gap_kind], f"{r.dates}", f"{r.gaps:,}", *map(_share, (r.filled, r.others, r.rival)),
         f"{r.mean:+.3f} ± {r.sd:.3f}", *map(_ratio, (r.of_likely, r.of_stake, r.of_expected)),
         _share(r.in_range), _ratio(r.of_rival)]
        for r in found.itertuples()
    ]  # fmt: skip


HEADS = ["", "gaps", "dates", "named", "filled", "others", "rival", "ahead of the rival", "filled / likely",
         "money / likely", "money / expected", "in range", "money / rival"]  # fmt: skip
HEAD = """# Benchmark of white space

A gap: a client and a product class that it did not buy in the 12 months up to a date, though a share (policy) of
clients like it did. Filled: bought in the 12 months after. Others: classes of the same clients not bought and not
named. Rival: as many gaps of the classes most bought in the company. Ahead of the rival: share filled less the rival's,
mean ± sd over dates. Filled / likely: gaps that filled over the sum of the chances known at the date; money / likely:
the money that came over the sum of what was likely then. Money / expected: of the gaps that filled, what came over what
was expected before their own past corrects it; in range: of them, how many came between the quartiles (a half, if those
who begin bought as those who buy). Money / rival: what all named gaps brought over what the rival's brought.

Iowa is a sample of stores without a type, so size alone decides who is alike. The demo company is invented: which
classes a client buys there is drawn whatever clients like it buy, so nothing can be known there and nothing should be
claimed. Online Retail II and CDNOW have no product classes, Northwind less than the three years this takes."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.white_space", description=__doc__.splitlines()[0])
    shared = Path(os.environ.get("KAM_SHARED") or ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=shared, help="folder of the data sets")
    parser.add_argument("--only", nargs="*", choices=list(SETS), default=list(SETS))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks_white_space.md")
    chosen = parser.parse_args()
    companies, variants = [], []
    for name in chosen.only:
        with tempfile.TemporaryDirectory(prefix="kam-bench-") as folder:
            home = home_of(SETS[name], chosen.data, Path(folder))
            for variant, changed in VARIANTS.items():
                dates = pd.concat(checks(home, SETS[name].as_of, RULES.changed(**changed)))
                found = summed(dates)
                if not changed:
                    companies += rows_of(SETS[name].name, found)
                    print(name, dates.to_string(), sep="\n", flush=True)
                variants += rows_of(f"{SETS[name].name}: {variant}", found[found["gap_kind"] == "never"])
                print(name, variant, found.round(3).to_string(), sep="\n", flush=True)
    shown = " ".join(["python -m bench.white_space", *(["--only", *chosen.only] if "--only" in sys.argv else [])])
    parts = [HEAD, made_by(shown, []), "## By the policy", table(HEADS, companies)]
    parts += ["## One value of the policy changed: classes never bought", table(HEADS, variants)]
    chosen.out.write_text("\n\n".join(parts) + "\n", "utf-8")


if __name__ == "__main__":
    main()
