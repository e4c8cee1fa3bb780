"""Answering a thing in the queue: assigned to somebody, put off, not valid, seen."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd

from kamlib.book.book import Book
from kamlib.core.errors import KamError
from kamlib.register import Register

OF_SEVERAL = ("dropped_class", "over_limit")  # a client may have several of these, told apart by their detail
MARKS = ("assigned", "snoozed", "not_valid", "seen")


def mark(
    register: Register,
    book: Book,
    client_id: str,
    item: str,
    said: str,
    *,
    author: str,
    source: str,
    detail: str | None = None,
    owner: str | None = None,
    due_on: date | None = None,
    until: date | None = None,
    reason: str | None = None,
    marked_on: date | None = None,
) -> None:
    """Answer a thing that the queue has about a client, in the register; a later answer takes the place of this one.

    said: assigned (to an owner, with the day it is due on, if told), snoozed (until a day), not_valid (for a reason),
    seen (takes any of them back; the thing stays in the queue). detail: the product class of a dropped_class, the limit
    of an over_limit. The money at stake now is kept with it: what is put off or not valid comes back when it is the
    policy's times as much. marked_on: by default today. Raises KamError for a thing that the queue does not have, for
    an unknown answer, and where the owner, the day or the reason is missing.
    """
    if said not in MARKS:
        raise KamError("queue.no_mark", mark=said, marks=", ".join(MARKS))
    told = {"owner": (owner or "").strip() or None, "reason": (reason or "").strip() or None}
    if said == "assigned" and told["owner"] is None:
        raise KamError("queue.needs_owner")
    if said == "snoozed" and (until is None or until <= book.as_of):
        raise KamError("queue.needs_until", as_of=book.as_of)
    if said == "not_valid" and told["reason"] is None:
        raise KamError("queue.needs_reason")
    found = book.one(
        "SELECT count(*) AS things, CAST(max(stake) AS DECIMAL(18, 2)) AS stake FROM marts.queue_items"
        " WHERE client_id = $client AND item = $item AND (NOT $is_one OR detail = $detail)",
        {"client": client_id, "item": item, "detail": detail, "is_one": item in OF_SEVERAL},
    )
    if not found["things"]:
        raise KamError("queue.not_there", client=client_id, item=item)
    row = {
        "client_id": client_id,
        "item": f"{item}:{detail}" if item in OF_SEVERAL else item,
        "mark": said,
        "owner": told["owner"] if said == "assigned" else None,
        "due_on": due_on if said == "assigned" else None,
        "until": until if said == "snoozed" else None,
        "reason": told["reason"],
        "stake": found["stake"],
        "marked_on": marked_on or date.today(),
    }
    register.write("queue_marks", [row], author=author, source=source)


def later(
    register: Register,
    book: Book,
    client_id: str,
    until: date,
    *,
    author: str,
    source: str,
    reason: str | None = None,
    marked_on: date | None = None,
) -> int:
    """Put off until a day all that the queue has of a client and that asks for a decision: what a review leaves for the
    next one. How many things it was. marked_on: by default today. Raises KamError for a day not after the book's, and
    where there is nothing."""
    if until <= book.as_of:
        raise KamError("queue.needs_until", as_of=book.as_of)
    found = book.sql(
        "SELECT CASE WHEN list_contains($of_several, item) THEN concat(item, ':', detail) ELSE item END AS item,"
        " CAST(max(CAST(stake AS DECIMAL(18, 2))) AS VARCHAR) AS stake FROM marts.queue_items"
        " WHERE client_id = $client AND queue_part = 'decide' GROUP BY ALL ORDER BY ALL",
        {"client": client_id, "of_several": list(OF_SEVERAL)},
    )
    if found.empty:
        raise KamError("queue.nothing_of", client=client_id)
    same = {"client_id": client_id, "mark": "snoozed", "until": until, "reason": reason}
    same |= {"marked_on": marked_on or date.today()}
    rows = [
        same | {"item": item, "owner": None, "due_on": None, "stake": None if pd.isna(stake) else Decimal(stake)}
        for item, stake in found.itertuples(index=False)
    ]
    register.write("queue_marks", rows, author=author, source=source)
    return len(rows)
