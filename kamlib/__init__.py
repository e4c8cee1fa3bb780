"""Key account management analytics over a company's own sales and client data.

import kamlib as kam
book = kam.open_book("data")
kam.rfm(book)
"""

__version__ = "0.1.0"

from kamlib.answers import *  # noqa: F403
from kamlib.answers import __all__ as _answers
from kamlib.book import Book, book_before, books, open_book
from kamlib.decide import decide
from kamlib.errors import KamError
from kamlib.policy import Policy
from kamlib.policy_file import put_in_force
from kamlib.register import RegisterConflict, open_register

__all__ = [
    "Book",
    "KamError",
    "Policy",
    "RegisterConflict",
    "book_before",
    "books",
    "decide",
    "open_book",
    "open_register",
    "put_in_force",
    *_answers,
]
