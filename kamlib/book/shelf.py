"""The books of a home that are kept: which there are, which is current, which go.

A book's file is `book_<review date>_<number>.duckdb`; numbers rise with every publish, whatever the clock says. Files
of other names in the folder are none of ours.
"""

from __future__ import annotations

import fcntl
import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from kamlib.core.duck import connect_for_reading
from kamlib.core.errors import KamError

QUARTER_DAYS = 80  # a book this much older is one of an earlier quarter
OTHER_DATES_KEPT = 8  # review dates that end no month
# until version 0.2 the number was the time of building, as text
_NAME = re.compile(r"book_(\d{4}-\d{2}-\d{2})_(\d{6,}|\d{8}T\d{6,})\.duckdb")


@dataclass(frozen=True)
class BookFile:
    """A book on disk: its file, review date, and its number among all ever published (0: from before there were)."""

    file: Path
    as_of: date
    number: int

    @property
    def order(self) -> tuple[int, str]:
        """What sorts books by when they were published."""
        return self.number, self.file.name


def folder(home: Path | str) -> Path:
    """Where the books of a home stand."""
    return Path(home) / "books"


def books(home: Path | str = "data") -> list[BookFile]:
    """All books of a home that are kept, the last published first."""
    found = []
    for file in folder(home).glob("book_*.duckdb"):
        if name := _NAME.fullmatch(file.name):
            number = 0 if "T" in name[2] else int(name[2])
            found.append(BookFile(file, date.fromisoformat(name[1]), number))
    return sorted(found, key=lambda b: b.order, reverse=True)


def newest_of_each_date(kept: list[BookFile]) -> list[BookFile]:
    """The last published book of every review date, the newest date first."""
    last: dict[date, BookFile] = {}
    for book in sorted(kept, key=lambda b: b.order):
        last[book.as_of] = book
    return sorted(last.values(), key=lambda b: b.as_of, reverse=True)


def current_file(home: Path | str = "data", as_of: date | str | None = None) -> Path:
    """The file of the current book, or of the newest book of a review date.

    Raises KamError when there is no book, or none of that date; it says what to run.
    """
    kept = books(home)
    pointer = folder(home) / "current"
    if not kept or not pointer.exists():
        raise KamError("build.no_book", home=home)
    if as_of is None:
        return pointer.resolve()
    try:
        wanted = as_of if isinstance(as_of, date) else date.fromisoformat(as_of)
    except ValueError:
        raise KamError("cli.not_a_date", text=as_of) from None
    for book in kept:
        if book.as_of == wanted:
            return book.file.resolve()
    raise KamError("build.no_book_as_of", as_of=wanted, dates=sorted({b.as_of for b in kept}))


def file_before(home: Path | str, as_of: date, days: int = QUARTER_DAYS) -> Path | None:
    """The file of the kept book of the nearest review date at least so many days earlier; None: there is none."""
    earlier = [b for b in newest_of_each_date(books(home)) if b.as_of <= as_of - timedelta(days=days)]
    return earlier[0].file if earlier else None


def ends_month(day: date) -> bool:
    """Is it the last day of its month?"""
    return (day + timedelta(days=1)).day == 1


def quarter_before(day: date) -> date:
    """The last day of the month three months before that of `day`: for which review an earlier book is missing."""
    return (pd.Timestamp(day) - pd.offsets.MonthEnd(0) - pd.offsets.MonthEnd(3)).date()


def choose_current(home: Path | str, sources: set[int]) -> BookFile | None:
    """Which book is to be current: of the newest review date within the last month the data reach, and all of whose
    sources still count; where there is none such, of the newest date within it. None: there is no book. A date that
    ends no month is looked at when it is asked for, and is current only where no month end is.

    sources: the numbers of the sources that count now. How far the data reach is what the last published book knew.
    """
    kept = books(home)
    reach = next((told["reach"] for told in map(_told, kept) if told), None)
    dates = sorted(newest_of_each_date(kept), key=lambda b: ends_month(b.as_of), reverse=True)
    within = [b for b in dates if reach is None or b.as_of <= reach] or dates
    whole = (b for b in within if (told := _told(b)) and told["sources"] <= sources)
    return next(whole, within[0] if within else None)


def _told(book: BookFile) -> dict[str, Any] | None:
    """What a book says of itself: the numbers of its sources, and the last day of the last month its data reached
    (None: it is from before books told). None where it cannot be read."""
    try:
        state = book.file.stat()
        return _told_by(book.file, state.st_ino, state.st_mtime_ns, state.st_size)
    except (OSError, duckdb.Error):
        return None


@lru_cache(maxsize=64)
def _told_by(file: Path, *_state: int) -> dict[str, Any]:
    """The same of a file in this state: a book never changes, and opening one takes longer than all else here."""
    with connect_for_reading(file) as con:
        numbers = con.execute("SELECT source_no FROM sources").fetchall()
        told = con.execute("SELECT column_name FROM (DESCRIBE book_info)").fetchall()
        reach = con.execute("SELECT reach FROM book_info").fetchall()[0][0] if ("reach",) in told else None
    return {"sources": {n for (n,) in numbers}, "reach": reach}


def point_to(home: Path | str, book: BookFile | None) -> None:
    """Make a book the current one, in one step; None: no book is."""
    pointer = folder(home) / "current"
    if book is None:
        pointer.unlink(missing_ok=True)
        return
    aside = folder(home) / f".current-{os.getpid()}"
    aside.unlink(missing_ok=True)
    aside.symlink_to(book.file.name)
    os.replace(aside, pointer)


def superfluous(home: Path | str) -> list[BookFile]:
    """The books that need not be kept: rebuilt since for the same date, or of too old a date that ends no month."""
    newest = newest_of_each_date(books(home))
    others = [b for b in newest if not ends_month(b.as_of)]
    stays = {b.file for b in newest if ends_month(b.as_of)} | {b.file for b in others[:OTHER_DATES_KEPT]}
    pointer = folder(home) / "current"
    stays |= {b.file for b in books(home) if pointer.exists() and b.file.samefile(pointer)}
    return [b for b in books(home) if b.file not in stays]


def remove(home: Path | str, as_of: date, sources: set[int]) -> list[BookFile]:
    """Remove the books of a review date; another becomes current where it was one of them. Gives those removed.

    sources: as for `choose_current`. Raises KamError where there is none of that date, or no other book is left.
    """
    current_file(home, as_of)
    with publishing(home):
        gone = [b for b in books(home) if b.as_of == as_of]
        if len(gone) == len(books(home)):
            raise KamError("build.last_book", as_of=as_of)
        for book in gone:
            book.file.unlink()
        point_to(home, choose_current(home, sources))
    return gone


@contextmanager
def publishing(home: Path | str) -> Iterator[None]:
    """Hold the shelf: one publishes or removes at a time, others wait."""
    folder(home).mkdir(parents=True, exist_ok=True)
    with (folder(home) / ".publish.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
