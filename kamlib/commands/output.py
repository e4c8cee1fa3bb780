"""What commands print: a progress bar, a table, errors."""

from __future__ import annotations

import sys
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from kamlib.core.texts import language

err = Console(stderr=True)


@contextmanager
def progress_bar(hidden: bool):
    """A progress bar on stderr; gives what a step is told to."""
    parts = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*parts, console=err, transient=True, disable=hidden) as bar:
        task = bar.add_task("", total=None)
        yield lambda step, number, of: bar.update(task, description=step, completed=number, total=of)


def print_table(frame) -> None:
    """A DataFrame as a plain grid, numbers as the language writes them; what is not known as a dash.

    Dates stay as `--as-of` and `--where` take them.
    """
    from kamlib.core import formats  # what a progress bar does not need

    def written(x: object) -> str:
        return formats.number(x, lang, 4) if isinstance(x, int | float) and not isinstance(x, bool) else str(x)

    lang = language()
    grid = Table(box=None, header_style="bold", pad_edge=False)
    for name in frame.columns:
        grid.add_column(name, overflow="fold", justify="right" if frame[name].dtype.kind in "if" else "left")
    for row in frame.astype(object).where(frame.notna(), formats.UNKNOWN).itertuples(index=False):
        grid.add_row(*map(written, row))
    Console(width=None if sys.stdout.isatty() else 400, markup=False, highlight=False).print(grid)
