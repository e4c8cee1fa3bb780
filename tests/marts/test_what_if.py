"""Another policy tried out beside a book gives what a book built with that policy gives."""

import shutil
from datetime import date

import pytest
from compare import tables
from made_lines import line, monthly

import kamlib as kam
from kamlib.book.book import open_book
from kamlib.book.build import build
from kamlib.policy import Policy

YEAR_END = date(2024, 12, 31)

STRICTER = {
    "money": {"capital_rate": 0.3},
    "seasons": {"min_months": 30},
    "abc": {"a_share": 0.5, "b_share": 0.9},
    "xyz": {"x_max_cv": 0.1, "y_max_cv": 0.3, "min_months": 12},
    "turnover": {
        "vip_share": 0.2,
        "vip_warning_share": 0.3,
        "large_x_median": 2,
        "small_x_median": 0.6,
        "occasional_max_days": 4,
    },
    "frequency": {"several_days_a_month": 3},
    "relationship": {"lost_min_idle_days": 30, "lost_x_median_gap": 1.5, "lost_x_longest_gap": 1.1},
    "markup": {"low": 0.05, "middle": 0.15, "high": 0.2},
    "discount": {"low": 0.02, "middle": 0.05, "high": 0.08},
    "stage": {"newcomer_max_days": 400, "price_buyer_min_discount": 0.05},
    "emerging": {"min_growth": 0.1, "fading_min_drop": 0.1},
    "findings": {"silence_x_gap": 1.2, "discount_rise": 0.01, "class_min_share": 0.01},
}
BANDS = {"rfm": {"method": "bands", "monetary_bands": [100, 1000, 5000, 20_000]}}


@pytest.fixture(scope="module")
def home(csv_home):
    lines = [
        *monthly("even", "2022-10", [1000] * 27, product_id="p"),
        *monthly("waves", "2022-10", [300, 700, 500] * 9, product_id="p"),
        *monthly("narrow", "2022-10", [200] * 20, product_id="q"),
        *monthly("narrow", "2022-10", [300] * 27, day=20, product_id="p"),
        *monthly("silent", "2022-10", [900] * 24, product_id="p"),
        *monthly("new", "2024-02", [150, 250, 350, 450, 550, 650, 750, 850, 950, 1050, 1150], product_id="q"),
        *monthly("rare", "2022-11", [400, None, None] * 8, product_id="q"),
        line("once", "2024-03-03", 5000, product_id="p"),
        line("gone", "2023-03-03", 700, product_id="q"),
    ]
    for row in lines:
        row["cost_amount"] = round(row["net_amount"] * (0.75 + 0.02 * len(row["client_id"])), 2)
        row["list_amount"] = round(row["net_amount"] * (1.1 if row["order_date"] > "2024" else 1.05), 2)
        row["quantity"] = 3
    home = csv_home(
        lines,
        products=[{"product_id": "p", "product_class": "P"}, {"product_id": "q", "product_class": "Q"}],
        clients=[{"client_id": "even", "name": "Even", "stock_kept": 800}, {"client_id": "potential", "name": "P."}],
        receivables=[
            {"invoice_id": 1, "client_id": "even", "invoiced_on": "2024-05-01", "due_on": "2024-06-01", "amount": 900}
        ],
    )
    build(home, as_of=YEAR_END)
    return home


@pytest.fixture(scope="module")
def book(home):
    return open_book(home)


@pytest.mark.parametrize("changed", [STRICTER, BANDS], ids=["many thresholds", "RFM by bands"])
def test_the_same_as_a_book_built_with_that_policy(home, book, changed, tmp_path):
    policy = Policy.from_dict(changed)
    tried = kam.what_if(book, policy)
    # in a home of its own: a date built again takes the place of the book that is tried out
    other = shutil.copytree(home, tmp_path / "home")
    build(other, as_of=YEAR_END, policy=policy)
    built = open_book(other)

    def rows(source, table):
        return sorted(source.sql(f"SELECT CAST(t AS VARCHAR) AS r FROM marts.{table} AS t")["r"])

    marts = tables(built, "marts")
    assert {"abc_xyz", "axes", "client_card", "findings", "migration", "rfm"} <= set(marts)
    assert [t for t in marts if rows(tried, t) != rows(built, t)] == []
    # and the policy did change something, or this test would show nothing
    assert [t for t in marts if rows(book, t) != rows(built, t)] != []


def test_who_moves(book):
    # A up to 30 % instead of 80 %: the largest client stays, and whoever moves, moves from A to B
    moved = kam.what_if(book, book.policy.changed(abc_a_share=0.30)).moved("abc")
    assert set(moved["class_before"]) == {"A"} and set(moved["class_now"]) == {"B"}
    assert kam.abc_xyz(book)["client_id"][0] not in set(moved["client_id"])
    assert kam.what_if(book, book.policy).moved("abc").empty


def test_what_needs_the_lines_is_refused(book):
    with pytest.raises(kam.KamError):
        kam.what_if(book, book.policy.changed(history_months=24))
