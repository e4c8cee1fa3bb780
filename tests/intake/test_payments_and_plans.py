"""Money received and plans are known from sales, invoices and each other; every file is written here."""

from datetime import date
from decimal import Decimal

import duckdb
import openpyxl
import pytest

from kamlib.core.home import Home
from kamlib.intake import import_files


def read(home, table, columns):
    files = [str(f) for f in Home(home).files(table)]
    if not files:
        return []
    return duckdb.execute(f"SELECT {columns} FROM read_parquet($f) ORDER BY ALL", {"f": files}).fetchall()


def taken(tmp_path, text, name="a.csv", **more):
    """The table a file went into, and its home."""
    (tmp_path / name).write_text(text, "utf-8")
    report = import_files(tmp_path / "home", [tmp_path / name], **more)
    return report.previews[0].table, tmp_path / "home"


@pytest.mark.parametrize(
    "headings",
    [
        "Контрагент;Номер платежа;Дата оплаты;Сумма",
        "Плательщик;№ п/п;Дата;Сумма платежа",
        "Клиент;Номер счета;Дата поступления;Поступило",
        "Customer;Payment no;Payment date;Amount",
        "Client;Invoice;Date received;Amount received",
    ],
)
def test_money_received_is_payments(headings, tmp_path):
    table, home = taken(tmp_path, f"{headings}\nА;7;20.03.2024;100\nБ;8;21.03.2024;50,5\n")
    assert table == "payments"
    assert read(home, "payments", "client_id, paid_on, amount") == [
        ("А", date(2024, 3, 20), 100),
        ("Б", date(2024, 3, 21), Decimal("50.5")),
    ]


@pytest.mark.parametrize(
    "headings, row, table",
    [
        ("Дата;Клиент;Сумма;Дата оплаты", "20.03.2024;А;100;25.03.2024", "sales_lines"),
        ("Date;Customer;Amount;Payment", "20.03.2024;А;100;cash", "sales_lines"),
        ("Дата;Номер;Клиент;Товар;Количество;Сумма;Оплачено", "20.03.2024;1;А;Т;2;100;100", "sales_lines"),
        ("Счет;Дата счета;Контрагент;Сумма;Дата оплаты", "1;20.03.2024;А;100;25.03.2024", "receivables"),
        ("Invoice;Invoice date;Customer;Due date;Paid on;Amount", "1;20.03.2024;А;1.04.2024;;100", "receivables"),
        ("Дата;Клиент;Товар;Количество;Сумма;План", "20.03.2024;А;Т;2;100;90", "sales_lines"),
    ],
)
def test_sales_and_invoices_with_a_word_of_payment_or_plan_stay_so(headings, row, table, tmp_path):
    assert taken(tmp_path, f"{headings}\n{row}\n")[0] == table


def test_two_payments_of_one_day_without_numbers_both_count_and_once_in_two_files(tmp_path):
    march = "Клиент;Дата оплаты;Сумма\nА;20.03.2024;100\nА;20.03.2024;100\nА;21.03.2024;70\nИтого;;270\n"
    _, home = taken(tmp_path, march)
    both = march.replace("Итого", "А;02.04.2024;30\nИтого")
    (tmp_path / "b.csv").write_text(both, "utf-8")
    import_files(home, [tmp_path / "b.csv"])
    found = set(read(home, "payments", "client_id, paid_on, payment_id, amount"))
    assert sum(amount for *_, amount in found) == 300


def test_one_number_of_two_clients_is_two_payments(tmp_path):
    _, home = taken(tmp_path, "Клиент;Номер платежа;Дата оплаты;Сумма\nА;1;20.03.2024;100\nБ;1;20.03.2024;50\n")
    assert read(home, "payments", "client_id, payment_id") == [("А", "1"), ("Б", "1")]


@pytest.mark.parametrize(
    "headings", ["Контрагент;Месяц;План продаж", "Client;Month;Budget", "Клиент;Период;Бюджет", "Customer;Date;Target"]
)
def test_a_plan_by_client_and_month(headings, tmp_path):
    table, home = taken(tmp_path, f"{headings}\nА;01.2024;1100\nА;02.2024;1200\nИтого по А;02.2024;2300\n")
    assert table == "plan"
    assert read(home, "plan", "client_id, month, amount") == [
        ("А", date(2024, 1, 1), 1100),
        ("А", date(2024, 2, 1), 1200),
    ]


@pytest.mark.parametrize(
    "headings, columns",
    [
        ("Менеджер;Месяц;План", "manager_id"),
        ("Товарная группа;Месяц;План", "product_class"),
    ],
)
def test_a_plan_of_others_than_clients(headings, columns, tmp_path):
    table, home = taken(tmp_path, f"{headings}\nИванова;01.2024;10\nПетров;01.2024;20\n")
    assert table == "plan" and read(home, "plan", columns) == [("Иванова",), ("Петров",)]


def test_a_plan_of_the_company(tmp_path):
    table, home = taken(tmp_path, "Месяц;План\n01.2024;10\n02.2024;20\n")
    assert table == "plan" and read(home, "plan", "month, client_id") == [
        (date(2024, 1, 1), None),
        (date(2024, 2, 1), None),
    ]


WIDE = "Клиент;янв.2024;фев.2024;Итого\nА;100;110;210\nБ;50;60;110\nИтого;150;170;320\n"
JAN, FEB = date(2024, 1, 1), date(2024, 2, 1)
OF_WIDE = [("А", JAN, 100), ("А", FEB, 110), ("Б", JAN, 50), ("Б", FEB, 60)]


@pytest.mark.parametrize("title, name", [("Бюджет продаж на 2024 год\n", "a.csv"), ("", "План 2024.csv")])
def test_months_across_are_a_plan_where_the_file_says_so(title, name, tmp_path):
    table, home = taken(tmp_path, title + WIDE, name)
    assert table == "plan" and read(home, "plan", "client_id, month, amount") == OF_WIDE


@pytest.mark.parametrize("title, name", [("", "a.csv"), ("Продажи, план и факт\n", "план-факт.csv")])
def test_months_across_are_sales_where_nothing_says_plan(title, name, tmp_path):
    table, _ = taken(tmp_path, title + WIDE, name)
    assert table == "sales_lines"


def test_a_sheet_called_plan_of_a_workbook_beside_sales(tmp_path):
    book = openpyxl.Workbook()
    sales, plan = book.active, book.create_sheet("Бюджет 2024")
    sales.title = "Продажи"
    for row in (["Дата", "Клиент", "Сумма"], [date(2024, 1, 15), "А", 90], [date(2024, 2, 15), "А", 95]):
        sales.append(row)
    for row in (["Клиент", "Месяц", "Сумма"], ["А", date(2024, 1, 1), 100], ["А", date(2024, 2, 1), 110]):
        plan.append(row)
    book.save(tmp_path / "План и продажи.xlsx")  # the sheets have names of their own, which go before
    import_files(tmp_path / "home", [tmp_path / "План и продажи.xlsx"])
    assert read(tmp_path / "home", "sales_lines", "sum(net_amount)") == [(185,)]
    assert read(tmp_path / "home", "plan", "sum(amount)") == [(210,)]


def test_a_plan_in_thousands_is_worked_in(tmp_path):
    _, home = taken(tmp_path, "Месяц;План, тыс. руб.\n01.2024;10\n02.2024;20,5\n")
    assert read(home, "plan", "sum(amount)") == [(30_500,)]


def test_a_table_that_is_told_is_taken_with_headings_of_sales(tmp_path):
    table, home = taken(tmp_path, "Клиент;Месяц;Сумма\nА;01.2024;10\n", answers={"table": "plan"})
    assert table == "plan" and read(home, "plan", "client_id, amount") == [("А", 10)]
