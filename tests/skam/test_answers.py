"""Charter, decisions, promises and the agenda of one small company, each state worked out by hand."""

from datetime import date

import pandas as pd

import kamlib as kam

LAST_REVIEW, REVIEW = date(2023, 9, 30), date(2023, 12, 31)


def states(frame, key, state):
    return dict(zip(frame[key], frame[state], strict=True))


def test_charter_has_its_seven_questions_in_order_answered_or_not(book):
    found = kam.charter(book)
    assert states(found, "question", "charter_state") == {
        "team": "answered",  # to be looked at the day after the review
        "methods": "review_due",  # on the very day
        "limits": "open",
        "departments": "open",  # blanks are no answer
        "budget": "answered",  # no date to look at it again
        "exceptions": "open",
        "kpis": "open",
    }
    assert found["question"].tolist()[0] == "team" and found.loc[0, "answer"] == "Two people"


def test_states_of_decisions(book):
    assert states(kam.decisions(book), "decision_id", "decision_state") == {
        "d01": "revised",  # d03 took its place
        "d02": "review_due",
        "d03": "in_force",
        "d04": "in_force",  # its last day is the review's
        "d05": "expired",
        "d06": "expired",  # that goes before being due
        "d07": "revised",  # though what took its place has expired
        "d08": "expired",
    }


def test_decisions_come_newest_first_and_of_one_client(book):
    assert kam.decisions(book)["decision_id"].tolist() == ["d03", "d08", "d01", "d02", "d04", "d05", "d06", "d07"]
    of_new = kam.decisions(book, "new")
    assert of_new["decision_id"].tolist() == ["d04", "d05"] and set(of_new["name"]) == {"Client new"}
    assert kam.decisions(book)["name"].isna().sum() == 1  # the one about no single client


def test_states_of_promises(book):
    found = kam.promises(book)
    assert states(found, "promise_id", "promise_state") == {
        "p2": "overdue",  # a step was taken the day before it was due, and it is not done
        "p3": "no_progress",  # 31 days after the promise
        "p1": "under_way",  # 30 days after, due on the very day
        "p4": "under_way",  # 30 days after the last step
        "p5": "done",  # late, but done
    }
    assert found["promise_id"].tolist() == ["p2", "p3", "p1", "p4", "p5"]
    assert kam.promises(book, "kept")["promise_id"].tolist() == ["p2", "p1"]


def test_the_queue_has_all_that_waits_for_the_group_and_nothing_else(book):
    found = book.sql("SELECT * FROM marts.group_items ORDER BY item, net_12m DESC NULLS LAST, detail")
    told = [
        (r["item"], r["client_id"], r["detail"], r["item_id"], r["since"])
        for r in found.astype(object).where(found.notna(), None).to_dict("records")
    ]
    day = pd.Timestamp
    assert told == [
        ("charter_due", None, "methods", None, day("2023-12-31")),
        ("charter_open", None, "departments", None, None),
        ("charter_open", None, "exceptions", None, None),
        ("charter_open", None, "kpis", None, None),
        ("charter_open", None, "limits", None, None),
        ("decision_due", "kept", "subject d02", "d02", day("2023-12-31")),
        ("decision_expired", "new", "subject d05", "d05", day("2023-12-30")),  # 48,000 a year
        ("decision_expired", "small", "subject d08", "d08", day("2023-08-01")),  # 12,000
        ("decision_expired", None, "subject d06", "d06", day("2023-12-30")),  # about no client
        ("emerging", "grows", None, None, None),
        ("entered", "new", "decision", None, day(LAST_REVIEW)),
        ("fit_failed", "kept", None, None, None),
        ("fit_unknown", "new", None, None, None),
        ("judgement_expired", "new", "image", None, day("2023-12-30")),
        ("judgement_expired", "kept", "image", None, day("2023-12-30")),
        ("left", "gone", "decision", None, day(LAST_REVIEW)),
        ("promise_no_progress", "new", "promise p3", "p3", day("2023-11-30")),
        ("promise_overdue", "kept", "promise p2", "p2", day("2023-12-30")),
    ]
    assert found.set_index("item").loc["fit_failed", "value"] == 0.65  # (0.9 + 0.4) / 2
    queued = kam.queue_items(book)
    assert set(found["item"]) <= set(queued["item"])
    assert queued.set_index("item").loc["entered", "queue_part"] == "good"


def test_without_an_earlier_review_nobody_is_said_to_have_moved(last_review):
    assert not {"left", "entered"} & set(kam.queue_items(last_review)["item"])


def test_book_before_is_of_an_earlier_quarter(book, last_review):
    assert book.as_of == REVIEW and last_review.as_of == LAST_REVIEW
    assert kam.book_before(last_review) is None
    assert kam.book_before(book, days=93) is None and (date(2023, 12, 31) - date(2023, 9, 30)).days == 92
