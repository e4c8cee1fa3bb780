"""Numbers as accountants, spreadsheets and programs write them, and what is left out rather than guessed."""

from datetime import date
from decimal import Decimal

import pytest
from made_files import lines, rejected, write_book

from kamlib.intake import import_files


def amounts(tmp_path, cells, heading="Сумма", **given):
    """The amount read from each cell, None where the row was rejected; clients are numbered in the cells' order."""
    rows = [f"15.01.2024;К{n:03d};{cell}" for n, cell in enumerate(cells)]
    (tmp_path / "a.csv").write_text("\n".join([f"Дата;Клиент;{heading}", *rows]) + "\n", "utf-8")
    import_files(tmp_path / "home", [tmp_path / "a.csv"], **given)
    found = dict(lines(tmp_path / "home", "client_id, net_amount"))
    return [found.get(f"К{n:03d}") for n in range(len(cells))]


COMMA = "7,25"  # in every column below: the comma is the decimal mark


@pytest.mark.parametrize(
    ("cell", "value"),
    [
        ("1 234,56-", "-1234.56"),
        ("1 234,56 -", "-1234.56"),
        ("- 1 234,56", "-1234.56"),
        ("-   1 234,56 ₽", "-1234.56"),
        ("–1 234,56", "-1234.56"),
        ("−\u00a01\u00a0234,56", "-1234.56"),
        ("(1 234,56)", "-1234.56"),
        ("(1 234,56 ₽)", "-1234.56"),
        ("( 1 234,56 ) руб.", "-1234.56"),
        (" -   ₽ ", "0"),
        ("-", "0"),
        ("—", "0"),
        (" -?? ₽", "0"),
        ("'1234,56", "1234.56"),
        ("+5,5", "5.5"),
        ("12 345,6 RUB", "12345.6"),
        ("RUB 12 345,6", "12345.6"),
        ("₽1 234", "1234"),
        ("1234,56 р.", "1234.56"),
        ("5,5 шт", "5.5"),
        ("5,5 шт.", "5.5"),
        ("1.234,56", "1234.56"),
        ("\u200b1 234,56\u200b", "1234.56"),
    ],
)
def test_a_number_is_read_however_it_is_dressed(tmp_path, cell, value):
    assert amounts(tmp_path, [COMMA, cell]) == [Decimal("7.25"), Decimal(value)]


@pytest.mark.parametrize("cell", ["нет", "(5,5", "5,5)", "-(5,5)", "12 34,5", "5 тыс. руб.", "5 т.р.", "5 т", "5 млн"])
def test_what_is_no_number_or_means_thousands_is_rejected(tmp_path, cell):
    assert amounts(tmp_path, [COMMA, cell]) == [Decimal("7.25"), None]
    assert [r["reason"] for r in rejected(tmp_path / "home")] == ["unreadable_number"]


def test_marks_of_both_kinds_in_one_column(tmp_path):
    """Each value that can be read in one way only is read; "1.234" may be thousands or decimals."""
    cells = ["1,5", "2,5", "3.75", "1.234,56", "1 234.56", "1.234.567", "1.234"]
    values = ["1.5", "2.5", "3.75", "1234.56", "1234.56", "1234567"]
    assert amounts(tmp_path, cells) == [*map(Decimal, values), None]


def test_english_marks(tmp_path):
    cells = ["1,234.56", "($1,234.56)", "1,234.56-", "- 12.5", "-", "12.5 pcs"]
    values = ["1234.56", "-1234.56", "-1234.56", "-12.5", "0", "12.5"]
    assert amounts(tmp_path, cells, "Net amount") == [*map(Decimal, values)]


def test_a_quantity_may_have_units_that_beside_money_mean_thousands(tmp_path):
    text = "Дата;Клиент;Количество;Сумма\n15.01.2024;А;5,5 т;10\n15.01.2024;Б;3 м;20\n15.01.2024;В;-;30\n"
    (tmp_path / "a.csv").write_text(text, "utf-8")
    import_files(tmp_path / "home", [tmp_path / "a.csv"])
    assert [float(q) for _, q in lines(tmp_path / "home", "client_id, quantity")] == [5.5, 3, 0]


def test_a_dash_is_no_answer_where_a_score_is_asked(tmp_path):
    text = "Клиент;Дата;Удовлетворённость товаром и сервисом, 0–100\nА;15.01.2024;80\nБ;15.01.2024;-\n"
    (tmp_path / "Обратная связь.csv").write_text(text, "utf-8")
    report = import_files(tmp_path / "home", [tmp_path / "Обратная связь.csv"])
    assert report.sources[0].reasons == {"unreadable_number": 1}


def test_numbers_typed_as_text_beside_numbers_in_a_workbook(tmp_path):
    day = date(2024, 1, 15)
    rows = [["Дата", "Клиент", "Сумма"], [day, "А", 1.125], [day, "Б", "- 1 234,56 ₽"], [day, "В", "2 000,5"]]
    import_files(tmp_path / "home", [write_book(tmp_path / "a.xlsx", Лист=rows)])
    found = [float(a) for _, a in lines(tmp_path / "home", "client_id, net_amount")]
    assert found == [1.125, -1234.56, 2000.5]
