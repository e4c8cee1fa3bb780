"""Key account management analytics over a company's own sales and client data.

import kamlib as kam
book = kam.open_book("data")
kam.rfm(book)

The names below and every question of `kamlib.answers` are at hand as `kam.<name>`; what they need is imported when they
are first asked for.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

from kamlib.core.version import VERSION as __version__

if TYPE_CHECKING:
    from kamlib.answers import *
    from kamlib.book.book import Book, book_before, books, open_book
    from kamlib.core.errors import KamError
    from kamlib.policy import Policy
    from kamlib.policy.file import put_in_force
    from kamlib.register import RegisterConflict, open_register
    from kamlib.review.decide import decide
    from kamlib.whatif.live import live, what_if

_HOME_OF = {
    "Book": "kamlib.book.book",
    "KamError": "kamlib.core.errors",
    "Policy": "kamlib.policy",
    "RegisterConflict": "kamlib.register",
    "book_before": "kamlib.book.book",
    "books": "kamlib.book.book",
    "decide": "kamlib.review.decide",
    "live": "kamlib.whatif.live",
    "open_book": "kamlib.book.book",
    "open_register": "kamlib.register",
    "put_in_force": "kamlib.policy.file",
    "what_if": "kamlib.whatif.live",
}


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    if name == "__all__":
        return __dir__()
    if not name.startswith("_") and name in import_module("kamlib.answers").__all__:
        return getattr(import_module("kamlib.answers"), name)
    raise AttributeError(f"module 'kamlib' has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted([*_HOME_OF, *import_module("kamlib.answers").__all__])
