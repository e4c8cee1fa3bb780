"""The compared marts as kamlib computes them: its own models, and all they read, nothing else."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from bench.compare import MARTS
from kamlib.book.build import run as run_models
from kamlib.core.duck import connect_for_building
from kamlib.core.home import Home
from kamlib.engine import inputs
from kamlib.engine.models import Model, models
from kamlib.policy import Policy


def run(home: Path, as_of: date, out: Path) -> None:
    """Compute every compared mart as of `as_of` into `out/book.duckdb`."""
    with connect_for_building(out / "book.duckdb", temp=out / "spill") as con:
        inputs.canonical(con, Home(home))
        inputs.parameters(con, Policy(), as_of)
        run_models(con, needed({mart.table for mart in MARTS}), lambda *_: None)
        con.execute("CHECKPOINT")


def needed(tables: set[str]) -> list[Model]:
    """The models behind these tables, in running order."""
    wanted, chosen = set(tables), []
    for model in reversed(models()):
        if model.table in wanted:
            wanted |= model.reads
            chosen.append(model)
    return chosen[::-1]
