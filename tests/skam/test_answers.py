"""Charter, decisions, promises and the agenda of one small company, each state worked out by hand."""

from datetime import date

import pandas as pd

import kamlib as kam
from kamlib.labels.codes import code_lists

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


def test_agenda_in_order_with_all_that_waits_and_nothing_else(book, last_review):
    found = kam.agenda(book, last_review)
    told = [
        (r["item"], r["client_id"], r["detail"], r["item_id"], r["since"])
        for r in found.astype(object).where(found.notna(), None).to_dict("records")
    ]
    day = pd.Timestamp
    assert told == [
        ("left", "gone", None, None, day(LAST_REVIEW)),
        ("entered", "new", None, None, day(LAST_REVIEW)),
        ("fit_failed", "kept", None, None, None),
        ("fit_unknown", "new", None, None, None),
        ("emerging", "grows", None, None, None),
        ("decision_expired", "new", "subject d05", "d05", day("2023-12-30")),  # 48,000 a year
        ("decision_expired", "small", "subject d08", "d08", day("2023-08-01")),  # 12,000
        ("decision_expired", None, "subject d06", "d06", day("2023-12-30")),  # about no client
        ("decision_due", "kept", "subject d02", "d02", day("2023-12-31")),
        ("promise_overdue", "kept", "promise p2", "p2", day("2023-12-30")),
        ("promise_no_progress", "new", "promise p3", "p3", day("2023-11-30")),
        ("judgement_expired", "new", "image", None, day("2023-12-30")),
        ("judgement_expired", "kept", "image", None, day("2023-12-30")),
        ("charter_open", None, "limits", None, None),
        ("charter_open", None, "departments", None, None),
        ("charter_open", None, "exceptions", None, None),
        ("charter_open", None, "kpis", None, None),
        ("charter_due", None, "methods", None, day("2023-12-31")),
    ]
    by_client = found.dropna(subset=["client_id"]).set_index(["item", "client_id"])["net_12m"]
    assert by_client["judgement_expired", "new"] == 12 * 4000
    assert found.set_index("item").loc["fit_failed", "value"] == 0.65  # (0.9 + 0.4) / 2


def test_agenda_without_an_earlier_book_tells_the_rest(book, last_review):
    alone, whole = kam.agenda(book), kam.agenda(book, last_review)
    rest = whole[~whole["item"].isin(["left", "entered"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, rest, check_dtype=False)


def test_book_before_is_of_an_earlier_quarter(book, last_review):
    assert book.as_of == REVIEW and last_review.as_of == LAST_REVIEW
    assert kam.book_before(last_review) is None
    assert kam.book_before(book, days=93) is None and (date(2023, 12, 31) - date(2023, 9, 30)).days == 92


def test_agenda_of_the_demo_company_is_in_the_groups_order_with_most_money_first(demo_book):
    found = kam.agenda(demo_book, kam.book_before(demo_book))
    order = list(code_lists()["agenda_item"])
    places = [order.index(item) for item in found["item"]]
    assert places == sorted(places) and len(found)
    for _, group in found.groupby("item"):
        assert group["net_12m"].dropna().is_monotonic_decreasing
    not_yet = set(kam.emerging_fading(demo_book).query("direction == 'emerging'")["client_id"])
    not_yet -= set(kam.key_clients(demo_book).query("is_key")["client_id"])
    assert set(found.loc[found["item"] == "emerging", "client_id"]) == not_yet
