"""The renewal model: BG/NBD where gaps are random, its integrals done by brute force, and what a rhythm tells."""

from itertools import pairwise

import numpy as np
import pytest
from scipy.stats import beta as beta_law
from scipy.stats import gamma as gamma_law

from kamlib.churn.bgnbd import BgNbd, fit_bgnbd
from kamlib.churn.renewal import GRID, Renewal, _mixed, fit_renewal

PARAMETERS = (1.3, 60.0, 0.8, 2.5)  # r, alpha (days), a, b


def silent(k: float, t: float, x, recency, age, log_gaps) -> np.ndarray:
    """P(no purchase in t) of clients with one k."""
    history = [np.array(v, float) for v in (x, recency, age, log_gaps)]
    later = [history[0], history[1], history[2] + t, history[3]]
    now, then = (_mixed(np.log(PARAMETERS), np.array([k]), *seen)[:, 0] for seen in (history, later))
    return np.exp(then - now)


def test_with_random_gaps_it_is_bg_nbd():
    x, recency, age, log_gaps = [0, 1, 4, 30], [0, 40, 200, 500], [100, 90, 230, 505], [0, np.log(40), 15.0, 80.0]
    expected = BgNbd(*PARAMETERS).p_no_purchase(90, x, recency, age)
    assert silent(1.0, 90, x, recency, age, log_gaps) == pytest.approx(expected, rel=1e-9)


def test_a_client_that_bought_once_by_hand():
    """With k = 1 its only gap is longer than u with probability (α ÷ (α + u))^r."""
    assert silent(1.0, 90, [0], [0], [100], [0])[0] == pytest.approx(((60 + 100) / (60 + 190)) ** 1.3)


@pytest.mark.parametrize("k", [0.5, 2.0, 8.0])
def test_the_likelihood_is_the_integral_over_rates_and_leaving(k):
    """Gaps of 30 and 45 days, then 50 silent ones: every rate and every chance of leaving, weighed one by one."""
    r, alpha, a, b = PARAMETERS

    rate, leave = np.linspace(0, 3 * k, 3001)[1:, None], np.linspace(0, 1, 3001)[None, 1:-1]
    gaps = gamma_law.pdf(30, k, scale=1 / rate) * gamma_law.pdf(45, k, scale=1 / rate)
    silent_if_active = gamma_law.sf(50, k, scale=1 / rate)
    seen = gaps * ((1 - leave) ** 2 * silent_if_active + leave * (1 - leave))
    weight = gamma_law.pdf(rate, r, scale=k / alpha) * beta_law.pdf(leave, a, b)
    by_hand = (seen * weight).sum() * (3 * k / 3000) * (1 / 3000)
    told = _mixed(np.log(PARAMETERS), np.array([k]), *(np.array([v]) for v in (2.0, 75.0, 125.0, np.log(30 * 45))))
    assert float(np.exp(told[0, 0])) == pytest.approx(by_hand, rel=0.01)


def made(k: float, mean_gap: float, clients: int, leave: float, seed: int):
    """Clients with Gamma gaps of regularity k, seen for 900 days; after each purchase some leave."""
    rng = np.random.default_rng(seed)
    rows = []
    for _ in range(clients):
        pace, day, days = mean_gap * rng.lognormal(0, 0.3), 0.0, [0.0]
        while rng.random() > leave:
            day += rng.gamma(k, pace / k)
            if day > 900:
                break
            days.append(day)
        rows.append((len(days) - 1, days[-1], 900.0, np.log(np.diff(days)).sum() if len(days) > 1 else 0.0))
    return [np.array(column) for column in zip(*rows, strict=True)]


def test_regular_buyers_are_seen_to_be_regular_and_random_ones_random():
    gains = {}
    for k in (1.0, 20.0):
        history = made(k, 60, 300, 0.03, 5)
        random = fit_bgnbd(*history[:3])
        found = fit_renewal(*history, random)
        assert k / 1.6 < found.regularity < k * 1.6
        gains[k] = found.gain * 300
    assert gains[20.0] > 100 and gains[1.0] < 2  # two parameters have to earn their keep


def test_a_quarterly_buyer_two_months_overdue_is_all_but_lost_and_one_just_served_is_not():
    """Twelve gaps of 90 days. BG/NBD cannot tell 150 silent days from chance by much."""
    history = made(30.0, 90, 300, 0.03, 7)
    random = fit_bgnbd(*history[:3])
    found = fit_renewal(*history, random)
    log_gaps = 12 * np.log(90)
    overdue, due, served = (found.p_no_purchase(90, 12, 1080, 1080 + d, log_gaps) for d in (150, 60, 5))
    assert overdue > 0.95 > 0.2 > due
    assert random.p_no_purchase(90, 12, 1080, 1230) < 0.7
    assert due < served < 0.75  # the next order falls at the very end of the 90 days


def test_the_unit_of_time_does_not_matter():
    x, recency, age, log_gaps = made(5.0, 40, 150, 0.05, 3)
    days = fit_renewal(x, recency, age, log_gaps, fit_bgnbd(x, recency, age))
    weeks = (x, recency / 7, age / 7, log_gaps - x * np.log(7))
    in_weeks = fit_renewal(*weeks, fit_bgnbd(*weeks[:3]))
    expected = days.p_no_purchase(90, x, recency, age, log_gaps)
    assert in_weeks.p_no_purchase(90 / 7, *weeks) == pytest.approx(expected, abs=1e-3)
    assert days.p_no_purchase(0, x, recency, age, log_gaps) == pytest.approx(1.0)


def test_silence_ahead_only_grows_less_likely():
    model = Renewal(*PARAMETERS, regularity=4.0, spread=0.8)
    said = [model.p_no_purchase(t, 6, 300, 340, 6 * np.log(50)) for t in (0, 5, 20, 60, 200, 2000)]
    assert all(after <= before for before, after in pairwise(said)) and said[0] == 1
    assert len(GRID) == 11
