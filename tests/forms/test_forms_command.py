"""kam forms, without the rest of the command line."""

import json
from datetime import date

import openpyxl
import pytest
from typer.testing import CliRunner

from kamlib.book.build import build
from kamlib.commands.main import app


@pytest.fixture
def kam(tmp_path, monkeypatch):
    """Runs `kam forms …` in an empty folder."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("KAM_LANG", "en")
    monkeypatch.delenv("KAM_DATA", raising=False)
    return lambda *arguments: CliRunner().invoke(app, ["forms", *arguments])


def test_the_form_goes_where_it_is_told_and_the_next_step_is_said(kam, tmp_path):
    result = kam("--lang", "ru", "--tables", "needs, usps", "--out", "мои.xlsx")
    assert result.exit_code == 0
    assert "мои.xlsx: Наши УТП, Потребности клиентов." in result.output
    assert "kam import мои.xlsx" in result.output
    assert "Import the sales first" in result.output
    assert (tmp_path / "мои.xlsx").exists()


def test_json_answer(kam):
    result = kam("--tables", "needs", "--json")
    assert json.loads(result.output) == {
        "file": "kam_form_en.xlsx",
        "lang": "en",
        "tabs": {"Needs of clients": "needs"},
        "clients": 0,
        "rows": 0,
    }


def test_a_file_that_may_be_filled_in_is_not_overwritten(kam, tmp_path):
    (tmp_path / "kam_form_en.xlsx").write_bytes(b"hours of work")
    result = kam()
    assert result.exit_code == 1 and "already there" in result.output
    assert (tmp_path / "kam_form_en.xlsx").read_bytes() == b"hours of work"


@pytest.fixture(scope="module")
def held(csv_home):
    """A home whose two clients are held by two managers; one is in the sales lines alone."""
    lines = [
        {"order_date": f"2024-{month:02d}-10", "client_id": client, "manager_id": manager, "net_amount": 10}
        for client, manager in (("C1", "M1"), ("C2", "M2"))
        for month in range(1, 13)
    ]
    home = csv_home(
        lines,
        clients=[{"client_id": "C1", "name": "Rye"}],
        managers=[{"manager_id": "M1", "name": "Anna Orlova"}, {"manager_id": "M2", "name": "Boris Titov"}],
        needs=[{"client_id": c, "need": "Speed", "importance": 10} for c in ("C1", "C2")],
    )
    build(home, as_of=date(2024, 12, 31))
    return home


@pytest.mark.parametrize(("asked", "client"), [("M1", "C1"), ("anna orlova", "C1"), ("Boris Titov", "C2")])
def test_a_form_of_the_clients_a_manager_holds(kam, held, asked, client):
    result = kam("--manager", asked, "--tables", "needs", "--data", str(held), "--json")
    assert result.exit_code == 0, result.output
    assert json.loads(result.output)["rows"] == 1
    (sheet,) = openpyxl.load_workbook("kam_form_en.xlsx").worksheets[1:2]
    assert client in sheet["A2"].value


def test_an_unknown_manager_is_told_who_there_is(kam, held):
    result = kam("--manager", "M9", "--data", str(held))
    assert result.exit_code == 1
    assert "Anna Orlova [M1], Boris Titov [M2]" in " ".join(result.output.split())
