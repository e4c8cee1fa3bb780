"""Which months the data cover, what is compared over them, and what is said of those that lack."""

from datetime import date

import pytest
from made_lines import every, line, monthly

import kamlib as kam
from kamlib.labels.coverage import missing_months_text, not_compared_text
from kamlib.policy import Policy

YEAR_END = date(2024, 12, 31)
ONLY = [
    "overview",
    "comparisons",
    "company_monthly",
    "price_volume_mix",
    "grr_by_class",
    "migration",
    "client_classes",
    "abc_xyz",
]
CLIENTS = ("a", "b", "c", "d")


def four(first="2022-12", months=25, without=()):
    """Four clients, each buying for 100 on the 15th of every month, but for the months left out."""
    lines = [row for client in CLIENTS for row in monthly(client, first, [100] * months, product_id="x", quantity=1)]
    return [row for row in lines if row["order_date"][:7] not in without]


def periods(book):
    return kam.comparisons(book).set_index("period")


def test_whole_years_are_compared(lines_book):
    book = lines_book(four(), as_of=YEAR_END, only=ONLY)
    assert periods(book)["is_covered"].all()
    assert kam.missing_months(book).empty
    seen = kam.overview(book)
    assert (seen["net_12m"], seen["net_12m_before"], seen["nrr_12m"]) == (4800, 4800, 1)


@pytest.fixture(scope="module")
def holed(lines_book):
    """May 2023 is not in the data."""
    return lines_book(four(without=["2023-05"]), as_of=YEAR_END, only=ONLY)


def test_a_missing_month_makes_comparisons_over_it_unknown(holed):
    seen = kam.overview(holed)
    assert seen["net_12m"] == 4800
    unknown = ["net_12m_before", "grr_12m", "nrr_12m", "active_clients_year_ago"]
    assert [seen[name] for name in unknown] == [None] * 4
    assert seen["is_year_complete"] and not seen["is_year_before_complete"]
    assert set(kam.revenue_bridge(holed)["period"]) == {"quarter", "quarter_before"}
    assert set(kam.price_volume_mix(holed)["period"]) == {"quarter"}
    assert kam.grr_by_class(holed, "year").empty and kam.migration(holed, "abc", "year").empty
    assert kam.client_card(holed, "a")["growth_12m"] is None
    assert kam.client_classes(holed, "a")["change"].isna().all()


def test_comparisons_that_do_not_touch_it_stay_as_they_were(holed, lines_book):
    whole = lines_book(four(), as_of=YEAR_END, only=ONLY)
    for ask in (kam.revenue_bridge, kam.price_volume_mix):
        with_hole, without = (ask(b).set_index("period").loc[["quarter"]] for b in (holed, whole))
        assert with_hole.equals(without)
    assert (kam.overview(holed)["grr_3m"], kam.overview(holed)["nrr_3m"]) == (1, 1)


def test_it_is_named(holed):
    missing = kam.missing_months(holed)
    assert [f"{m:%Y-%m}" for m in missing["month"]] == ["2023-05"]
    assert missing_months_text(missing, "en") == "May 2023: no sales"
    assert missing_months_text(missing, "ru") == "май 2023: продаж нет"


def test_from_when_on_the_year_can_be_compared(holed):
    # June 2023 to May 2024 against June 2024 to May 2025
    year = periods(holed).loc["year"]
    assert (year["months_lacking"], year["known_from"].date()) == (1, date(2025, 5, 31))
    assert "31 May 2025" in not_compared_text(year.to_dict() | {"period": "year"}, "en")
    assert "31.05.2025" in not_compared_text(year.to_dict() | {"period": "year"}, "ru")


def test_a_month_that_had_no_sales_is_covered_once_it_is_said(lines_book):
    policy = Policy.from_dict({"completeness": {"no_sales": ["2023-05"]}})
    book = lines_book(four(without=["2023-05"]), as_of=YEAR_END, policy=policy, only=ONLY)
    seen = kam.overview(book)
    assert (seen["net_12m_before"], seen["nrr_12m"]) == (4400, pytest.approx(4800 / 4400, abs=1e-6))


def test_a_whole_year_inside_the_history_is_one_span(lines_book):
    months = [f"2023-{m:02d}" for m in range(1, 13)]
    book = lines_book(four("2022-01", 36, months), as_of=YEAR_END, only=ONLY)
    assert missing_months_text(kam.missing_months(book), "en") == "Jan 2023 – Dec 2023: no sales"
    assert kam.overview(book)["nrr_12m"] is None


@pytest.mark.parametrize(("day", "covered"), [(2, True), (9, True), (11, True), (12, False), (25, False)])
def test_an_export_that_begins_after_the_holidays_is_whole(lines_book, day, covered):
    # one client every third day from a day of January 2023 on: ten days without sales are allowed
    book = lines_book(every("a", f"2023-01-{day:02d}", "2024-12-31", 3, 10), as_of=YEAR_END, only=ONLY)
    assert periods(book).loc["year", "is_covered"] == covered
    problems = kam.missing_months(book)["problem"].tolist()
    assert problems == ([] if covered else ["starts_late"])


def test_a_month_with_a_fraction_of_its_sales_is_thin(lines_book):
    # 4 clients on 10 days of every month, but of June 2023 only one line was brought in
    lines = [
        line(c, date(2022 + (11 + m) // 12, (11 + m) % 12 + 1, d), 10)
        for m in range(25) for c in CLIENTS for d in range(1, 29, 3)
        if (2022 + (11 + m) // 12, (11 + m) % 12 + 1) != (2023, 6)
    ]  # fmt: skip
    book = lines_book([*lines, line("a", "2023-06-14", 10)], as_of=YEAR_END, only=ONLY)
    assert kam.missing_months(book)["problem"].tolist() == ["thin"]
    assert kam.overview(book)["nrr_12m"] is None


def test_where_sales_are_rare_a_quiet_month_is_no_missing_one(lines_book):
    # one sale in two months
    rare = monthly("a", "2022-11", [100, None] * 13)
    assert kam.missing_months(lines_book(rare, as_of=YEAR_END, only=ONLY)).empty


def test_months_not_covered_do_not_count_in_evenness(lines_book):
    # 100 every month: even, whether or not a month was brought in
    book = lines_book(four(without=["2024-03"]), as_of=YEAR_END, only=ONLY)
    rows = kam.abc_xyz(book)
    assert set(rows["xyz"]) == {"X"} and (rows["cv"] == 0).all()
    assert set(rows["months_observed"]) == {24}  # December 2022 to December 2024 but for March


def test_of_a_year_that_is_not_in_the_data_nothing_is_known(lines_book):
    # the data end in December 2024
    book = lines_book(four(), as_of=date(2026, 6, 30), only=ONLY)
    seen = kam.overview(book)
    assert [seen[name] for name in ("net_12m", "net_3m", "active_clients")] == [None] * 3
    later = kam.overview(lines_book(four(), as_of=date(2025, 6, 30), only=ONLY))
    assert (later["net_12m"], later["net_3m"]) == (2400, None)  # July to December 2024
