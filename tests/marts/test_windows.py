"""Which days count: the default review date, ends of months, leap years, what comes after the review date."""

from datetime import date

import pytest
from compare import different
from made_lines import line, monthly

import kamlib as kam

ONLY = ["company_monthly", "revenue_bridge"]

SPRING = [line("a", "2024-03-05", 10), line("a", "2024-04-30", 10)]


@pytest.mark.parametrize(
    ("more", "as_of"),
    [
        ([line("a", "2024-05-14", 10)], date(2024, 4, 30)),  # ends in the middle of May
        ([line("a", "2024-05-31", 10)], date(2024, 5, 31)),  # May is complete
        ([line("a", "2024-06-01", 10)], date(2024, 5, 31)),  # one day of June
    ],
)
def test_the_default_is_the_last_complete_month(lines_book, more, as_of):
    assert lines_book(SPRING + more, only=ONLY).as_of == as_of


@pytest.mark.parametrize(
    ("days", "as_of"),
    [
        (["2024-02-01", "2024-03-01", "2024-04-01"], date(2024, 4, 30)),  # months as their first days
        (["2024-02-05", "2024-03-01", "2024-04-01"], date(2024, 3, 31)),  # days: April has just begun
        (["2024-02-05", "2024-04-01"], date(2024, 3, 31)),
    ],
)
def test_sales_told_by_the_month_have_their_last_month(lines_book, days, as_of):
    assert lines_book([line("a", day, 10) for day in days], only=["overview"]).as_of == as_of


def test_a_mistyped_year_does_not_move_the_review_date(lines_book):
    # 2042 for 2024: a book as of 2042 would show a company where everyone is lost
    days = [line("a", date(2024, m, d), 10) for m in (1, 2, 3, 4) for d in (3, 9, 15, 21, 27, 30) if (m, d) != (2, 30)]
    assert lines_book([*days, line("a", "2042-05-14", 10)], only=ONLY).as_of == date(2024, 4, 30)


WINDOWS = {
    # review date: (last day out of the 12 months, first day in, last day out of the 3 months, first day in)
    date(2024, 12, 31): ("2023-12-31", "2024-01-01", "2024-09-30", "2024-10-01"),
    date(2024, 6, 30): ("2023-06-30", "2023-07-01", "2024-03-31", "2024-04-01"),
    date(2024, 2, 29): ("2023-02-28", "2023-03-01", "2023-11-30", "2023-12-01"),
    date(2023, 2, 28): ("2022-02-28", "2022-03-01", "2022-11-30", "2022-12-01"),
    date(2025, 2, 28): ("2024-02-29", "2024-03-01", "2024-11-30", "2024-12-01"),
    date(2024, 5, 31): ("2023-05-31", "2023-06-01", "2024-02-29", "2024-03-01"),
    date(2024, 12, 15): ("2023-12-15", "2023-12-16", "2024-09-15", "2024-09-16"),
}


def any_day() -> list[dict]:
    """For every window: 1 on the last day outside the year, 20 on the first inside; 300 and 4000 for the quarter."""
    lines = []
    for as_of, days in WINDOWS.items():
        client = as_of.isoformat()
        lines += [line(client, day, net) for day, net in zip(days, (1, 20, 300, 4000), strict=True)]
        lines += [line(client, as_of, 50_000), line(client, date.fromordinal(as_of.toordinal() + 1), 600_000)]
    return lines


@pytest.mark.parametrize("as_of", WINDOWS)
def test_windows_begin_and_end_on_the_right_day(lines_book, as_of):
    card = kam.client_card(lines_book(any_day(), as_of=as_of, only=["client_card"]), as_of.isoformat())
    assert card["net_12m"] == 20 + 300 + 4000 + 50_000
    assert card["net_3m"] == 4000 + 50_000
    assert card["recency_days"] == 0
    assert card["last_purchase"] == as_of


def test_a_month_that_is_not_over_says_so(lines_book):
    book = lines_book(monthly("a", "2024-01", [100] * 6, day=10), as_of=date(2024, 6, 12), only=ONLY)
    months = kam.company_monthly(book)
    assert months["is_complete"].tolist() == [True] * 5 + [False]
    assert months["net"].tolist() == [100] * 6


def test_the_same_months_are_compared_a_year_ago(lines_book):
    # quarter: Oct–Dec 2024 against Oct–Dec 2023; quarter_before: against Jul–Sep 2024; year: 2024 against 2023
    lines = [
        line("a", "2022-01-05", 1),
        line("a", "2023-09-30", 1),
        line("a", "2023-10-01", 20),
        line("a", "2023-12-31", 300),
    ]
    lines += [line("a", "2024-06-30", 4000), line("a", "2024-07-01", 50_000), line("a", "2024-12-31", 600_000)]
    bridge = kam.revenue_bridge(lines_book(lines, as_of=date(2024, 12, 31), only=ONLY)).set_index("period")
    assert bridge.loc["quarter", ["revenue_before", "revenue_after"]].tolist() == [320, 600_000]
    assert bridge.loc["quarter_before", ["revenue_before", "revenue_after"]].tolist() == [50_000, 600_000]
    assert bridge.loc["year", ["revenue_before", "revenue_after"]].tolist() == [321, 654_000]


@pytest.fixture(scope="module")
def without_and_with_later_days(lines_book):
    lines = monthly("a", "2023-01", [100] * 24) + monthly("b", "2023-06", [40, 60] * 9)
    later = [
        *monthly("a", "2025-01", [9000] * 3),
        line("b", "2025-01-01", -500),
        line("later", "2025-02-01", 700),
    ]
    as_of = date(2024, 12, 31)
    return lines_book(lines, as_of=as_of), lines_book(lines + later, as_of=as_of)


def test_days_after_the_review_date_change_no_mart(without_and_with_later_days):
    assert different(*without_and_with_later_days, "main") == []


def test_days_after_the_review_date_change_no_feature(without_and_with_later_days):
    assert different(*without_and_with_later_days, "features") == []
