"""`kam books`: which books are kept, and removing some."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import typer

from kamlib.book import shelf
from kamlib.book.book import Book
from kamlib.commands.output import print_table
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.core.texts import language, t


def listed(home: Path, as_json: bool) -> None:
    """One line a kept book, the newest date first. Raises KamError where there is none."""
    current = shelf.current_file(home)
    rows = [_row(kept, current) for kept in sorted(shelf.books(home), key=lambda b: (b.as_of, b.order), reverse=True)]
    if as_json:
        typer.echo(json.dumps(rows, ensure_ascii=False))
        return
    lang = language()
    shown = pd.DataFrame(
        {
            t("cli.books_as_of", lang): [formats.date(r["as_of"], lang) for r in rows],
            t("cli.books_built", lang): [formats.date(r["built_at"], lang) for r in rows],
            t("cli.books_version", lang): [r["code_version"] or formats.UNKNOWN for r in rows],
            t("cli.books_mb", lang): [formats.number(r["bytes"] / 1e6, lang, 1) for r in rows],
            t("cli.books_file", lang): [r["file"] for r in rows],
            "": [_marks(r, lang) for r in rows],
        }
    )
    print_table(shown)


def _row(kept: shelf.BookFile, current: Path) -> dict[str, Any]:
    try:
        info = Book(kept.file).info
    except (duckdb.Error, KamError):
        info = {}
    return {
        "as_of": kept.as_of.isoformat(),
        "number": kept.number,
        "file": kept.file.name,
        "bytes": kept.file.stat().st_size,
        "built_at": info.get("built_at"),
        "code_version": info.get("code_version"),
        "is_reconstructed": info.get("is_reconstructed"),
        "is_current": kept.file.resolve() == current,
        "can_be_read": bool(info),
    }


def _marks(row: dict[str, Any], lang: str) -> str:
    marks = [name for name in ("current", "reconstructed") if row[f"is_{name}"]]
    marks += [] if row["can_be_read"] else ["unreadable"]
    return ", ".join(t(f"cli.books_is_{mark}", lang) for mark in marks)


def removed(home: Path, as_of: date) -> None:
    """Remove the books of a date, and say which is current now."""
    gone = shelf.remove(home, as_of, {s["source_no"] for s in Home(home).sources()})
    typer.echo(t("cli.books_removed", files=", ".join(b.file.name for b in gone)))
    typer.echo(t("cli.books_current", as_of=formats.date(Book(shelf.current_file(home)).as_of, language())))
