"""Columns that may change the money or which lines count: asked about, and what each answer makes of a few lines."""

import pytest
from test_recognising import codes, imported, rows, written

from kamlib.core.errors import KamError
from kamlib.intake import import_files


def asks(folder, text, **options):
    with pytest.raises(KamError) as found:
        imported(folder, text, **options)
    assert not (folder / "home" / "sources.json").exists()
    return codes(found)


def sums(folder, text, answers, columns="sum(net_amount)"):
    imported(folder, text, answers=answers)
    return rows(folder / "home", columns)[0]


# ---- discounts: 10 pieces at 10 less a fifth ------------------------------------------------------

OF_PRICE = "Date,Client,Quantity,Unit Price,Discount\n2024-01-10,A,10,10,{}\n"


@pytest.mark.parametrize(
    "written_as, answer, net",
    [("0.2", "share", 80), ("20", "percent", 80), ("20", "amount", 80), ("20", "ignore", 100)],
)
def test_a_discount_of_the_price_is_asked_about(written_as, answer, net, tmp_path):
    text = OF_PRICE.format(written_as)
    assert asks(tmp_path, text) == ["discount:Discount"]
    imported(tmp_path, text, answers={"discount:Discount": answer})
    assert rows(tmp_path / "home", "net_amount, list_amount") == [(net, None if answer == "ignore" else 100)]


def test_a_discount_with_a_sign_of_percent_needs_no_question(tmp_path):
    assert imported(tmp_path, OF_PRICE.format("20%")) == [("A", 80)]


@pytest.mark.parametrize("answer, net", [("after", 100), ("share", 80), ("amount", 99.8)])
def test_a_discount_beside_an_amount_may_be_taken_off_already(answer, net, tmp_path):
    text = "Date,Client,Amount,Discount\n2024-01-10,A,100,0.2\n"
    assert asks(tmp_path, text) == ["discount:Discount"]
    assert [float(r[1]) for r in imported(tmp_path, text, answers={"discount:Discount": answer})] == [net]


def test_a_discount_of_zero_is_not_asked_about(tmp_path):
    assert imported(tmp_path, "Date,Client,Amount,Discount\n2024-01-10,A,100,0\n") == [("A", 100)]


def test_a_discount_off_an_amount_with_vat(tmp_path):
    text = "Дата;Клиент;Сумма с НДС;Скидка\n10.01.2024;A;240;0,5\n"
    answers = {"vat_rate:Сумма с НДС": "0.20", "discount:Скидка": "share"}
    imported(tmp_path, text, answers=answers)
    assert rows(tmp_path / "home", "net_amount, list_amount") == [(100, 200)]


# ---- VAT -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vat", ["в т.ч. НДС", "Сумма НДС", "НДС"])
def test_vat_beside_the_amount_is_inside_or_apart(vat, tmp_path):
    text = f"Дата;Клиент;Сумма;{vat}\n10.01.2024;A;1200;200\n"
    assert asks(tmp_path, text) == ["vat_in:Сумма"]
    assert imported(tmp_path, text, answers={"vat_in:Сумма": "gross_amount"}) == [("A", 1000)]


def test_vat_rates_of_the_rows(tmp_path):
    text = "Дата;Клиент;Сумма с НДС;Ставка НДС\n10.01.2024;A;120;20%\n10.01.2024;B;110;10%\n10.01.2024;C;50;Без НДС\n"
    assert imported(tmp_path, text) == [("A", 100), ("B", 100), ("C", 50)]


def test_vat_beside_an_amount_without_vat_is_not_asked_about(tmp_path):
    assert imported(tmp_path, "Дата;Клиент;Сумма без НДС;НДС\n10.01.2024;A;100;20\n") == [("A", 100)]


# ---- statuses --------------------------------------------------------------------------------------

INVOICES = "Date,Customer,Amount,Invoice Status\n" + "".join(
    f"2024-01-10,A,{amount},{status}\n"
    for amount, status in [(1, "Void"), (20, "Closed"), (300, "Draft"), (4000, "Paid")]
)


@pytest.mark.parametrize("answer, net", [("leave_out", 4020), ("all", 4321), ("Void", 4320), ("Void; Draft", 4020)])
def test_void_and_draft_invoices_are_asked_about(answer, net, tmp_path):
    assert asks(tmp_path, INVOICES) == ["status:Invoice Status (Draft, Void)"]
    assert sums(tmp_path, INVOICES, {"status:Invoice Status (Draft, Void)": answer}) == (net,)


@pytest.mark.parametrize(
    "won, lost", [("Won", "Lost"), ("Closed Won", "Closed Lost"), ("Сделка успешна", "Сделка провалена")]
)
def test_a_stage_tells_deals_that_were_lost(won, lost, tmp_path):
    text = f"Date,Customer,Amount,Stage\n2024-01-10,A,1,{won}\n2024-01-10,A,20,{lost}\n"
    assert asks(tmp_path, text) == [f"status:Stage ({lost})"]
    assert sums(tmp_path, text, {f"status:Stage ({lost})": "leave_out"}) == (1,)


@pytest.mark.parametrize("answer, net", [("leave_out", 4020), ("Draft", 4021), ("all", 4021)])
def test_a_month_with_fewer_statuses_asks_nothing(answer, net, tmp_path):
    imported(tmp_path, INVOICES, answers={"status:Invoice Status (Draft, Void)": answer})
    no_draft = [line for line in INVOICES.replace("2024-01", "2024-02").splitlines() if "Draft" not in line]
    report = import_files(tmp_path / "home", [written(tmp_path, "next.csv", "\n".join([*no_draft, ""]))])
    assert report.sources[0].record["amount_accepted"] == f"{net}.0000"
    again = written(tmp_path, "march.csv", INVOICES.replace("2024-01", "2024-03"))  # with drafts: answered before
    assert import_files(tmp_path / "home", [again]).sources[0].status == "new"


def test_a_status_that_is_new_next_month_is_asked_about(tmp_path):
    imported(tmp_path, INVOICES, answers={"status:Invoice Status (Draft, Void)": "leave_out"})
    same = written(tmp_path, "next.csv", INVOICES.replace("2024-01", "2024-02"))
    assert import_files(tmp_path / "home", [same]).sources[0].record["amount_accepted"] == "4020.0000"
    with pytest.raises(KamError, match="Cancelled"):
        import_files(tmp_path / "home", [written(tmp_path, "c.csv", INVOICES.replace("Closed", "Cancelled"))])


@pytest.mark.parametrize("heading, yes", [("Проведен", "Да"), ("IsCancelled", "0")])
def test_a_flag_tells_what_counts(heading, yes, tmp_path):
    no = {"Да": "Нет", "0": "1"}[yes]
    text = f"Дата;Клиент;Сумма;{heading}\n10.01.2024;A;100;{yes}\n10.01.2024;B;50;{no}\n"
    assert asks(tmp_path, text) == [f"status:{heading} ({no})"]
    assert imported(tmp_path, text, answers={f"status:{heading} ({no})": "leave_out"}) == [("A", 100)]


@pytest.mark.parametrize("values", ["Closed,Paid", "Отгружен,Проведен", "Оплачен,Оплачен"])
def test_statuses_of_sales_made_are_not_asked_about(values, tmp_path):
    a, b = values.split(",")
    text = f"Дата;Клиент;Сумма;Статус\n10.01.2024;A;100;{a}\n10.01.2024;B;50;{b}\n"
    assert imported(tmp_path, text) == [("A", 100), ("B", 50)]


def test_columns_that_change_nothing_are_not_asked_about(tmp_path):
    text = "Дата;Клиент;Сумма;Цена;Склад;Комментарий;Город;Телефон\n10.01.2024;A;100;5;Главный;звонить;Тверь;495123\n"
    assert imported(tmp_path, text) == [("A", 100)]


# ---- returns and kinds of lines --------------------------------------------------------------------

BY_DOCUMENT = "Дата;Документ;Клиент;Количество;Сумма\n15.01.2024;Реализация 1;A;2;100\n16.01.2024;Возврат 2;A;1;40\n"
BY_QUANTITY = "Дата;Документ;Клиент;Количество;Сумма\n15.01.2024;1;A;2;100\n16.01.2024;2;A;-1;40\n"


@pytest.mark.parametrize("text, code", [(BY_DOCUMENT, "returns:Документ"), (BY_QUANTITY, "returns:Количество")])
def test_returns_with_positive_amounts_are_asked_about(text, code, tmp_path):
    assert asks(tmp_path, text) == [code]
    imported(tmp_path, text, answers={code: "return"})
    assert rows(tmp_path / "home", "net_amount, quantity, line_kind") == [(-40, -1, "return"), (100, 2, "sale")]


def test_returns_may_be_right_as_written(tmp_path):
    assert sums(tmp_path, BY_DOCUMENT, {"returns:Документ": "as_written"}) == (140,)


def test_returns_with_negative_amounts_are_not_asked_about(tmp_path):
    assert imported(tmp_path, BY_DOCUMENT.replace(";1;40", ";-1;-40")) == [("A", -40), ("A", 100)]


def test_a_profile_rule_that_leaves_the_sign_is_asked_about(tmp_path):
    assert asks(tmp_path, BY_DOCUMENT, profile="1c_sales") == ["returns:Документ"]


def test_operations_of_1c_are_known_and_others_asked_about(tmp_path):
    head = "Дата;Клиент;Сумма;Вид операции\n15.01.2024;A;100;Реализация\n"
    text = head + "16.01.2024;A;-40;Возврат товаров от клиента\n16.01.2024;A;7;Взаимозачет\n"
    assert asks(tmp_path, text) == ["kind:Вид операции (Взаимозачет)"]
    imported(tmp_path, text, answers={"kind:Вид операции (Взаимозачет)": "adjustment"})
    kinds = [(-40, "return"), (7, "adjustment"), (100, "sale")]
    assert rows(tmp_path / "home", "net_amount, line_kind") == kinds


# ---- cost, freight, another amount -----------------------------------------------------------------


def test_cost_in_several_columns_is_asked_about(tmp_path):
    text = "Дата;Клиент;Сумма;Себестоимость материалов;Себестоимость работ\n10.01.2024;A;100;30;20\n"
    code = "cost:Себестоимость материалов, Себестоимость работ"
    assert asks(tmp_path, text) == [code]
    assert sums(tmp_path, text, {code: "all"}, "net_amount, cost_amount") == (100, 50)


@pytest.mark.parametrize("profit", ["Валовая прибыль", "Profit", "Маржа, %"])  # of 100, 30 and 30 % are 30
def test_cost_is_worked_out_from_the_profit(profit, tmp_path):
    imported(tmp_path, f"Дата;Клиент;Сумма;{profit}\n10.01.2024;A;100;30\n")
    assert rows(tmp_path / "home", "net_amount, cost_amount") == [(100, 70)]


@pytest.mark.parametrize("answer, net", [("ignore", 100), ("add", 115), ("take_off", 85)])
def test_freight_is_asked_about(answer, net, tmp_path):
    text = "Date,Client,Amount,Freight\n2024-01-10,A,100,15\n"
    assert asks(tmp_path, text) == ["beside:Freight"]
    assert imported(tmp_path, text, answers={"beside:Freight": answer}) == [("A", net)]


def test_another_amount_is_asked_about(tmp_path):
    text = "Date,Client,Amount,Amount after rebate\n2024-01-10,A,100,90\n"
    assert asks(tmp_path, text)[0] == "column:net_amount"


def test_an_answer_in_the_profile_settles_it(tmp_path):
    profile = written(tmp_path, "p.toml", '[answers]\n"beside:Freight" = "add"\n')
    assert imported(tmp_path, "Date,Client,Amount,Freight\n2024-01-10,A,100,15\n", profile=profile) == [("A", 115)]


# ---- a document's total on each of its lines: 3 documents of 2 lines -------------------------------

REPEATED = "Date,Invoice Number,Customer,Item,Quantity,Item Price,SubTotal\n" + "".join(
    f"2024-01-10,{n},A,{item},{n},{price},{n * 30}\n" for n in (1, 2, 3) for item, price in (("X", 10), ("Y", 20))
)


@pytest.mark.parametrize("answer, net", [("product", 180), ("line", 360)])  # (10 + 20) × (1 + 2 + 3), or twice that
def test_a_total_repeated_on_lines_is_asked_about(answer, net, tmp_path):
    assert asks(tmp_path, REPEATED) == ["repeated:SubTotal"]
    assert sums(tmp_path, REPEATED, {"repeated:SubTotal": answer}) == (net,)


def test_amounts_of_lines_that_differ_are_not_asked_about(tmp_path):
    assert len(imported(tmp_path, REPEATED.replace("1,10,30", "1,10,10"))) == 6


@pytest.mark.parametrize("vat", ["ВТомЧислеНДС", "ВТЧНДС", "of which VAT", "INCLVAT"])
def test_vat_inside_is_found_however_it_is_written(vat, tmp_path):
    text = f"Дата;Клиент;Сумма;{vat}\n10.01.2024;A;1200;200\n"
    assert asks(tmp_path, text) == ["vat_in:Сумма"]


def test_shares_under_a_heading_of_percent_are_asked_about(tmp_path):
    text = "Date,Client,Quantity,Unit Price,Discount %\n2024-01-10,A,10,10,0.2\n2024-01-10,B,10,10,0.05\n"
    assert asks(tmp_path, text) == ["discount:Discount %"]
    assert sums(tmp_path, text, {"discount:Discount %": "share"}) == (175,)


def test_a_discount_with_a_currency_before_it_is_a_number(tmp_path):
    text = "Date,Client,Quantity,Unit Price,Discount\n2024-01-10,A,10,€10.00,€20.00\n"
    assert asks(tmp_path, text) == ["discount:Discount"]
    assert sums(tmp_path, text, {"discount:Discount": "amount"}) == (80,)


def test_a_state_of_documents_is_no_region(tmp_path):
    text = "Date,Client,Amount,State\n2024-01-10,A,100,Paid\n2024-01-10,B,50,Void\n"
    assert asks(tmp_path, text) == ["status:State (Void)"]
    assert imported(tmp_path, text.replace("Void", "NV").replace("Paid", "CA")) == [("A", 100), ("B", 50)]


def test_a_column_of_operations_is_known_by_its_values(tmp_path):
    text = "Дата;Клиент;Сумма;Хозяйственная\n10.01.2024;A;100;Реализация\n10.01.2024;A;40;Возврат\n"
    assert asks(tmp_path, text) == ["returns:Хозяйственная"]
    assert asks(tmp_path, text + ";;140;Итого по A\n") == ["returns:Хозяйственная"]
    assert sums(tmp_path, text, {"returns:Хозяйственная": "return"}) == (60,)


def test_a_heading_that_stands_again_is_no_status(tmp_path):
    text = "Дата;Клиент;Сумма;Статус\n10.01.2024;A;100;Проведён\nДата;Клиент;Сумма;Статус\n10.01.2024;B;50;Отменён\n"
    assert asks(tmp_path, text) == ["status:Статус (Отменён)"]


def test_a_sum_of_discount_off_an_amount_with_vat_has_vat_in_it(tmp_path):
    text = "Дата;Клиент;Сумма с НДС;Скидка\n10.01.2024;A;240;60\n"
    answers = {"vat_rate:Сумма с НДС": "0.20", "discount:Скидка": "amount"}
    imported(tmp_path, text, answers=answers)
    assert rows(tmp_path / "home", "net_amount, list_amount") == [(150, 200)]
