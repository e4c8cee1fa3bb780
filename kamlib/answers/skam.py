"""The SKAM room: what the group has to decide, what it has decided, on which numbers."""

from __future__ import annotations

import pandas as pd

from kamlib.answers.order import in_order
from kamlib.book.book import Book
from kamlib.labels.codes import code_lists


def charter(book: Book) -> pd.DataFrame:
    """One row per question of the charter (S1), in its order: question, charter_state (open, review_due, answered),
    answer, owner, answered_on, review_on; of the question on limits also max_discount (share), max_deferral_days,
    max_stock (money): what a client may be given. None, NaN: not told."""
    found = book.sql("SELECT * EXCLUDE (as_of) FROM marts.skam_charter")
    order = list(code_lists()["charter_question"])
    return found.sort_values("question", key=lambda q: q.map(order.index), ignore_index=True)


def decisions(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per decision (about one client, or all), the newest first.

    decision_id, kind, client_id, name, name_en (None: about no single client), subject, why, decided_by, decided_on,
    until, next_review, owner, due_on (who carries it out, by when; None: not told), decision_state (in_force,
    review_due, expired, revised), numbers (JSON text, as frozen), book_as_of, revises (the decision it takes the
    place of).
    """
    return book.sql(
        "SELECT d.* EXCLUDE (as_of), c.name, c.name_en FROM marts.skam_decisions AS d"
        " LEFT JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR d.client_id = $client_id"
        " ORDER BY d.decided_on DESC, d.decision_id",
        {"client_id": client_id},
    )


def decision_outcomes(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per decision about a client (one, or all), the newest first: what it rested on, and how it turned out.

    decision_id, kind, client_id, name, name_en, subject, decided_by, decided_on, decision_state, numbers (JSON text, as
    frozen then); net_since (money since the decision), net_year_before (the same days a year before), change_since
    (share; NaN: nothing was bought then); comparables (clients of its ABC class then, without a decision), change_low,
    change_high (between them lies the policy's part of these; NaN: too few); decision_outcome (better, worse,
    as_others, too_early, cannot_tell); verdict (of a person: held, missed, early; None: not given), verdict_why,
    verdict_by, verdict_on; and now: is_key, net_12m, contribution_12m, contribution_at_risk_12m, p_churn, fit_share,
    passes (NaN, None: not known).
    """
    return book.sql(
        "SELECT o.* EXCLUDE (as_of), d.kind, c.name, c.name_en, d.subject, d.decided_by, d.decided_on,"
        " d.decision_state, d.numbers, k.is_key, c.net_12m, c.contribution_12m, k.contribution_at_risk_12m, r.p_churn,"
        " k.fit_share, k.passes FROM marts.decision_outcomes AS o JOIN marts.skam_decisions AS d USING (decision_id)"
        " LEFT JOIN marts.client_card AS c ON c.client_id = o.client_id"
        " LEFT JOIN marts.key_clients AS k ON k.client_id = o.client_id"
        " LEFT JOIN marts.churn_risk AS r ON r.client_id = o.client_id"
        " WHERE $client_id::VARCHAR IS NULL OR o.client_id = $client_id"
        " ORDER BY d.decided_on DESC, o.decision_id",
        {"client_id": client_id},
    )


def promises(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per promise to a client (of one, or all), overdue ones first.

    promise_id, client_id, name, name_en, promise, owner, promised_on, due_on, progress, progress_on, done_on,
    promise_state (overdue, no_progress, under_way, done).
    """
    return book.sql(
        "SELECT p.* EXCLUDE (as_of), c.name, c.name_en FROM marts.skam_promises AS p"
        " LEFT JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR p.client_id = $client_id"
        f" ORDER BY {in_order('p.promise_state', 'promise_state')}, p.due_on NULLS LAST, p.promise_id",
        {"client_id": client_id},
    )
