"""Answering a thing in the queue: assigned to somebody, put off, not valid, seen."""

from __future__ import annotations

from datetime import date

from kamlib.book.book import Book
from kamlib.core.errors import KamError
from kamlib.register import Register

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
    seen (takes any of them back; the thing stays in the queue). detail: the product class of a dropped_class. The money
    at stake now is kept with it: what is put off or not valid comes back when it is the policy's times as much.
    marked_on: by default today. Raises KamError for a thing that the queue does not have, for an unknown answer, and
    where the owner, the day or the reason is missing.
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
        " WHERE client_id = $client AND item = $item AND (item <> 'dropped_class' OR detail = $detail)",
        {"client": client_id, "item": item, "detail": detail},
    )
    if not found["things"]:
        raise KamError("queue.not_there", client=client_id, item=item)
    row = {
        "client_id": client_id,
        "item": f"{item}:{detail}" if item == "dropped_class" else item,
        "mark": said,
        "owner": told["owner"] if said == "assigned" else None,
        "due_on": due_on if said == "assigned" else None,
        "until": until if said == "snoozed" else None,
        "reason": told["reason"],
        "stake": found["stake"],
        "marked_on": marked_on or date.today(),
    }
    register.write("queue_marks", [row], author=author, source=source)
