"""How often key clients stay key when the weights move, at 5,000 clients: `python -m bench.key`.

200 draws, beside the time of one full build of the same book. `--data HOME` takes a company that is there already.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import kamlib as kam
from kamlib.book.build import build
from kamlib.demo import write

CLIENTS, DRAWS, REPEATS = 5_000, 200, 3


def main() -> None:
    """Prints seconds, the best of the repeats, and the share of the build."""
    parser = argparse.ArgumentParser(prog="python -m bench.key", description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, help="a home with sales; default: the demo company, larger")
    chosen = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="kam-bench-") as work:
        home = chosen.data or Path(work) / "demo"
        if not chosen.data:
            write(home, scale=CLIENTS / 400)
        whole, _ = _seconds(lambda: build(home))
        book = kam.open_book(home)
        clients = len(kam.clients(book))
        drawn = min(_seconds(lambda: kam.membership_stability(book, DRAWS))[0] for _ in range(REPEATS))
        places = min(_seconds(lambda: kam.selection(book, {"selection_places": 30}))[0] for _ in range(REPEATS))
        curve = min(_seconds(lambda: kam.key_client_curve(book))[0] for _ in range(REPEATS))
    print(f"{clients:,} clients; one full build: {whole:.1f} s")
    for name, seconds in (
        (f"stability, {DRAWS} draws", drawn),
        ("another selection", places),
        ("curve of places", curve),
    ):
        print(f"{name}: {seconds:.2f} s, {seconds / whole:.2%} of the build")


def _seconds(work) -> tuple[float, object]:
    start = time.perf_counter()
    found = work()
    return time.perf_counter() - start, found


if __name__ == "__main__":
    main()
