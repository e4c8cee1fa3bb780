"""What is said of clients' people held against what the invented company was made to do, and how fast a dossier comes.

    python -m bench.people [--seeds 2 3 4] [--clients 50000] [--events 5000]

Plants are behaviours: talks through one person, the most powerful one not reached, one manager alone. A client that is
so without having been made so is no false alarm, so what is said beside the plants is counted, not called wrong.
"""

from __future__ import annotations

import argparse
import json
import tempfile
import time
from pathlib import Path

import duckdb
import pandas as pd

import kamlib as kam
from kamlib.book.build import build
from kamlib.demo import write
from kamlib.intake import import_files

PLANTS = {"one_thread": "one_thread", "silent_deciders": "decider_silent", "one_manager": "one_manager"}


def found_of(seed: int, folder: Path) -> pd.DataFrame:
    """One row per kind of plant of one invented company: planted among clients that buy, of them with talks enough to
    tell, found, said in all."""
    home = folder / f"seed_{seed}"
    write(home, seed=seed)
    build(home)
    book = kam.open_book(home)
    truths = json.loads((home / "demo_truths.json").read_text("utf-8"))["relations"]
    buying = set(kam.clients(book).query("net_12m > 0")["client_id"])
    talks = book.sql("SELECT client_id, talks_12m FROM marts.client_people").set_index("client_id")["talks_12m"]
    gaps = kam.people_gaps(book)
    rows = []
    for plant, gap in PLANTS.items():
        planted = {row["client_id"] for row in truths[plant]} & buying
        told = {c for c in planted if talks.get(c, 0) >= book.policy.people.min_talks}
        said = set(gaps.loc[gaps["gap"] == gap, "client_id"])
        rows.append([seed, gap, len(planted), len(told), len(planted & said), len(said)])
    return pd.DataFrame(rows, columns=["seed", "gap", "planted", "with talks enough", "found", "said"])


def speed_of(clients: int, events: int, folder: Path) -> pd.DataFrame:
    """Seconds for the timeline of a client with so many events, and for finding one of so many clients."""
    files = {}
    for name, sql in _made(clients, events).items():
        files[name] = folder / f"{name}.parquet"
        duckdb.execute(f"COPY ({sql}) TO '{files[name]}' (FORMAT parquet)")
    home = folder / "large"
    import_files(home, list(files.values()))
    build(home)
    book, register = kam.open_book(home), kam.open_register(home)
    people = register.current("contacts")
    asked = {
        f"timeline of {events:,} events": lambda: kam.timeline(book, "C000001"),
        f"one of {clients:,} clients by telephone": lambda: kam.find_client(book, "000 049 0999", people),
        f"one of {clients:,} clients by a part of the name": lambda: kam.find_client(book, "firm 4999", people),
    }
    rows = []
    for what, ask in asked.items():
        ask()
        times = []
        for _ in range(5):
            start = time.perf_counter()
            count = len(ask())
            times.append(time.perf_counter() - start)
        rows.append([what, count, round(min(times), 3)])
    return pd.DataFrame(rows, columns=["what", "rows", "seconds"])


def _made(clients: int, events: int) -> dict[str, str]:
    code = "format('C{:06d}', CAST(i AS INTEGER))"
    return {
        "sales_lines": f"SELECT {code} AS client_id, DATE '2026-01-01' + CAST(i % 270 AS INTEGER) AS order_date,"
        f" 'P1' AS product_id, 100 AS net_amount FROM range({clients}) AS t(i)",
        "clients": f"SELECT {code} AS client_id, 'Firm ' || i AS name FROM range({clients}) AS t(i)",
        "contacts": f"SELECT {code} || '-1' AS contact_id, {code} AS client_id, 'Person ' || i AS person,"
        f" format('+7 (000) {{:03d}}-{{:04d}}', CAST(i // 1000 AS INTEGER), CAST(i % 1000 AS INTEGER)) AS phone"
        f" FROM range({clients}) AS t(i)",
        "interactions": "SELECT 'T' || i AS interaction_id, 'C000001' AS client_id, 'C000001-1' AS contact_id,"
        " DATE '2020-01-01' + CAST(i % 2400 AS INTEGER) AS at, 'call' AS kind, true AS two_way,"
        f" 'said' AS outcome FROM range({events}) AS t(i)",
    }


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="*", default=[2, 3, 4])
    parser.add_argument("--clients", type=int, default=50_000)
    parser.add_argument("--events", type=int, default=5_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        if given.seeds:
            found = pd.concat([found_of(seed, Path(folder)) for seed in given.seeds])
            print(found.to_string(index=False))
        if given.clients:
            print(speed_of(given.clients, given.events, Path(folder)).to_string(index=False))


if __name__ == "__main__":
    main()
