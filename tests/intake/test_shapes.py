"""Grouped reports, months across, months as dates: each against sums a reader can work out."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
import xlsxwriter
from made_files import lines, rejected

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files

DOC = "Реализация товаров и услуг 0000{} от {} 12:00:00"
JAN, FEB = DOC.format(1, "15.01.2024"), DOC.format(2, "16.02.2024")
LINES = [("Клевер", date(2024, 2, 16), 70), ("Ромашка", date(2024, 1, 15), 100), ("Ромашка", date(2024, 2, 16), 50)]


def csv(path: Path, rows: list[list[str]], sep: str = ";", encoding: str = "utf-8") -> Path:
    path.write_bytes("".join(sep.join(r) + "\r\n" for r in rows).encode(encoding))
    return path


def book(path: Path, rows: list[list], levels: list[int] | None = None, indents: list[int] | None = None) -> Path:
    made = xlsxwriter.Workbook(str(path))
    sheet = made.add_worksheet("TDSheet")
    for n, row in enumerate(rows):
        deep = made.add_format({"indent": indents[n]}) if indents and indents[n] else None
        for i, value in enumerate(row):
            if value != "":
                sheet.write(n, i, value, deep if i == 0 else None)
        if levels and levels[n]:
            sheet.set_row(n, None, None, {"level": levels[n]})
    made.close()
    return path


def sold(home: Path) -> list[tuple]:
    return lines(home, "client_id, order_date, net_amount")


GROUPED = [
    ["Контрагент", "Сумма"],
    ["Документ", ""],
    ["Ромашка", 150], [JAN, 100], [FEB, 50],
    ["Клевер", 70], [DOC.format(3, "16.02.2024"), 70],
    ["Итого", 220],
]  # fmt: skip


@pytest.mark.parametrize("how", ["outline", "indent", "blanks", "sums", "csv"])
def test_clients_over_their_documents(how, tmp_path):
    deep = [0, 0, 0, 1, 1, 0, 1, 0]
    if how == "csv":
        file = csv(
            tmp_path / "a.csv", [[r[0], f"{r[1]},00" if r[1] != "" and n else str(r[1])] for n, r in enumerate(GROUPED)]
        )
    elif how == "blanks":
        file = book(tmp_path / "a.xlsx", [["  " * d + r[0], r[1]] for d, r in zip(deep, GROUPED, strict=True)])
    else:
        file = book(tmp_path / "a.xlsx", GROUPED, deep if how == "outline" else None, deep if how == "indent" else None)
    report = import_files(tmp_path / "home", [file])
    assert sold(tmp_path / "home") == LINES
    record = report.sources[0].record
    assert record["lines"]["shape"] == {"groups": 2, "totals": 1}
    assert record["totals"] == {"rows": 3, "agree": 3, "differ": []}
    assert lines(tmp_path / "home", "order_id") == [("00001",), ("00002",), ("00003",)]


@pytest.mark.parametrize("sep", [";", ",", "\t"])
def test_a_client_alone_in_its_row_over_lines_with_dates(sep, tmp_path):
    rows = [
        ["Контрагент", "Дата", "Документ", "Сумма"],
        ["Ромашка", "", "", ""], ["", "15.01.2024", "Р-1", "100"], ["", "16.02.2024", "Р-2", "50"],
        ["Клевер", "", "", ""], ["", "16.02.2024", "Р-3", "70"],
    ]  # fmt: skip
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows, sep)])
    assert sold(tmp_path / "home") == LINES


def test_three_levels_manager_client_document(tmp_path):
    rows = [
        ["Менеджер / Контрагент / Документ", "Количество", "Выручка"],
        ["Иванов", 3, 150], ["Ромашка", 3, 150], [JAN, 2, 100], [FEB, 1, 50],
        ["Петров", 1, 70], ["Клевер", 1, 70], [DOC.format(3, "16.02.2024"), 1, 70],
        ["Итого", 4, 220],
    ]  # fmt: skip
    import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", rows, [0, 0, 1, 2, 2, 0, 1, 2, 0])])
    assert sold(tmp_path / "home") == LINES
    assert lines(tmp_path / "home", "client_id, manager_id") == [
        ("Клевер", "Петров"), ("Ромашка", "Иванов"), ("Ромашка", "Иванов"),
    ]  # fmt: skip


def test_three_rows_of_headings_name_client_product_and_month(tmp_path):
    rows = [
        ["Контрагент", "Количество", "Выручка"], ["Номенклатура"], ["По месяцам"],
        ["Ромашка", 3, 150], ["Болт", 3, 150], ["Январь 2024 г.", 2, 100], ["Февраль 2024 г.", 1, 50],
        ["Клевер", 1, 70], ["Гайка", 1, 70], ["Февраль 2024 г.", 1, 70],
        ["Итого", 4, 220],
    ]  # fmt: skip
    import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", rows, [0, 0, 0, 0, 1, 2, 2, 0, 1, 2, 0])])
    assert sold(tmp_path / "home") == WIDE
    assert {p for (p,) in lines(tmp_path / "home", "product_id")} == {"Болт", "Гайка"}


def test_a_group_that_does_not_agree_is_told_with_both_sums(tmp_path):
    rows = [list(r) for r in GROUPED]
    rows[2][1] = 155
    report = import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", rows, [0, 0, 0, 1, 1, 0, 1, 0])])
    assert sold(tmp_path / "home") == LINES
    (differ,) = report.sources[0].record["totals"]["differ"]
    assert (differ["line"], differ["name"], differ["says"], differ["sum"]) == (3, "Ромашка", "155", "150")


def test_a_table_with_an_outline_and_subtotals_below_stays_a_table(tmp_path):
    rows = [
        ["Клиент", "Дата", "Сумма"],
        ["Ромашка", "15.01.2024", 100], ["Ромашка", "16.02.2024", 50], ["Ромашка Итог", "", 150],
        ["Клевер", "16.02.2024", 70], ["Клевер Итог", "", 70], ["Общий итог", "", 220],
    ]  # fmt: skip
    report = import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", rows, [0, 2, 2, 1, 2, 1, 0])])
    assert sold(tmp_path / "home") == LINES
    assert "shape" not in report.sources[0].record["options"]
    assert {r["reason"] for r in rejected(tmp_path / "home")} == {"totals_row"}


def test_a_list_of_clients_whose_first_has_a_name_only_is_no_report(tmp_path):
    rows = [["Клиент", "Отрасль", "Отсрочка дней"], ["Ромашка", "", ""], ["Клевер", "Лес", "10"], ["Мак", "Лес", "20"]]
    report = import_files(tmp_path / "home", [csv(tmp_path / "clients.csv", rows)])
    assert (report.sources[0].record["table"], report.sources[0].record["rows_accepted"]) == ("clients", 3)


def test_a_plain_table_is_left_as_it_is(tmp_path):
    rows = [["Клиент", "Дата", "Сумма"], *([c, f"{d:%d.%m.%Y}", str(a)] for c, d, a in LINES), ["Клевер", "", "9"]]
    report = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sold(tmp_path / "home") == LINES
    assert "shape" not in report.sources[0].record["options"]


MONTHS = [
    ("Январь 2024", "Февраль 2024"), ("янв.24", "фев.24"), ("янв 2024 г.", "фев 2024 г."), ("Jan 2024", "Feb 2024"),
    ("Jan-24", "Feb-24"), ("January 2024", "February 2024"), ("2024 январь", "2024 февраль"),
]  # fmt: skip
FIGURES = [("2024-01", "2024-02", "2024-03"), ("01.2024", "02.2024", "03.2024"), ("202401", "202402", "202403")]
WIDE = [
    ("Клевер", date(2024, 2, 1), 70), ("Ромашка", date(2024, 1, 1), 100), ("Ромашка", date(2024, 2, 1), 50),
]  # fmt: skip


@pytest.mark.parametrize("months", [*MONTHS, *FIGURES])
def test_months_across_become_rows(months, tmp_path):
    more = [""] * (len(months) - 2)
    rows = [
        ["Контрагент", *months, "Итого"],
        ["Ромашка", "100", "50", *more, "150"],
        ["Клевер", "", "70", *more, "70"],
        ["Итого", "100", "120", *more, "220"],
    ]
    report = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sold(tmp_path / "home") == WIDE
    record = report.sources[0].record
    assert record["options"]["grain"] == "month"
    assert record["totals"] == {"rows": 3, "agree": 3, "differ": []}
    ids = [i for (i,) in lines(tmp_path / "home", "line_id")]
    assert len(set(ids)) == len(ids)


def test_years_over_months_and_true_dates_in_a_workbook(tmp_path):
    two = [["Клиент", "2023", "", "2024", "Всего"], ["", "ноябрь", "декабрь", "январь", ""], ["А", 1, 2, 4, 7]]
    import_files(tmp_path / "one", [book(tmp_path / "a.xlsx", two)])
    expected = [("А", date(2023, 11, 1), 1), ("А", date(2023, 12, 1), 2), ("А", date(2024, 1, 1), 4)]
    assert sold(tmp_path / "one") == expected
    made = xlsxwriter.Workbook(str(tmp_path / "b.xlsx"))
    sheet, form = made.add_worksheet(), made.add_format({"num_format": "mmm yy"})
    sheet.write(0, 0, "Клиент")
    for i, (_, day, amount) in enumerate(expected, start=1):
        sheet.write_datetime(0, i, day, form)
        sheet.write(1, i, amount)
    sheet.write(1, 0, "А")
    made.close()
    import_files(tmp_path / "two", [tmp_path / "b.xlsx"])
    assert sold(tmp_path / "two") == expected


def test_quantity_and_amount_under_each_month(tmp_path):
    rows = [
        ["Клиент", "Январь 2024", "", "Февраль 2024", ""],
        ["", "Количество", "Сумма", "Количество", "Сумма"],
        ["Ромашка", "2", "100,50", "1", "50,00"],
    ]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert lines(tmp_path / "home", "order_date, quantity, net_amount") == [
        (date(2024, 1, 1), 2, Decimal("100.5")), (date(2024, 2, 1), 1, 50),
    ]  # fmt: skip


def test_totals_of_months_that_do_not_agree_are_told(tmp_path):
    rows = [
        ["Клиент", "Январь 2024", "Февраль 2024", "Итого"],
        ["Total Energies", "10", "20", "30"],
        ["Ромашка", "100", "50", "155"],
        ["Итого", "110", "71", "181"],
    ]
    report = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sum(r[2] for r in sold(tmp_path / "home")) == 180
    told = [(d["line"], d["says"], d["sum"]) for d in report.sources[0].record["totals"]["differ"]]
    assert told == [(3, "155", "150"), (4, "181", "180")]


@pytest.mark.parametrize("months", [*MONTHS, *(f[:2] for f in FIGURES)])
def test_months_as_dates_are_their_first_day(months, tmp_path):
    rows = [["Период", "Контрагент", "Сумма"]]
    rows += [[months[0], "Ромашка", "100"], [months[1], "Ромашка", "50"], [months[1], "Клевер", "70"]]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows, encoding="cp1251")])
    assert sold(tmp_path / "home") == WIDE
    (source,) = Home(tmp_path / "home").manifest()["sources"]
    assert source["options"]["grain"] == "month"


def test_a_document_that_holds_the_date(tmp_path):
    rows = [["Документ", "Контрагент", "Сумма"], [JAN, "Ромашка", "100"], [FEB, "Ромашка", "50"], [FEB, "Клевер", "70"]]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sold(tmp_path / "home") == LINES


def test_a_client_called_like_a_total_is_a_client(tmp_path):
    rows = [["Total Energy" if c == "Клевер" else c for c in r] for r in GROUPED]
    import_files(tmp_path / "home", [book(tmp_path / "a.xlsx", rows, [0, 0, 0, 1, 1, 0, 1, 0])])
    assert {c: a for c, _, a in sold(tmp_path / "home") if c != "Ромашка"} == {"Total Energy": 70}


UNDER = [
    ["Контрагент", "Дата", "Документ", "Сумма"],
    ["Ромашка", "", "", ""], ["", "15.01.2024", "Р-1", "100"], ["", "16.02.2024", "Р-2", "50"],
    ["Итого по Ромашка:", "", "", "150"],
    ["Клевер", "", "", ""], ["", "16.02.2024", "Р-3", "70"], ["Итого по Клевер:", "", "", "70"],
    ["Всего", "", "", "220"], ["Ответственный: Петрова", "", "", ""],
]  # fmt: skip


def test_totals_below_the_clients_and_a_signature_are_no_lines(tmp_path):
    report = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", UNDER)])
    assert sold(tmp_path / "home") == LINES
    assert report.sources[0].record["lines"]["shape"] == {"groups": 2, "totals": 3, "notes": 1}
    assert report.sources[0].record["totals"] == {"rows": 3, "agree": 3, "differ": []}


@pytest.mark.parametrize("numbers", [["1", "2", "3", "4"]])
def test_a_row_that_numbers_the_columns_belongs_to_the_headings(numbers, tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", [UNDER[0], numbers, *UNDER[1:]])])
    plain = [["Дата", "Клиент", "Сумма"], numbers[:3], ["15.01.2024", "Ромашка", "100"]]
    wide = [["Клиент", "01.2024", "02.2024", "03.2024"], numbers, ["Ромашка", "100", "50", "7"]]
    assert sold(tmp_path / "home") == LINES
    for name, rows, amount in (("b", plain, 100), ("c", wide, 157)):
        import_files(tmp_path / name, [csv(tmp_path / f"{name}.csv", rows)])
        assert sum(a for *_, a in sold(tmp_path / name)) == amount


def test_months_across_with_a_currency_in_the_cells(tmp_path):
    rows = [["Клиент", "01.2024", "02.2024", "03.2024"], ["Ромашка", "1 100,50 ₽", "", "50,00 руб."]]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert [float(a) for *_, a in sold(tmp_path / "home")] == [1100.5, 50]


def test_a_return_among_the_documents_of_a_client_is_asked_about(tmp_path):
    back = "Возврат товаров от покупателя 00003 от 16.02.2024 12:00:00"
    rows = [[back if r[0] == DOC.format(3, "16.02.2024") else r[0], r[1]] for r in GROUPED]
    file = book(tmp_path / "a.xlsx", rows, [0, 0, 0, 1, 1, 0, 1, 0])
    with pytest.raises(KamError, match="returns:Вид документа"):
        import_files(tmp_path / "home", [file])
    import_files(tmp_path / "home", [file], answers={"returns:Вид документа": "return"})
    assert sorted(a for *_, a in sold(tmp_path / "home")) == [-70, 50, 100]


def test_months_across_as_their_first_days(tmp_path):
    rows = [["Клиент", "01.01.2024", "01.02.2024", "01.03.2024"], ["Ромашка", "100", "50", ""]]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sold(tmp_path / "home") == [("Ромашка", date(2024, 1, 1), 100), ("Ромашка", date(2024, 2, 1), 50)]


def test_commas_in_documents_and_amounts_are_no_separators(tmp_path):
    doc = "Реализация (акт, накладная) 0000{} от {} 12:00:00"
    rows = [
        ["Контрагент", "Оборот, руб"], ["Регистратор", ""], ["Ромашка", "150,50"],
        ["  " + doc.format(1, "15.01.2024"), "100,25"], ["  " + doc.format(2, "16.02.2024"), "50,25"],
    ]  # fmt: skip
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert [float(a) for *_, a in sold(tmp_path / "home")] == [100.25, 50.25]


def test_headings_that_stand_again_among_months_are_no_line(tmp_path):
    head = ["Клиент", "01.2024", "02.2024", "03.2024"]
    rows = [head, ["Ромашка", "100", "", ""], head, ["Клевер", "", "70", ""]]
    report = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sorted((c, a) for c, _, a in sold(tmp_path / "home")) == [("Клевер", 70), ("Ромашка", 100)]
    assert report.sources[0].record["lines"]["shape"] == {"headings": 1}
