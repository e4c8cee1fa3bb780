"""docs/benchmarks_churn.md: one page, of which each churn bench writes its own part; `reading` is written by hand."""

from __future__ import annotations

import importlib.metadata
import os
import platform
from datetime import UTC, datetime
from pathlib import Path

PARTS = ("reading", "companies", "invented", "keys", "narrowing", "found", "speed")
HEAD = """# Benchmarks of the churn model

Written by five commands, each its own part: `python -m bench.churn`, `python -m bench.churn_keys`,
`python -m bench.narrowing`, `python -m bench.churn_found`, `python -m bench.churn_speed`. BG/NBD against published
estimates and its fit times: `python -m bench.btyd`.
"""
LIBRARIES = ("kamlib", "scikit-learn", "scipy", "numpy", "pandas", "duckdb")


def write_part(page: Path, name: str, text: str) -> None:
    """Put a part in its place on the page; the other parts stay."""
    parts = {part: _between(page.read_text("utf-8"), part) for part in PARTS} if page.exists() else {}
    parts[name] = f"\n{text.strip()}\n"
    page.parent.mkdir(parents=True, exist_ok=True)
    marked = [f"<!-- {part} -->{parts[part]}<!-- end of {part} -->" for part in PARTS if parts.get(part)]
    page.write_text(HEAD + "\n" + "\n\n".join(marked) + "\n", "utf-8")


def made_by(command: str, more: list[str]) -> str:
    """When, on what, with which versions; `more` are those of libraries elsewhere."""
    versions = [f"{name} {importlib.metadata.version(name)}" for name in LIBRARIES] + more
    memory = round(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / (1 << 30))
    return (
        f"Made by `{command}` on {datetime.now(UTC):%Y-%m-%d}: {os.cpu_count()} cores ({platform.machine()},"
        f" {memory} GB, {platform.system()}), Python {platform.python_version()}; {', '.join(versions)}."
    )


def _between(text: str, part: str) -> str:
    start, end = f"<!-- {part} -->", f"<!-- end of {part} -->"
    return text.split(start, 1)[1].split(end, 1)[0] if start in text and end in text else ""
