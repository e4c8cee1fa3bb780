"""A meeting: who was there, what it goes through, how each item ended; what is put off comes back."""

import shutil
from datetime import date

import pytest

import kamlib as kam
from kamlib.review.minutes import minutes

WHO = {"author": "Anna", "source": "test"}
DAY = date(2024, 1, 10)


@pytest.fixture
def register(company, tmp_path):
    shutil.copy(company / "register.sqlite", tmp_path)
    found = kam.open_register(tmp_path)
    yield found
    found.close()


def test_who_was_there_and_whether_that_is_a_quorum(book, register):
    assert not kam.meet(register, book, ["Anna", " Boris ", "Anna", ""], held_on=DAY, **WHO)  # two of three
    assert kam.meet(register, book, ["Anna", "Boris", "Clara"], held_on=DAY, **WHO)
    kept = register.current("meetings")
    assert kept["present"].tolist() == ["Anna, Boris, Clara"] and kept["members"].tolist() == [3]
    with pytest.raises(kam.KamError, match="Name who is present"):
        kam.meet(register, book, [" "], **WHO)


def test_every_item_keeps_its_place_and_says_how_it_ended(book, register):
    before = kam.agenda(book, DAY)
    assert set(before["outcome"]) == {"open"} and before["stake"].dropna().is_monotonic_decreasing
    clients = before["client_id"].dropna().tolist()
    put_off, decided = clients[0], clients[1]
    kam.later(register, book, put_off, date(2024, 3, 31), reason="next time", **WHO)
    given = {"client_id": decided, "decided_on": date.today(), "owner": "Boris", "due_on": date.today()}
    kam.decide(register, book, "watch", "Call them", "They matter", "Anna", **given, **WHO)
    now = kam.agenda(kam.live(book, register), date.today())
    ended = now.set_index("client_id")["outcome"]
    assert (ended[put_off], ended[decided]) == ("later", "decided")
    assert now["client_id"].dropna().tolist() == clients  # nothing has left the meeting or changed its place
    later = kam.agenda(kam.live(book, register), date(2100, 1, 1))
    assert not {put_off, decided} & set(later["client_id"])  # the next meeting does not go through it again


def test_all_that_a_client_has_in_the_queue_is_put_off_together(book, register):
    items = kam.queue_items(book)
    client = items[items["queue_part"] == "decide"]["client_id"].value_counts().index[0]
    things = items[(items["client_id"] == client) & (items["queue_part"] == "decide")]["item"].nunique()
    assert kam.later(register, book, client, date(2024, 3, 31), **WHO) == things > 1
    row = kam.queue(kam.live(book, register)).set_index("client_id").loc[client]
    assert row["queue_part"] != "decide" or row["is_muted"]


def test_the_minutes_say_who_was_there_who_does_it_and_by_when(book, register):
    kam.meet(register, book, ["Anna", "Boris", "Clara"], held_on=DAY, **WHO)
    given = {"client_id": "kept", "decided_on": DAY, "owner": "Boris", "due_on": date(2024, 2, 1)}
    kam.decide(register, book, "watch", "Call them", "They matter", "Anna", **given, **WHO)
    told = minutes(register, date(2020, 1, 1), "en")
    told = told[told["author"] == "Anna"].set_index("table")
    assert "Anna, Boris, Clara" in told.loc["Meetings of the SKAM group", "decided"]
    assert told.loc["SKAM decisions", ["owner", "due_on"]].tolist() == ["Boris", "1 Feb 2024"]


def test_a_day_to_be_done_by_before_the_decision_is_refused(book, register):
    with pytest.raises(kam.KamError):
        kam.decide(
            register, book, "watch", "x", "y", "z", client_id="kept", decided_on=DAY, due_on=date(2023, 1, 1), **WHO
        )
