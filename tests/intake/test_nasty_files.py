"""Files as bad as companies send them: each gives the error, or the reject, a person would want."""

from __future__ import annotations

import gzip
import zipfile
from datetime import date
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from made_files import lines, rejected, rows_1c, write_1c_csv, write_1c_xlsx, write_book

from kamlib.core.errors import KamError
from kamlib.core.home import Home, locked
from kamlib.intake import import_files

HEAD = "Дата;Документ;Клиент;Товар;Количество;Сумма"
GOOD = "15.01.2024;Р-1;Ромашка;Гвоздь;2;10,50"


def csv(path: Path, *rows: str, head: str = HEAD, encoding: str = "utf-8", end: str = "\n") -> Path:
    path.write_bytes((end.join([head, *rows]) + end).encode(encoding))
    return path


def raw(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


def zip_file(path: Path) -> Path:
    with zipfile.ZipFile(path, "w") as z:
        z.writestr("sales.csv", HEAD)
    return path


def cut(path: Path, share: float = 0.5) -> Path:
    content = path.read_bytes()
    path.write_bytes(content[: int(len(content) * share)])
    return path


def parquet(path: Path) -> Path:
    table = pa.table({"Date": [date(2024, 1, 15)], "Client": ["A"], "Net amount": [1.5]})
    pq.write_table(table, path)
    return path


# ---- files that cannot be imported at all: (what it is, how it is made, error, what its message must name) ----------

ERRORS = {
    "no such file": (lambda d: d / "нет.csv", "no_such_file", ["нет.csv"]),
    "a folder": (lambda d: d, "is_folder", ["*.csv"]),
    "empty": (lambda d: raw(d / "a.csv", b""), "empty_file", ["a.csv"]),
    "only blank lines": (lambda d: raw(d / "a.csv", b"\n \n\r\n"), "empty_file", ["a.csv"]),
    "headings only": (lambda d: csv(d / "a.csv"), "header_only", ["a.csv", "Дата"]),
    "headings only, in a workbook": (
        lambda d: write_book(d / "a.xlsx", Лист=[HEAD.split(";")]), "header_only", ["a.xlsx [Лист]", "Дата"],
    ),
    "a zip renamed csv": (lambda d: zip_file(d / "a.csv"), "is_zip", ["a.csv", "sales.csv"]),
    "a pdf renamed csv": (lambda d: raw(d / "a.csv", b"%PDF-1.7\n%\xe2\xe3"), "not_a_table", ["a.csv", "PDF"]),
    "a web page renamed xls": (
        lambda d: raw(d / "a.xls", b"<html><table><tr><td>1</td></tr></table></html>"),
        "not_a_table", ["a.xls", "HTML"],
    ),
    "binary": (lambda d: raw(d / "a.csv", bytes(range(256)) * 40), "not_a_table", ["a.csv", "binary"]),
    "gzip cut short": (
        lambda d: cut(raw(d / "a.csv.gz", gzip.compress((HEAD + "\n" + (GOOD + "\n") * 9000).encode()))),
        "broken_gzip", ["a.csv.gz"],
    ),
    "workbook cut short": (lambda d: cut(write_1c_xlsx(d / "a.xlsx", rows_1c())), "broken_workbook", ["a.xlsx"]),
    "old workbook damaged": (
        lambda d: raw(d / "a.xls", bytes.fromhex("d0cf11e0a1b11ae1") + b"x" * 999), "broken_workbook", ["a.xls"],
    ),
    "parquet cut short": (lambda d: cut(parquet(d / "a.parquet")), "broken_parquet", ["a.parquet"]),
    "dos encoding cp866": (
        lambda d: csv(d / "a.csv", GOOD, encoding="cp866"), "undecodable", ["a.csv", "line 1", "0x84", "utf-8"],
    ),
    "one broken byte far down": (
        lambda d: raw(d / "a.csv", (HEAD + "\n" + (GOOD + "\n") * 20).encode() + b"15.01.2024;\xff;A;B;1;1\n"),
        "undecodable", ["a.csv", "line 22", "0xFF"],
    ),
    "text cut inside a letter": (
        lambda d: raw(d / "a.csv", f"{HEAD}\n{GOOD}\n15.01.2024;Р-2;Ром".encode()[:-1]), "undecodable", ["line 3"],
    ),
    "one column": (lambda d: raw(d / "a.csv", b"name\nanna\nboris\n"), "no_separator", ["a.csv", "name"]),
    "a quotation mark never closed": (
        lambda d: csv(d / "a.csv", GOOD, '15.01.2024;Р-2;"Ромашка;Гвоздь;2;10,50', *[GOOD] * 50),
        "quote_open", ["a.csv", "line 3"],
    ),
    "a first line of 10 MB": (
        lambda d: raw(d / "a.csv", b"x;" * 5_000_000), "line_too_long", ["a.csv", "line 1"],
    ),
    "no headings": (lambda d: raw(d / "a.csv", f"{GOOD}\n{GOOD}\n".encode()), "no_headings", ["a.csv", "15.01.2024"]),
    "unknown headings": (lambda d: csv(d / "a.csv", "1;2;3", head="Лот;Фаза;Брак"), "no_headings", ["a.csv", "Лот"]),
    "notes instead of a table": (
        lambda d: write_book(d / "a.xlsx", Лист1=[["Привет"], ["всем"]]), "no_headings", ["a.xlsx [Лист1]", "Привет"],
    ),
    "no date": (
        lambda d: csv(d / "a.csv", "А;Б;1", head="Клиент;Номенклатура;Сумма"), "missing_columns",
        ["a.csv", "order_date", "Клиент, Номенклатура, Сумма", "[columns]"],
    ),
    "two columns claim the amount": (
        lambda d: csv(d / "a.csv", "15.01.2024;А;1;2", head="Дата;Клиент;Сумма;Выручка"), "unsure",
        ["a.csv", "«Сумма»", "«Выручка»", '"Сумма" = "net_amount"'],
    ),
    "the same heading twice": (
        lambda d: csv(d / "a.csv", "15.01.2024;А;1;2", head="Дата;Клиент;Сумма;Сумма"), "unsure",
        ["a.csv", "«Сумма»", "«Сумма (2)»"],
    ),
    "amount beside VAT": (
        lambda d: csv(d / "a.csv", "15.01.2024;А;120;20", head="Дата;Клиент;Сумма;Сумма НДС"), "unsure",
        ["«Сумма»", "«Сумма НДС»"],
    ),
    "amount with VAT only": (
        lambda d: csv(d / "a.csv", "15.01.2024;А;120", head="Дата;Клиент;Сумма с НДС"), "unsure",
        ["Сумма с НДС", "vat_rate = 0.22"],
    ),
    "discount of unknown unit": (
        lambda d: csv(d / "a.csv", "15.01.2024;А;2;10;1", head="Дата;Клиент;Количество;Цена;Скидка"), "unsure",
        ["«Скидка»", '--answer "discount:Скидка=share"', "discount:Скидка=percent"],
    ),
    "day or month": (
        lambda d: csv(d / "a.csv", "03/04/2024;А;1", "05/06/2024;А;1", head="Дата;Клиент;Сумма"), "unsure",
        ["a.csv", "«Дата»", "/2024", "day_first = true"],
    ),
    "day and month contradict": (
        lambda d: csv(d / "a.csv", "13/04/2024;А;1", "05/16/2024;А;1", head="Дата;Клиент;Сумма"), "unsure",
        ["a.csv", "«Дата»", "day_first = true"],
    ),
    "thousands or decimals": (
        lambda d: csv(d / "a.csv", "15.01.2024;А;1,234", "16.01.2024;А;5,678", head="Дата;Клиент;Сумма"), "unsure",
        ["a.csv", "«Сумма»", "1,234", 'decimal = "."'],
    ),
    "clients or products": (
        lambda d: csv(d / "a.csv", "1;А", head="Код;Наименование"), "unsure", ["a.csv", 'table = "clients"'],
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", ERRORS)
def test_a_file_that_cannot_be_imported_is_told_and_changes_nothing(what, tmp_path):
    make, key, named = ERRORS[what]
    folder, home = tmp_path / "files", tmp_path / "home"
    folder.mkdir()
    with pytest.raises(KamError) as found:
        import_files(home, [make(folder)], lang="en")
    assert found.value.key == f"intake.{key}"
    for word in named:
        assert word in found.value.text("en")
        assert found.value.text("ru")
    assert not Home(home).sources()
    assert not list(home.rglob("*.parquet"))


def test_two_files_of_one_name_cannot_be_told_apart(tmp_path):
    for folder in ("a", "b"):
        (tmp_path / folder).mkdir()
        csv(tmp_path / folder / "sales.csv", GOOD)
    with pytest.raises(KamError, match=r"sales\.csv"):
        import_files(tmp_path / "home", [tmp_path / "a" / "sales.csv", tmp_path / "b" / "sales.csv"])


def test_a_second_import_at_the_same_time_is_refused(tmp_path):
    file = csv(tmp_path / "a.csv", GOOD)
    with locked(tmp_path / "home"), pytest.raises(KamError) as found:
        import_files(tmp_path / "home", [file])
    assert found.value.key == "intake.locked"


def test_one_bad_file_among_good_ones_imports_none(tmp_path):
    with pytest.raises(KamError):
        import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD), raw(tmp_path / "b.csv", b"")])
    assert Home(tmp_path / "home").sources() == []


# ---- rows that cannot be used: (the row, line, column, value, reason) ------------------------------------------------

ROWS = {
    "no such day": ("31.02.2024;Р-2;А;Б;1;1", "Дата", "31.02.2024", "unreadable_date"),
    "no date": (";Р-2;А;Б;1;1", "Дата", None, "missing"),
    "words for a date": ("вчера;Р-2;А;Б;1;1", "Дата", "вчера", "unreadable_date"),
    "year 1": ("01.01.0001;Р-2;А;Б;1;1", "Дата", "01.01.0001", "date_out_of_range"),
    "year 2999": ("01.01.2999;Р-2;А;Б;1;1", "Дата", "01.01.2999", "date_out_of_range"),
    "no amount": ("15.01.2024;Р-2;А;Б;1;", "Сумма", None, "missing"),
    "words for an amount": ("15.01.2024;Р-2;А;Б;1;договорная", "Сумма", "договорная", "unreadable_number"),
    "10^15": ("15.01.2024;Р-2;А;Б;1;1000000000000000", "Сумма", "1000000000000000", "amount_too_large"),
    "wrong groups": ("15.01.2024;Р-2;А;Б;1;12 34,50", "Сумма", "12 34,50", "unreadable_number"),
    "the other decimal mark": ("15.01.2024;Р-2;А;Б;1;1.234", "Сумма", "1.234", "unreadable_number"),
    "two numbers": ("15.01.2024;Р-2;А;Б;1;5 - 7", "Сумма", "5 - 7", "unreadable_number"),
    "words for a quantity": ("15.01.2024;Р-2;А;Б;пять;1", "Количество", "пять", "unreadable_number"),
    "spreadsheet error in the amount": ("15.01.2024;Р-2;А;Б;1;#ЗНАЧ!", "Сумма", "#ЗНАЧ!", "excel_error"),
    "spreadsheet error for a client": ("15.01.2024;Р-2;#N/A;Б;1;1", "Клиент", "#N/A", "excel_error"),
    "a cell too many": ("15.01.2024;Р-2;ООО А; Б;Гвоздь;1;1", None, "7", "column_count"),
    "a cell too few": ("15.01.2024;Р-2;А;Б;1", None, "5", "column_count"),
    "totals": ("Итого;;;;2;10,50", None, None, "totals_row"),
    "totals by month": ("Итого по январь;;;;2;10,50", None, None, "totals_row"),
    "grand total": (";;Grand Total;;2;10,50", None, None, "totals_row"),
    "a value of 2 MB": (f"15.01.2024;Р-2;{'А' * 1_000_001};Б;1;1", None, None, "field_too_long"),
}  # fmt: skip


@pytest.mark.parametrize("what", ROWS)
def test_a_row_that_cannot_be_used_is_rejected_with_its_place_and_reason(what, tmp_path):
    row, column, value, reason = ROWS[what]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD, row, GOOD)])
    (reject,) = rejected(tmp_path / "home")
    assert (reject["file"], reject["line"], reject["reason"]) == ("a.csv", 3, reason)
    assert reject["column_name"] == column
    assert reject["value"] == value
    assert [n for (n,) in lines(tmp_path / "home", "net_amount")] == [Decimal("10.5")] * 2


def test_every_fault_of_a_row_is_listed(tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD, "вчера;Р-2;А;Б;пять;много")])
    (reject,) = rejected(tmp_path / "home")
    assert reject["faults"] == "unreadable_date: Дата; unreadable_number: Количество; unreadable_number: Сумма"
    assert "вчера" in reject["raw"]


# ---- files that look odd and are right: (the rows, what must come of them) -------------------------------------------

WRITTEN = {
    "no-break spaces": ("1\u00a0234,50", "1234.5"),
    "narrow no-break spaces": ("1\u202f234\u202f567,50", "1234567.5"),
    "apostrophes": ("1'234,50", "1234.5"),
    "points between thousands": ("1.234,50", "1234.5"),
    "minus behind": ("12,50-", "-12.5"),
    "brackets for minus": ("(1 234,50)", "-1234.5"),
    "a long minus": ("−12,50", "-12.5"),
    "roubles": ("1 234,50 ₽", "1234.5"),
    "roubles in words": ("1 234,50 руб.", "1234.5"),
    "blanks around": ("  12,50 ", "12.5"),
    "zero": ("0", "0"),
    "14 digits": ("99999999999999,99", "99999999999999.99"),
}


@pytest.mark.parametrize("what", WRITTEN)
def test_a_number_is_read_as_it_is_written(what, tmp_path):
    text, value = WRITTEN[what]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD, f"15.01.2024;Р-2;А;Б;1;{text}")])
    assert not rejected(tmp_path / "home")
    assert lines(tmp_path / "home", "net_amount, line_kind", ) [0 if value.startswith("-") or value == "0" else 1] == (
        Decimal(value), "return" if value.startswith("-") else "sale",
    )  # fmt: skip


DATES = {
    "iso": "2024-01-15", "iso with time": "2024-01-15T10:20:30", "1C with time": "15.01.2024 0:00:00",
    "short year": "15.01.24", "without zeros": "15.1.2024", "slashes": "15/01/2024", "American": "01/15/2024",
    "dashes": "15-01-2024", "compact": "20240115", "day number of Excel": "45306",
    "American with time": "1/15/2024 9:05",
}  # fmt: skip


@pytest.mark.parametrize("what", DATES)
def test_a_date_is_read_as_it_is_written(what, tmp_path):
    row = f"{DATES[what]};Р-1;А;Б;1;1,5"
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", row, row)])
    assert lines(tmp_path / "home", "order_date") == [(date(2024, 1, 15),)] * 2


def test_dates_of_several_shapes_in_one_column(tmp_path):
    rows = [f"{d};Р-1;А;Б;1;1,5" for d in ("15.01.2024", "2024-01-15", "15.01.2024 10:11:12", "45306")]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", *rows)])
    assert lines(tmp_path / "home", "order_date") == [(date(2024, 1, 15),)] * 4


ENCODED = {
    "cp1251": {"encoding": "cp1251"}, "utf-8 with a mark": {"encoding": "utf-8-sig"}, "utf-16": {"encoding": "utf-16"},
    "utf-16 without a mark": {"encoding": "utf-16-le"}, "Windows line ends": {"end": "\r\n"}, "old Mac": {"end": "\r"},
}  # fmt: skip


@pytest.mark.parametrize("what", ENCODED)
def test_encodings_and_line_ends_are_found_out(what, tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD, **ENCODED[what])])
    assert lines(tmp_path / "home", "line_id, client_id, net_amount") == [(10**10 + 2, "Ромашка", Decimal("10.5"))]


@pytest.mark.parametrize("separator", [";", ",", "\t", "|"])
def test_separators_are_found_out(separator, tmp_path):
    rows = [HEAD.replace(";", separator), "2024-01-15;Р-1;Ромашка;Гвоздь;2;10.5".replace(";", separator)]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows[1], head=rows[0])])
    assert lines(tmp_path / "home", "client_id, net_amount") == [("Ромашка", Decimal("10.5"))]


def test_line_numbers_stay_right_after_quoted_newlines_and_blank_lines(tmp_path):
    rows = ['15.01.2024;Р-1;"Ромашка\nфилиал";Б;1;1,5', "", "15.01.2024;Р-2;А;Б;1;плохо", "15.01.2024;Р-3;В;Б;1;2,5"]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", *rows)])
    assert [r["line"] for r in rejected(tmp_path / "home")] == [5]
    assert lines(tmp_path / "home", "line_id - 10000000000, client_id") == [(2, "Ромашка\nфилиал"), (6, "В")]


def test_titles_above_the_headings_and_totals_below(tmp_path):
    file = write_1c_csv(tmp_path / "a.csv", rows_1c(10))
    report = import_files(tmp_path / "home", [file])
    record = report.sources[0].record
    assert (record["rows_read"], record["rows_accepted"]) == (11, 10)
    assert Decimal(record["totals_rows"]["amount"]) == Decimal(record["amount_accepted"])
    assert rejected(tmp_path / "home")[0]["line"] == 15


def test_two_rows_of_headings_are_joined(tmp_path):
    rows = [";;;без НДС;НДС", "15.01.2024;А;2;100;20"]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", *rows, head="Дата;Клиент;Количество;Сумма;")])
    assert lines(tmp_path / "home", "line_id - 10000000000, net_amount") == [(3, Decimal(100))]


def test_merged_cells_hold_their_value_in_every_row(tmp_path):
    import xlsxwriter

    book = xlsxwriter.Workbook(str(tmp_path / "a.xlsx"))
    sheet = book.add_worksheet("Отчёт")
    sheet.write_row(0, 0, ["Дата", "Клиент", "Сумма"])
    sheet.merge_range(1, 1, 3, 1, "Ромашка")
    for row in (1, 2, 3):
        sheet.write(row, 0, "15.01.2024")
        sheet.write(row, 2, row)
    book.close()
    import_files(tmp_path / "home", [tmp_path / "a.xlsx"])
    assert lines(tmp_path / "home", "client_id, net_amount") == [("Ромашка", Decimal(n)) for n in (1, 2, 3)]


def test_errors_of_a_workbook_are_told_by_their_cell(tmp_path):
    rows = [
        ["Отчёт"], [], ["Дата", "Клиент", "Сумма"],
        [date(2024, 1, 15), "А", 5.5],
        [date(2024, 1, 15), "Б", {"formula": "=NA()", "value": "#N/A"}],
        [],
        ["скоро", "В", 7],
        [date(2024, 1, 15), {"formula": "=1/0", "value": "#DIV/0!"}, 8],
    ]  # fmt: skip
    import_files(tmp_path / "home", [write_book(tmp_path / "a.xlsx", Продажи=rows)])
    found = [(r["sheet"], r["cell"], r["value"], r["reason"]) for r in rejected(tmp_path / "home")]
    assert found == [
        ("Продажи", "C5", "#N/A", "excel_error"),
        ("Продажи", "A7", "скоро", "unreadable_date"),
        ("Продажи", "B8", "#DIV/0!", "excel_error"),
    ]
    assert lines(tmp_path / "home", "net_amount") == [(Decimal("5.5"),)]


def test_numbers_typed_as_text_stand_beside_true_numbers(tmp_path):
    rows = [["Дата", "Клиент", "Сумма"], *([date(2024, 1, 15), "А", v] for v in (1.5, "1 234,50", 7))]
    import_files(tmp_path / "home", [write_book(tmp_path / "a.xlsx", Продажи=rows)])
    assert lines(tmp_path / "home", "net_amount") == [(Decimal("1.5"),), (Decimal(7),), (Decimal("1234.5"),)]


def test_codes_keep_their_zeros_and_lose_the_spreadsheet_point(tmp_path):
    rows = [f"15.01.2024;Р-1;{c};Б;1;1,5" for c in ("00042", "13085.0", "13085", "A.0")]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", *rows)])
    assert lines(tmp_path / "home", "client_id") == [("00042",), ("13085",), ("13085",), ("A.0",)]


def test_formulas_as_names_are_kept_as_text(tmp_path):
    file = csv(tmp_path / "clients.csv", "1;=cmd|' /C calc'!A0", "2;+7 495", "3;@SUM(A1)", head="Код клиента;Название")
    import_files(tmp_path / "home", [file])
    assert [n for (n,) in lines(tmp_path / "home", "name", "clients")] == ["+7 495", "=cmd|' /C calc'!A0", "@SUM(A1)"]


def test_a_line_without_a_client_is_kept_unattributed(tmp_path):
    report = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD, "15.01.2024;Р-2; \u00a0;Б;1;3,5")])
    assert report.sources[0].record["without_client"] == {"rows": 1, "amount": "3.5000"}
    assert lines(tmp_path / "home", "client_id, net_amount")[1] == (None, Decimal("3.5"))


def test_equal_lines_of_one_file_are_genuine(tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", GOOD, GOOD, GOOD)])
    assert len(lines(tmp_path / "home")) == 3


def test_the_second_row_of_one_key_is_rejected(tmp_path):
    rows = ["1;Ромашка", "2;Клевер", "1;Ромашка-2"]
    import_files(tmp_path / "home", [csv(tmp_path / "clients.csv", *rows, head="Код клиента;Название")])
    (reject,) = rejected(tmp_path / "home")
    assert (reject["line"], reject["column_name"], reject["value"], reject["reason"]) == (
        4, "Код клиента", "1", "duplicate_key",
    )  # fmt: skip
    assert lines(tmp_path / "home", "name", "clients") == [("Клевер",), ("Ромашка",)]


FIELDS = {
    "share above 1": ("prepayment_share", "1,5", None, "out_of_range"),
    "share in percent": ("prepayment_share", "30%", 0.3, None),
    "negative days": ("credit_days", "-5", None, "out_of_range"),
    "half a day": ("credit_days", "10,5", None, "not_whole"),
    "a code by its Russian label": ("payment_terms", "ОТСРОЧКА", "deferred", None),
    "a code that is none": ("payment_terms", "как-нибудь", None, "unknown_code"),
    "an open list keeps other values": ("type", "Ларёк", "Ларёк", None),
    "negative potential": ("potential_12m", "-1", None, "out_of_range"),
}


@pytest.mark.parametrize("what", FIELDS)
def test_values_are_held_to_the_contract(what, tmp_path):
    column, text, value, reason = FIELDS[what]
    file = csv(tmp_path / "clients.csv", f"1;А;{text}", head=f"client_id;name;{column}")
    import_files(tmp_path / "home", [file])
    assert [r["reason"] for r in rejected(tmp_path / "home")] == ([reason] if reason else [])
    assert lines(tmp_path / "home", column, "clients") == ([] if reason else [(value,)])


def test_a_workbook_with_other_sheets_imports_the_tables_and_tells_the_rest(tmp_path):
    rows = [["Дата", "Клиент", "Сумма"], [date(2024, 1, 15), "А", 5]]
    file = write_book(tmp_path / "a.xlsx", Описание=[["Читайте меня"]], Продажи=rows, Пустой=[])
    report = import_files(tmp_path / "home", [file])
    assert [s.record["sheet"] for s in report.sources] == ["Продажи"]
    assert [sheet for sheet, _ in report.skipped] == ["a.xlsx [Описание]", "a.xlsx [Пустой]"]


def test_references_that_point_nowhere_are_counted_not_rejected(tmp_path):
    sales = csv(tmp_path / "a.csv", GOOD, "15.01.2024;Р-2;Клевер;Б;1;1")
    clients = csv(tmp_path / "clients.csv", "Ромашка;Рига", head="Код клиента;Регион")
    report = import_files(tmp_path / "home", [sales, clients])
    assert report.dangling == [
        {"table": "sales_lines", "column": "client_id", "ref": "clients", "values": 1, "rows": 1}
    ]
    assert not rejected(tmp_path / "home")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_empty_columns_behind_the_table_are_nothing(encoding, tmp_path):
    text = 'Отчёт;;;;\n;;;;\nДата;Клиент;Сумма;;\n15.01.2024;"А; Б";5;;\n\n16.01.2024;Б;6;;\n'
    (tmp_path / "a.csv").write_text(text, encoding)
    record = import_files(tmp_path / "home", [tmp_path / "a.csv"]).sources[0].record
    assert (record["rows_accepted"], record["rows_rejected"], record["amount_accepted"]) == (2, 0, "11.0000")
