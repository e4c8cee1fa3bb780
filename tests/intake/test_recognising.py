"""Columns known by the words of their headings, by units in them, and by their values. Files of two to four lines."""

from decimal import Decimal

import duckdb
import pytest

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.headings import meaning
from kamlib.intake.units import Unit, split


def written(folder, name, text):
    (folder / name).write_text(text, "utf-8")
    return folder / name


def imported(folder, *texts, **answers):
    """The sales lines of files a.csv, b.csv … : each column's sum or values are looked at by the tests."""
    files = [written(folder, f"{'abc'[n]}.csv", text) for n, text in enumerate(texts)]
    import_files(folder / "home", files, answers=answers.get("answers"), profile=answers.get("profile"))
    return rows(folder / "home")


def rows(home, columns="client_id, net_amount", table="sales_lines"):
    files = [str(f) for f in Home(home).files(table)]
    return duckdb.execute(f"SELECT {columns} FROM read_parquet($f) ORDER BY ALL", {"f": files}).fetchall()


def codes(error):
    """The codes of the questions a refusal prints, each once."""
    found = [line.split('"')[1].rsplit("=", 1)[0] for line in error.value.text("en").splitlines() if "--answer" in line]
    return list(dict.fromkeys(found))


@pytest.mark.parametrize(
    "table, heading, target",
    [
        ("sales_lines", "CUSTOMERNAME", "client_id"),
        ("sales_lines", "CustomerKey", "client_id"),
        ("sales_lines", "customer_number", "client_id"),
        ("sales_lines", "ИД клиента", "client_id"),
        ("sales_lines", "Код контрагента", "client_id"),
        ("sales_lines", "SalesOrderNumber", "order_id"),
        ("sales_lines", "ORDERDATE", "order_date"),
        ("sales_lines", "Дата доставки", "order_date"),
        ("sales_lines", "ProductKeys", "product_id"),
        ("sales_lines", "ИД продавца", "manager_id"),
        ("sales_lines", "QUANTITYORDERED", "quantity"),
        ("sales_lines", "SubTotal", "net_amount"),
        ("sales_lines", "Выручка нетто", "net_amount"),
        ("sales_lines", "Сумма продаж, руб. с НДС", "gross_amount"),
        ("sales_lines", "в т.ч. НДС", "vat_amount"),
        ("sales_lines", "Item Price", "price"),
        ("sales_lines", "TotalProductCost", "cost_amount"),
        ("sales_lines", "Валовая прибыль", "profit"),
        ("sales_lines", "Документ движения (регистратор)", "order_id"),
        ("clients", "Название клиента", "name"),
        ("clients", "customerNumber", "client_id"),
        ("products", "ProductCategoryName", "product_class"),
    ],
)
def test_a_heading_is_known_by_its_words(table, heading, target):
    assert meaning(table, heading) == target


@pytest.mark.parametrize("heading", ["Долг", "Дебет", "Сумма оплаты", "Invoice Comment", "Order Priority", "Клиент 1"])
def test_a_heading_with_a_word_more_is_not_taken(heading):
    assert meaning("sales_lines", heading) is None


@pytest.mark.parametrize(
    "heading, unit",
    [
        ("Сумма, тыс. руб.", Unit(1000, "RUB")),
        ("Сумма, млн руб.", Unit(1_000_000, "RUB")),
        ("Выручка (т.р.)", Unit(1000, "RUB")),
        ("Amount ($k)", Unit(1000, "USD")),
        ("USD Amount", Unit(1, "USD")),
        ("Sales, EUR million", Unit(1_000_000, "EUR")),
        ("Turnover, kUSD", Unit(1000, "USD")),
        ("Количество, т", Unit(1, None, "т")),
        ("Сумма, в т.ч. НДС", Unit()),
        ("шт", Unit()),
    ],
)
def test_a_unit_in_a_heading_is_found(heading, unit):
    assert split(heading)[1] == unit


def test_thousands_are_worked_in_and_told(tmp_path):
    file = written(tmp_path, "a.csv", "Дата;Клиент;Сумма, тыс. руб.\n15.01.2024;A;10,5\n15.02.2024;B;12\n")
    report = import_files(tmp_path / "home", [file])
    assert rows(tmp_path / "home") == [("A", 10_500), ("B", 12_000)]
    assert ("intake.note_unit", {"column": "Сумма, тыс. руб.", "factor": "1\u202f000"}) in report.previews[0].notes


def test_thousands_in_price_and_cost(tmp_path):
    text = 'Date,Client,Quantity,"Price, USD thousand",Cost ($k)\n2024-01-15,A,3,2.5,4\n'
    imported(tmp_path, text)
    assert rows(tmp_path / "home", "net_amount, cost_amount, currency") == [(7500, 4000, "USD")]


def test_a_date_is_known_by_its_values(tmp_path):
    assert imported(tmp_path, "Провели;Клиент;Сумма\n15.01.2024;A;10\n16.01.2024;B;20\n") == [("A", 10), ("B", 20)]


@pytest.mark.parametrize("heading", ["Долг", "Причислено"])
def test_an_unknown_amount_is_asked_for_and_is_no_feedback(heading, tmp_path):
    text = f"Дата;Контрагент;{heading};Прим\n15.01.2024;А;100;x\n16.01.2024;Б;200;y\n"
    with pytest.raises(KamError) as found:
        imported(tmp_path, text)
    assert codes(found) == ["column:net_amount"] and "100" in found.value.text("en")
    assert f'--answer "column:net_amount={heading}"' in found.value.text("en")
    assert imported(tmp_path, text, answers={"column:net_amount": heading}) == [("А", 100), ("Б", 200)]


def test_an_answer_that_is_no_column_is_refused(tmp_path):
    text = "Дата;Контрагент;Долг\n15.01.2024;А;100\n"
    with pytest.raises(KamError, match="Сальдо is no answer"):
        imported(tmp_path, text, answers={"column:net_amount": "Сальдо"})


def test_the_total_of_a_document_is_the_amount_where_nothing_tells_lines(tmp_path):
    assert imported(tmp_path, "Дата;Контрагент;Сумма документа\n15.01.2024;А;100\n") == [("А", 100)]


def test_the_total_of_a_document_on_lines_of_products_is_asked_about(tmp_path):
    with pytest.raises(KamError) as found:
        imported(tmp_path, "Дата;Контрагент;Товар;Сумма документа\n15.01.2024;А;К1;100\n")
    assert codes(found) == ["column:net_amount"]


def test_a_client_that_no_heading_names_is_asked_for(tmp_path):
    text = "Дата;Кто взял;Сумма\n15.01.2024;А;100\n"
    with pytest.raises(KamError) as found:
        imported(tmp_path, text)
    assert codes(found) == ["column:client_id"]
    assert imported(tmp_path, text, answers={"column:client_id": "Кто взял"}) == [("А", 100)]


def test_advice_names_no_column_by_guess(tmp_path):
    with pytest.raises(KamError) as found:
        imported(tmp_path, "Контрагент;Срок оплаты;Сумма\nА;20.03.2024;100\n")
    assert '"Контрагент" = ' not in found.value.text("en")


@pytest.mark.parametrize("sales_come", ["with the clients", "before them"])
def test_clients_are_keyed_by_what_the_sales_lines_hold(sales_come, tmp_path):
    clients = "Код клиента;Наименование;Холдинговый №\n77;Ромашка;h1\n78;Клевер;h2\n"
    sales = "Дата;Клиент;Сумма\n15.01.2024;h1;100\n16.01.2024;h2;50\n"
    if sales_come == "before them":
        import_files(tmp_path / "home", [written(tmp_path, "b.csv", sales)])
        import_files(tmp_path / "home", [written(tmp_path, "a.csv", clients)])
    else:
        imported(tmp_path, clients, sales)
    assert {r[0] for r in rows(tmp_path / "home", "client_id", "clients")} == {"h1", "h2"}


def test_names_are_the_key_where_sales_lines_hold_names(tmp_path):
    clients = "customerNumber,customerName\n101,Alder\n102,Birch\n"
    imported(tmp_path, clients, "Date,Customer,Amount\n2024-01-10,Alder,1\n2024-01-11,Birch,2\n")
    assert rows(tmp_path / "home", "client_id", "clients") == [("Alder",), ("Birch",)]


def test_a_profile_column_of_another_table_is_an_error(tmp_path):
    profile = written(tmp_path, "p.toml", 'table = "clients"\n[columns]\n"Name" = "name"\n"Sold" = "net_amount"\n')
    with pytest.raises(KamError, match="net_amount"):
        imported(tmp_path, "Name,Code,Sold\nAlder,1,5\n", profile=profile)
    assert not (tmp_path / "home" / "sources.json").exists()


def test_a_profile_that_names_sales_columns_makes_a_sales_table(tmp_path):
    profile = written(tmp_path, "p.toml", '[columns]\n"WHO" = "client_id"\n"NO" = "order_id"\n"DAY" = "order_date"\n')
    assert imported(tmp_path, "NO,WHO,DAY,SALES\n1,A,2024-01-10,100\n", profile=profile) == [("A", 100)]


def test_a_date_may_be_a_constant_of_the_profile(tmp_path):
    profile = written(tmp_path, "p.toml", '[columns]\n"Кто" = "client_id"\n[constants]\norder_date = "2024-11-30"\n')
    imported(tmp_path, "Кто;Регион;Сумма\nА;Х;1000\n", profile=profile)
    assert rows(tmp_path / "home", "client_id, CAST(order_date AS VARCHAR), net_amount") == [
        ("А", "2024-11-30", Decimal(1000))
    ]


TITLED = "Продажи за январь\n{}\nДата;Клиент;{}\n15.01.2024;A;10,5\n15.01.2024;B;12,25\n"


@pytest.mark.parametrize(
    "title", ["тыс. руб.", "в тысячах рублей", "Единица измерения: тыс. руб.", "in thousands of USD"]
)
@pytest.mark.parametrize("answer, amounts", [("1000", [10_500, 12_250]), ("1", [Decimal("10.5"), Decimal("12.25")])])
def test_thousands_in_a_title_are_asked_about(title, answer, amounts, tmp_path):
    text = TITLED.format(title, "Сумма")
    with pytest.raises(KamError) as found:
        imported(tmp_path, text)
    assert codes(found) == ["unit"]
    assert [a for _, a in imported(tmp_path, text, answers={"unit": answer})] == amounts


@pytest.mark.parametrize("title, heading", [("тыс. руб.", "Сумма, руб."), ("Клиенты от 100 тыс. руб.", "Сумма")])
def test_a_unit_in_the_heading_or_a_number_in_the_title_leaves_nothing_to_ask(title, heading, tmp_path):
    assert imported(tmp_path, TITLED.format(title, heading)) == [("A", Decimal("10.5")), ("B", Decimal("12.25"))]


def test_a_code_and_a_name_run_together_are_told_apart(tmp_path):
    assert imported(tmp_path, "ДАТА;КОДКЛИЕНТА;КЛИЕНТ;СУММА\n15.01.2024;007;А;5\n") == [("007", 5)]


def test_lines_of_sales_with_a_manager_are_no_list_of_managers(tmp_path):
    text = "DateKey,Customer Name,Manager,Amount,Cost\n16.01.2024,A,Ann,5,4\n16.01.2024,B,Ann,6,5\n"
    assert imported(tmp_path, text) == [("A", 5), ("B", 6)]


def test_a_client_code_of_an_unusual_name_is_offered(tmp_path):
    text = "Date,Ledger no.,Amount\n16.01.2024,1001,5\n16.01.2024,1002,6\n"
    with pytest.raises(KamError) as found:
        imported(tmp_path, text)
    assert codes(found) == ["column:client_id"]
    assert imported(tmp_path, text, answers={"column:client_id": "Ledger no."}) == [("1001", 5), ("1002", 6)]


def test_lines_of_sales_without_a_known_quantity_are_no_list_of_clients(tmp_path):
    text = "Дата;Документ;Код клиента;Клиент;Товар;Ушло;Цена\n15.01.2024;1;7;A;Гвоздь;2;5\n16.01.2024;2;7;A;Болт;3;5\n"
    with pytest.raises(KamError) as found:
        imported(tmp_path, text)
    assert codes(found) == ["column:net_amount"]


def test_a_date_beside_a_client_makes_no_list_of_clients(tmp_path):
    text = "Date,Customer Group,Client,Takings\n2024-01-15,Shops,A,5\n2024-01-16,Shops,A,6\n"
    with pytest.raises(KamError) as found:
        imported(tmp_path, text)
    assert codes(found) == ["column:net_amount"]
