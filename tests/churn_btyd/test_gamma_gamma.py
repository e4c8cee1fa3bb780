"""Gamma-Gamma: published estimates, numbers by hand, simulated clients."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.churn.gamma_gamma import GammaGamma, fit_gamma_gamma


@pytest.fixture(scope="module")
def clients():
    """20,000 clients with p = 4, q = 3, γ = 20, so a mean order of 40; one to many orders each."""
    rng = np.random.default_rng(8)
    frequency = rng.geometric(0.3, 20_000)
    spread = rng.gamma(3, 1 / 20, 20_000)
    return frequency, rng.gamma(4 * frequency, 1 / spread) / frequency


@pytest.mark.shared
def test_cdnow_gives_the_published_estimates(cdnow):
    """946 customers with a repeat purchase worth anything in the first 39 weeks: p 6.25, q 3.74, γ 15.44."""
    days = {}
    with open(cdnow / "CDNOW_sample.txt", encoding="utf-8") as file:
        for _, customer, day, _, value in map(str.split, file):
            if day <= "19970930":
                days.setdefault(customer, {}).setdefault(day, []).append(float(value))
    repeats = [[sum(by_day[day]) for day in sorted(by_day)][1:] for by_day in days.values()]
    repeats = [values for values in repeats if sum(values) > 0]
    assert len(repeats) == 946
    model = fit_gamma_gamma([len(values) for values in repeats], [np.mean(values) for values in repeats])
    assert model.converged and not model.at_limit
    assert [round(value, 2) for value in (model.p, model.q, model.gamma)] == [6.25, 3.74, 15.44]


def test_by_hand():
    """p = 2, q = 3, γ = 10: 2·10/2 = 10 for a stranger; two orders of 40 make (10 + 80)·2/(2·2 + 2) = 30."""
    model = GammaGamma(p=2, q=3, gamma=10)
    assert model.mean_order == 10
    assert model.expected_value([0, 2], [float("nan"), 40]).tolist() == [10, 30]


def test_fit_finds_what_was_simulated(clients):
    model = fit_gamma_gamma(*clients)
    assert model.converged and not model.at_limit
    assert (model.p, model.q, model.gamma) == pytest.approx((4, 3, 20), rel=0.1)
    assert model.mean_order == pytest.approx(40, rel=0.03)


def test_the_next_orders_come_out_at_their_expected_value():
    rng = np.random.default_rng(5)
    spread, frequency = rng.gamma(3, 1 / 20, 60_000), rng.integers(1, 6, 60_000)
    mean = rng.gamma(4 * frequency, 1 / spread) / frequency
    expected = GammaGamma(4, 3, 20).expected_value(frequency, mean)
    next_order = rng.gamma(4, 1 / spread)
    for orders in range(1, 6):
        for rich in (False, True):
            cell = (frequency == orders) & ((mean > 40) == rich)
            surprise = next_order[cell] - expected[cell]
            assert abs(surprise.mean()) < 4.5 * surprise.std() / np.sqrt(cell.sum()), (orders, rich)


@settings(deadline=None)
@given(st.floats(0.1, 50), st.floats(1.05, 50), st.floats(0.1, 1e5), st.integers(1, 2000), st.floats(0.01, 1e6))
def test_the_answer_lies_between_the_client_s_mean_and_everyone_s(p, q, gamma, frequency, mean):
    model = GammaGamma(p, q, gamma)
    once, often = model.expected_value([frequency, frequency + 1], mean)
    low, high = sorted((mean, model.mean_order))
    assert low * (1 - 1e-9) <= once <= high * (1 + 1e-9)
    assert abs(often - mean) <= abs(once - mean) + 1e-9 * high


def test_currency_changes_gamma_alone(clients):
    frequency, mean = clients
    euros, roubles = fit_gamma_gamma(frequency, mean), fit_gamma_gamma(frequency, mean * 90)
    assert (roubles.p, roubles.q, roubles.gamma / 90) == pytest.approx((euros.p, euros.q, euros.gamma), rel=1e-6)
    assert roubles.log_likelihood == pytest.approx(euros.log_likelihood - 20_000 * np.log(90))


def test_clients_without_orders_say_nothing(clients):
    frequency, mean = clients
    more = fit_gamma_gamma(np.append(frequency, [0, 0]), np.append(mean, [float("nan"), 5]))
    assert more == fit_gamma_gamma(frequency, mean)


def test_clients_all_alike_are_told():
    model = fit_gamma_gamma([3, 2, 1], [5, 5, 5])
    assert model.at_limit
    assert model.expected_value(2, 5) == pytest.approx(5, rel=1e-3)


@pytest.mark.parametrize(("frequency", "mean"), [([2, 1], [5, 0]), ([2], [-1]), ([1], [float("nan")]), ([-1], [3])])
def test_impossible_orders_are_refused(frequency, mean):
    with pytest.raises(ValueError, match=r"above zero|from 0"):
        fit_gamma_gamma(frequency, mean)


def test_no_orders_at_all_is_refused():
    with pytest.raises(ValueError, match="no clients"):
        fit_gamma_gamma([0], [float("nan")])
