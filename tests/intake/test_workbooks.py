"""Workbooks: hidden and unrelated sheets, a stray cell in the far corner, an archive that unpacks to too much."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from made_files import lines

from kamlib.core.errors import KamError
from kamlib.intake import import_files

HEAD = ["Дата", "Клиент", "Сумма"]
SALES = [HEAD, ["15.01.2024", "А", 5], ["16.01.2024", "А", 6]]
ARCHIVE = [HEAD, ["15.01.2023", "А", 50]]


def book(path: Path, hidden: str = "", stray: tuple[int, int] | None = None, **sheets: list[list]) -> Path:
    made = xlsxwriter.Workbook(str(path))
    for name, rows in sheets.items():
        sheet = made.add_worksheet(name)
        for n, row in enumerate(rows):
            sheet.write_row(n, 0, row)
        if name == hidden:
            sheet.hide()
        if stray:
            sheet.write(*stray, "x")
    made.close()
    return path


def total(home: Path) -> int:
    return sum(a for (a,) in lines(home, "net_amount"))


def test_a_hidden_sheet_is_a_question(tmp_path):
    file = book(tmp_path / "a.xlsx", hidden="Архив", Продажи=SALES, Архив=ARCHIVE)
    with pytest.raises(KamError) as e:
        import_files(tmp_path / "home", [file])
    assert "hidden_sheet:Архив=leave" in e.value.text("ru")


@pytest.mark.parametrize(("answer", "expected"), [("leave", 11), ("import", 61)])
def test_the_answer_about_a_hidden_sheet_decides(answer, expected, tmp_path):
    file = book(tmp_path / "a.xlsx", hidden="Архив", Продажи=SALES, Архив=ARCHIVE)
    report = import_files(tmp_path / "home", [file], answers={"hidden_sheet:Архив": answer})
    assert total(tmp_path / "home") == expected
    assert report.skipped == ([("a.xlsx [Архив]", "intake.hidden")] if answer == "leave" else [])


def test_a_sheet_of_something_else_is_left_out_and_told(tmp_path):
    stores = [["StoreID", "State", "Type", "Population"], [1, "NV", "City", 1000]]
    report = import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", Sales=SALES, Stores=stores)])
    assert total(tmp_path / "home") == 11
    assert report.skipped == [("a.xlsx [Stores]", "intake.unrelated")]


def test_a_sheet_that_sums_the_lines_up_is_left_out_and_told(tmp_path):
    summary = [["Клиент", "Сумма"], ["А", 11], ["Итого", 11]]
    report = import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", Свод=summary, Продажи=SALES)])
    assert total(tmp_path / "home") == 11
    assert report.skipped == [("a.xlsx [Свод]", "intake.unrelated")]


@pytest.mark.parametrize("place", [(1048575, 16383), (1048575, 60)])
def test_a_stray_cell_far_away_is_left_out(place, tmp_path):
    report = import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", stray=place, Лист1=SALES)])
    assert total(tmp_path / "home") == 11
    assert report.sources[0].record["options"]["stray_cells"] == 1


def test_an_archive_that_unpacks_to_gigabytes_is_refused(tmp_path):
    file = book(tmp_path / "a.xlsx", Лист1=SALES)
    with zipfile.ZipFile(file, "a", zipfile.ZIP_DEFLATED) as z, z.open("xl/worksheets/sheet9.xml", "w") as part:
        for _ in range(100):
            part.write(bytes(1 << 20))
    with pytest.raises(KamError) as e:
        import_files(tmp_path / "home", [file])
    assert e.value.key == "intake.workbook_too_large"


def test_the_answer_about_a_hidden_sheet_is_kept_for_next_month(tmp_path):
    january = book(tmp_path / "jan.xlsx", hidden="Архив", Продажи=SALES, Архив=ARCHIVE)
    import_files(tmp_path / "home", [january], answers={"hidden_sheet:Архив": "leave"})
    february = book(tmp_path / "feb.xlsx", hidden="Архив", Продажи=[SALES[0], *SALES[2:]], Архив=ARCHIVE)
    assert import_files(tmp_path / "home", [february]).skipped == [("feb.xlsx [Архив]", "intake.hidden")]
