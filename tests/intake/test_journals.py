"""Accounting journals: sales are the entries of debit 62 and credit 90.01, their VAT is an entry of its own."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from made_files import lines, write_book

from kamlib.intake import import_files
from kamlib.intake.trial import try_files

SALE, MORE = "Реализация 0000-000001 от 15.01.2024 12:00:00", "Реализация 0000-000002 от 16.02.2024 12:00:00"
CLIENT = "Ромашка\nДоговор № 1"
HEADS = ["Период", "Документ", "Аналитика Дт", "Аналитика Кт", "Дебет", "Кредит", "Сумма"]
VAT = [
    ["15.01.2024", SALE, "Крепёж", "Налог", "90.03", "68.02", "20,00"],
    ["15.01.2024", SALE, "Кабель", "Налог", "90.03", "68.02", "1,00"],
]
ENTRIES = [
    ["15.01.2024", SALE, CLIENT, "Крепёж", "62.01", "90.01.1", "120,00"],
    VAT[0],
    ["15.01.2024", SALE, CLIENT, "Кабель", "62.01", "90.01.1", "11,00"],
    VAT[1],
    ["15.01.2024", SALE, "Крепёж", "Склад", "90.02.1", "41.01", "70,00"],
    ["17.01.2024", "Поступление 7 от 17.01.2024 9:00:00", "Расчётный счёт", CLIENT, "51", "62.01", "131,00"],
    ["16.02.2024", MORE, "Клевер", "Крепёж", "62.01", "90.01.1", "-240,00"],
    ["16.02.2024", MORE, "Крепёж", "Налог", "90.03", "68.02", "-40,00"],
]  # fmt: skip
NET = [("Клевер", date(2024, 2, 16), -200), ("Ромашка", date(2024, 1, 15), 10), ("Ромашка", date(2024, 1, 15), 100)]


def csv(path: Path, rows: list[list[str]]) -> Path:
    text = "".join(";".join(f'"{c}"' for c in row) + "\r\n" for row in rows)
    path.write_bytes(text.encode("cp1251"))
    return path


def sold(home: Path) -> list[tuple]:
    return lines(home, "client_id, order_date, net_amount")


@pytest.mark.parametrize("how", ["csv", "xlsx"])
def test_sales_of_a_journal_are_without_vat_and_nothing_else_is_a_line(how, tmp_path):
    rows = [["Отчет по проводкам"], [], HEADS, *ENTRIES]
    file = csv(tmp_path / "a.csv", rows) if how == "csv" else write_book(tmp_path / "a.xlsx", Sheet=rows)
    report = import_files(tmp_path / "home", [file])
    assert sold(tmp_path / "home") == NET
    assert report.sources[0].record["lines"]["shape"] == {"entries": 5}


def test_vat_in_one_entry_for_two_sales_of_a_document_stands_with_the_first(tmp_path):
    one = [*VAT[0][:-1], "21,00"]
    rows = [HEADS, *[one if e is VAT[0] else e for e in ENTRIES if e is not VAT[1]]]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    assert sold(tmp_path / "home") == [NET[0], ("Ромашка", date(2024, 1, 15), 11), ("Ромашка", date(2024, 1, 15), 99)]


def test_a_journal_without_entries_of_vat_asks_for_the_rate(tmp_path):
    rows = [HEADS, *[e for e in ENTRIES if e[4] == "62.01"]]
    (question,) = try_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)]).sheets[0].questions
    assert question.code == "vat_rate:Сумма с НДС"


def test_accounts_without_a_sale_are_no_journal_of_sales(tmp_path):
    rows = [HEADS, *[e for e in ENTRIES if e[4] == "51"] * 3]
    (sheet,) = try_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)]).sheets
    assert not sheet.is_ready
