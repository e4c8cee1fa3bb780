"""Recording a decision of the SKAM group: in the register, with the numbers it rests on."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from kamlib.answers.key import ruler_totals
from kamlib.book import Book
from kamlib.errors import KamError
from kamlib.policy import Policy
from kamlib.register import Register

# what a decision freezes of a client
_FROZEN = (
    "is_key, rank, ruler_score, score, known_share, group_primary, fit_share, passes, net_12m, contribution_12m,"
    " contribution_level, expected_cm_12m, cm_at_risk_12m, potential_12m"
)


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
    value = value.item() if hasattr(value, "item") else float(value)
    return round(value, 6) if isinstance(value, float) else value
