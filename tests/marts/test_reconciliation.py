"""Every line is somewhere: attributed, not attributed, or after the review date."""

from datetime import date

import pytest
from made_lines import line

import kamlib as kam


@pytest.fixture(scope="module")
def company(lines_book):
    return lines_book(
        [
            line("a", "2024-01-10", "1000.10", line_kind="sale"),
            line("a", "2024-02-10", "-100.05", line_kind="return"),
            line("b", "2024-02-11", "200.02", line_kind="sale"),
            line("", "2024-02-12", "30.03", line_kind="sale"),
            line("a", "2024-02-13", "4.04", line_kind="service"),
            line("", "2024-02-14", "-5.05", line_kind="write_off"),
            line("b", "2024-02-15", "6.06", line_kind="adjustment"),
            line("a", "2024-03-01", "7000.07", line_kind="sale"),  # after the review date
        ],
        as_of=date(2024, 2, 29),
        only=["company_monthly", "overview", "reconciliation"],
    )


def test_every_line_once(company):
    rows = company.sql("""SELECT attribution, line_kind, is_after_as_of, lines, CAST(net AS VARCHAR) AS net
                          FROM reconciliation""")
    assert {tuple(r) for r in rows.itertuples(index=False)} == {
        ("client", "sale", False, 2, "1200.1200"),
        ("client", "return", False, 1, "-100.0500"),
        ("no_client", "sale", False, 1, "30.0300"),
        ("service", "service", False, 1, "4.0400"),
        ("write_off", "write_off", False, 1, "-5.0500"),
        ("adjustment", "adjustment", False, 1, "6.0600"),
        ("client", "sale", True, 1, "7000.0700"),
    }


def test_marts_are_of_goods_sold_to_clients(company):
    assert float(kam.overview(company)["net_12m"]) == 1100.07
    assert dict(kam.clients(company)[["client_id", "net_12m"]].itertuples(index=False)) == {"a": 900.05, "b": 200.02}
    assert kam.company_monthly(company)["net"].tolist() == [1000.10, 99.97]


def test_another_currency_is_converted_at_the_rate_of_the_day(lines_book):
    # 10 · 90 + 10 · 95, and 1000 of our own
    book = lines_book(
        [
            line("a", "2024-01-10", 10, currency="USD"),
            line("a", "2024-01-20", 10, currency="USD"),
            line("a", "2024-01-30", 600, currency="RUB"),
            line("a", "2024-01-30", 400, currency="RUB"),
            line("a", "2024-01-31", 0, currency="RUB"),
        ],
        as_of=date(2024, 1, 31),
        fx_rates=[
            {"currency": "USD", "valid_from": "2024-01-01", "rate": 90},
            {"currency": "USD", "valid_from": "2024-01-15", "rate": 95},
        ],
        only=["client_card"],
    )
    assert book.currency == "RUB"
    assert kam.client_card(book, "a")["net_12m"] == 2850
