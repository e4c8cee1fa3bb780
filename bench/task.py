"""What is measured, each in a process of its own: `python -m bench.task NAME ARGUMENT…`, one JSON line at the end."""

from __future__ import annotations

import importlib
import json
import resource
import sys
import time
from collections.abc import Callable
from datetime import date
from pathlib import Path

SEED, END = 1, date(2026, 9, 30)


def demo(home: Path, scale: float) -> Callable[[], dict]:
    """A home with the demo company, `scale` times as many clients, imported."""
    from kamlib.core.home import Home
    from kamlib.demo import write

    def work() -> dict:
        write(home, SEED, scale, end=END)
        return {"lines": sum(s["rows_accepted"] for s in Home(home).sources() if s["table"] == "sales_lines")}

    return work


def build(home: Path) -> Callable[[], dict]:
    """`kam build`: everything, checks and publishing included."""
    from kamlib.book.build import build

    def work() -> dict:
        built = build(home, END)
        return {"seconds": built.seconds, "book_mb": built.file.stat().st_size / (1 << 20)}

    return work


def same_marts(module: str, home: Path, out: Path) -> Callable[[], dict]:
    """The compared marts by one of bench.in_kamlib, in_pandas, in_polars."""
    run = importlib.import_module(f"bench.{module}").run
    return lambda: run(home, END, out) or {}


def compared(book: Path, folder: Path) -> Callable[[], dict]:
    from bench.compare import differences

    return lambda: {"differences": differences(book, folder)}


def files(folder: Path, lines: int) -> Callable[[], dict]:
    """`lines.parquet` and `lines.csv` in `folder`: that many sales lines of the demo company, as one file each."""
    from bench import importing

    return lambda: importing.make(folder, lines, SEED, END) or {}


def import_file(home: Path, file: Path) -> Callable[[], dict]:
    """`kam import` of one file into an empty home."""
    from kamlib.intake import import_files

    def work() -> dict:
        (source,) = import_files(home, [file]).sources
        return {"lines": source.record["rows_accepted"], "rejected": source.record["rows_rejected"]}

    return work


def duckdb_alone(file: Path, target: Path) -> Callable[[], dict]:
    """DuckDB reads the file into the same types and writes Parquet; nothing is looked at."""
    from bench import importing

    return lambda: importing.alone(file, target)


TASKS = {f.__name__: f for f in (demo, build, same_marts, compared, files, import_file, duckdb_alone)}
TYPES = {
    "home": Path,
    "book": Path,
    "folder": Path,
    "file": Path,
    "target": Path,
    "out": Path,
    "scale": float,
    "lines": int,
}


def cpu_seconds() -> float:
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def main() -> None:
    task = TASKS[sys.argv[1]]
    names = task.__code__.co_varnames[: task.__code__.co_argcount]
    arguments = [TYPES.get(n, str)(a) for n, a in zip(names, sys.argv[2:], strict=True)]
    work = task(*arguments)  # imports happen here
    cpu, wall = cpu_seconds(), time.perf_counter()
    told = work()
    print(json.dumps({"wall": time.perf_counter() - wall, "cpu": cpu_seconds() - cpu, **told}))


if __name__ == "__main__":
    main()
