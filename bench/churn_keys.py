"""Whether lasting losses of the largest clients are called before they come, while they come and after.

    python -m bench.churn_keys [--only planted or2 iowa demo] [--data ../shared/data] [--out docs/benchmarks_churn.md]

A book is built as of every quarter's end, from the lines up to then only. Writes its part of --out.
"""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

import kamlib
from bench.churn_books import COMPANIES, home_of
from bench.churn_page import made_by, write_part
from bench.dates import month_ends
from bench.report import table
from kamlib.book.build import build, only
from kamlib.policy import Policy

ROOT = Path(__file__).parent.parent
# quarters' ends of the first and the last book; there is one as of each between them that lies around a loss
BOOKS = {
    "planted": (date(2025, 6, 30), date(2026, 6, 30)),
    "or2": (date(2010, 11, 30), date(2011, 8, 31)),
    "iowa": (date(2019, 7, 31), date(2022, 10, 31)),
    "demo": (date(2025, 12, 31), date(2026, 9, 30)),
}
FALLS_TO = 0.5
LOSSES = ("gone", "leaving", "shrunk", "below_last_year", "dropped_class")
SEEN = {
    -1: "a quarter before it begins",
    0: "as it begins",
    1: "a quarter in",
    2: "two quarters in: it is over",
    3: "the quarter after",
}
ALARMS = {
    "save_list": "in the list of calls (20)",
    "queue_20": "among the first 20 of the queue, as a loss",
    "queue": "anywhere in the queue, as a loss",
    "shrinkage": "in the table of shrinkage (stopped, halved, below)",
    "watch": "in the watch, below last year by a fifth",
    "risk": "risk of falling silent raised or high",
    "any": "in any of these",
}


def quarters(as_of: date, back: int) -> list[date]:
    """`as_of`, a month end, and the ends of the `back` quarters before it, the oldest first."""
    return month_ends(as_of, 3 * back)[::3][::-1]


def losses(days: pd.DataFrame, ends: list[date], largest: int) -> pd.DataFrame:
    """One row per lasting loss: client_id, begins (place in `ends` of the quarter's end after which it comes), before,
    after (money of the two quarters a year before, and of the two after).

    days: client_id, day, net. Of the `largest` clients by turnover of the four quarters up to then, those whose two
    next quarters brought less than half of the same two a year before, and neither more than half of its own. A loss
    that goes on counts once, from the first date on.
    """
    wide = by_quarter(days, ends)
    rows, fallen_before = [], pd.Index([])
    for at in range(4, len(ends) - 2):
        before, after = wide[[at - 3, at - 2]], wide[[at + 1, at + 2]]
        each = after.to_numpy() <= FALLS_TO * np.maximum(before.to_numpy(), 0)
        sums = before.sum(axis=1)
        fallen = wide.index[each.all(axis=1) & (sums > 0) & (after.sum(axis=1) < FALLS_TO * sums)]
        for client in large(wide, at, largest).intersection(fallen.difference(fallen_before), sort=False):
            rows.append((client, at, float(sums[client]), float(after.loc[client].sum())))
        fallen_before = fallen
    return pd.DataFrame(rows, columns=["client_id", "begins", "before", "after"])


def by_quarter(days: pd.DataFrame, ends: list[date]) -> pd.DataFrame:
    """Clients × places in `ends`: money of the quarter that ends there (of the first: nothing)."""
    edges = pd.to_datetime(ends)
    known = days[(days["day"] > edges[0]) & (days["day"] <= edges[-1])]
    place = np.searchsorted(edges, known["day"], side="left")
    wide = known.groupby([known["client_id"], place])["net"].sum().unstack(fill_value=0)
    return wide.reindex(columns=range(len(ends)), fill_value=0).astype(float)


def large(wide: pd.DataFrame, at: int, largest: int) -> pd.Index:
    """The clients with the most turnover of the four quarters up to a place."""
    year = wide[range(at - 3, at + 1)].sum(axis=1)
    return year.sort_values(ascending=False, kind="stable").index[:largest]


def calls(book: kamlib.book.book.Book) -> pd.DataFrame:
    """One row per client and alarm: client_id, alarm."""
    risk, shrinkage, watch = kamlib.churn_risk(book), kamlib.shrinkage(book), kamlib.key_watch(book)
    queue, items = kamlib.queue(book, "decide"), kamlib.queue_items(book)
    below = watch["missing"] > book.policy.churn.reason_min_change * watch["net_3m_year_ago"]
    called = {
        "save_list": kamlib.save_list(book)["client_id"],
        "queue_20": queue.head(20).loc[lambda q: q["item"].isin(LOSSES), "client_id"],
        "queue": items.loc[items["item"].isin(LOSSES), "client_id"],
        "shrinkage": shrinkage.loc[shrinkage["level"].isin(["stopped", "halved", "below"]), "client_id"],
        "watch": watch.loc[below, "client_id"],
        "risk": risk.loc[risk["risk_band"].isin(["raised", "high"]), "client_id"],
    }
    called["any"] = pd.concat(list(called.values()))
    return pd.concat([pd.DataFrame({"client_id": ids.unique(), "alarm": name}) for name, ids in called.items()])


def recall(found: pd.DataFrame, called: pd.DataFrame, books: list[int]) -> pd.DataFrame:
    """One row per alarm and book around a loss: alarm, seen (quarters since it began), losses, called.

    called: book (place in the list of ends), client_id, alarm; books: the places with a book.
    """
    rows = []
    for alarm in ALARMS:
        of = pairs(called[called["alarm"] == alarm])
        for seen in SEEN:
            there = [(e.begins + seen, e.client_id) for e in found.itertuples() if e.begins + seen in books]
            rows.append((alarm, seen, len(there), sum(pair in of for pair in there)))
    return pd.DataFrame(rows, columns=["alarm", "seen", "losses", "called"])


def others(found: pd.DataFrame, called: pd.DataFrame, wide: pd.DataFrame, books: list[int], largest: int) -> pd.Series:
    """By alarm: of the largest clients of all books the share called without a loss from a quarter ahead to the quarter
    after."""
    lost = {(e.begins + seen, e.client_id) for e in found.itertuples() for seen in SEEN}
    well = {(at, client) for at in books if at >= 4 for client in large(wide, at, largest)} - lost
    told = {alarm: len(well & pairs(called[called["alarm"] == alarm])) / len(well) for alarm in ALARMS}
    return pd.Series(told)


def pairs(called: pd.DataFrame) -> set[tuple[int, str]]:
    return set(called[["book", "client_id"]].itertuples(index=False, name=None))


def watched(name: str, shared: Path, work: Path) -> tuple[str, pd.DataFrame, pd.DataFrame, pd.Series]:
    """The company's title, its losses, their recall, and the share of the others called."""
    company, largest = COMPANIES[name], Policy().churn.watched_clients
    home = home_of(company, shared, work)
    days = only(home, [], company.as_of).sql("SELECT client_id, day, net FROM features.client_day")
    back = (company.as_of - days["day"].min().date()).days // 91
    ends = quarters(company.as_of, back)
    wide, found, called = by_quarter(days, ends), losses(days, ends, largest), []
    around = {begins + seen for begins in found["begins"] for seen in SEEN}
    first, last = BOOKS[name]
    books = [at for at, day in enumerate(ends) if at in around and first <= day <= last]
    for number, at in enumerate(books, 1):
        print(f"\r  {name}: book {number} of {len(books)}", end="", flush=True)
        file = build(home, ends[at]).file
        called.append(calls(kamlib.open_book(home)).assign(book=at))
        file.unlink()
    print(flush=True)
    called = pd.concat(called)
    found = found[[any(begins + seen in books for seen in SEEN) for begins in found["begins"]]]
    title = company.name
    span = f"{title}, {len(books)} books, {ends[books[0]]:%Y-%m} to {ends[books[-1]]:%Y-%m}"
    return span, found, recall(found, called, books), others(found, called, wide, books, largest)


def told(results: list[tuple[str, pd.DataFrame, pd.DataFrame, pd.Series]], command: str) -> str:
    """The part of the page."""
    parts = ["## Lasting losses of key accounts", made_by(command, []), HEAD]
    for title, found, hits, rest in results:
        rows = []
        for alarm, name in ALARMS.items():
            of = hits[hits["alarm"] == alarm]
            rows.append([name, *(f"{r.called} of {r.losses}" for r in of.itertuples()), f"{rest[alarm]:.0%}"])
        clients = found["client_id"].nunique()
        fell = 1 - found["after"].sum() / found["before"].sum() if len(found) else float("nan")
        said = (
            f"{len(found)} losses, of {clients} clients; those half-years brought {fell:.0%} less than a year before."
        )
        parts += [f"### {title}", said, table(["", *SEEN.values(), "of the other large ones, each time"], rows)]
    return "\n\n".join(parts)


HEAD = f"""A loss, by what came: one of the {Policy().churn.watched_clients} largest clients (turnover of the four
quarters up to a quarter's end) whose two next quarters brought less than half of the same two a year before, and
neither of them more than half of its own. It begins at that quarter's end, give or take half a quarter, and is over
(known for certain) two quarters later. The books as of quarters' ends around losses see the lines up to then only. One
and two quarters before the loss is over are the columns "a quarter in" and "as it begins"; a column counts the losses
that have such a book. The last column says what a call is worth: how often the same large clients are called with no
loss around."""


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.churn_keys", description=__doc__.splitlines()[0])
    shared = Path(os.environ.get("KAM_SHARED") or ROOT.parent / "shared" / "data")
    parser.add_argument("--data", type=Path, default=shared, help="folder of the data sets")
    parser.add_argument("--only", nargs="*", choices=list(BOOKS), default=list(BOOKS))
    parser.add_argument("--out", type=Path, default=ROOT / "docs" / "benchmarks_churn.md")
    chosen = parser.parse_args()
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    results = []
    shown = " ".join(["python -m bench.churn_keys", *(["--only", *chosen.only] if "--only" in sys.argv else [])])
    for name in chosen.only:
        with tempfile.TemporaryDirectory(prefix="kam-bench-") as folder:
            results.append(watched(name, chosen.data, Path(folder)))
        write_part(chosen.out, "keys", told(results, shown))
    print(told(results, shown))


if __name__ == "__main__":
    main()
