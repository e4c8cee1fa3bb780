"""Everything that happened with one client, in the order of time (K10)."""

from __future__ import annotations

from importlib.resources import files

import pandas as pd

from kamlib.book.book import Book
from kamlib.register import Register, existing_register

MANY_DAYS = 6  # days with goods in a month, above which they are told as one month
# events whose words stand in the register: table, its key, the columns with words
_WORDS = {
    "talks": ("talk_id", ("outcome", "next_step")),
    "tasks": ("task_id", ("task",)),
    "notes": ("note_id", ("note",)),
    "documents": ("document_id", ("title", "link")),
}


def timeline(book: Book, client_id: str, personal: bool = False) -> pd.DataFrame:
    """One row per event of a client, the newest first; days with goods of a month that has many are one row.

    at (date); event (order, return, visit, call, email, meeting, claim, training or the company's own kind,
    deal_opened, deal_stage, deal_won, deal_lost, deal_closed, feedback, decision, promise, promise_kept, task,
    task_done, note, document, terms, manager, alarm, competitor, retention, tie); event_id (None: it has none); events
    (how many days or things the row is about); money (of orders, returns, deals, limits, measures; NaN: none); detail
    (code of the kind, class or stage; None); manager_id, manager, manager_en (of ours; None: not told); contact_id,
    position (theirs; None: nobody named); answered (of talks; None: not told); told (in words, as files and decisions
    have it; None: nothing). personal: the words people entered with talks, tasks, notes and documents too, joined from
    the register.
    """
    found = book.sql(
        "SELECT e.*, m.name AS manager, m.name_en AS manager_en, c.position"
        f" FROM ({_sql()}) AS e LEFT JOIN staging.managers AS m ON m.manager_id = e.manager_id"
        " LEFT JOIN staging.contacts AS c ON c.contact_id = e.contact_id"
        ' ORDER BY e."at" DESC, e.event, e.event_id NULLS LAST',
        {"client_id": client_id, "many": MANY_DAYS},
    )
    register = existing_register(book.home) if personal and book.home else None
    if register is not None:
        try:
            words = _words(register, set(found["event_id"].dropna()))
        finally:
            register.close()
        found["told"] = found["event_id"].map(words).astype(object).fillna(found["told"].astype(object))
    return found.assign(told=found["told"].where(found["told"].fillna("") != "", None))


def _sql() -> str:
    return files("kamlib").joinpath("sql", "client", "timeline.sql").read_text("utf-8")


def _words(register: Register, wanted: set[str]) -> dict[str, str]:
    words = {}
    for table, (key, columns) in _WORDS.items():
        rows = register.current(table)
        for row in rows[rows[key].isin(wanted)].to_dict("records"):
            words[row[key]] = ". ".join(str(row[c]) for c in columns if row[c] and not pd.isna(row[c]))
    return words
