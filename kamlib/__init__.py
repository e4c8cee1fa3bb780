"""Key account management analytics over a company's own sales and client data.

import kamlib as kam
book = kam.open_book("data")
kam.rfm(book)

The names of `dir(kam)` are at hand as `kam.<name>`; what they need is imported when they are first asked for. The
questions of a book are those of `kamlib.answers`; docs/reference.md has all of them on one page.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache, wraps
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from types import ModuleType
from typing import TYPE_CHECKING

from kamlib.core.renamed import RENAMED
from kamlib.core.version import VERSION as __version__

if TYPE_CHECKING:
    from kamlib.answers import *
    from kamlib.book.book import Book as Book
    from kamlib.book.book import book_before as book_before
    from kamlib.book.book import open_book as open_book
    from kamlib.book.history import history as history
    from kamlib.book.shelf import books as books
    from kamlib.core.errors import KamError as KamError
    from kamlib.intake.saved import save_profile as save_profile
    from kamlib.intake.sources import restore_source as restore_source
    from kamlib.intake.sources import sources_of as sources_of
    from kamlib.intake.sources import withdraw_source as withdraw_source
    from kamlib.policy import Policy as Policy
    from kamlib.policy.file import put_in_force as put_in_force
    from kamlib.register import RegisterConflict as RegisterConflict
    from kamlib.register import open_register as open_register
    from kamlib.review.compare import compare as compare
    from kamlib.review.decide import decide as decide
    from kamlib.review.judge import judge as judge
    from kamlib.review.mark import later as later
    from kamlib.review.mark import mark as mark
    from kamlib.review.meeting import meet as meet
    from kamlib.review.moved import why_moved as why_moved
    from kamlib.review.outcomes import forecasts_met as forecasts_met
    from kamlib.review.outcomes import risk_bands_met as risk_bands_met
    from kamlib.review.pack.write import write_client_sheet as write_client_sheet
    from kamlib.review.pack.write import write_pack as write_pack
    from kamlib.review.pack.write import write_page_one as write_page_one
    from kamlib.whatif.live import live as live
    from kamlib.whatif.live import what_if as what_if

_HOME_OF = {
    "Book": "kamlib.book.book",
    "KamError": "kamlib.core.errors",
    "Policy": "kamlib.policy",
    "RegisterConflict": "kamlib.register",
    "book_before": "kamlib.book.book",
    "books": "kamlib.book.shelf",
    "compare": "kamlib.review.compare",
    "decide": "kamlib.review.decide",
    "forecasts_met": "kamlib.review.outcomes",
    "history": "kamlib.book.history",
    "judge": "kamlib.review.judge",
    "later": "kamlib.review.mark",
    "live": "kamlib.whatif.live",
    "mark": "kamlib.review.mark",
    "meet": "kamlib.review.meeting",
    "open_book": "kamlib.book.book",
    "open_register": "kamlib.register",
    "put_in_force": "kamlib.policy.file",
    "risk_bands_met": "kamlib.review.outcomes",
    "restore_source": "kamlib.intake.sources",
    "save_profile": "kamlib.intake.saved",
    "sources_of": "kamlib.intake.sources",
    "what_if": "kamlib.whatif.live",
    "why_moved": "kamlib.review.moved",
    "withdraw_source": "kamlib.intake.sources",
    "write_client_sheet": "kamlib.review.pack.write",
    "write_pack": "kamlib.review.pack.write",
    "write_page_one": "kamlib.review.pack.write",
}


# asked for as names of the package while they are being imported: never through the questions, which need them
_ROOMS = frozenset(room.name for room in iter_modules(__path__))


def __getattr__(name: str) -> object:
    if name in _HOME_OF:
        return getattr(import_module(_HOME_OF[name]), name)
    if name in _ROOMS:
        return import_module(f"kamlib.{name}")
    if name == "__all__":
        return __dir__()
    if not name.startswith("_") and name in import_module("kamlib.answers").__all__:
        return _question(getattr(import_module("kamlib.answers"), name))
    now = f"; it is called {RENAMED[name]!r} now" if name in RENAMED else ""
    raise AttributeError(f"module 'kamlib' has no attribute {name!r}{now}")


@cache
def _question(ask: Callable[..., object]) -> Callable[..., object]:
    """A question that says what to do where it is not asked of a book."""

    @wraps(ask)
    def asked(book: Book, *args: object, **kwargs: object) -> object:
        if not hasattr(book, "sql"):
            from kamlib.core.errors import KamError

            path = repr(str(book)) if isinstance(book, str | Path) else '"data"'
            raise KamError("build.not_a_book", question=ask.__name__, found=repr(book)[:80], path=path)
        return ask(book, *args, **kwargs)

    return asked


def __dir__() -> list[str]:
    return sorted([*_HOME_OF, *import_module("kamlib.answers").__all__])


_DOC = __doc__


class _Package(ModuleType):
    """The package, whose docstring goes on with the questions: `help(kam)` shows them by topic."""


def _whole_doc(_: ModuleType) -> str:
    return f"{_DOC}\n{import_module('kamlib.answers').listing()}\n"


# the questions are imported when somebody asks for help, and not before
type.__setattr__(_Package, "__doc__", property(_whole_doc))
sys.modules[__name__].__class__ = _Package
