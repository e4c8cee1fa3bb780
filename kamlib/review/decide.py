"""Recording a decision of the SKAM group: in the register, with the numbers it rests on."""

from __future__ import annotations

import json
from datetime import date

import pandas as pd

from kamlib.answers.key import selection, selection_totals
from kamlib.book.book import Book
from kamlib.core.errors import KamError
from kamlib.policy import Policy
from kamlib.register import Register

ABOUT_A_CLIENT = ("make_key", "drop", "watch", "exception")  # kinds of decisions that name one
# what a decision freezes of a client
_FROZEN = (
    "is_key, rank, selection_score, score, known_share, group_primary, fit_share, passes, net_12m, contribution_12m,"
    " contribution_level, expected_contribution_12m, contribution_at_risk_12m, potential_12m"
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
    owner: str | None = None,
    due_on: date | None = None,
    revises: str | None = None,
    policy: Policy | None = None,
) -> str:
    """Record a decision of the SKAM group with the numbers it rests on, frozen from the book; gives its code.

    kind: make_key, drop, watch, exception (about a client), policy, value_chain. decided_on: by default the review
    date of the book. owner, due_on: who carries it out, and by when. revises: the decision it takes the place of, which
    stays on record. policy: of a decision to change the policy, the new one; what changes and who enters and leaves is
    frozen too (`put_in_force` writes it). Raises KamError for a missing client, subject, reason or person, for a kind
    that needs a client or a policy, for dates before the decision's own, and where the decision it revises is not on
    record or was revised already.
    """
    if kind in ABOUT_A_CLIENT and not client_id:
        raise KamError("skam.needs_client")
    if kind == "policy" and policy is None:
        raise KamError("skam.needs_policy")
    for name, told in (("subject", subject), ("why", why), ("decided_by", decided_by)):
        if not told.strip():
            raise KamError(f"skam.needs_{name}")
    decided_on = decided_on or book.as_of
    if any(day is not None and day < decided_on for day in (until, next_review, due_on)):
        raise KamError("skam.dates")
    if revises:
        _may_revise(register, revises)
    row = {
        "kind": kind,
        "client_id": client_id,
        "subject": subject,
        "why": why,
        "decided_by": decided_by,
        "decided_on": decided_on,
        "until": until,
        "next_review": next_review,
        "owner": (owner or "").strip() or None,
        "due_on": due_on,
        "numbers": json.dumps(frozen(book, client_id, policy), ensure_ascii=False, allow_nan=False),
        "book_as_of": book.as_of,
        "revises": revises,
    }
    ((decision_id,),) = register.write("decisions", [row], author=author, source=source).keys
    return decision_id


def review_day(decided_on: date) -> date:
    """When a decision is looked at again where nobody says otherwise: at the review of the next quarter."""
    return (pd.Timestamp(decided_on) + pd.DateOffset(months=3)).date()


def _may_revise(register: Register, revises: str) -> None:
    """Two decisions in the place of one would both be in force: the second to revise is told."""
    known = register.current("decisions")
    if revises not in set(known["decision_id"]):
        raise KamError("skam.no_decision", decision=revises)
    later = known[known["revises"] == revises]
    if len(later):
        first = later.iloc[0]
        raise KamError("skam.revised_already", decision=revises, by=first["decision_id"], author=first["entered_by"])


def frozen(book: Book, client_id: str | None = None, policy: Policy | None = None) -> dict:
    """The numbers a decision rests on, as JSON has them (unknown: None): `book`, what it was read from; `client`, its
    standing, money and risk; `list`, the key clients together; of a change of policy `policy`, each value before and
    after, and `enters` and `leaves`, the clients' codes."""
    told = {"book": {"as_of": book.as_of, "built_at": book.info["built_at"], "code_version": book.info["code_version"]}}
    if client_id:
        found = book.one(f"SELECT {_FROZEN} FROM marts.key_clients WHERE client_id = ?", [client_id])
        if not found:
            raise KamError("skam.no_client", client=client_id)
        risk = book.one("SELECT p_churn, p_shrink FROM marts.churn_risk WHERE client_id = ?", [client_id])
        told["client"] = found | risk
    totals = selection_totals(book, policy)
    told["list"] = totals.iloc[-1 if policy else 0].drop("selection_list").to_dict()
    if policy:
        before, after = book.policy.scalars(), policy.scalars()
        told["policy"] = {name: [before[name], after[name]] for name in after if after[name] != before[name]}
        change = selection(book, policy).set_index("client_id")["change"]
        told |= {way: change.index[change == way].tolist() for way in ("enters", "leaves")}
    return _plain(told)


def _plain(value: object) -> object:
    """What JSON has no form for: dates as text, numbers of numpy and DECIMAL as numbers, unknown as null."""
    if isinstance(value, dict):
        return {name: _plain(x) for name, x in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(x) for x in value]
    if isinstance(value, str) or value is None:
        return value
    if pd.isna(value):
        return None
    if isinstance(value, date):
        return value.isoformat()
    value = value.item() if hasattr(value, "item") else value
    return value if isinstance(value, bool | int) else round(float(value), 6)
