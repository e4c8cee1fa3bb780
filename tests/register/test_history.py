"""What is entered, what it becomes, and that nothing of it is ever lost."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest
import sqlalchemy as sa

from kamlib.contract import register_tables
from kamlib.core.errors import KamError
from kamlib.register import RegisterConflict, open_register

SPEED = {"client_id": "C1", "need": "Speed", "importance": 40}
BY = {"author": "Anna", "source": "python"}


def values(register, table, *columns):
    return [tuple(row[c] for c in columns) for row in register.arrow(table).to_pylist()]


def test_every_step_of_a_value_is_told_newest_first(register):
    """Entered, changed, withdrawn, brought back: four entries, and what stood before and after each."""
    began = datetime.now(UTC)
    register.write("needs", [{**SPEED, "must_have": True}], author="Anna", source="page usp_fit", note="visit")
    register.write("needs", [{"client_id": "C1", "need": "Speed", "importance": 55}], author="Boris", source="python")
    register.withdraw("needs", [("C1", "Speed")], author="Vera", source="python")
    register.undo(3, author="Anna", source="python")
    told = register.history("needs")
    assert told["entry_id"].tolist() == [4, 3, 2, 1]
    assert told["version"].tolist() == [4, 3, 2, 1]
    assert told["what"].tolist() == ["entered", "withdrawn", "changed", "entered"]
    assert told["author"].tolist() == ["Anna", "Vera", "Boris", "Anna"]
    assert told["source"].tolist() == ["python", "python", "python", "page usp_fit"]
    assert told["note"].tolist() == [None, None, None, "visit"]
    assert set(told["key"]) == {("C1", "Speed")} and set(told["client_id"]) == {"C1"}
    assert told["columns"].tolist()[2] == ["importance"]
    assert (told["old"].tolist()[2], told["new"].tolist()[2]) == ({"importance": 40.0}, {"importance": 55.0})
    assert (told["old"].tolist()[3], told["new"].tolist()[3]) == (None, {"importance": 40.0, "must_have": True})
    assert told["new"].tolist()[1] is None
    assert values(register, "needs", "importance", "must_have") == [(55.0, True)]
    times = told["at"].tolist()
    assert began <= times[-1] <= times[0] <= datetime.now(UTC) and times == sorted(times, reverse=True)
    assert register.state == 4


def test_the_state_of_any_earlier_moment_can_be_read(file_register):
    for importance in (10, 20, 30):
        file_register.write("needs", [{**SPEED, "importance": importance}], **BY)
    file_register.withdraw("needs", [("C1", "Speed")], **BY)
    then = [file_register.current("needs", state=s)["importance"].tolist() for s in range(5)]
    assert then == [[], [10.0], [20.0], [30.0], []]


def test_values_come_back_in_the_types_of_the_contract(register):
    register.write("usps", [{"usp_id": "01", "name": "Доставка «за день»", "yearly_cost": "1234567.8901"}], **BY)
    register.write(
        "judgements",
        [{"client_id": "C1", "criterion": "Reliable partner", "score": 87.5, "evidence": "Pays;\nalways",
          "author": "Anna", "judged_on": pd.Timestamp("2026-03-15"), "expires_on": "2027-03-15"}],
        **BY,
    )  # fmt: skip
    assert values(register, "usps", "usp_id", "name", "kind", "yearly_cost") == [
        ("01", "Доставка «за день»", None, Decimal("1234567.8901"))
    ]
    columns = ("criterion", "score", "evidence", "judged_on", "expires_on")
    assert values(register, "judgements", *columns) == [
        ("partner", 87.5, "Pays;\nalways", date(2026, 3, 15), date(2027, 3, 15))
    ]
    frame = register.current("judgements")
    assert frame["entered_by"].tolist() == ["Anna"] and str(frame["entered_at"].dtype) == "datetime64[us, UTC]"


def test_what_stands_there_already_makes_no_entry(register):
    register.write("needs", [{**SPEED, "minimum": 0.75, "recorded_on": date(2026, 1, 31)}], **BY)
    frame = register.current("needs")
    again = register.write("needs", frame, author="Boris", source="python", seen=register.seen("needs", frame))
    assert (again.entries, again.state, again.keys) == (0, 1, [("C1", "Speed")])
    assert register.withdraw("needs", [("C9", "Speed")], **BY).entries == 0
    assert register.state == 1


def test_columns_not_given_stay_and_none_empties(register):
    register.write("needs", [{**SPEED, "evidence": "Visit", "must_have": True}], **BY)
    register.write("needs", [{"client_id": "C1", "need": "Speed", "evidence": None}], **BY)
    assert values(register, "needs", "importance", "evidence", "must_have") == [(40.0, None, True)]


def test_one_client_is_read_alone_and_a_row_that_changed_hands_is_the_new_client_s(register):
    register.write("needs", [SPEED, {**SPEED, "client_id": "C2"}], **BY)
    assert register.current("needs", "C2")["client_id"].tolist() == ["C2"]
    register.write("contacts", [{"contact_id": "p", "client_id": "C1", "person": "Olga"}], **BY)
    register.write("contacts", [{"contact_id": "p", "client_id": "C2"}], **BY)
    assert register.current("contacts", "C1").empty
    assert register.current("contacts", "C2")["person"].tolist() == ["Olga"]
    assert register.history(client_id="C1")["table_name"].tolist() == ["contacts", "needs"]


def test_general_coverage_and_that_of_a_client_are_two_rows(register):
    rows = [{"need": "Speed", "usp_id": "1", "coverage": 0.9}, {"need": "Speed", "usp_id": "1", "client_id": "C1"}]
    register.write("usps", [{"usp_id": "1", "name": "Delivery"}], **BY)
    register.write("coverage", [rows[0], {**rows[1], "coverage": 0.5}], **BY)
    frame = register.current("coverage")
    assert frame["coverage"].tolist() == [0.9, 0.5] and frame["client_id"].isna().tolist() == [True, False]
    assert set(register.seen("coverage", frame)) == {("Speed", "1", None), ("Speed", "1", "C1")}


def test_differences_tell_and_write_nothing(register):
    register.write("needs", [SPEED], **BY)
    told = register.differences("needs", [{**SPEED, "importance": 50}, {**SPEED, "client_id": "C2"}])
    rows = [(d.key, d.is_new, d.column, d.old, d.new) for d in told.itertuples()]
    assert rows == [
        (("C1", "Speed"), False, "importance", 40.0, 50.0),
        (("C2", "Speed"), True, "importance", None, 40.0),
    ]
    assert register.state == 1


def test_a_decision_without_a_code_is_given_one(register):
    decision = {"kind": "watch", "subject": "Volume", "why": "Falls", "decided_by": "Anna", "decided_on": "2026-01-31"}
    first, second = (register.write("decisions", [decision], **BY).keys[0][0] for _ in range(2))
    assert first != second
    assert {row[0] for row in values(register, "decisions", "decision_id")} == {first, second}


@pytest.mark.parametrize(
    ("row", "column", "value"),
    [
        ({**SPEED, "importance": 101}, "importance", "101"),
        ({**SPEED, "importance": 0}, "importance", "0"),
        ({**SPEED, "minimum": 1.5}, "minimum", "1.5"),
        ({**SPEED, "recorded_on": "soon"}, "recorded_on", "soon"),
        ({**SPEED, "must_have": "perhaps"}, "must_have", "perhaps"),
        ({**SPEED, "wish": 1}, "wish", "1"),
        ({"client_id": "C1", "importance": 5}, "need", ""),
        ({"client_id": "C1", "need": "New"}, "importance", ""),
        ({**SPEED, "evidence": "x" * 30_001}, "evidence", "x" * 40),
    ],
)
def test_values_that_cannot_be_used_are_named_and_nothing_is_written(file_register, row, column, value):
    good = {**SPEED, "client_id": "C2"}
    with pytest.raises(KamError) as fault:
        file_register.write("needs", [good, row], **BY)
    assert [(f.row, f.column) for f in fault.value.faults] == [(1, column)]
    assert column in fault.value.text("en") and value in fault.value.text("en")
    assert fault.value.text("en") != fault.value.text("ru")
    assert file_register.state == 0


def test_a_row_twice_in_one_write_is_refused(file_register):
    with pytest.raises(KamError) as fault:
        file_register.write("needs", [SPEED, {**SPEED, "importance": 50}], **BY)
    assert [f.reason for f in fault.value.faults] == ["duplicate_key"]


@pytest.mark.parametrize("author", ["", "  ", None])
def test_nobody_writes_without_a_name(file_register, author):
    with pytest.raises(KamError) as fault:
        file_register.write("needs", [SPEED], author=author, source="python")
    assert fault.value.key == "register.no_author"
    with pytest.raises(KamError):
        file_register.write("needs", [SPEED], author="Anna", source="")
    assert file_register.state == 0


def test_the_database_itself_refuses_to_change_an_entry(register):
    register.write("needs", [SPEED], **BY)
    orders = [
        "UPDATE entries SET author = 'X'",
        "DELETE FROM entries",
        "UPDATE entries SET new = NULL WHERE version = 1",
    ]
    engine = register._engine
    if engine.dialect.name == "sqlite":
        kept = "entry_id, at, 'X', source, table_name, row_key, client_id, version, old, new, note"
        orders.append(f"INSERT OR REPLACE INTO entries SELECT {kept} FROM entries")
        orders.append(
            "INSERT INTO entries SELECT 9, at, '', source, 'needs', 'x', NULL, 1, old, new, note FROM entries"
        )
    else:
        orders.append("TRUNCATE entries")
    for order in orders:
        with engine.connect() as con, pytest.raises(sa.exc.DBAPIError):
            con.exec_driver_sql(order)
    assert register.history()["author"].tolist() == ["Anna"]


def test_an_undo_takes_back_only_its_own_values(register):
    register.write("needs", [SPEED], **BY)
    register.write("needs", [{"client_id": "C1", "need": "Speed", "importance": 60}], **BY)
    register.write("needs", [{"client_id": "C1", "need": "Speed", "must_have": True}], **BY)
    register.undo(2, **BY)
    assert values(register, "needs", "importance", "must_have") == [(40.0, True)]
    with pytest.raises(RegisterConflict):  # the row it entered was changed since
        register.undo(1, **BY)
    with pytest.raises(KamError):
        register.undo(99, **BY)


def test_the_password_of_a_database_is_never_told(tmp_path, monkeypatch):
    monkeypatch.setenv("KAM_REGISTER_URL", f"postgresql://kam:s3cret@/nothing?host={tmp_path}")
    with pytest.raises(KamError) as fault:
        open_register(tmp_path)
    for lang in ("en", "ru"):
        assert "s3cret" not in fault.value.text(lang) and "***" in fault.value.text(lang)
    monkeypatch.setenv("KAM_REGISTER_URL", "mysql://kam:s3cret@host/db")
    with pytest.raises(KamError) as fault:
        open_register(tmp_path)
    assert "s3cret" not in str(fault.value)


def test_what_the_register_adds_to_a_table_is_no_column_of_it():
    for table in register_tables().values():
        assert not {"version", "entered_at", "entered_by", "source"} & table.columns.keys()
        for key in table.key:
            assert table.columns[key].type in ("text", "date")
