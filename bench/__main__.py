"""Speed and memory, as ratios in one run: `make bench`, or `python -m bench --sizes 0.2 5`.

Sizes are millions of sales lines of the demo company. Everything measured runs in a process of its own, one after
another; what is compared alternates, and the best of the repeats counts. Writes docs/benchmarks.md.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from bench import report
from bench.measure import Measured, best, measure

ROOT = Path(__file__).parent.parent
TOOLS = ("in_kamlib", "in_pandas", "in_polars")
LINES_A_SCALE = 0.2  # millions of sales lines at a scale of 1, about


def options(arguments: list[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--sizes", type=float, nargs="*", default=[0.2, 5, 50], help="millions of lines to build a book of")
    add("--compare-up-to", type=float, default=5, help="millions of lines up to which pandas and polars run too")
    add("--import-lines", type=float, default=10, help="millions of lines to import; 0: none")
    add("--memory", type=float, default=4, help="gigabytes a process may hold; DuckDB is told three quarters of it")
    add("--work", type=Path, help="a folder for the companies, kept; default: a temporary one")
    add("--out", type=Path, default=ROOT / "docs" / "benchmarks.md", help="where the report goes")
    return parser.parse_args(arguments)


def repeats(million_lines: float) -> int:
    """Small runs are repeated more often."""
    return 5 if million_lines < 1 else 3 if million_lines <= 10 else 1


def importing(work: Path, million_lines: float) -> dict[str, dict[str, Measured]]:
    """Import of a CSV and of a Parquet file against DuckDB reading the same one: kind -> who -> best run."""
    folder = work / "import"
    _done(measure("files", folder, round(million_lines * 1e6)))
    found: dict[str, dict[str, list[Measured]]] = {}
    for _ in range(repeats(million_lines)):
        for kind in ("csv", "parquet"):
            file, home, target = folder / f"lines.{kind}", work / "imported", work / "alone.parquet"
            runs = found.setdefault(kind, {"kamlib": [], "DuckDB alone": []})
            runs["kamlib"].append(_told(measure("import_file", home, file)))
            runs["DuckDB alone"].append(_told(measure("duckdb_alone", file, target)))
            shutil.rmtree(home, ignore_errors=True)
            target.unlink(missing_ok=True)
    shutil.rmtree(folder)
    return {kind: {who: best(runs) for who, runs in whose.items()} for kind, whose in found.items()}


def building(home: Path, million_lines: float, limit: float) -> tuple[int, Measured]:
    """Lines of the company, and the best build of its book."""
    lines = _done(measure("demo", home, max(1.0, million_lines / LINES_A_SCALE))).told["lines"]
    times = repeats(million_lines) if million_lines < 1 else 1
    runs = [_told(measure("build", home, limit_gb=limit)) for _ in range(times)]
    shutil.rmtree(home / "books", ignore_errors=True)
    return lines, best(runs)


def comparing(work: Path, home: Path, million_lines: float, limit: float) -> tuple[dict[str, Measured], dict]:
    """The best run of every tool over the same marts; and by tool and mart, cells compared and cells that differ."""
    runs: dict[str, list[Measured]] = {tool: [] for tool in TOOLS}
    for _ in range(repeats(million_lines)):
        for tool in TOOLS:
            out = work / tool
            shutil.rmtree(out, ignore_errors=True)
            out.mkdir()
            runs[tool].append(_told(measure("same_marts", tool, home, out, limit_gb=limit)))
    found = {tool: best(r) for tool, r in runs.items()}
    book = work / "in_kamlib" / "book.duckdb"
    differences = {
        tool: _done(measure("compared", book, work / tool)).told["differences"]
        for tool in TOOLS[1:]
        if not found[tool].stopped
    }
    for tool in TOOLS:
        shutil.rmtree(work / tool)
    return found, differences


def _told(m: Measured) -> Measured:
    print(f"  {m.task:14s} {m.stopped or f'{m.wall:8.2f} s wall {m.cpu:8.2f} s CPU {m.peak:7.0f} MB'}", flush=True)
    return m


def _done(m: Measured) -> Measured:
    if m.stopped:
        raise SystemExit(f"{m.task}: {m.stopped}")
    return m


def main() -> None:
    chosen = options(sys.argv[1:])
    os.environ.setdefault("KAM_MEMORY", f"{chosen.memory * 0.75:g}GB")
    os.environ["OMP_WAIT_POLICY"] = "PASSIVE"
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    results = report.Results(command="python -m bench " + " ".join(sys.argv[1:]), memory_gb=chosen.memory)
    with tempfile.TemporaryDirectory(prefix="kam-bench-") as temporary:
        work = chosen.work or Path(temporary)
        work.mkdir(parents=True, exist_ok=True)
        if chosen.import_lines:
            print(f"import of {chosen.import_lines:g} million lines", flush=True)
            results.imports = importing(work, chosen.import_lines)
            results.import_lines = round(chosen.import_lines * 1e6)
            chosen.out.write_text(report.text(results), "utf-8")
        for size in chosen.sizes:
            print(f"{size:g} million lines", flush=True)
            home = work / f"demo-{size:g}"
            lines, results.builds[size] = building(home, size, chosen.memory)
            results.lines[size] = lines
            if size <= chosen.compare_up_to:
                results.compared[size] = comparing(work, home, size, chosen.memory)
            if not chosen.work:
                shutil.rmtree(home)
            chosen.out.write_text(report.text(results), "utf-8")  # the next size may take long
    print("\n" + report.text(results))
    if any(
        wrong for _, whose in results.compared.values() for by_mart in whose.values() for _, wrong in by_mart.values()
    ):
        raise SystemExit("The results differ: see the table.")


if __name__ == "__main__":
    main()
