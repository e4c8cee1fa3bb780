"""Building from the command line, with progress."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import monotonic

import typer

from kamlib import demo
from kamlib.book.build import build
from kamlib.commands.output import err, progress_bar
from kamlib.core.texts import t
from kamlib.policy import Policy


def built(
    home: Path, as_of: date | None, policy: Path | None, publish: bool, as_json: bool, quiet: bool = False
) -> None:
    """Build the book of a home, or with `publish=False` only check that it can be built, and say so."""
    chosen = Policy.read(policy) if policy else None
    start = monotonic()
    with progress_bar(as_json) as told:
        done = build(home, as_of, chosen, told, publish)
    seconds = round(monotonic() - start, 1)
    if quiet:
        return
    if as_json:
        told = {"as_of": done.as_of.isoformat(), "file": done.file and str(done.file), "seconds": done.seconds}
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        typer.echo(t("cli.built" if publish else "cli.checked", as_of=done.as_of, file=done.file, seconds=seconds))


def made_demo(home: Path, scale: float, seed: int, as_json: bool) -> None:
    """Make the demo company and its books."""
    if not as_json:
        err.print(t("cli.demo_making", data=home), highlight=False, markup=False)
    demo.write(home, seed=seed, scale=scale)
    # the book of the quarter before stays beside the current one, so that a review has something to compare with
    built(home, demo.QUARTER_BEFORE, None, True, as_json, quiet=True)
    built(home, None, None, True, as_json)
