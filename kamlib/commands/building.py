"""Building from the command line, with progress."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from time import monotonic
from typing import Literal

import typer

from kamlib import demo
from kamlib.answers.data import missing_months
from kamlib.book import tables
from kamlib.book.book import Book
from kamlib.book.build import build, only
from kamlib.book.quarters import build_quarters
from kamlib.commands.output import err, print_table, progress_bar
from kamlib.core import formats
from kamlib.core.texts import language, t
from kamlib.labels.coverage import dated_text, missing_months_text
from kamlib.policy import Policy

SHOWN_ROWS = 20


def built(
    home: Path,
    as_of: date | Literal["last-week"] | None,
    policy: Path | None,
    publish: bool,
    as_json: bool,
    quiet: bool = False,
    accept_register: bool = False,
) -> None:
    """Build the book of a home, or with `publish=False` only check that it can be built, and say so."""
    chosen = Policy.read(policy) if policy else None
    start = monotonic()
    with progress_bar(as_json) as told:
        done = build(home, as_of, chosen, told, publish, accept_register)
    seconds = monotonic() - start
    if quiet:
        return
    if as_json:
        told = {"as_of": done.as_of.isoformat(), "file": done.file and str(done.file), "seconds": done.seconds}
        told["reach"] = done.reach and done.reach.isoformat()
        told["current"] = done.current and done.current.isoformat()
        typer.echo(json.dumps(told, ensure_ascii=False))
    else:
        lang = language()
        if done.reach and done.as_of > done.reach:
            reach = formats.date(done.reach, lang)
            typer.echo(t("cli.beyond_data", lang, as_of=formats.date(done.as_of, lang), reach=reach))
        said = {"as_of": formats.date(done.as_of, lang), "seconds": formats.number(seconds, lang, 1)}
        typer.echo(t("cli.built" if publish else "cli.checked", lang, file=done.file, **said))
        if done.current and done.current != done.as_of:
            typer.echo(t("cli.built_older", lang, current=formats.date(done.current, lang)))
        if done.file:
            _tell_lacking(Book(done.file), lang)


def built_quarters(
    home: Path, quarters: int, as_of: date | Literal["last-week"] | None, policy: Path | None, as_json: bool
) -> None:
    """Build the books of past quarters that are missing, and say which."""
    until = as_of if isinstance(as_of, date) else None
    with progress_bar(as_json) as told:
        done = build_quarters(home, quarters, until, Policy.read(policy) if policy else None, told)
    if as_json:
        return
    if done:
        dates = ", ".join(formats.date(book.as_of, language()) for book in done)
        typer.echo(t("cli.built_quarters", dates=dates))
    else:
        typer.echo(t("cli.no_quarters", n=quarters))


def _tell_lacking(book: Book, lang: str) -> None:
    """How finely the sales are dated, if not by day, and which months the data lack, if any."""
    if told := dated_text(book.info, lang):
        typer.echo(told)
    lacking = missing_months(book)
    if len(lacking):
        example = f"{lacking['month'].iloc[0]:%Y-%m}"
        typer.echo(t("coverage.lacking", lang, spans=missing_months_text(lacking, lang), example=example))


def tried(home: Path, as_of: date | None, policy: Path | None, names: list[str], as_json: bool) -> None:
    """Build some models and what they need in memory, and show their first rows (with --json all)."""
    book = only(home, names, as_of, Policy.read(policy) if policy else None)
    for name in (n.removeprefix("+") for n in names):
        frame = tables.read(book, tables.named(book, name), [], None if as_json else SHOWN_ROWS)
        if as_json:
            typer.echo(frame.to_json(orient="records", date_format="iso", force_ascii=False))
        else:
            typer.echo(name)
            print_table(frame)


def made_demo(home: Path, scale: float, seed: int, as_json: bool) -> None:
    """Make the demo company and its books."""
    if not as_json:
        err.print(t("cli.demo_making", data=home), highlight=False, markup=False)
    demo.write(home, seed=seed, scale=scale)
    # the book of the quarter before stays beside the current one, so that a review has something to compare with
    built(home, demo.QUARTER_BEFORE, None, True, as_json, quiet=True)
    built(home, None, None, True, as_json)
