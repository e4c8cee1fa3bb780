"""What stood in the queue of every published book, kept beside the books and longer than they are: since when a thing
is known outlasts the book that first told of it.

One small Parquet file a publish, in the home's folder `history`: as_of, client_id, item, thing (product class,
criterion or question), item_id, stake. What people wrote does not stand there.
"""

from __future__ import annotations

import os
from pathlib import Path

import duckdb

from kamlib.book.book import Book
from kamlib.book.shelf import BookFile
from kamlib.core.duck import scratch
from kamlib.core.errors import KamError

_QUEUED = (
    "SELECT as_of, client_id, item,"
    " CASE WHEN item IN ('dropped_class', 'judgement_expired', 'charter_open', 'charter_due') THEN detail END AS thing,"
    " item_id, stake FROM marts.queue_items ORDER BY ALL"
)


def remember_queue(home: Path, books: list[BookFile]) -> None:
    """Write down what stands in the books' queues, where it is not written yet; a book from before there was a queue,
    or that cannot be read, is passed over."""
    folder = home / "history"
    folder.mkdir(exist_ok=True)
    for left in folder.glob(".queue-*"):
        left.unlink(missing_ok=True)
    for book in books:
        file = folder / f"queue_{book.file.stem.removeprefix('book_')}.parquet"
        if file.exists():
            continue
        try:
            queued = Book(book.file).arrow(_QUEUED)
        except (duckdb.Error, KamError):
            continue
        aside = folder / f".queue-{os.getpid()}"
        scratch().from_arrow(queued).write_parquet(str(aside), compression="zstd")
        os.replace(aside, file)
