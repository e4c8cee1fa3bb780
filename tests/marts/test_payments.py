"""What clients owe and how they pay, told by payments without invoices. As of 2024-12-31 (366 days of window)."""

from datetime import date

import pytest

import kamlib as kam
from kamlib.policy import Policy

AS_OF = date(2024, 12, 31)


def sale(day, amount, client="a", **more):
    return {"client_id": client, "order_date": day, "net_amount": amount, **more}


def paid(day, amount, client="a", **more):
    return {"client_id": client, "paid_on": day, "amount": amount, **more}


def book_of(lines_book, sales, payments, **more):
    only = ["client_card", "axes", "payment_check", "contribution"]
    if payments:
        more["payments"] = payments
    return lines_book(sales, as_of=AS_OF, only=only, **more)


def t7(book, client="a"):
    return kam.axes(book, client).set_index("axis").loc["T7"]


# 1,000 is owed for 60 days from 2 March and again from 2 September
TWICE = [sale("2024-03-02", 1000), sale("2024-09-02", 1000)]
AFTER_60 = [paid("2024-05-01", 1000), paid("2024-11-01", 1000)]


def test_what_is_sold_and_not_paid_is_owed(lines_book):
    book = book_of(lines_book, TWICE, AFTER_60)
    card = kam.client_card(book, "a")
    days = 304  # from the first sale, the first day covered, to the review date
    assert float(card["average_receivable"]) == pytest.approx(1000 * 120 / days, abs=1e-3)
    assert card["dso_days"] == 60  # 393.44 ÷ 2,000 × 304
    assert (card["receivable_basis"], card["owed_from"]) == ("balance", date(2024, 3, 2)) and card["is_dso_least"]
    assert t7(book)["class"] == "deferred" and t7(book)["value"] == 60


def test_only_the_last_12_months_count(lines_book):
    before = [sale("2022-06-01", 5000), sale("2023-06-01", 5000)]
    settled = [paid("2022-06-20", 5000), paid("2023-12-01", 5000)]
    book = book_of(lines_book, before + TWICE, settled + AFTER_60)
    card = kam.client_card(book, "a")
    assert float(card["average_receivable"]) == pytest.approx(1000 * 120 / 366, abs=1e-3) and card["dso_days"] == 60


def test_a_client_that_came_later_owed_nothing_before(lines_book):
    sales = [*TWICE, sale("2024-08-01", 300, "late"), sale("2024-03-01", 10, "early")]
    payments = [*AFTER_60, paid("2024-08-31", 300, "late"), paid("2024-03-01", 10, "early")]
    book = book_of(lines_book, sales, payments)
    assert not kam.client_card(book, "late")["is_dso_least"] and kam.client_card(book, "early")["is_dso_least"]


def test_what_is_paid_ahead_is_no_receivable(lines_book):
    sales = [*TWICE, sale("2024-05-10", 100, "ahead"), sale("2024-06-10", 100, "ahead")]
    payments = [*AFTER_60, paid("2024-05-01", 100, "ahead"), paid("2024-06-01", 100, "ahead")]
    book = book_of(lines_book, sales, payments)
    assert kam.client_card(book, "ahead")["average_receivable"] == 0
    assert t7(book, "ahead")["class"] == "prepayment_full" and t7(book, "ahead")["value"] == 1
    assert kam.payment_check(book)["clients_ahead"] == 1


def test_payments_that_end_early_cover_no_later_day(lines_book):
    sales = [sale(f"2024-{m:02}-02", 100) for m in range(1, 13)]
    payments = [paid(f"2024-{m:02}-12", 100) for m in range(1, 10)]  # the list ends on 12 September
    book = book_of(lines_book, sales, payments)
    assert kam.payment_check(book)["covered_to"] == date(2024, 9, 12)
    assert kam.client_card(book, "a")["dso_days"] == 10


def test_payments_after_the_review_date_are_not_known_yet(lines_book):
    book = book_of(lines_book, TWICE, [*AFTER_60, paid("2025-01-10", 900)])
    assert kam.client_card(book, "a")["dso_days"] == 60


def test_a_return_pays_as_money_does_and_is_no_payment(lines_book):
    sales = [*TWICE, sale("2024-03-12", -1000)]
    others = [sale("2024-03-02", 1, "b")], [paid("2024-03-02", 1, "b")]  # payments are known from March on
    book = book_of(lines_book, sales + others[0], [paid("2024-11-01", 1000), *others[1]])
    owed = float(kam.client_card(book, "a")["average_receivable"])
    assert owed == pytest.approx(1000 * (10 + 60) / 304, abs=1e-3)
    assert t7(book)["value"] == 60  # of what was paid in money, not of what came back


def test_an_advance_and_the_rest_after_delivery(lines_book):
    sales = [sale("2024-05-10", 1000)]
    payments = [paid("2024-05-01", 300), paid("2024-05-30", 700)]
    book = book_of(lines_book, sales, payments, policy=Policy().changed(payment_most_ahead_share=1.0))
    assert (t7(book)["class"], t7(book)["value"]) == ("prepayment_partial_small", 0.3)


def test_payments_that_name_their_order_are_counted_from_it(lines_book):
    sales = [sale("2024-03-01", 1000, order_id="1"), sale("2024-03-21", 1000, order_id="2")]
    payments = [paid("2024-03-31", 1000, order_id="2"), paid("2024-04-30", 1000, order_id="1")]
    assert t7(book_of(lines_book, sales, payments))["value"] == (10 + 60) / 2


def test_vat_in_payments_is_told_and_not_counted_as_money_of_ours(lines_book):
    sales = [sale(f"2024-{m:02}-02", 1000) for m in range(1, 13)]
    payments = [paid(f"2024-{m:02}-12", 1200) for m in range(1, 13)]
    unknown = book_of(lines_book, sales, payments)
    check = kam.payment_check(unknown)
    assert (check["money_differs"], check["paid_to_sold"]) == ("more_paid_than_sold", 1.2)
    assert kam.client_card(unknown, "a")["dso_days"] is None and t7(unknown).isna()["class"]
    told = book_of(lines_book, sales, payments, policy=Policy().changed(payment_vat_rate=0.2))
    assert kam.payment_check(told)["money_differs"] is None
    assert kam.client_card(told, "a")["dso_days"] == 10 and t7(told)["value"] == 10


@pytest.mark.parametrize(
    "payments, why",
    [
        ([paid("2024-04-30", 100)], "far_less_paid_than_sold"),
        ([paid("2024-02-20", 1000), paid("2024-08-20", 1000)], "most_pay_ahead"),
        ([paid("2022-01-01", 1000)], "no_common_days"),
    ],
)
def test_other_money_is_told_with_why(payments, why, lines_book):
    book = book_of(lines_book, TWICE, payments)
    assert kam.payment_check(book)["money_differs"] == why
    assert kam.client_card(book, "a")["average_receivable"] is None


def test_sales_by_the_month_tell_no_days(lines_book):
    sales = [sale(f"2024-{m:02}-01", 1000) for m in range(1, 13)]
    payments = [paid(f"2024-{m:02}-20", 1000) for m in range(1, 13)]
    book = book_of(lines_book, sales, payments)
    assert kam.payment_check(book)["money_differs"] == "sales_by_month"
    assert kam.client_card(book, "a")["dso_days"] is None and t7(book).isna()["class"]


def test_invoices_go_before_payments(lines_book):
    invoices = [{"invoice_id": "i", "client_id": "a", "invoiced_on": "2024-03-01", "due_on": "2024-03-11",
                 "paid_on": "2024-03-21", "amount": 2000}]  # fmt: skip
    with_both = book_of(lines_book, TWICE, AFTER_60, receivables=invoices)
    card = kam.client_card(with_both, "a")
    assert card["receivable_basis"] == "invoices" and card["days_late"] == 10 and card["owed_from"] is None
    assert t7(with_both)["value"] == 20 and kam.payment_check(with_both) == {}


def test_terms_as_agreed_stand_beside_those_as_paid(lines_book):
    clients = [{"client_id": "a", "payment_terms": "on_delivery"}, {"client_id": "b", "payment_terms": "special"}]
    book = book_of(lines_book, [*TWICE, sale("2024-05-01", 5, "b")], AFTER_60, clients=clients)
    assert (t7(book)["class"], t7(book)["stated_class"]) == ("deferred", "on_delivery")
    assert (t7(book, "b")["class"], t7(book, "b")["stated_class"]) == ("special", "special")


@pytest.mark.parametrize("terms", ["prepayment_full", "into_money", "on_delivery"])
def test_paid_on_the_day_of_the_sale_is_what_was_agreed(terms, lines_book):
    payments = [paid(row["order_date"], row["net_amount"]) for row in TWICE]
    book = book_of(lines_book, TWICE, payments, clients=[{"client_id": "a", "payment_terms": terms}])
    assert t7(book)["class"] == terms


def test_outlets_of_one_client_pay_for_each_other(lines_book):
    clients = [{"client_id": "a"}, {"client_id": "outlet", "parent_id": "a"}]
    sales = [sale("2024-03-02", 1000, "outlet"), sale("2024-09-02", 1000)]
    together = Policy().changed(grouping_parents="together")
    book = book_of(lines_book, sales, AFTER_60, clients=clients, policy=together)
    assert kam.client_card(book, "a")["dso_days"] == 60


def test_an_invoice_shows_no_advance(lines_book):
    invoices = [{"invoice_id": "i", "client_id": "a", "invoiced_on": "2024-03-01", "paid_on": "2024-03-21",
                 "amount": 2000}]  # fmt: skip
    terms = [{"client_id": "a", "payment_terms": "prepayment_partial", "prepayment_share": 0.6}]
    found = t7(book_of(lines_book, TWICE, [], receivables=invoices, clients=terms))
    assert (found["class"], found["value"]) == ("prepayment_partial_large", 0.6)


def test_capital_costs_what_the_balance_says(lines_book):
    sales = [{**row, "cost_amount": 500} for row in TWICE]
    rates = [{"kind": "call", "valid_from": "2023-01-01", "rate_per_event": 10}]
    calls = [{"client_id": "a", "at": "2024-05-01", "kind": "call"}]
    book = book_of(lines_book, sales, AFTER_60, activity_rates=rates, interactions=calls)
    row = kam.contribution(book).iloc[0]
    assert row.contribution_level == "cm3"
    assert row.capital_cost_12m == pytest.approx(1000 * 120 / 304 * 0.2 * 366 / 365, abs=1e-2)
