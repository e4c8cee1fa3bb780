"""Sales against the plan, by hand. As of 2024-09-30: nine months of the year gone, the quarter whole."""

from datetime import date

import pytest

import kamlib as kam
from kamlib.core.errors import KamError
from kamlib.policy import Policy

AS_OF = date(2024, 9, 30)
MONTHS = [f"{y}-{m:02}-01" for y in (2023, 2024) for m in range(1, 13)]


def sales(client, monthly, until="2024-10", **more):
    """The same amount on the 10th of every month of 2023 and 2024 up to a month (exclusive)."""
    return [
        {"client_id": client, "order_date": m[:8] + "10", "net_amount": monthly, **more}
        for m in MONTHS
        if m[:7] < until
    ]


def planned(amount, months=MONTHS[12:], **of):
    return [{"month": m, "amount": amount, **of} for m in months]


def book_of(lines_book, lines, plan, as_of=AS_OF, **more):
    return lines_book(lines, as_of=as_of, plan=plan, only=["plan_progress"], **more)


def of(book, level="company", member=None, period="year"):
    found = kam.plan(book, level)
    found = found[found.plan_period == period]
    return (found if member is None else found[found.plan_member == member]).iloc[0]


def test_a_plan_of_the_company_by_hand(lines_book):
    book = book_of(lines_book, sales("a", 100) + sales("b", 20), planned(150))
    year = of(book)
    assert (year.plan_to_date, year.actual_to_date, year.plan_share_to_date) == (9 * 150, 9 * 120, 0.8)
    assert (year.plan_amount, year.plan_rest, year.months_planned) == (12 * 150, 3 * 150, 12)
    assert (year.expected_rest, year.expected_amount) == (
        3 * 120,
        12 * 120,
    )  # no season known: every month like the mean
    assert year.plan_share_expected == 0.8 and year.plan_source == "company"
    quarter = of(book, period="quarter")
    assert (quarter.plan_to_date, quarter.plan_amount, quarter.expected_rest) == (450, 450, 0)
    assert quarter.period_from.date() == date(2024, 7, 1)


def test_a_month_that_is_not_over_is_expected_and_not_compared(lines_book):
    book = book_of(lines_book, sales("a", 100), planned(100), as_of=date(2024, 8, 20))
    year = of(book)
    assert (year.plan_to_date, year.actual_to_date, year.expected_rest) == (700, 700, 500)
    assert of(book, period="quarter").plan_to_date == 100  # July


def test_only_months_with_a_plan_are_compared(lines_book):
    year = of(book_of(lines_book, sales("a", 100), planned(50, MONTHS[18:22])))  # July to October
    assert (year.months_planned, year.plan_to_date, year.actual_to_date) == (4, 150, 300)
    assert (year.plan_rest, year.expected_rest) == (50, 100)


def test_the_company_is_the_sum_of_its_clients_plans_and_says_so(lines_book):
    lines = sales("a", 100) + sales("b", 20) + sales("c", 7)
    book = book_of(lines_book, lines, planned(90, client_id="a") + planned(30, client_id="b"))
    year = of(book)
    assert (year.plan_source, year.plan_to_date, year.actual_to_date) == ("from_client", 9 * 120, 9 * 120)
    assert year.sold_outside_plan == 9 * 7  # by who has no plan
    a = of(book, "client", "a")
    assert (a.plan_to_date, a.actual_to_date, a.plan_share_to_date) == (810, 900, round(900 / 810, 6))
    assert len(kam.plan(book, "manager")) == 0


def test_levels_do_not_sum_to_each_other(lines_book):
    plan = planned(1000) + planned(90, client_id="a") + planned(5, manager_id="m")
    book = book_of(lines_book, sales("a", 100, manager_id="m"), plan)
    assert (of(book).plan_amount, of(book).plan_source) == (12_000, "company")
    assert of(book, "client", "a").plan_amount == 12 * 90 and of(book, "manager", "m").plan_amount == 12 * 5
    assert of(book, "manager", "m").actual_to_date == 900


def test_a_whole_goes_before_its_parts_and_parts_sum_where_there_is_no_whole(lines_book):
    products = [{"product_id": "p", "product_class": "tea"}, {"product_id": "q", "product_class": "milk"}]
    lines = sales("a", 100, product_id="p") + sales("b", 20, product_id="q")
    whole = planned(50, client_id="a") + planned(30, client_id="a", product_class="tea")
    parts = planned(6, client_id="b", product_class="tea") + planned(8, client_id="b", product_class="milk")
    book = book_of(lines_book, lines, whole + parts, products=products)
    assert of(book, "client", "a").plan_amount == 12 * 50
    assert of(book, "client", "b").plan_amount == 12 * 14
    tea = of(book, "product_class", "tea")
    assert (tea.plan_amount, tea.actual_to_date) == (12 * 36, 900)


def test_a_line_without_a_manager_counts_for_who_holds_the_client(lines_book):
    held = [{"client_id": "a", "manager_id": "m", "role": "account", "valid_from": "2023-01-01"}]
    book = book_of(lines_book, sales("a", 100), planned(80, manager_id="m"), assignments=held)
    assert of(book, "manager", "m").actual_to_date == 900


def test_plans_of_outlets_are_the_client_s(lines_book):
    clients = [{"client_id": "a"}, {"client_id": "outlet", "parent_id": "a"}]
    plan = planned(90, client_id="a") + planned(10, client_id="outlet")
    together = Policy().changed(grouping_parents="together")
    book = book_of(lines_book, sales("a", 60) + sales("outlet", 40), plan, clients=clients, policy=together)
    assert (of(book, "client", "a").plan_amount, of(book, "client", "a").actual_to_date) == (1200, 900)


def test_any_day_of_a_month_is_the_month_and_weeks_of_it_sum(lines_book):
    weeks = [{"month": f"2024-07-{d}", "amount": 10} for d in ("08", "15", "22", "29")]
    assert of(book_of(lines_book, sales("a", 100), weeks)).plan_amount == 40


def test_the_rest_knows_its_season(lines_book):
    high = [row | {"net_amount": 300} if row["order_date"][5:7] == "12" else row for row in sales("a", 100)]
    more = [row | {"order_date": "2022" + row["order_date"][4:]} for row in high if row["order_date"] < "2024"]
    year = of(book_of(lines_book, high + more, planned(100)))
    assert float(year.expected_rest) == pytest.approx(100 + 100 + 300, rel=0.05)


def test_a_company_of_few_months_is_not_taken_for_a_slow_one(lines_book):
    lines = [row for row in sales("a", 100) if row["order_date"] >= "2024-05"]
    assert of(book_of(lines_book, lines, planned(100, MONTHS[16:]))).expected_rest == 300


def test_a_month_that_the_data_lack_is_expected_and_not_called_a_failure(lines_book):
    lines = [row for n in range(25) for row in sales(f"c{n}", 4) if row["order_date"][:7] != "2024-08"]
    year = of(book_of(lines_book, lines, planned(100)))
    assert (year.plan_to_date, year.actual_to_date, year.plan_rest) == (800, 800, 400)
    assert float(year.expected_rest) == pytest.approx(400)


def test_without_a_plan_nothing_is_said(lines_book):
    assert kam.plan(book_of(lines_book, sales("a", 100), planned(1, ["2030-01-01"]))).empty


def test_an_unknown_level_is_refused(lines_book):
    with pytest.raises(KamError, match="team"):
        kam.plan(book_of(lines_book, sales("a", 100), planned(1)), "team")


TELLS_OF_A_PLAN = {"plan_progress", "plan_month", "plan_actual_month", "plan_pace", "plan", "knowledge", "data_gaps"}


def test_a_plan_changes_no_other_table(lines_book):
    lines = sales("a", 100, manager_id="m") + sales("b", 20) + sales("c", 5)
    books = []
    for plan in ([], planned(100) + planned(50, client_id="a") + planned(5, client_id="new", manager_id="m")):
        books.append(lines_book(lines, as_of=AS_OF, **({"plan": plan} if plan else {})))
    names = {}
    for book in books:
        found = book.sql(
            "SELECT table_schema, table_name FROM information_schema.tables"
            " WHERE table_schema IN ('staging', 'features', 'marts')"
        )
        names[book] = {f"{s}.{t}" for s, t in zip(found.table_schema, found.table_name, strict=True)}
    without, with_plan = books
    assert names[without] == names[with_plan] and len(names[without]) > 100
    for name in sorted(names[without]):
        if name.partition(".")[2] in TELLS_OF_A_PLAN:
            continue
        rows = [book.sql(f"SELECT * FROM {name} ORDER BY ALL") for book in books]
        assert rows[0].equals(rows[1]), name
