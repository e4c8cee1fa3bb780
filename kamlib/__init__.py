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
from kamlib.register import RegisterConflict, open_register

__all__ = ["Book", "KamError", "Policy", "RegisterConflict", "books", "open_book", "open_register", *_answers]
