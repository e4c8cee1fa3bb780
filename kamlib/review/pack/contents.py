"""The contents of a pack, made once from a book, before anything draws them."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from kamlib.book.book import Book
from kamlib.core.errors import KamError
from kamlib.core.grain import BY_MONTH
from kamlib.core.texts import LANGUAGES
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Pack, Spread
from kamlib.review.pack.spreads import (
    appendix,
    changed,
    decided,
    depend,
    earners,
    keys,
    leaving,
    needed,
    page_one,
    reading,
)

SPREADS = (changed, earners, leaving, keys, depend, decided, needed, appendix)


def contents(
    book: Book,
    lang: str = "en",
    printed_on: date | None = None,
    clients: Collection[str] | None = None,
    personal: bool = False,
    company: str | None = None,
) -> Pack:
    """The whole pack of a book.

    printed_on: by default today; nothing else depends on the clock. clients: whose rows are shown (None: of all).
    personal: whether people are named. company: by default the name of the home's folder.
    """
    asked = ask(book, lang, clients, personal)
    spreads = [page_one.spread(asked), *(part.spread(asked) for part in SPREADS)]
    spreads = [spread for spread in spreads if not spread.is_empty]
    return pack_of(asked, [spreads[0], reading.spread(asked), *spreads[1:]], printed_on, company)


def page_one_alone(
    book: Book,
    lang: str = "en",
    printed_on: date | None = None,
    clients: Collection[str] | None = None,
    company: str | None = None,
) -> Pack:
    """Only page one."""
    asked = ask(book, lang, clients, False)
    title = asked.say("title_page_one", date=asked.date(book.as_of))
    return pack_of(asked, [page_one.spread(asked)], printed_on, company, title)


def ask(book: Book, lang: str, clients: Collection[str] | None, personal: bool) -> Asked:
    """What a pack asks with. Raises KamError for a language it is not written in, and for unknown clients."""
    if lang not in LANGUAGES:
        raise KamError("pack.no_language", asked=lang, languages=", ".join(LANGUAGES))
    BY_MONTH.set(book.is_by_month)
    if clients is not None:
        known = set(book.sql("SELECT client_id FROM client_card")["client_id"])
        if unknown := sorted(set(clients) - known):
            raise KamError("pack.no_clients", clients=", ".join(unknown[:5]), count=len(unknown))
    return Asked(book, lang, clients, personal)


def pack_of(
    asked: Asked, spreads: list[Spread], printed_on: date | None, company: str | None, title: str | None = None
) -> Pack:
    """Spreads under the pack's title, with what stands on every page."""
    book = asked.book
    name = company or (book.home.name if book.home else asked.say("company"))
    printed = printed_on or date.today()
    file = book.file.resolve().stem if book.file else asked.say("in_memory")
    title = title or asked.say("title", date=asked.date(book.as_of))
    head = asked.say("head", company=name, date=asked.date(book.as_of))
    foot = asked.say("foot", book=file, date=asked.date(printed))
    return Pack(title, name, book.as_of, file, printed, asked.lang, asked.currency, head, foot, tuple(spreads))
