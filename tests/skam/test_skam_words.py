"""Frozen numbers, values of a policy and minutes as people read them."""

from datetime import date

import pandas as pd
import pytest

import kamlib as kam
from kamlib.book.shelf import quarter_before
from kamlib.labels.skam import numbers_in_words, policy_value
from kamlib.labels.spreadsheet import safe_csv
from kamlib.review.decide import frozen, review_day
from kamlib.review.minutes import MINUTES, minutes

TEAM = "Who works with a key client: one manager or a team?"
WHO = {"author": "Ann", "source": "page skam"}


def test_numbers_of_a_decision_in_both_languages(book):
    numbers = frozen(book, "new")
    english = dict(numbers_in_words(numbers, "en", "RUB")["client"])
    assert english["Revenue, 12 months"] == "₽48K" and english["Key"] == "Yes"
    assert "Potential, 12 months" not in english  # not known
    russian = dict(numbers_in_words(numbers, "ru", "RUB")["client"])
    assert russian["Выручка, 12 мес."] == "48\xa0тыс.\xa0₽" and len(russian) == len(english)
    assert not {"Enter", "Leave"} & {label for label, _ in numbers_in_words(numbers, "en")["list"]}


def test_change_of_policy_in_words(book):
    told = numbers_in_words(frozen(book, policy=book.policy.changed(selection_min_score=50.0, fit_threshold=0.8)), "en")
    assert [x for _, x in told["policy"]] == ["100 → 50", "75% → 80%"]
    assert ("Enter", "0") in told["list"]


@pytest.mark.parametrize(
    "numbers", [None, "", "no JSON", "[1]", "{}", '{"unheard_of": 1}', '{"client": {"net_12m": null}}']
)
def test_numbers_of_other_hands_do_no_harm(numbers):
    assert numbers_in_words(numbers, "en") == {}


def test_numbers_by_name_as_a_file_may_bring_them():
    assert numbers_in_words('{"net_share": 0.0664}', "ru") == {
        "other": [("Доля выручки", "6,6\u202f%".replace("\u202f", "\xa0"))]
    }


def test_values_of_the_policy():
    assert policy_value("fit_threshold", 0.75, "en") == "75%"
    assert policy_value("selection_places", 12, "en") == "12"
    assert policy_value("criteria_weight_image", 12.5, "ru") == "12,5"
    assert policy_value("selection_unknown_fit", "refused", "en") == "only once known"


def test_reviews_are_a_quarter_apart():
    assert review_day(date(2026, 11, 30)) == date(2027, 2, 28)
    assert quarter_before(date(2026, 9, 30)) == date(2026, 6, 30)
    assert quarter_before(date(2026, 5, 31)) == date(2026, 2, 28)
    assert quarter_before(date(2026, 11, 22)) == date(2026, 8, 31)


@pytest.fixture
def register(tmp_path, book):
    opened = kam.open_register(tmp_path)
    opened.write("charter", [{"question": "team", "answer": "One"}], author="Ann", source="file charter.csv")
    opened.write("charter", [{"question": "team", "answer": "Two", "owner": "Bob"}], **WHO)
    kam.decide(opened, book, "drop", "=1+1", "No fit", "The group", client_id="kept", until=date(2024, 12, 31), **WHO)
    promise = {"client_id": "new", "promise": "Call", "promised_on": date(2024, 1, 2)}
    ((code,),) = opened.write("promises", [promise], **WHO).keys
    opened.write("promises", [{"promise_id": code, "progress": "Called"}], **WHO)
    opened.write("needs", [{"client_id": "new", "need": "Speed", "importance": 7.5, "must_have": True}], **WHO)
    opened.withdraw("needs", [("new", "Speed")], **WHO)
    yield opened
    opened.close()


def test_minutes_tell_each_entry_in_its_order(register):
    found = minutes(register, date(2020, 1, 1), "en", "RUB", {"kept": "Kept & Co", "new": "New LLC"}.__getitem__)
    assert list(found.columns) == list(MINUTES)
    rows = found.astype(object).where(found.notna(), None).to_dict("records")
    assert [(r["table"], r["client"], r["subject"], r["decided"]) for r in rows] == [
        ("Charter of KAM", None, TEAM, "Answer: One → Two; Owner: — → Bob"),
        ("SKAM decisions", "Kept & Co", "Drop from key", "=1+1"),
        ("Promises to clients", "New LLC", "Call", "Promised on: 2 Jan 2024"),
        ("Promises to clients", "New LLC", "Call", "Progress: — → Called"),
        ("Needs of clients", "New LLC", "Speed", "Importance, above 0: 7.5; Must have: Yes"),
        ("Needs of clients", "New LLC", "Speed", "withdrawn"),
    ]  # fmt: skip
    decision = rows[1]
    assert (decision["why"], decision["decided_by"], decision["until"]) == ("No fit", "The group", "31 Dec 2024")
    assert "Revenue, 12 months: ₽24K" in decision["numbers"]


def test_minutes_of_a_day_and_of_some_tables(register):
    tomorrow = (pd.Timestamp.now(tz="UTC") + pd.Timedelta(days=1)).date()
    assert minutes(register, tomorrow, "ru").empty
    assert len(minutes(register, date(2020, 1, 1), "ru", tables=("decisions",))) == 1


def test_minutes_in_a_spreadsheet_run_nothing(register):
    line = next(x for x in safe_csv(minutes(register, date(2020, 1, 1), "en")).splitlines() if "1+1" in x)
    assert ",'=1+1," in line
