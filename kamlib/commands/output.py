"""What commands print: a progress bar, a table, errors."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

err = Console(stderr=True)


@contextmanager
def progress_bar(hidden: bool):
    """A progress bar on stderr; gives what a step is told to."""
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*parts, console=err, transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, number, of: bar.update(task, description=step, completed=number, total=of)


def print_table(frame) -> None:
    """A DataFrame as a plain grid; what is not known as a dash."""
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for name in frame.columns:
        grid.add_column(name, overflow="fold", justify="right" if frame[name].dtype.kind in "if" else "left")
    for row in frame.astype(object).where(frame.notna(), "—").itertuples(index=False):
        grid.add_row(*(f"{v:,.4f}".rstrip("0").rstrip(".") if isinstance(v, float) else str(v) for v in row))
    Console(width=None if sys.stdout.isatty() else 400, markup=False, highlight=False).print(grid)
