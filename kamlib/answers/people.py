"""People: theirs and ours, who decides and who talks to whom (K7, R4)."""

from __future__ import annotations

import pandas as pd

from kamlib.answers.order import in_order
from kamlib.book.book import Book
from kamlib.contract import tables
from kamlib.register import existing_register

PERSONAL = [name for name, column in tables()["contacts"].columns.items() if column.personal]


def decision_map(book: Book, client_id: str, personal: bool = False) -> pd.DataFrame:
    """One row per contact person of a client, those who decide and have the most influence first.

    contact_id, position, decision_role (None: not told), decides (by role or by influence, policy), formal_power,
    real_influence (0–100), attitude (−2 … 2), persona (None, NaN: not told); manager_id, manager, manager_en (who of us
    holds the contact; None: nobody); last_talk (NaT: never), talks_12m, our_people_12m (how many of us talked to them).
    personal: also person, person_en, phone, email, messenger, joined from the register as it stands now, never kept in
    a book.
    """
    found = book.sql(
        "SELECT s.* EXCLUDE (as_of, client_id), m.name AS manager, m.name_en AS manager_en"
        " FROM marts.contact_state AS s LEFT JOIN staging.managers AS m ON m.manager_id = s.manager_id"
        " WHERE s.client_id = ?"
        " ORDER BY s.decides DESC, coalesce(s.real_influence, s.formal_power) DESC NULLS LAST, s.contact_id",
        [client_id],
    )
    return found.merge(who_they_are(book), on="contact_id", how="left") if personal else found


def who_they_are(book: Book) -> pd.DataFrame:
    """One row per contact person on record now: contact_id, person, person_en, phone, email, messenger (None: not
    told).

    Read from the register of the book's home; empty where it has none.
    """
    register = existing_register(book.home) if book.home else None
    if register is None:
        return pd.DataFrame(columns=["contact_id", *PERSONAL], dtype=object)
    try:
        return register.current("contacts")[["contact_id", *PERSONAL]]
    finally:
        register.close()


def people_matrix(book: Book, client_id: str) -> pd.DataFrame:
    """One row per contact person of a client and person of ours who talked in 12 months: their people × ours, those of
    us who talked most first.

    contact_id (None: nobody was named), manager_id, manager, manager_en (None: not told), talks_12m, last_talk.
    """
    return book.sql(
        "SELECT * FROM (SELECT s.contact_id, s.manager_id, m.name AS manager, m.name_en AS manager_en,"
        ' count(*) AS talks_12m, max(s."at") AS last_talk FROM features.spoken AS s'
        ' JOIN staging.as_of_windows AS w ON w.is_book AND s."at" > w.after_12m'
        " LEFT JOIN staging.managers AS m ON m.manager_id = s.manager_id WHERE s.client_id = ? GROUP BY ALL)"
        " ORDER BY sum(talks_12m) OVER (PARTITION BY manager_id) DESC, manager_id NULLS LAST, talks_12m DESC,"
        " contact_id NULLS LAST",
        [client_id],
    )


def people_gaps(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per active client (one, or all) and gap in its decision map, the largest clients first.

    client_id, name, name_en, manager, manager_en; gap (no_contacts, no_decider, decider_silent, one_thread,
    one_manager, close_not_satisfied); talks_12m (talks it was judged by; NaN: not by talks), gap_share (of them with
    one person), since (the last talk, or answer, it is about; NaT: never); net_12m (money). Where no people or no talks
    are on record at all, nothing is said of anybody.
    """
    return book.sql(
        "SELECT g.client_id, c.name, c.name_en, c.manager, c.manager_en, g.gap, g.talks_12m, g.gap_share, g.since,"
        " c.net_12m FROM marts.people_gaps AS g JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR g.client_id = $client_id"
        f" ORDER BY c.net_12m DESC NULLS LAST, g.client_id, {in_order('g.gap', 'people_gap')}",
        {"client_id": client_id},
    )
