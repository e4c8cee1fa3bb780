"""Sales dated by month, by day, and by month until some day; books of weeks."""

from datetime import date
from random import Random

import pytest
from compare import rows
from made_lines import line, monthly

import kamlib as kam
from kamlib.core.errors import KamError

YEAR_END = date(2024, 12, 31)
MONEY = ["overview", "abc_xyz", "revenue_bridge", "grr_by_class", "retention_by_product_class", "price_volume_mix"]


def by_day(seed=1):
    """Twelve clients over three years, one to six lines a month each on days of their own; some months without."""
    draw = Random(seed)
    return [
        line(f"c{n:02d}", date(2022 + m // 12, m % 12 + 1, draw.randint(1, 28)), draw.randint(-20, 400) / 4,
             product_id=draw.choice("xyz"), quantity=draw.randint(1, 9), cost_amount=draw.randint(1, 200) / 4)
        for n in range(12) for m in range(36) for _ in range(draw.choice((0, 1, 1, 2, 6)))
    ]  # fmt: skip


def by_month(lines, on="first"):
    """The same with each day moved to the first or the last day of its month."""
    moved = []
    for row in lines:
        year, month = int(row["order_date"][:4]), int(row["order_date"][5:7])
        last = date(year + month // 12, month % 12 + 1, 1).toordinal() - 1
        day = date(year, month, 1) if on == "first" else date.fromordinal(last)
        moved.append(row | {"order_date": day.isoformat()})
    return moved


def grain(book):
    row = book.one("SELECT grain, days_known_from FROM staging.company")
    return row["grain"], str(row["days_known_from"])[:10]


@pytest.fixture(scope="module")
def daily(lines_book):
    return lines_book(by_day(), as_of=YEAR_END, only=MONEY)


@pytest.mark.parametrize("on", ["first", "last"])
def test_money_is_the_same_by_month_as_by_day(daily, lines_book, on):
    book = lines_book(by_month(by_day(), on), only=MONEY)
    assert book.as_of == YEAR_END
    assert grain(book)[0] == "month"
    assert grain(daily) == ("day", "0001-01-01")
    for table in ("abc_xyz", "revenue_bridge", "grr_by_class", "retention_by_product_class", "price_volume_mix"):
        assert rows(daily, "main", table) == rows(book, "main", table), table
    assert kam.overview(book)["nrr_12m"] == kam.overview(daily)["nrr_12m"]


def test_a_month_stands_on_its_middle(lines_book):
    # bought in November: 46 days before 31 December, whatever day of November it was; windows of 90 days are 3 months
    book = lines_book([*monthly("a", "2024-01", [10] * 11, day=1), line("b", "2024-12-01", 5)], only=["client_card"])
    assert book.as_of == YEAR_END
    card = kam.client_card(book, "a")
    assert card["recency_days"] == 46 and card["net_3m"] == 20
    assert (card["purchase_days_12m"], card["frequency_class"]) == (11, "monthly_or_more")
    assert kam.client_card(book, "b")["recency_days"] == 16


def test_one_month_of_sums_is_a_book(lines_book):
    book = lines_book([line(c, "2024-11-01", 10) for c in "abc"], only=["overview"])
    assert (book.as_of, grain(book)[0]) == (date(2024, 11, 30), "month")


def test_days_are_known_from_where_the_history_by_month_ends(lines_book):
    history = monthly("a", "2022-01", [100] * 24, day=1)
    days = [line("a", date(2024, m, d), 10) for m in range(1, 13) for d in (3, 11, 19, 27)]
    book = lines_book(history + days, as_of=YEAR_END, only=["client_card"])
    assert grain(book) == ("day", "2024-01-01")
    assert kam.client_card(book, "a")["median_gap_days"] == 8
    assert kam.client_card(book, "a")["frequency_class"] == "weekly"


def test_who_sells_on_first_days_among_others_is_dated_by_day(lines_book):
    lines = monthly("a", "2024-01", [100] * 12, day=1) + monthly("b", "2024-01", [100] * 12, day=9)
    assert grain(lines_book(lines, as_of=YEAR_END, only=["overview"]))[0] == "day"


def test_a_review_date_within_a_month_is_refused(lines_home):
    with pytest.raises(KamError) as fault:
        lines_home(monthly("a", "2024-01", [10] * 12, day=1), date(2024, 11, 20))
    assert "2024-11-30" in fault.value.text("en")


# ---- weeks -----------------------------------------------------------------------------------------------------


def workdays(last: str):
    """A line every working day from 1 October 2024 on."""
    first, stop = date(2024, 10, 1).toordinal(), date.fromisoformat(last).toordinal()
    days = (date.fromordinal(n) for n in range(first, stop + 1))
    return [line("a", day, 10) for day in days if day.weekday() < 5]


@pytest.mark.parametrize(
    ("last", "as_of"),
    [
        ("2024-11-22", date(2024, 11, 24)),  # up to Friday: the week is complete on Sunday
        ("2024-11-21", date(2024, 11, 17)),  # up to Thursday: it is not
        ("2024-11-25", date(2024, 11, 24)),  # Monday of the next
    ],
)
def test_the_last_complete_week(lines_book, last, as_of):
    assert lines_book(workdays(last), as_of="last-week", only=["overview"]).as_of == as_of


def test_sales_dated_by_month_have_no_weeks(lines_book):
    with pytest.raises(KamError, match="dated by month"):
        lines_book(monthly("a", "2024-01", [10] * 12, day=1), as_of="last-week", only=["overview"])


@pytest.mark.parametrize(("weeks_bought", "frequency"), [(7, "several_a_month"), (8, "weekly")])
def test_weeks_are_counted_from_mondays_on_both_sides(lines_book, weeks_bought, frequency):
    # From Sunday 6 October to 31 December there are 14 weeks from Monday on, the first and the last of them cut:
    # eight of them are more than half, seven are not, as they were of 13 spans of seven days
    days = ["2024-10-06", *(date(2024, 10, 9).toordinal() + 7 * n for n in range(weeks_bought - 1))]
    lines = [line("a", d if isinstance(d, str) else date.fromordinal(d), 1) for d in days]
    book = lines_book(lines, as_of=YEAR_END, only=["client_card"])
    assert kam.client_card(book, "a")["frequency_class"] == frequency
