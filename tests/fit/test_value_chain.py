"""What changing the value chain would bring, worked through by hand; every client bought for 1000, misfit costs 50."""

from datetime import date

import pytest
from small_book import covers, need, small_book, usp

import kamlib as kam
from kamlib.policy import Policy

USPS = [usp("U1", yearly_cost=100), usp("U2", yearly_cost=7)]
COVERAGE = [covers("U1", "speed", 0.9), covers("U2", "price", 0.3)]


def book(**policy):
    """a, b, c want the lowest price and miss it; d is well served; e wants what nobody has assessed."""
    rows = [need(c, "price", 1) for c in "abc"] + [need("d", "speed", 1), need("e", "nights", 1)]
    return small_book(rows, USPS, COVERAGE, policy=Policy().changed(fit_min_comparables=1, **policy))


PRICE = {"usp_id": "U2", "need": "price", "coverage": 0.8, "yearly_cost": 30, "once_cost": 60}


def test_an_improvement_that_brings_clients_over_the_line():
    found = kam.value_chain(book(), [PRICE], horizon_years=2)
    assert found.clients["client_id"].tolist() == ["a", "b", "c"]
    assert set(found.clients["fit_change"]) == {"crosses"}
    assert set(found.clients["fit_before"]) == {0.3} and set(found.clients["fit_after"]) == {0.8}
    total = found.total
    # three times 50 saved a year, 30 spent a year and 60 once: 60 / 120 of a year; (150 − 30) × 2 − 60
    assert (total["clients_crossing"], total["clients_falling"], total["clients_changed"]) == (3, 0, 3)
    assert (total["gain_12m"], total["low_gain_12m"], total["high_gain_12m"]) == (150, 90, 240)
    assert (total["cost_12m"], total["once_cost"], total["payback_months"], total["net_total"]) == (30, 60, 6, 180)
    assert total["contribution_crossing"] == 300


def test_the_uplift_of_the_policy_is_added():
    # 10 % of the contribution of 100
    assert kam.value_chain(book(fit_uplift_cm_share=0.1), [PRICE]).total["gain_12m"] == 180


def test_an_improvement_that_is_not_enough_costs_and_brings_nothing():
    found = kam.value_chain(book(), [PRICE | {"coverage": 0.7}])
    assert set(found.clients["fit_change"]) == {"better"} and found.total["gain_12m"] == 0
    assert found.total["payback_months"] is None


def test_coverage_is_raised_and_never_lowered():
    assert kam.value_chain(book(), [PRICE | {"coverage": 0.1}]).clients.empty


def test_a_dropped_usp_saves_its_cost_and_loses_clients():
    # d falls from 0.9 to 0; it will cost what a misfit does, 5 % of 1000
    found = kam.value_chain(book(), [{"usp_id": "U1", "drop": True}])
    assert found.clients[["client_id", "fit_change", "fit_after"]].values.tolist() == [["d", "falls", 0.0]]
    assert found.total["cost_12m"] == -100 and found.total["gain_12m"] == -50
    assert found.total["contribution_falling"] == 100


def test_where_the_cost_of_misfit_is_not_known_the_gain_is_not():
    # e was not decided, so it has no measured misfit
    found = kam.value_chain(book(), [{"usp_id": "U3", "need": "nights", "coverage": 1}])
    assert found.clients["fit_change"].tolist() == ["crosses"] and found.clients["gain_12m"].isna().all()
    assert found.clients["passes_before"].tolist() == [None]
    assert found.total["gain_12m"] == 0 and found.total["gain_unknown"] == 1


def test_an_improvement_for_one_client_only():
    assert kam.value_chain(book(), [PRICE | {"client_id": "b"}]).clients["client_id"].tolist() == ["b"]


def test_improvements_in_the_order_of_their_return():
    # price: 150 × 3 ÷ (30 × 3 + 60) = 3; speed changes nothing; stock is priced too high to fit into the budget
    rows = [
        PRICE | {"improvement": "better price"},
        {"improvement": "speed", "usp_id": "U1", "need": "speed", "coverage": 0.95, "yearly_cost": 1},
        {"improvement": "dear", "usp_id": "U9", "need": "price", "coverage": 0.9, "yearly_cost": 1000},
    ]
    found = kam.best_improvements(book(), rows)
    assert found["improvement"].tolist()[0] == "better price" and len(found) == 3
    first = found.iloc[0]
    assert (first["return_ratio"], first["clients_crossing"], first["net_total"]) == (3, 3, 300)
    assert first["payback_months"] == 6
    # once the price is good enough, what else is done to it brings nobody over the line
    assert found["clients_crossing"].tolist() == [3, 0, 0]
    assert found["cumulative_net"].is_monotonic_decreasing
    assert "dear" not in set(kam.best_improvements(book(), rows, budget=200)["improvement"])
    assert kam.best_improvements(book(), [], budget=200).empty


def test_improvements_that_cross_the_line_only_together():
    rows = [need("a", "price", 1), need("a", "stock", 1)]
    low = [covers("U1", "price", 0.3), covers("U1", "stock", 0.3)]
    pair = [
        {"improvement": n, "usp_id": "U1", "need": n, "coverage": 0.9, "yearly_cost": 10} for n in ("price", "stock")
    ]
    found = kam.best_improvements(small_book(rows, USPS, low), pair)
    assert found["clients_crossing"].tolist() == [0, 1]
    assert found["cumulative_net"].tolist() == [-30, 90]  # (50 − 10) × 3 − 10 × 3


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (PRICE | {"need": "prise"}, "fit.no_such_need"),
        (PRICE | {"coverage": 1.2}, "fit.bad_coverage"),
        (PRICE | {"coverage": None}, "fit.bad_coverage"),
        (PRICE | {"coverage": "much"}, "fit.bad_coverage"),
        (PRICE | {"once_cost": -5}, "fit.bad_cost"),
        (PRICE | {"usp_id": None}, "fit.no_usp_id"),
        (PRICE | {"colour": "red"}, "fit.bad_change"),
        (PRICE | {"client_id": "zz"}, "fit.no_needs_of_client"),
        ({"usp_id": "U8", "drop": True}, "fit.no_such_usp"),
    ],
)
def test_what_cannot_be_done_is_told(row, key):
    with pytest.raises(kam.KamError) as told:
        kam.value_chain(book(), [row])
    assert told.value.key == key
    assert told.value.text("en") and told.value.text("ru")


def test_a_dropped_usp_of_unknown_cost_leaves_the_cost_unknown():
    rows = [need("a", "speed", 1)]
    found = kam.value_chain(small_book(rows, [usp("U1"), usp("U2")], COVERAGE), [{"usp_id": "U2", "drop": True}])
    assert found.total["cost_12m"] is None and found.total["payback_months"] is None


def test_a_book_without_needs_says_so_and_works(lines_book):
    lines = [{"order_date": "2024-06-01", "client_id": c, "net_amount": 100} for c in "ab"]
    plain = lines_book(lines, as_of=date(2024, 12, 31))
    fit = kam.usp_fit(plain)
    assert fit["fit_status"].tolist() == ["no_needs", "no_needs"] and fit["passes"].isna().all()
    assert kam.usp_gaps(plain).empty and kam.fit_matrix(plain).empty and kam.misfit_cost(plain).empty
    assert kam.misfit_comparables(plain, "a").empty
    found = kam.value_chain(plain, [{"usp_id": "U1", "yearly_cost": 5}])
    assert found.clients.empty and found.total["gain_12m"] == 0 and found.total["cost_12m"] == 5
    with pytest.raises(kam.KamError):
        kam.value_chain(plain, [PRICE])


def test_costs_nobody_entered_are_not_known():
    change = {"usp_id": "U2", "need": "price", "coverage": 0.8}
    total = kam.value_chain(book(), [change]).total
    assert [total[name] for name in ("cost_12m", "net_total", "payback_months")] == [None] * 3
    assert total["gain_12m"] == 150
    assert kam.value_chain(book(), [change | {"once_cost": 0}]).total["cost_12m"] == 0
