"""Seasonal index, monthly turnover out of season, the company's and a client's months."""

from datetime import date

import pytest
from made_lines import line, monthly

import kamlib as kam

ONLY = ["seasonal_index", "product_classes"]

YEAR_END = date(2024, 12, 31)

# A season with mean 1: its sum is 12
SEASON = [0.5, 0.6, 0.8, 1.0, 1.2, 1.5, 1.6, 1.4, 1.1, 0.9, 0.8, 0.6]


def index_of(book, product_class=None):
    frame = kam.seasonal_index(book)
    own = frame["product_class"].isna() if product_class is None else frame["product_class"] == product_class
    assert frame[own]["month_of_year"].tolist() == list(range(1, 13))
    return frame[own]["season_index"].tolist()


def is_flat(book):
    frame = kam.seasonal_index(book)
    return set(frame[frame["product_class"].isna()]["is_flat"])


@pytest.fixture(scope="module")
def seasonal(lines_book):
    """Three years, 1000 × season a month in all. "december" buys 120 once, in December 2024, at index 0.6."""
    total = [1000 * s for s in SEASON] * 3
    total[-1] -= 120
    half = [0.25 * x for x in total]
    return lines_book(
        [
            *monthly("large", "2022-01", [a - b for a, b in zip(total, half, strict=True)]),
            *monthly("quarter", "2022-01", half),
            *monthly("december", "2024-12", [120]),
        ],
        as_of=YEAR_END,
        only=["client_card", "client_monthly", "company_monthly", "seasonal_index", "product_classes"],
    )


def test_a_known_season_is_given_back(seasonal):
    # the mean of any 12 months is 1000, so every ratio is the season itself
    assert index_of(seasonal) == pytest.approx(SEASON, abs=1e-9)
    assert is_flat(seasonal) == {False}


def test_monthly_turnover_is_out_of_season(seasonal):
    # large: 750 a month out of season, but December has (600 − 120) · 3/4 = 360, and 360 / 0.6 = 600
    assert kam.client_card(seasonal, "large")["monthly_turnover"] == pytest.approx((11 * 750 + 600) / 12, abs=1e-4)
    # quarter: 250 a month, December 120 / 0.6 = 200;   december: 120 / 0.6 = 200 in one month of twelve
    assert kam.client_card(seasonal, "quarter")["monthly_turnover"] == pytest.approx((11 * 250 + 200) / 12, abs=1e-4)
    assert kam.client_card(seasonal, "december")["monthly_turnover"] == pytest.approx(200 / 12, abs=1e-4)


def test_company_months_out_of_season(seasonal):
    months = kam.company_monthly(seasonal)
    assert len(months) == 36
    assert months["net"].tolist() == pytest.approx([1000 * s for s in SEASON] * 3)
    assert months["net_out_of_season"].tolist() == pytest.approx([1000] * 36)
    assert months["season_index"].tolist() == pytest.approx(SEASON * 3)
    assert months["active_clients"].tolist() == [2] * 35 + [3]


def test_a_client_month_is_held_against_its_own_year_in_season(seasonal):
    months = kam.client_monthly(seasonal, "large")
    assert months["expected"].isna().tolist() == [True] * 12 + [False] * 24
    # 750 a month out of season in the 12 months before, times the index of the month
    assert months["expected"].tolist()[12:] == pytest.approx([750 * s for s in SEASON] * 2)
    assert months["net"].tolist()[-1] == 360
    assert months["net_out_of_season"].tolist()[-1] == pytest.approx(600)


def test_expected_counts_empty_months(lines_book):
    # flat index (18 months); 90 every third month: 4 · 90 / 12 = 30 a month; the months without a purchase stand there
    book = lines_book(
        [*monthly("base", "2023-07", [500] * 18), *monthly("third", "2023-07", [90, None, None] * 6)],
        as_of=YEAR_END,
        only=["client_monthly"],
    )
    months = kam.client_monthly(book, "third")
    assert months["net"].tolist() == [90, 0, 0] * 6
    assert months["purchase_days"].tolist() == [1, 0, 0] * 6
    assert months["expected"].tolist()[12:] == pytest.approx([30] * 6)


def test_one_odd_month_is_resisted(lines_book):
    # four years give three ratios a month of the year; ten times the money in December 2021 disturbs its own ratio and
    # the 12-month means of July 2021 … June 2022: one ratio of each month of the year, and the median ignores it
    total = [1000 * s for s in SEASON] * 4
    total[11] *= 10
    assert index_of(lines_book(monthly("all", "2021-01", total), as_of=YEAR_END, only=ONLY)) == pytest.approx(
        SEASON, abs=1e-9
    )


def test_growth_is_not_season(lines_book):
    # 2 % a month for four years: December is always the largest month, and the centred mean takes the growth out
    book = lines_book(
        monthly("grows", "2021-01", [round(1000 * 1.02**n, 2) for n in range(48)]), as_of=YEAR_END, only=ONLY
    )
    assert index_of(book) == pytest.approx([1] * 12, abs=1e-4)


@pytest.mark.parametrize(("months", "flat"), [(23, {True}), (24, {False})])
def test_under_two_years_the_index_is_one(lines_book, months, flat):
    totals = ([1000 * s for s in SEASON] * 2)[24 - months :]
    book = lines_book(monthly("all", f"2023-{25 - months:02d}", totals), as_of=YEAR_END, only=ONLY)
    assert is_flat(book) == flat
    assert index_of(book) == pytest.approx([1] * 12 if flat == {True} else SEASON, abs=1e-9)


def test_an_unfinished_month_is_no_season(lines_book):
    # as of 10 December 2024: that month has 1 instead of 600
    totals = ([1000 * s for s in SEASON] * 3)[:-1]
    book = lines_book(
        [*monthly("all", "2022-01", totals), line("all", "2024-12-05", 1)], as_of=date(2024, 12, 10), only=ONLY
    )
    assert index_of(book) == pytest.approx(SEASON, abs=1e-9)


def test_a_class_with_two_years_has_its_own_index(lines_book):
    # heating peaks when garden sleeps; "new" has been sold for a year only
    heating = [2 - s for s in SEASON]
    book = lines_book(
        [
            *monthly("a", "2022-01", [1000 * s for s in SEASON] * 3, product_id="g"),
            *monthly("a", "2022-01", [1000 * s for s in heating] * 3, product_id="h"),
            *monthly("b", "2024-01", [10 * s for s in SEASON], product_id="n"),
        ],
        as_of=YEAR_END,
        products=[
            {"product_id": "g", "product_class": "garden"},
            {"product_id": "h", "product_class": "heating"},
            {"product_id": "n", "product_class": "new"},
        ],
        only=ONLY,
    )
    assert index_of(book, "garden") == pytest.approx(SEASON, abs=1e-9)
    assert index_of(book, "heating") == pytest.approx(heating, abs=1e-9)
    frame = kam.seasonal_index(book)
    new = frame[frame["product_class"] == "new"]
    assert new["season_index"].tolist() in ([], [1] * 12) and set(new["is_flat"]) <= {True}
