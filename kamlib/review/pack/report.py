"""The report to a client, in its language: what was delivered, what it gained, what was promised and kept.

Made of a few answers named here and of nothing else, so that no number of ours about the client can reach it.
"""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd

from kamlib.answers.clients import client_card
from kamlib.book.book import Book
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.contents import ask, pack_of
from kamlib.review.pack.parts import Figure, Pack, Spread, Table
from kamlib.review.pack.tables import words

CLASSES, OFFERS, PROMISES = 12, 8, 12
ENDED = ("deal_won", "deal_lost", "deal_closed")


def client_report(
    book: Book,
    client_id: str,
    lang: str = "en",
    printed_on: date | None = None,
    company: str | None = None,
) -> Pack:
    """What a client is told of the work with it, on one page. Raises KamError for an unknown client."""
    card = client_card(book, client_id)
    asked = ask(book, lang, {client_id}, False)
    title = asked.say("title_report", date=asked.date(book.as_of))
    name = company or (book.home.name if book.home else asked.say("company"))
    told = [_gains(asked, client_id), _promises(asked, client_id), _offers(asked, client_id)]
    delivered = _delivered(asked, client_id)
    spread = Spread(
        "client",
        asked.name(card, 90),
        (asked.say("report_of", company=name, date=asked.date(book.as_of)),),
        tuple(_figures(asked, card)),
        tables=tuple(x for x in (delivered, *told) if x is not None),
    )
    made = pack_of(asked, [spread], printed_on, company, title)
    head = asked.say("report_head", company=name, date=asked.date(book.as_of))
    return Pack(**{**made.__dict__, "head": head, "foot": asked.date(made.printed_on)})


def _figures(asked: Asked, card: dict[str, Any]) -> list[Figure]:
    """Deliveries of the year and how many of them: what the client paid for."""
    if formats.is_unknown(card["net_12m"]):
        return []
    return [
        Figure(asked.say("delivered_12m"), asked.money(card["net_12m"]), ""),
        Figure(asked.say("deliveries_12m"), asked.count(card["purchase_days_12m"]), ""),
    ]


def _delivered(asked: Asked, client_id: str) -> Table | None:
    """What was delivered in 12 months, by class of goods."""
    found = asked("client_classes", client_id)
    found = found[found["net_12m"].fillna(0) > 0].head(CLASSES)
    if found["product_class"].fillna("").eq("").all():  # no classes are told: the sum above says it
        return None
    shown = columns.display(found[[c for c in found if c.startswith("product_class")]], asked.lang, "client_classes",
                            asked.book.policy)  # fmt: skip
    rows = [(str(name), asked.money(net)) for name, net in zip(shown["product_class"], found["net_12m"], strict=True)]
    heads = (columns.label("product_class", asked.lang), asked.say("delivered_12m"))
    return words("delivered", asked.say("r_delivered"), heads, rows, (3, 1))


def _gains(asked: Asked, client_id: str) -> Table | None:
    """Gains that were agreed with the client, with their evidence."""
    found = asked("client_gains", client_id)
    found = found[found["agreed_with"].notna()] if len(found) else found
    if found.empty:
        return None

    def amount(x: object, unit: object) -> str:
        if formats.is_unknown(x):
            return formats.UNKNOWN
        return f"{formats.number(x, asked.lang, 1)} {'' if formats.is_unknown(unit) else unit}".strip()

    rows = [
        (str(r["gain"]), asked.date(r["period_end"]), amount(r["baseline"], r["unit"]), amount(r["value"], r["unit"]),
         formats.UNKNOWN if formats.is_unknown(r["gain_money"]) else asked.money(r["gain_money"]),
         "" if formats.is_unknown(r["evidence"]) else str(r["evidence"]))
        for r in found.to_dict("records")
    ]  # fmt: skip
    names = ("gain", "period_end", "baseline", "value", "gain_money", "evidence")
    heads = tuple(columns.label(n, asked.lang, "client_gains") for n in names)
    return words("gains", asked.say("r_gains"), heads, rows, (2, 1, 1, 1, 1, 2))


def _promises(asked: Asked, client_id: str) -> Table | None:
    """What was promised to the client, what is done."""
    found = asked("promises", client_id) if asked.has("skam_promises") else pd.DataFrame()
    rows = [
        (str(r["promise"]),
         asked.say("r_done", date=asked.date(r["done_on"])) if not formats.is_unknown(r["done_on"])
         else asked.say("r_due", date=asked.date(r["due_on"])) if not formats.is_unknown(r["due_on"])
         else asked.say("r_under_way"))
        for r in found.head(PROMISES).to_dict("records")
    ]  # fmt: skip
    return words("promises", asked.say("r_promises"), (asked.say("r_promise"), asked.say("r_state")), rows,
                 (3, 1.4)) if rows else None  # fmt: skip


def _offers(asked: Asked, client_id: str) -> Table | None:
    """Offers made for the client that are open."""
    happened = asked("timeline", client_id)
    ended = set(happened.loc[happened["event"].isin(ENDED), "event_id"])
    opened = happened[(happened["event"] == "deal_opened") & ~happened["event_id"].isin(ended)]
    found = opened.head(OFFERS)
    rows = [
        (formats.UNKNOWN if formats.is_unknown(r["detail"]) else str(r["detail"]), asked.date(r["at"]))
        for r in found.to_dict("records")
    ]  # fmt: skip
    heads = (columns.label("product_class", asked.lang), asked.say("r_since"))
    return words("offers", asked.say("r_offers"), heads, rows, (3, 1.4)) if rows else None
