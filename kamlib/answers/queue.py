"""What needs a decision, in one queue: whom it is about, why, since when, what is at stake."""

from __future__ import annotations

from datetime import date

import pandas as pd

from kamlib.answers.order import in_order
from kamlib.answers.skam import decisions
from kamlib.book.book import Book

_NAMES = "c.name, c.name_en, c.manager, c.manager_en"
_CLASS = " LEFT JOIN product_classes AS n ON n.product_class = q.detail"


def queue(book: Book, part: str | None = None) -> pd.DataFrame:
    """One row per client (or subject of no client) that may need a decision, the most money at stake first.

    part: decide, good, upkeep, or all. place; queue_part; client_id, name, name_en, manager, manager_en (None: about
    no single client); item (what happened: the thing with the most at stake), detail and detail_en (product class,
    subject, question or criterion), item_id (of the decision or promise), since (date), first_seen (the review
    from which on it has stood in every queue published; the book's own date: it is new), value, value_before (what they
    mean is told by `kamlib.labels.queue.queue_text`); stake (contribution of 12 months; NaN: cannot be told in money),
    stake_kind (at_risk, gone, missing, dropped, overpaid); items (how many things there are), also (codes of the
    others, comma-separated; None: nothing else); is_key, abc, net_12m (money), p_churn (NaN: not judged), risk_band,
    last_contact (date), next_step (code); queue_state (new, seen, assigned, decided, snoozed, not_valid), is_muted (put
    off, not valid or decided: after all others), owner, due_on, muted_until, mark_reason, marked_on (what was answered;
    None: nothing).
    """
    return book.sql(
        f"SELECT q.* EXCLUDE (as_of), coalesce(n.product_class_en, q.detail) AS detail_en, {_NAMES}"
        f" FROM marts.queue AS q LEFT JOIN client_card AS c USING (client_id){_CLASS}"
        " WHERE $part::VARCHAR IS NULL OR q.queue_part = $part"
        " ORDER BY q.place, q.client_id, q.item, q.detail, q.item_id",
        {"part": part},
    )


def agenda(book: Book, held_on: date | None = None) -> pd.DataFrame:
    """What a meeting goes through: the rows of `queue` that ask for a decision, the most money at stake first.

    Columns of `queue`, and outcome: open, decided (about this client, on that day or later), assigned, later (put off),
    not_valid, seen. held_on: the day of the meeting, by default today; what was answered before it and rests is left
    out, what was answered since keeps its place.
    """
    day = pd.Timestamp(held_on or date.today())
    found = queue(book, "decide")
    made = decisions(book)
    decided = set(made.loc[pd.to_datetime(made["decided_on"]) >= day, "client_id"].dropna())
    is_decided = found["client_id"].isin(decided)
    is_marked = pd.to_datetime(found["marked_on"]) >= day
    found["outcome"] = found["queue_state"].replace({"snoozed": "later", "new": "open"})
    found["outcome"] = found["outcome"].where(is_marked, "open").mask(is_decided, "decided")
    kept = found[~found["is_muted"].astype(bool) | is_marked | is_decided]
    order = ["stake", "net_12m", "client_id", "item", "detail", "item_id"]
    down = [False, False, True, True, True, True]
    return kept.sort_values(order, ascending=down, na_position="last", ignore_index=True)


def queue_checks(book: Book, client_id: str) -> pd.DataFrame:
    """One row per reason the queue knows of a client: why it is in the queue, or why it is not.

    item; number_value, number_limit (the number the reason goes by and from where on it counts, in its own unit:
    probability, share missing, product classes, money; NaN: not known, no single limit); is_in_queue (None: not known).
    """
    return book.sql(
        "SELECT q.* EXCLUDE (as_of, client_id) FROM marts.queue_checks AS q WHERE q.client_id = ?"
        f" ORDER BY {in_order('q.item', 'queue_item')}",
        [client_id],
    )


def queue_precision(book: Book) -> pd.DataFrame:
    """One row per kind of thing in the queue that somebody answered: what the alarms are worth.

    item; answered (how many clients' things), not_valid (how many of them were called so), valid_share. A thing counts
    once, by its last answer. Empty where nobody has answered.
    """
    return book.sql(
        f"SELECT * EXCLUDE (as_of) FROM marts.queue_precision AS q ORDER BY {in_order('q.item', 'queue_item')}"
    )


def queue_items(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client (or subject) and thing that may need a decision (of one client, or all), the most money first.

    client_id, name, name_en, manager, manager_en; item, detail, detail_en, item_id, thing (what tells it from
    others of its kind: product class, criterion, question), since, first_seen, value, value_before, stake, stake_kind,
    queue_part: as in `queue`, which has the first of each client; p_churn (NaN: not judged).
    """
    return book.sql(
        f"SELECT q.* EXCLUDE (as_of), coalesce(n.product_class_en, q.detail) AS detail_en, {_NAMES}, r.p_churn"
        f" FROM marts.queue_items AS q LEFT JOIN client_card AS c USING (client_id){_CLASS}"
        " LEFT JOIN marts.churn_risk AS r ON r.client_id = q.client_id"
        " WHERE $client_id::VARCHAR IS NULL OR q.client_id = $client_id"
        " ORDER BY q.stake DESC NULLS LAST, q.client_id, q.item, q.detail, q.item_id",
        {"client_id": client_id},
    )
