"""kam forms, without the rest of the command line."""

import json

import pytest
from typer.testing import CliRunner

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
