"""What comes by file goes into the register as differences; a form carries what it was filled with."""

from datetime import date

import openpyxl
import pandas as pd
import pytest
from typer.testing import CliRunner

from kamlib.commands.main import app
from kamlib.contract import tables
from kamlib.core import home as store
from kamlib.core.errors import KamError
from kamlib.core.texts import LANGUAGES, t
from kamlib.forms.workbook import write_form
from kamlib.intake import import_files
from kamlib.register import RegisterConflict, open_register

NEEDS = "Client code,Need,Importance,Must have,How we know\n"


@pytest.fixture
def company(home, tmp_path):
    """A home with two clients that have bought something."""
    sales = tmp_path / "sales.csv"
    sales.write_text("Order,Date,Client,Net amount\n1,2026-01-15,C1,100.00\n2,2026-01-16,C2,250.50\n")
    clients = tmp_path / "clients.csv"
    clients.write_text("Client code,Name\nC1,Rye & Sons\nC2,Aster\n")
    import_files(home, [sales, clients])
    return home


def needs_file(home, rows, name="needs.csv"):
    path = home / name
    path.write_text(NEEDS + rows, encoding="utf-8")
    return path


def enter(register, author="Anna", **values):
    row = {"client_id": "C1", "need": "Speed", **values}
    return register.write("needs", [row], author=author, source="python")


def now(register):
    return [(r["client_id"], r["need"], r["importance"], r["evidence"]) for r in register.arrow("needs").to_pylist()]


def edit(path, table, lang, **cells):
    """Type values into row 2 of a tab; None empties the cell."""
    book = openpyxl.load_workbook(path)
    sheet = book[tables()[table].label(lang)]
    for column, value in cells.items():
        sheet.cell(2, list(tables()[table].columns).index(column) + 1).value = value
    book.save(path)
    return path


def test_a_file_is_entered_with_its_name_and_author_and_a_second_time_changes_nothing(company):
    file = needs_file(company, "C1,Speed,40,yes,Visit\nC2,Price,20,,\nC2,,5,,\n")
    report = import_files(company, [file], author="Anna")
    register = open_register(company)
    assert now(register) == [("C1", "Speed", 40.0, "Visit"), ("C2", "Price", 20.0, None)]
    told = register.history()
    assert set(told["author"]) == {"Anna"} and set(told["source"]) == {"file needs.csv"}
    assert (report.entries, report.sources[0].record["rows_rejected"]) == (2, 1)
    assert import_files(company, [file]).sources[0].status == "unchanged"
    copy = needs_file(company, "C2,Price,20,,\nC1,Speed,40,yes,Visit\n", "again.csv")
    assert import_files(company, [copy]).entries == 0
    assert register.state == 2
    assert store.Home(company).files("needs") == []


def test_a_later_file_corrects_and_an_empty_cell_erases_nothing(company):
    import_files(company, [needs_file(company, "C1,Speed,40,yes,Visit\nC2,Price,20,,\n")])
    report = import_files(company, [needs_file(company, "C1,Speed,55,,\n", "later.csv")])
    register = open_register(company)
    assert now(register) == [("C1", "Speed", 55.0, "Visit"), ("C2", "Price", 20.0, None)]
    changes = [(d.key, d.column, d.old, d.new) for d in report.differences.itertuples()]
    assert changes == [(("C1", "Speed"), "importance", 40.0, 55.0)]


def test_differences_are_shown_before_anything_is_written_and_no_means_no(company):
    shown = []
    file = needs_file(company, "C1,Speed,40,,\n")
    sales = company / "more.csv"
    sales.write_text("Order,Date,Client,Net amount\n9,2026-02-15,C1,100.00\n")

    def refuse(differences):
        shown.append((differences["key"].tolist(), open_register(company).state))
        return False

    import_files(company, [file, sales], confirm_changes=refuse)
    assert shown == [([("C1", "Speed")], 0)]
    assert open_register(company).state == 0
    assert len(store.Home(company).files("sales_lines")) == 1  # all of the files or none


@pytest.mark.parametrize("lang", LANGUAGES)
def test_a_form_comes_filled_and_unchanged_it_changes_nothing(company, tmp_path, lang):
    register = open_register(company)
    enter(register, importance=40, must_have=True, minimum=0.5, evidence="=Visit", recorded_on=date(2026, 1, 31))
    row = {"client_id": "C1", "criterion": "partner", "score": 87.5, "evidence": "Pays", "author": "Anna"}
    register.write("judgements", [{**row, "judged_on": date(2026, 1, 31)}], author="Anna", source="python")
    register.write("usps", [{"usp_id": "01", "name": "Delivery", "yearly_cost": "12345678901234.5678"}], author="Anna",
                   source="python")  # fmt: skip
    register.write("charter", [{"question": "team", "answer": "Two people"}], author="Anna", source="python")
    before = {name: register.current(name) for name in ("needs", "judgements", "usps", "charter")}
    form = write_form(tmp_path / "form.xlsx", lang, home=company)
    sheet = openpyxl.load_workbook(form)[tables()["needs"].label(lang)]
    assert [c.value for c in sheet[2]][:2] == ["Rye & Sons [C1]", "Speed"]
    assert t("forms.yes", lang) in [c.value for c in sheet[2]]
    assert import_files(company, [form]).entries == 0
    for name, frame in before.items():
        pd.testing.assert_frame_equal(register.current(name), frame)


def test_a_form_is_filled_for_the_clients_named(company, tmp_path):
    register = open_register(company)
    enter(register, importance=40)
    enter(register, client_id="C2", importance=30)
    register.write("usps", [{"usp_id": "1", "name": "Delivery"}], author="Anna", source="python")
    rows = [{"need": "Speed", "usp_id": "1", "coverage": 0.9}, {"need": "Speed", "usp_id": "1", "client_id": "C2",
            "coverage": 0.5}]  # fmt: skip
    register.write("coverage", rows, author="Anna", source="python")
    form = write_form(tmp_path / "form.xlsx", "en", ["needs", "coverage"], company, clients=["C1"])
    book = openpyxl.load_workbook(form)
    filled = {s.title: [[c.value for c in row[:3]] for row in s.iter_rows(min_row=2)] for s in book.worksheets[1:3]}
    assert filled == {
        "Needs of clients": [["Rye & Sons [C1]", "Speed", None]],
        "Coverage of needs by USPs": [["Speed", "Delivery [1]", None]],  # what holds for every client
    }
    with pytest.raises(KamError) as fault:
        write_form(tmp_path / "no.xlsx", "en", home=company, clients=["C1", "C77"])
    assert "C77" in fault.value.text("ru") and "C1," not in fault.value.text("ru")


def test_a_form_s_corrections_and_emptied_cells_are_entered(company, tmp_path):
    register = open_register(company)
    enter(register, importance=40, evidence="Visit", minimum=0.5)
    form = write_form(tmp_path / "form.xlsx", "en", ["needs"], company)
    report = import_files(company, [edit(form, "needs", "en", importance=55, evidence=None)], author="Boris")
    assert now(register) == [("C1", "Speed", 55.0, None)]
    assert [(d.column, d.old, d.new) for d in report.differences.itertuples()] == [
        ("importance", 40.0, 55.0),
        ("evidence", "Visit", None),
    ]
    assert register.history().iloc[0][["author", "source"]].tolist() == ["Boris", "form form.xlsx"]


def test_a_form_filled_from_an_old_state_conflicts_instead_of_overwriting(company, tmp_path):
    register = open_register(company)
    enter(register, importance=40, evidence="Visit")
    form = edit(write_form(tmp_path / "form.xlsx", "en", ["needs"], company), "needs", "en", importance=55)
    enter(register, "Vera", importance=70)
    manifest = store.Home(company).manifest()
    with pytest.raises(RegisterConflict) as told:
        import_files(company, [form], author="Boris")
    (conflict,) = told.value.conflicts
    assert (conflict.column, conflict.yours, conflict.theirs, conflict.author) == ("importance", 55.0, 70.0, "Vera")
    assert now(register) == [("C1", "Speed", 70.0, "Visit")]
    assert store.Home(company).manifest() == manifest


def test_a_form_that_touched_other_values_than_a_colleague_is_no_conflict(company, tmp_path):
    register = open_register(company)
    enter(register, importance=40, evidence="Visit")
    form = edit(write_form(tmp_path / "form.xlsx", "en", ["needs"], company), "needs", "en", evidence="Call")
    enter(register, "Vera", importance=70)
    import_files(company, [form], author="Boris")
    assert now(register) == [("C1", "Speed", 70.0, "Call")]


def test_a_row_added_in_a_form_and_meanwhile_by_a_colleague_conflicts(company, tmp_path):
    form = write_form(tmp_path / "form.xlsx", "en", ["needs"], company)
    register = open_register(company)
    enter(register, "Vera", importance=70)
    with pytest.raises(RegisterConflict):
        import_files(company, [edit(form, "needs", "en", client_id="C1", need="Speed", importance=55)])
    assert now(register) == [("C1", "Speed", 70.0, None)]


def test_the_command_shows_key_column_old_and_new_and_who_entered_it(company, tmp_path):
    register = open_register(company)
    enter(register, importance=40)
    form = edit(write_form(tmp_path / "form.xlsx", "en", ["needs"], company), "needs", "en", importance=55)
    said = ["import", str(form), "--data", str(company), "--no-build", "--lang", "ru", "--author", "Ольга"]
    looked = CliRunner().invoke(app, [*said, "--dry-run"])
    assert looked.exit_code == 0 and register.state == 1
    done = CliRunner().invoke(app, [*said, "--yes"])
    assert done.exit_code == 0, done.output
    for result in (looked, done):
        (line,) = [x for x in result.output.splitlines() if x.startswith("C1 · Speed")]
        assert line.split()[-2:] == ["40", "55"]
    assert register.history()["author"].tolist() == ["Ольга", "Anna"]


def test_a_home_of_an_earlier_version_keeps_what_its_files_told(tmp_path):
    """Its needs lay in a Parquet file; they are entered once, and the file is let go."""
    home = tmp_path / "home"
    file = tmp_path / "needs.csv"
    file.write_text(NEEDS + "C1,Speed,40,yes,Visit\n")
    import_files(home, [file])
    manifest = store.Home(home).manifest()
    (home / "canonical" / "needs").mkdir(parents=True)
    open_register(home).current("needs").drop(columns=["version", "entered_at", "entered_by", "source"]).to_parquet(
        home / "canonical/needs/old.parquet"
    )
    manifest["sources"][0]["data_files"] = {"needs": "canonical/needs/old.parquet"}
    store.publish(home, manifest)
    for path in home.glob("register.sqlite*"):
        path.unlink()
    sales = tmp_path / "sales.csv"
    sales.write_text("Order,Date,Client,Net amount\n1,2026-01-15,C1,100.00\n")
    import_files(home, [sales])
    assert now(open_register(home)) == [("C1", "Speed", 40.0, "Visit")]
    assert store.Home(home).files("needs") == [] and not list(home.glob("canonical/needs/*"))
