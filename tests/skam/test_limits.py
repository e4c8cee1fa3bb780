"""Limits of the charter that carry numbers: who is given more comes into the queue, with what that costs a quarter."""

from datetime import date

import pytest
from made_lines import monthly

import kamlib as kam
from kamlib.book.build import build
from kamlib.labels.queue import queue_text

REVIEW = date(2023, 12, 31)


@pytest.fixture(scope="module")
def book(csv_home):
    """One client at 20 % off, one at none; allowed: 15 %, 30 days, 100,000 of stock. Money costs 20 % a year."""
    lines = [row | {"list_amount": 1250} for row in monthly("given", "2022-01", [1000] * 24)]
    lines += [row | {"list_amount": 1000} for row in monthly("plain", "2022-01", [1000] * 24)]
    home = csv_home(
        lines,
        clients=[
            {"client_id": "given", "name": "Given", "credit_days": 60, "stock_kept": 100_000},
            {"client_id": "plain", "name": "Plain", "credit_days": 30, "stock_kept": 140_000},
        ],
        charter=[
            {"question": "limits", "answer": "As written", "max_discount": 0.15, "max_deferral_days": 30,
             "max_stock": 100_000},
        ],
    )  # fmt: skip
    build(home, as_of=REVIEW, policy=kam.Policy().changed(money_capital_rate=0.2))
    return kam.open_book(home)


def test_what_is_given_beyond_a_limit_is_in_the_queue_with_its_cost_a_quarter(book):
    found = kam.queue_items(book)
    found = found[found["item"] == "over_limit"].set_index("detail")
    told = {k: (r["client_id"], r["value"], r["value_before"], r["stake"]) for k, r in found.iterrows()}
    assert told == {
        "discount": ("given", 0.2, 0.15, 187.5),  # 5 % of 15,000 at list prices, a quarter of the year's
        "deferral": ("given", 60, 30, pytest.approx(30 * 12_000 / 365 * 0.2 / 4, abs=0.01)),
        "stock": ("plain", 140_000, 100_000, 2_000),  # 40,000 at 20 % a year, a quarter
    }
    assert set(found["stake_kind"]) == {"overpaid"}


def test_at_the_limit_is_within_it(book):
    over = kam.queue_items(book, "plain").query("item == 'over_limit'")
    assert over["detail"].tolist() == ["stock"]


def test_the_cause_is_told_in_the_units_of_the_limit(book):
    told = [queue_text(r, "en", "RUB") for r in kam.queue_items(book).to_dict("records") if r["item"] == "over_limit"]
    assert "Discount 20.0% where the charter allows 15.0%" in told
    assert "Deferral of 60 days where the charter allows 30 days" in told
