"""Key account management analytics over a company's own sales and client data.

import kamlib as kam
book = kam.open_book("data")
kam.rfm(book)
"""

__version__ = "0.1.0"

from kamlib.answers import *  # noqa: F403
from kamlib.answers import __all__ as _answers
from kamlib.book import Book, books, open_book
from kamlib.errors import KamError
from kamlib.policy import Policy

__all__ = ["Book", "KamError", "Policy", "books", "open_book", *_answers]
