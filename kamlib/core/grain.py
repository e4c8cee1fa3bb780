"""Whether sales are told in days or in months: what the book being looked at knows of their dates decides."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

# set by opening a book, and by every run of a page; numbers, texts and headings follow it
BY_MONTH: ContextVar[bool] = ContextVar("BY_MONTH", default=False)


def by_month() -> bool:
    """True where only the month of a sale is known: its day must not be shown, and spans are months."""
    return BY_MONTH.get()


@contextmanager
def told_by_month(is_by_month: bool) -> Iterator[None]:
    """What is written meanwhile follows this grain; for what is made later, out of the run of a page."""
    before = BY_MONTH.set(is_by_month)
    try:
        yield
    finally:
        BY_MONTH.reset(before)
