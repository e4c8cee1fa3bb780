"""The SKAM room: what the group has to decide, what it has decided, on which numbers."""

from __future__ import annotations

import json
from datetime import date, timedelta

import pandas as pd

from kamlib.answers.key import ruler_totals
from kamlib.book import Book, books
from kamlib.errors import KamError
from kamlib.policy import Policy
from kamlib.register import Register

# in the order the group goes through them
AGENDA = (
    "left",
    "entered",
    "fit_failed",
    "fit_unknown",
    "emerging",
    "decision_expired",
    "decision_due",
    "promise_overdue",
    "promise_no_progress",
    "judgement_expired",
    "charter_open",
    "charter_due",
)
LAST_REVIEW_DAYS = 80  # a book this much older is one of an earlier quarter
# what a decision freezes of a client
_FROZEN = (
    "is_key, rank, ruler_score, score, known_share, group_primary, fit_share, passes, net_12m, contribution_12m,"
    " contribution_level, expected_cm_12m, cm_at_risk_12m, potential_12m"
)


def charter(book: Book) -> pd.DataFrame:
    """One row per question of the charter (S1), in its order: question, charter_state (open, review_due, answered),
    answer, owner, answered_on, review_on (None: not told)."""
    return book.sql("SELECT * EXCLUDE (as_of, place) FROM marts.skam_charter ORDER BY place")


def decisions(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per decision (about one client, or all), the newest first.

    decision_id, kind, client_id, name, name_en (None: about no single client), subject, why, decided_by, decided_on,
    until, next_review, decision_state (in_force, review_due, expired, revised), numbers (JSON text, as frozen),
    book_as_of, revises (the decision it takes the place of).
    """
    return book.sql(
        "SELECT d.* EXCLUDE (as_of), c.name, c.name_en FROM marts.skam_decisions AS d"
        " LEFT JOIN marts.client_card AS c USING (client_id)"
        " WHERE $client_id::VARCHAR IS NULL OR d.client_id = $client_id"
        " ORDER BY d.decided_on DESC, d.decision_id",
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
        " ORDER BY list_position(['overdue', 'no_progress', 'under_way', 'done'], p.promise_state),"
        " p.due_on NULLS LAST, p.promise_id",
        {"client_id": client_id},
    )


def book_before(book: Book, days: int = LAST_REVIEW_DAYS) -> Book | None:
    """The kept book of the nearest review date at least so many days earlier, the newest built of it; None: none."""
    kept = [b for b in books(book.file.resolve().parents[1]) if b.as_of <= book.as_of - timedelta(days=days)]
    return Book(max(kept, key=lambda b: (b.as_of, b.built)).file) if kept else None


def agenda(book: Book, before: Book | None = None) -> pd.DataFrame:
    """One row per thing the next review has to deal with, in the order of AGENDA, the most money first.

    item; client_id, name, name_en (None: about no single client); detail (subject, question or criterion); since;
    value (share of fit); net_12m (money). With the book of an earlier review, also who entered and who left the ruler
    since (`entered`, `left`; since: that review).
    """
    found = book.sql("SELECT * EXCLUDE (as_of) FROM marts.skam_agenda")
    if before is not None:
        found = pd.concat([found, _moved(book, before)], ignore_index=True)
    names = book.sql("SELECT client_id, name, name_en FROM marts.client_card")
    found = found.merge(names, on="client_id", how="left")
    found["item"] = pd.Categorical(found["item"], AGENDA, ordered=True)
    found = found.sort_values(["item", "net_12m", "client_id", "detail"], ascending=[True, False, True, True])
    return found.astype({"item": str}).reset_index(drop=True)


def _moved(book: Book, before: Book) -> pd.DataFrame:
    keys = "SELECT client_id, is_key, net_12m FROM marts.key_clients"
    both = book.sql(keys).merge(before.sql(keys), on="client_id", how="left", suffixes=("", "_before"))
    was = both["is_key_before"].fillna(False).astype(bool)
    entered, left = both[both["is_key"] & ~was], both[~both["is_key"] & was]
    parts = [entered.assign(item="entered"), left.assign(item="left")]
    return pd.concat(parts)[["item", "client_id", "net_12m"]].assign(since=pd.Timestamp(before.as_of))


def decide(
    register: Register,
    book: Book,
    kind: str,
    subject: str,
    why: str,
    decided_by: str,
    *,
    author: str,
    source: str,
    client_id: str | None = None,
    decided_on: date | None = None,
    until: date | None = None,
    next_review: date | None = None,
    revises: str | None = None,
    policy: Policy | None = None,
) -> str:
    """Record a decision of the SKAM group with the numbers it rests on, frozen from the book; gives its code.

    kind: make_key, drop, watch, exception (about a client), policy, value_chain. decided_on: by default the review
    date of the book. revises: the decision it takes the place of, which stays on record. policy: of a decision to
    change the policy, the new one; what changes and who enters and leaves is frozen too (`put_in_force` writes it).
    Raises KamError for a missing client, subject, reason or person, and for a kind that needs a client or a policy.
    """
    if kind in ("make_key", "drop", "watch", "exception") and not client_id:
        raise KamError("skam.needs_client")
    if kind == "policy" and policy is None:
        raise KamError("skam.needs_policy")
    row = {
        "kind": kind,
        "client_id": client_id,
        "subject": subject,
        "why": why,
        "decided_by": decided_by,
        "decided_on": decided_on or book.as_of,
        "until": until,
        "next_review": next_review,
        "numbers": json.dumps(frozen(book, client_id, policy), ensure_ascii=False, default=_plain),
        "book_as_of": book.as_of,
        "revises": revises,
    }
    ((decision_id,),) = register.write("decisions", [row], author=author, source=source).keys
    return decision_id


def frozen(book: Book, client_id: str | None = None, policy: Policy | None = None) -> dict:
    """The numbers a decision rests on: the book they are of, the client's (or the list's), and of a change of policy
    its values before and after and who enters and leaves."""
    told = {"book": {"as_of": book.as_of, "built_at": book.info["built_at"], "code_version": book.info["code_version"]}}
    if client_id:
        found = book.one(f"SELECT {_FROZEN} FROM marts.key_clients WHERE client_id = ?", [client_id])
        if not found:
            raise KamError("skam.no_client", client=client_id)
        risk = book.one("SELECT p_churn_90d, p_shrink_90d FROM marts.churn_risk WHERE client_id = ?", [client_id])
        told["client"] = found | risk
    totals = ruler_totals(book, policy)
    told["list"] = totals.iloc[-1 if policy else 0].drop("ruler_list").to_dict()
    if policy:
        before, after = book.policy.scalars(), policy.scalars()
        told["policy"] = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
    return told


def _plain(value: object) -> object:
    """What JSON has no form for: dates as text, numbers of numpy and DECIMAL as numbers, unknown as null."""
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    return value.item() if hasattr(value, "item") else float(value)
