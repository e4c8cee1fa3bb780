"""Answers to the queue: who takes a row on, what is put off or not valid, and when that comes back."""

import shutil
from datetime import date, timedelta

import pytest

import kamlib as kam

WHO = {"author": "Anna", "source": "test"}
TODAY = date(2026, 10, 5)


@pytest.fixture(scope="module")
def before(demo_book):
    return kam.queue(demo_book, "decide")


@pytest.fixture
def home(demo_home, tmp_path):
    shutil.copy(demo_home / "register.sqlite", tmp_path)
    return tmp_path


@pytest.fixture
def register(home):
    found = kam.open_register(home)
    yield found
    found.close()


@pytest.fixture
def now(demo_book, register):
    """The queue with what was entered into the register."""
    return lambda: kam.queue(kam.live(demo_book, register), "decide")


def row_of(queue, client_id):
    return queue.set_index("client_id").loc[client_id]


def written(register, client_id, item, mark, **more):
    row = {"client_id": client_id, "item": item, "mark": mark, "marked_on": TODAY, **more}
    register.write("queue_marks", [row], **WHO)


def unanswered(queue, **wanted):
    found = queue[queue["queue_state"].eq("new") & queue["stake"].notna() & queue["item"].ne("dropped_class")]
    for name, value in wanted.items():
        found = found[found[name].isna() if value is None else found[name] == value]
    return found.iloc[0]


def test_assigned_stays_where_it_is_and_says_who(demo_book, register, before, now):
    first = unanswered(before)
    kam.mark(
        register,
        demo_book,
        first["client_id"],
        first["item"],
        "assigned",
        owner=" Ivan ",
        due_on=date(2026, 11, 1),
        **WHO,
    )
    row = row_of(now(), first["client_id"])
    assert (row["queue_state"], row["owner"], row["due_on"].date(), row["place"]) == (
        "assigned",
        "Ivan",
        date(2026, 11, 1),
        1,
    )


def test_put_off_goes_behind_all_others_and_seen_brings_it_back(demo_book, register, before, now):
    first = unanswered(before, also=None)
    until = demo_book.as_of + timedelta(days=30)
    kam.mark(register, demo_book, first["client_id"], first["item"], "snoozed", until=until, **WHO)
    found = now()
    row = row_of(found, first["client_id"])
    assert (row["queue_state"], row["is_muted"], row["muted_until"].date()) == ("snoozed", True, until)
    assert found["is_muted"].is_monotonic_increasing  # none of these before one that is not
    kam.mark(register, demo_book, first["client_id"], first["item"], "seen", **WHO)
    row = row_of(now(), first["client_id"])
    assert (row["queue_state"], row["is_muted"], row["place"]) == ("seen", False, first["place"])


def test_it_returns_when_its_stake_has_doubled_and_on_its_day(register, before, now, demo_book):
    first = unanswered(before, also=None)
    client, item, stake, later = first["client_id"], first["item"], float(first["stake"]), date(2027, 1, 1)
    for then, is_muted in ((stake / 2, False), (stake / 2 + 1, True), (stake * 3, True), (None, True)):
        written(register, client, item, "not_valid", stake=then, reason="r")
        assert row_of(now(), client)["is_muted"] == is_muted, then
    for until, is_muted in ((demo_book.as_of, False), (demo_book.as_of + timedelta(days=1), True), (later, True)):
        written(register, client, item, "snoozed", stake=stake, until=until)
        assert row_of(now(), client)["is_muted"] == is_muted, until


def test_the_policy_says_how_much_worse(demo_book, register, before):
    first = unanswered(before, also=None)
    written(register, first["client_id"], first["item"], "not_valid", stake=float(first["stake"]) / 2.5, reason="r")
    for ratio, is_muted in ((2.0, False), (3.0, True)):
        changed = kam.live(demo_book, register, demo_book.policy.changed(queue_return_ratio=ratio))
        assert row_of(kam.queue(changed, "decide"), first["client_id"])["is_muted"] == is_muted


def test_of_a_client_with_several_things_the_next_takes_its_place(demo_book, register, before, now):
    first = before[before["also"].notna() & before["queue_state"].eq("new")].iloc[0]
    things = kam.queue_items(demo_book, first["client_id"]).query("queue_part == 'decide'")
    told = {} if first["item"] != "dropped_class" else {"detail": first["detail"]}
    kam.mark(register, demo_book, first["client_id"], first["item"], "not_valid", reason="known", **told, **WHO)
    row = row_of(now(), first["client_id"])
    assert (row["item"], row["stake"]) == tuple(things.iloc[1][["item", "stake"]]) and not row["is_muted"]


def test_one_dropped_class_is_answered_and_not_the_others(demo_book, register, now):
    things = kam.queue_items(demo_book).query("item == 'dropped_class'")
    one = things.iloc[0]
    kam.mark(
        register, demo_book, one["client_id"], "dropped_class", "not_valid", detail=one["detail"], reason="r", **WHO
    )
    found = register.current("queue_marks")
    assert f"dropped_class:{one['detail']}" in set(found["item"])
    with pytest.raises(kam.KamError, match="nothing like"):
        kam.mark(
            register, demo_book, one["client_id"], "dropped_class", "not_valid", detail="Nothing", reason="r", **WHO
        )


def test_a_decision_about_the_client_made_since_settles_it_until_its_review(demo_book, register, before, now):
    first = unanswered(before, also=None)
    about = {"author": "Anna", "source": "test", "client_id": first["client_id"]}
    kam.decide(register, demo_book, "watch", "s", "w", "Anna", next_review=date(2026, 12, 31), **about)
    row = row_of(now(), first["client_id"])
    assert (row["queue_state"], row["is_muted"]) == ("decided", True)


@pytest.mark.parametrize(
    ("said", "told", "why"),
    [
        ("assigned", {}, "who takes it on"),
        ("assigned", {"owner": "  "}, "who takes it on"),
        ("snoozed", {}, "until which day"),
        ("snoozed", {"until": date(2026, 9, 30)}, "until which day"),
        ("not_valid", {}, "why it is not valid"),
        ("gone", {}, "no answer “gone”"),
    ],
)
def test_an_answer_without_what_belongs_to_it_is_refused(demo_book, register, before, said, told, why):
    first = unanswered(before)
    state = register.state
    with pytest.raises(kam.KamError, match=why):
        kam.mark(register, demo_book, first["client_id"], first["item"], said, **told, **WHO)
    assert register.state == state


def test_what_the_queue_does_not_have_is_refused(demo_book, register):
    with pytest.raises(kam.KamError, match="nothing like"):
        kam.mark(register, demo_book, "nobody", "shrunk", "seen", **WHO)


def test_the_demo_shows_every_answer(before):
    assert {"assigned", "snoozed", "not_valid", "new"} <= set(before["queue_state"])
