"""A company whose SKAM room can be worked through with a pencil: who is key is decided, never scored."""

import sys
from datetime import date
from pathlib import Path

import pytest

import kamlib as kam
from kamlib.book.build import build

sys.path.insert(0, str(Path(__file__).parent.parent / "marts"))  # made_lines

from made_lines import monthly

LAST_REVIEW, REVIEW = date(2023, 9, 30), date(2023, 12, 31)
# full marks or nothing: only a decision makes a client key
BY_DECISION = kam.Policy().changed(selection_min_score=100.0, skam_progress_days=30, seasons_min_months=60)


def decision(code, kind, client=None, on="2023-06-01", **more):
    return {
        "decision_id": code,
        "kind": kind,
        "client_id": client,
        "subject": f"subject {code}",
        "why": "because",
        "decided_by": "Ann",
        "decided_on": on,
        **more,
    }


def promise(code, client, on, due=None, **more):
    return {
        "promise_id": code, "client_id": client, "promise": f"promise {code}", "promised_on": on, "due_on": due, **more
    }  # fmt: skip


@pytest.fixture(scope="session")
def company(csv_home):
    """The home: a book of the last review, then what was recorded since, then the book of this review."""
    lines = [
        row
        for n, client in enumerate(("small", "kept", "gone", "new", "grows"), 1)
        for row in monthly(client, "2022-01", [1000 * n if client != "grows" else 10] * 18)
    ]
    lines += [
        row for n, c in enumerate(("small", "kept", "gone", "new"), 1) for row in monthly(c, "2023-07", [1000 * n] * 6)
    ]
    lines += monthly("grows", "2023-07", [9000] * 6)
    home = csv_home(
        lines,
        clients=[{"client_id": c, "name": f"Client {c}"} for c in ("small", "kept", "gone", "new", "grows")],
        needs=[{"client_id": "kept", "need": n, "importance": 10} for n in ("Speed", "Price")],
        usps=[{"usp_id": "1", "name": "Delivery"}],
        coverage=[{"need": n, "usp_id": "1", "coverage": c} for n, c in (("Speed", 0.9), ("Price", 0.4))],
        judgements=[
            {"client_id": c, "criterion": k, "score": 60, "evidence": "seen", "author": "Ann",
             "judged_on": "2023-01-01", "expires_on": until}
            for c, k, until in (
                ("kept", "image", "2023-12-30"), ("new", "image", "2023-12-30"),
                ("new", "market_influence", "2023-12-31"), ("new", "partner", "2024-01-01"),
            )
        ],
        charter=[
            {"question": "team", "answer": "Two people", "owner": "Ann", "review_on": "2024-01-01"},
            {"question": "methods", "answer": "A yearly plan", "owner": "Ann", "review_on": "2023-12-31"},
            {"question": "departments", "answer": " ", "owner": "Bob", "review_on": "2023-10-01"},
            {"question": "budget", "answer": "A share of profit"},
        ],
        decisions=[decision("d01", "make_key", "gone"), decision("d02", "make_key", "kept", next_review="2023-12-31")],
        promises=[
            promise("p1", "kept", "2023-12-01", "2023-12-31"),
            promise("p2", "kept", "2023-11-01", "2023-12-30", progress="begun", progress_on="2023-12-29"),
            promise("p3", "new", "2023-11-30"),
            promise("p4", "new", "2023-06-01", "2024-02-01", progress="half", progress_on="2023-12-01"),
            promise("p5", "new", "2023-06-01", "2023-07-01", done_on="2023-08-01"),
        ],
    )  # fmt: skip
    build(home, as_of=LAST_REVIEW, policy=BY_DECISION)
    register = kam.open_register(home)
    since = [
        decision("d03", "drop", "gone", on="2023-11-01", revises="d01"),
        decision("d04", "make_key", "new", until="2023-12-31", next_review="2024-01-01"),
        decision("d05", "exception", "new", until="2023-12-30"),
        decision("d06", "value_chain", until="2023-12-30", next_review="2023-11-01"),
        decision("d07", "watch", "small", next_review="2023-12-31"),
        decision("d08", "watch", "small", on="2023-06-02", until="2023-08-01", revises="d07"),
    ]
    register.write("decisions", since, author="Ann", source="test")
    register.close()
    build(home, as_of=REVIEW, policy=BY_DECISION)
    return home


@pytest.fixture(scope="session")
def book(company):
    return kam.open_book(company)


@pytest.fixture(scope="session")
def last_review(book):
    return kam.book_before(book)
