"""Currencies: named beside amounts, named in a column in many ways, without a rate."""

import pytest
from made_files import lines, rejected

from kamlib.intake import import_files
from kamlib.reading.words import currency_names


def imported(tmp_path, text, name="a.csv", **given):
    (tmp_path / name).write_text(text, "utf-8")
    return import_files(tmp_path / "home", [tmp_path / name], **given)


def currencies(tmp_path):
    return [(client, currency, float(net)) for client, currency, net in
            lines(tmp_path / "home", "client_id, currency, net_amount")]  # fmt: skip


def test_a_sign_beside_the_amount_is_the_currency_of_the_line(tmp_path):
    report = imported(
        tmp_path, "Дата;Клиент;Сумма\n15.01.2024;А;100 ₽\n15.01.2024;Б;$ 100\n15.01.2024;В;100 EUR\n15.01.2024;Г;100\n"
    )
    assert currencies(tmp_path) == [("А", "RUB", 100), ("Б", "USD", 100), ("В", "EUR", 100), ("Г", None, 100)]
    told = {n.get("currency"): (n["rows"], float(n["amount"])) for n in report.sources[0].record["told"]}
    assert told == dict.fromkeys(("RUB", "USD", "EUR", None), (1, 100))


def test_a_sign_far_below_the_first_rows_is_not_lost(tmp_path):
    """The way a column is written is found out from its first 20,000 values."""
    rows = [f"15.01.2024;А;{n}" for n in range(20_500)]
    imported(tmp_path, "\n".join(["Дата;Клиент;Сумма", *rows, "15.01.2024;Я;5 $"]) + "\n")
    assert currencies(tmp_path)[-1] == ("Я", "USD", 5)
    assert not rejected(tmp_path / "home")


def test_a_sign_goes_before_the_currency_column_and_is_told(tmp_path):
    report = imported(
        tmp_path, "Дата;Клиент;Сумма;Валюта\n15.01.2024;А;100 $;руб.\n15.01.2024;Б;100;RUB\n15.01.2024;В;100 ₽;643\n"
    )
    assert currencies(tmp_path) == [("А", "USD", 100), ("Б", "RUB", 100), ("В", "RUB", 100)]
    told = [n for n in report.sources[0].record["told"] if n["what"] == "sign_against_column"]
    assert told == [{"what": "sign_against_column", "column": "Валюта", "rows": 1}]


def test_a_price_with_a_sign_gives_the_line_its_currency(tmp_path):
    imported(tmp_path, "Дата;Клиент;Цена;Количество\n15.01.2024;А;$1.50;2 шт\n15.01.2024;Б;€2;3 шт\n")
    assert currencies(tmp_path) == [("А", "USD", 3), ("Б", "EUR", 6)]


def test_a_line_in_two_currencies_is_rejected(tmp_path):
    text = "Дата;Клиент;Сумма;Себестоимость\n15.01.2024;А;100 $;5 000 ₽\n15.01.2024;Б;100 $;50 $\n"
    assert imported(tmp_path, text).sources[0].reasons == {"two_currencies": 1}
    assert currencies(tmp_path) == [("Б", "USD", 100)]


def test_a_table_that_keeps_no_currency_takes_one(tmp_path):
    text = "Счёт;Код клиента;Дата счёта;Сумма\n1;А;15.01.2024;10 ₽\n2;А;15.01.2024;20 ₽\n3;А;15.01.2024;30 $\n"
    report = imported(tmp_path, text, "Счета и оплаты.csv")
    assert report.sources[0].reasons == {"other_currency": 1}


@pytest.mark.parametrize(
    ("name", "code"),
    [("руб.", "RUB"), ("Руб", "RUB"), ("rub", "RUB"), ("RUR", "RUB"), ("643", "RUB"), ("810", "RUB"), ("₽", "RUB"),
     ("Российский рубль", "RUB"), ("US Dollar", "USD"), ("долл. США", "USD"), ("$", "USD"), ("840", "USD"),
     ("Евро", "EUR"), ("978", "EUR"), ("юань", "CNY"), ("Тенге", "KZT"), ("NOK", "NOK"), ("Швейцарский франк", "CHF"),
     ("шекель?", "шекель?")],
)  # fmt: skip
def test_names_of_one_currency_are_one(tmp_path, name, code):
    imported(tmp_path, f"Дата;Клиент;Сумма;Валюта\n15.01.2024;А;100;{name}\n")
    assert currencies(tmp_path) == [("А", code, 100)]


def test_a_name_stands_for_one_currency_only():
    assert currency_names()["₽"] == "RUB"
    assert not {"¥", "kr", "br"} & set(currency_names())  # several currencies share these
