"""The results as Markdown tables. Nothing here is a measured number: all of them come in."""

from __future__ import annotations

import importlib.metadata
import os
import platform
import re
from dataclasses import dataclass, field
from datetime import UTC, datetime

from bench.compare import MARTS, TOLERANCE
from bench.measure import Measured

NAMES = {"in_kamlib": "kamlib", "in_pandas": "pandas", "in_polars": "polars"}
LIBRARIES = ("kamlib", "duckdb", "pandas", "polars", "pyarrow", "numpy", "scikit-learn")
IMPORT_AIM, PANDAS_AIM, POLARS_AIM = 3, 3, 1


@dataclass
class Results:
    """Everything measured in one run; sizes are millions of lines asked for, `lines` those there were."""

    command: str
    memory_gb: float
    load: tuple[float, ...] = field(default_factory=os.getloadavg)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))
    lines: dict[float, int] = field(default_factory=dict)
    builds: dict[float, Measured] = field(default_factory=dict)
    compared: dict[float, tuple[dict[str, Measured], dict]] = field(default_factory=dict)
    imports: dict[str, dict[str, Measured]] = field(default_factory=dict)
    import_lines: int = 0


def text(r: Results) -> str:
    """The whole report."""
    parts = [_head(r), _builds(r), *(_comparison(r, size) for size in r.compared), _imports(r)]
    return "\n\n".join(p for p in parts if p) + "\n"


def table(headings: list[str], rows: list[list[str]]) -> str:
    lines = ["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings)]
    return "\n".join(lines + ["| " + " | ".join(row) + " |" for row in rows])


def figures(m: Measured) -> list[str]:
    if m.stopped:
        return [m.stopped, "", f"{m.peak:,.0f}"]
    return [f"{m.wall:,.2f}", f"{m.cpu:,.2f}", f"{m.peak:,.0f}"]


def _head(r: Results) -> str:
    versions = ", ".join(f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES)
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30)
    cores, machine = os.cpu_count(), f"{platform.machine()}, {memory:.0f} GB, {platform.system()}"
    load = ", then ".join(f"{load[0]:.1f}" for load in (r.load, os.getloadavg()))
    command = re.sub(r" --(work|out) \S+", "", r.command).strip()
    return f"""# Benchmarks

Made by `{command}` on {r.started:%Y-%m-%d}; `make bench` makes them again.
{cores} cores ({machine}), Python {platform.python_version()}; {versions}.
Processes that wanted a core when it began and when it ended: {load}. Above {cores}, others were using the machine:
wall times are too long then, and CPU seconds say more.

Every line is a process of its own. Wall and CPU seconds are those of the work, without starting Python and importing
libraries, the best of five runs under a million lines, of three up to ten, of one above (builds: of one from a million
lines on); memory is the peak of the whole process, resident. What is compared alternates within the run. Data: the demo
company, with more clients."""


def _builds(r: Results) -> str:
    if not r.builds:
        return ""
    rows = []
    for size, m in r.builds.items():
        told = [f"{sum(m.told['seconds'].values()):,.2f}", f"{m.told['book_mb']:,.0f}"] if m.told else ["", ""]
        rows.append([f"{r.lines[size]:,}", *figures(m), *told])
    parts = [
        "## Building a book\n",
        "`kam build`: the SQL models, the churn model's training, checks, publishing. A process that holds more than"
        f" {r.memory_gb:g} GB is stopped; DuckDB is told {os.environ['KAM_MEMORY']}.\n",
        table(["sales lines", "wall, s", "CPU, s", "peak memory, MB", "SQL models, wall, s", "book, MB"], rows),
    ]
    for size, m in r.builds.items():
        if m.told:
            slowest = sorted(m.told["seconds"].items(), key=lambda kv: -kv[1])[:10]
            parts.append(f"\nThe ten most expensive models at {r.lines[size]:,} lines:\n")
            parts.append(table(["model", "wall, s"], [[f"`{name}`", f"{s:,.2f}"] for name, s in slowest]))
    return "\n".join(parts)


def _comparison(r: Results, size: float) -> str:
    found, differences = r.compared[size]
    ours = found["in_kamlib"]
    rows = []
    for tool, m in found.items():
        ratios = ["", ""] if m.stopped else [f"{m.wall / ours.wall:.2f}", f"{m.cpu / ours.cpu:.2f}"]
        by_mart = differences.get(tool, {}).values()
        equal = f"{sum(w for _, w in by_mart):,} of {sum(c for c, _ in by_mart):,}" if tool in differences else ""
        rows.append([NAMES[tool], *figures(m), *ratios, equal])
    headings = ["", "wall, s", "CPU, s", "peak memory, MB", "wall ÷ kamlib", "CPU ÷ kamlib", "cells that differ"]
    marts = ", ".join(f"`{m.table}`" for m in MARTS)
    return f"""## The same marts in pandas and polars, {r.lines[size]:,} lines

From the canonical Parquet files to these tables, and no others: {marts}.
kamlib runs the models behind them into a DuckDB file; pandas (`bench/in_pandas*.py`) and polars (`bench/in_polars*.py`)
write Parquet. Features and classes are for 13 review dates, moves for a quarter and a year. Every cell is compared with
kamlib's: text, dates and unknowns exactly, numbers to {TOLERANCE:g} (relative above 1).
Aim at 5 million lines: pandas at least {PANDAS_AIM} times kamlib's time, polars more than {POLARS_AIM}.

{table(headings, rows)}"""


def _imports(r: Results) -> str:
    if not r.imports:
        return ""
    rows = []
    for kind, whose in r.imports.items():
        for who, m in whose.items():
            base = whose["DuckDB alone"]
            ratios = ["", ""] if m.stopped else [f"{m.wall / base.wall:.2f}", f"{m.cpu / base.cpu:.2f}"]
            rows.append([kind, who, *figures(m), *ratios])
    headings = ["file", "", "wall, s", "CPU, s", "peak memory, MB", "wall ÷ DuckDB", "CPU ÷ DuckDB"]
    return f"""## Importing {r.import_lines:,} lines

One file of sales lines as CSV (UTF-8, commas, ISO dates) and as Parquet. DuckDB alone reads the file with every type
given, so nothing is found out, and copies it to one Parquet file. `kam import` ends with such a file too, and on the
way fingerprints the bytes, finds encoding, separator, number and date formats and columns, judges every value, makes
line numbers, collects clients and products, reconciles rows and money, looks for overlaps, publishes in one step.
Aim: less than {IMPORT_AIM} times.

{table(headings, rows)}"""
