"""A meeting of the SKAM group: who was there, and whether they were enough."""

from __future__ import annotations

from datetime import date

from kamlib.book.book import Book
from kamlib.core.errors import KamError
from kamlib.register import Register


def meet(
    register: Register, book: Book, present: list[str], *, author: str, source: str, held_on: date | None = None
) -> bool:
    """Write down that the SKAM group met and who was there; a later word about the same day takes its place.

    held_on: by default today. True: as many were there as the policy's quorum asks. Raises KamError where nobody is
    named.
    """
    names = list(dict.fromkeys(name.strip() for name in present if name.strip()))
    if not names:
        raise KamError("skam.needs_present")
    row = {
        "held_on": held_on or date.today(),
        "present": ", ".join(names),
        "members": len(names),
        "book_as_of": book.as_of,
    }
    register.write("meetings", [row], author=author, source=source)
    return len(names) >= book.policy.skam.quorum
