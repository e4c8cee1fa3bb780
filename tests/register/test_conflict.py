"""Two people at the same row: the second is told, unless they touched different things."""

import pytest

from kamlib.register import RegisterConflict

KEY = {"client_id": "C1", "need": "Speed"}


@pytest.fixture
def seen(register):
    """Both have the row before them: importance 40, evidence from a visit."""
    register.write("needs", [{**KEY, "importance": 40, "evidence": "Visit"}], author="Anna", source="python")
    return register.seen("needs", register.current("needs"))


def write(register, author, seen, **values):
    return register.write("needs", [{**KEY, **values}], author=author, source=f"page of {author}", seen=seen)


def now(register):
    return [(r["importance"], r["evidence"]) for r in register.arrow("needs").to_pylist()]


def test_the_second_to_change_a_value_is_told_by_whom_and_nothing_is_written(register, seen):
    write(register, "Anna", seen, importance=50)
    with pytest.raises(RegisterConflict) as told:
        write(register, "Boris", seen, importance=60, evidence="Call")
    (conflict,) = told.value.conflicts
    assert (conflict.key, conflict.column) == (("C1", "Speed"), "importance")
    assert (conflict.theirs, conflict.yours, conflict.author, conflict.source) == (50.0, 60.0, "Anna", "page of Anna")
    for lang in ("en", "ru"):
        assert all(word in told.value.text(lang) for word in ("Anna", "50", "60", "Speed"))
    assert now(register) == [(50.0, "Visit")]
    # having seen the new value, Boris may change it
    write(register, "Boris", register.seen("needs", register.current("needs")), importance=60)
    assert now(register) == [(60.0, "Visit")]


def test_different_values_of_one_row_are_no_conflict(register, seen):
    write(register, "Anna", seen, importance=50)
    write(register, "Boris", seen, evidence="Call")
    assert now(register) == [(50.0, "Call")]


def test_values_only_carried_along_are_no_change(register, seen):
    """A page gives the whole row back, and only the evidence was edited."""
    write(register, "Anna", seen, importance=50)
    write(register, "Boris", seen, importance=40, evidence="Call")
    assert now(register) == [(50.0, "Call")]


def test_the_same_value_from_both_is_no_conflict(register, seen):
    write(register, "Anna", seen, importance=50)
    assert write(register, "Boris", seen, importance=50).entries == 0


def test_who_changed_the_value_is_named_not_who_came_last(register, seen):
    write(register, "Anna", seen, importance=50)
    write(register, "Vera", seen, evidence="Letter")
    with pytest.raises(RegisterConflict) as told:
        write(register, "Boris", seen, importance=60)
    assert told.value.conflicts[0].author == "Anna"


def test_one_conflict_among_many_rows_stops_them_all_and_every_one_is_told(register, seen):
    write(register, "Anna", seen, importance=50, evidence="Call")
    rows = [{"client_id": "C2", "need": "Price", "importance": 5}, {**KEY, "importance": 60, "evidence": "Letter"}]
    with pytest.raises(RegisterConflict) as told:
        register.write("needs", rows, author="Boris", source="python", seen=seen)
    assert [c.column for c in told.value.conflicts] == ["importance", "evidence"]
    assert register.state == 2


def test_both_add_the_same_row(register):
    register.write("needs", [{**KEY, "importance": 10}], author="Anna", source="python", seen={})
    assert register.write("needs", [{**KEY, "importance": 10}], author="B", source="python", seen={}).entries == 0
    with pytest.raises(RegisterConflict) as told:
        register.write("needs", [{**KEY, "importance": 20}], author="Boris", source="python", seen={})
    assert told.value.conflicts[0].theirs == 10.0


def test_a_row_withdrawn_meanwhile_does_not_come_back_by_accident(register, seen):
    register.withdraw("needs", [("C1", "Speed")], author="Anna", source="python", seen=seen)
    with pytest.raises(RegisterConflict) as told:
        write(register, "Boris", seen, importance=60)
    assert told.value.conflicts[0].column is None and "Anna" in told.value.text("ru")
    assert write(register, "Boris", seen, importance=40).entries == 0
    assert now(register) == []


def test_a_row_changed_meanwhile_is_not_withdrawn_unseen(register, seen):
    write(register, "Anna", seen, importance=50)
    with pytest.raises(RegisterConflict):
        register.withdraw("needs", [("C1", "Speed")], author="Boris", source="python", seen=seen)
    assert now(register) == [(50.0, "Visit")]


def test_what_is_taken_out_with_a_change_stays_where_the_change_is_refused(register):
    """One transaction: a conflict on one row keeps the other row, which was to be withdrawn."""
    by = {"author": "Anna", "source": "python"}
    register.write("needs", [{"client_id": "C1", "need": n, "importance": 10} for n in ("Speed", "Price")], **by)
    seen = register.seen("needs", register.current("needs"))
    register.write("needs", [{"client_id": "C1", "need": "Speed", "importance": 20}], author="Boris", source="python")
    mine = [{"client_id": "C1", "need": "Speed", "importance": 30}]
    with pytest.raises(RegisterConflict):
        register.write("needs", mine, seen=seen, withdrawn=[("C1", "Price")], **by)
    assert set(register.current("needs")["need"]) == {"Speed", "Price"}
    seen = register.seen("needs", register.current("needs"))
    assert register.write("needs", mine, seen=seen, withdrawn=[("C1", "Price")], **by).entries == 2
    assert register.current("needs")[["need", "importance"]].to_numpy().tolist() == [["Speed", 30.0]]
