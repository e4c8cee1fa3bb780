"""Writing a pack: its files are made aside and renamed, so that a half-made one never takes the place of a good one."""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Collection
from datetime import date
from pathlib import Path

from kamlib.book import shelf
from kamlib.book.book import Book, open_book
from kamlib.core.errors import KamError
from kamlib.review.pack.client import client_sheet
from kamlib.review.pack.contents import contents, page_one_alone
from kamlib.review.pack.parts import Pack
from kamlib.review.pack.pdf import pdf

KINDS = ("pdf", "xlsx", "pptx")
PAGE_ONE = "page-one"
QUARTER = re.compile(r"(\d{4})-?[QКкq]([1-4])")
UNSAFE = re.compile(r"[^\w.-]+")


def write_pack(
    home: Path | str | Book,
    quarter: str | None = None,
    lang: str = "en",
    out: Path | str = ".",
    kinds: Collection[str] = KINDS,
    *,
    clients: Collection[str] | None = None,
    personal: bool = False,
    template: Path | str | None = None,
    company: str | None = None,
    printed_on: date | None = None,
) -> list[Path]:
    """Write the pack of a quarter's review, and give the files: `review_2026-09-30_en.pdf`, `.xlsx`, `.pptx`.

    home: a company's home, or an open book. quarter: "2026Q3", the quarter its review date ends (default: the current
    book). kinds: of pdf, xlsx, pptx, page-one (page one alone, a PDF). clients: whose rows are shown (None: of all).
    personal: whether managers, owners and who decided are named. template: the company's own slides file. company: its
    name (default: that of the home's folder). printed_on: by default today, the only thing that the clock tells.
    Raises KamError for a quarter without a book, an unknown kind, language or client, and a template that is none.
    """
    if unknown := [kind for kind in kinds if kind not in (*KINDS, PAGE_ONE)]:
        raise KamError("pack.no_kind", kind=unknown[0], kinds=", ".join((*KINDS, PAGE_ONE)))
    book = home if isinstance(home, Book) else open_book(home, review_date(home, quarter))
    name = f"review_{book.as_of}_{lang}"
    files: dict[str, bytes] = {}
    if PAGE_ONE in kinds:
        files[f"{name}_page-one.pdf"] = pdf(page_one_alone(book, lang, printed_on, clients, company))
    if whole := [kind for kind in KINDS if kind in kinds]:
        made = contents(book, lang, printed_on, clients, personal, company)
        files |= {f"{name}.{kind}": _maker(kind, template)(made) for kind in whole}
    return [_written(Path(out) / file, data) for file, data in files.items()]


def write_client_sheet(
    book: Book,
    client_id: str,
    lang: str = "en",
    out: Path | str = ".",
    *,
    personal: bool = False,
    company: str | None = None,
    printed_on: date | None = None,
) -> Path:
    """Write one client's sheet as PDF, and give the file. Raises KamError for an unknown client or language."""
    made = pdf(client_sheet(book, client_id, lang, printed_on, personal, company))
    return _written(Path(out) / f"client_{UNSAFE.sub('_', client_id)[:60]}_{book.as_of}_{lang}.pdf", made)


def write_page_one(
    book: Book,
    lang: str = "en",
    out: Path | str = ".",
    *,
    clients: Collection[str] | None = None,
    company: str | None = None,
    printed_on: date | None = None,
) -> Path:
    """Write page one of the review alone as PDF, and give the file. Raises KamError for an unknown language."""
    made = pdf(page_one_alone(book, lang, printed_on, clients, company))
    return _written(Path(out) / f"review_{book.as_of}_{lang}_page-one.pdf", made)


def review_date(home: Path | str, quarter: str | None) -> date | None:
    """The last day of a quarter that has a book; None: no quarter is asked for.

    Raises KamError for what is no quarter, and for one without a book, telling which there are.
    """
    if quarter is None:
        return None
    found = QUARTER.fullmatch(quarter.strip())
    if not found:
        raise KamError("pack.no_quarter", quarter=quarter)
    month = 3 * int(found[2])
    day = date(int(found[1]), month, 30 if month in (6, 9) else 31)
    known = sorted({b.as_of for b in shelf.books(home)})
    within = [d for d in known if d <= day and (d.year, (d.month - 1) // 3) == (day.year, (day.month - 1) // 3)]
    if not within:
        if not known:
            raise KamError("build.no_book", home=home)
        raise KamError("pack.no_book", quarter=quarter, as_of=day, home=home, dates=known)
    return within[-1]


def _maker(kind: str, template: Path | str | None) -> Callable[[Pack], bytes]:
    """What makes a file of a kind; the libraries of the others are left alone."""
    if kind == "pdf":
        return pdf
    if kind == "xlsx":
        from kamlib.review.pack.workbook import workbook

        return workbook
    from kamlib.review.pack.slides import slides

    return lambda pack: slides(pack, template)


def _written(file: Path, data: bytes) -> Path:
    """The file in its place, whole; what stood there stays until then."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.{os.getpid()}")
    try:
        aside.write_bytes(data)
        os.replace(aside, file)
    finally:
        aside.unlink(missing_ok=True)
    return file
