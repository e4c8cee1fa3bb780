"""BG/NBD: published numbers, numbers by hand, the model's own story simulated."""

import numpy as np
import pytest
from scipy.integrate import quad
from scipy.special import betaln, roots_genlaguerre, roots_sh_jacobi
from scipy.stats import beta

from kamlib.churn.bgnbd import BgNbd, _Likelihood, fit_bgnbd
from kamlib.churn.seasonal_time import history

# as published for CDNOW, in weeks
PUBLISHED = BgNbd(r=0.2426, alpha=4.4135, a=0.7929, b=2.4258)


@pytest.mark.shared
def test_cdnow_gives_the_published_estimates(cdnow_summary):
    model = fit_bgnbd(*cdnow_summary)
    assert model.converged and model.at_limit == ()
    assert [round(value, 4) for value in (model.r, model.alpha, model.a, model.b)] == [0.2426, 4.4135, 0.7929, 2.4258]
    assert round(model.log_likelihood, 2) == -9582.43


@pytest.mark.shared
def test_cdnow_forecast_of_the_next_39_weeks(cdnow):
    """All 23,570 customers, 39 weeks known: purchase counts as known for this model and data, silence as it came."""
    clients, days = np.loadtxt(cdnow / "CDNOW_master.txt", skiprows=1, usecols=(0, 1), dtype=int, unpack=True)
    months = (days // 10_000 * 12 + days // 100 % 100 - 1 - 1970 * 12).astype("datetime64[M]")
    days = months.astype("datetime64[D]") + (days % 100 - 1)
    clients, days = np.unique([clients, days.astype(int)], axis=1)
    days, cut_off, place = days.astype("datetime64[D]"), np.datetime64("1997-09-30"), clients - 1
    known, n = days <= cut_off, 23_570
    first, last = np.full(n, cut_off), np.full(n, np.datetime64("1997-01-01"))
    np.minimum.at(first, place, days)
    np.maximum.at(last, place[known], days[known])
    purchase_days, later = np.bincount(place[known], minlength=n), np.bincount(place[~known], minlength=n)

    past = history(first, last, purchase_days, cut_off, unit_days=7)
    model = fit_bgnbd(*past)
    expected = model.expected_purchases(39, *past)
    assert np.abs(expected - later).mean() == pytest.approx(0.819, abs=5e-4)
    assert np.sqrt(((expected - later) ** 2).mean()) == pytest.approx(1.733, abs=5e-4)
    assert np.corrcoef(expected, later)[0, 1] == pytest.approx(0.669, abs=5e-4)

    silent, p = later == 0, model.p_no_purchase(39, *past)
    assert abs(p.mean() - silent.mean()) < 0.04
    by_risk = np.array_split(np.argsort(p, kind="stable"), 5)
    assert silent[by_risk[0]].mean() < 0.35 < 0.8 < silent[by_risk[-1]].mean()


def test_published_example():
    """A customer with 2 repeat purchases, the last in week 30.43 of 38.86: 1.226 more in the next 39 weeks."""
    assert PUBLISHED.expected_purchases(39, 2, 30.43, 38.86) == pytest.approx(1.226, abs=5e-4)


@pytest.mark.parametrize(
    ("x", "recency", "age", "alive", "silent_for_2"),
    [
        # r = α = a = b = 1. One purchase long ago or just now, none, by fractions:
        (0, 0, 1, 1, 1 / 2),  # ((1+1)/(1+1+2))^1
        (1, 1, 1, 1 / 2, 5 / 8),  # left or active alike; 1/2 + 1/2 · (2/4)^2
        (1, 1, 3, 1 / 5, 4 / 5 + 4 / 9 / 5),  # 4 times likelier to have left: (4/2)^2; active: (4/6)^2
        (2, 1, 1, 2 / 3, 1 / 3 + 2 / 3 / 8),  # a/(b+x-1) = 1/2; active: (2/4)^3
    ],
)
def test_by_hand(x, recency, age, alive, silent_for_2):
    model = BgNbd(1, 1, 1, 1)
    assert model.p_alive(x, recency, age) == pytest.approx(alive)
    assert model.p_no_purchase(2, x, recency, age) == pytest.approx(silent_for_2)


def test_expected_purchases_by_hand():
    """r = 1, a = 2, b = 1, none yet, α + T = t: the mean of (1 - 1/(1+p))/p over the density 2p is 2(1 - ln 2)."""
    model = BgNbd(r=1, alpha=1, a=2, b=1)
    assert model.expected_purchases(3, 0, 0, 2) == pytest.approx(2 * (1 - np.log(2)), rel=1e-12)
    assert model.expected_purchases_new(1) == pytest.approx(2 * (1 - np.log(2)), rel=1e-12)


@pytest.mark.parametrize("parameters", [(0.6, 12.0, 0.8, 2.5), (3.0, 30.0, 1.5, 12.0)])
def test_probabilities_and_counts_agree_with_the_story(simulate, parameters):
    model, n, ahead = BgNbd(*parameters), 150_000, 20.0
    age = np.random.default_rng(7).uniform(5, 80, n)
    frequency, recency, later = simulate(11, *parameters, age, ahead)
    p = model.p_no_purchase(ahead, frequency, recency, age)
    expected = model.expected_purchases(ahead, frequency, recency, age)
    idle = age - recency
    cells = 0
    for low, high in ((0, 0), (1, 1), (2, 4), (5, 1000)):
        for shortest, longest in ((0, 5), (5, 15), (15, 40), (40, 100)):
            cell = (frequency >= low) & (frequency <= high) & (idle >= shortest) & (idle < longest)
            if cell.sum() < 500:
                continue
            cells += 1
            error = (p[cell] - (later[cell] == 0)).sum() / np.sqrt((p[cell] * (1 - p[cell])).sum())
            assert abs(error) < 4.5, (low, shortest, "silence", error)
            surprise = later[cell] - expected[cell]
            error = surprise.mean() / (surprise.std() / np.sqrt(cell.sum()))
            assert abs(error) < 4.5, (low, shortest, "count", error)
    assert cells >= 12


def test_fit_finds_what_was_simulated(simulate):
    truth = (0.6, 12.0, 0.8, 2.5)
    age = np.random.default_rng(1).uniform(20, 100, 40_000)
    frequency, recency, _ = simulate(2, *truth, age, 0.0)
    model = fit_bgnbd(frequency, recency, age)
    assert model.converged
    assert (model.r, model.alpha, model.a, model.b) == pytest.approx(truth, rel=0.12)


HISTORIES = np.array([[0, 0, 10], [1, 3, 10], [1, 10, 10], [4, 12, 30], [4, 12, 30], [9, 29, 30]], dtype=float).T


def test_log_likelihood_is_the_integral_over_all_clients():
    """Of every history: buy at known times with rate λ, stay each time with 1-p; both integrated by Gauss's rules."""
    r, alpha, a, b = 1.2, 9.0, 1.3, 3.0
    rate, rate_weight = roots_genlaguerre(120, r - 1)
    p, p_weight = roots_sh_jacobi(40, a + b - 1, a)
    rate, p = rate[:, None] / alpha, p[None, :]
    weight = rate_weight[:, None] / rate_weight.sum() * p_weight / p_weight.sum()

    def likelihood(x, last, end):
        stayed = (1 - p) ** x * rate**x * np.exp(-rate * end)
        left = p * (1 - p) ** (x - 1) * rate**x * np.exp(-rate * last) if x > 0 else 0.0
        return ((stayed + left) * weight).sum()

    mean = np.mean([np.log(likelihood(*history)) for history in HISTORIES.T])
    assert -_Likelihood(*HISTORIES)(np.log([r, alpha, a, b]))[0] == pytest.approx(mean, rel=1e-9)


def test_gradient_is_the_slope_of_the_likelihood():
    likelihood, at = _Likelihood(*HISTORIES), np.log([0.7, 9.0, 0.4, 3.0])
    slope = [(likelihood(at + step)[0] - likelihood(at - step)[0]) / 2e-5 for step in 1e-5 * np.eye(4)]
    assert likelihood(at)[1] == pytest.approx(slope, rel=1e-6, abs=1e-9)


@pytest.mark.parametrize("a", [0.05, 0.79, 1 - 1e-7, 1.0, 1.002, 3.0, 400.0])
@pytest.mark.parametrize(("b", "x"), [(0.21, 0), (2.4, 0), (2.4, 3), (30.0, 2000)])
def test_expected_purchases_against_its_integral(a, b, x):
    """Ten years in days, up to 2,000 purchases, where the textbook formula is 0/0 or overflows too."""
    r, alpha, age, t = 0.8, 25.0, 3650.0, 365.0
    model = BgNbd(r, alpha, a, b)

    def bought(p):
        return -np.expm1(-(r + x) * np.log1p(p * t / (alpha + age))) / p

    if a >= 1:
        low, high = beta.ppf(1e-15, a, b + x), beta.isf(1e-15, a, b + x)
        mean, _ = quad(lambda p: bought(p) * beta.pdf(p, a, b + x), low, high, limit=500, epsabs=0, epsrel=1e-9)
    else:
        # p = u^(1/a) takes the pole at 0 out of the density, 1 - p = v^(1/(b+x)) the one at 1
        def near_0(u):
            return bought(u ** (1 / a)) * (1 - u ** (1 / a)) ** (b + x - 1) / a

        def near_1(v):
            return bought(1 - v ** (1 / (b + x))) * (1 - v ** (1 / (b + x))) ** (a - 1) / (b + x)

        split = a / (a + b + x)
        mean = quad(near_0, 1e-300, split**a, limit=500, epsabs=0, epsrel=1e-10)[0]
        mean += quad(near_1, 0, (1 - split) ** (b + x), limit=500, epsabs=0, epsrel=1e-10)[0]
        mean /= np.exp(betaln(a, b + x))
    recency = age if x else 0
    expected = model.p_alive(x, recency, age) * mean
    assert model.expected_purchases(t, x, recency, age) == pytest.approx(expected, rel=1e-8)


def test_the_unit_of_time_changes_alpha_alone(simulate):
    age = np.random.default_rng(3).uniform(20, 100, 2_000)
    frequency, recency, _ = simulate(5, 0.6, 12.0, 0.8, 2.5, age, 0.0)
    weeks, days = fit_bgnbd(frequency, recency, age), fit_bgnbd(frequency, recency * 7, age * 7)
    assert (days.r, days.alpha / 7, days.a, days.b) == pytest.approx((weeks.r, weeks.alpha, weeks.a, weeks.b), rel=1e-6)
    in_weeks = weeks.p_no_purchase(13, frequency, recency, age)
    assert days.p_no_purchase(91, frequency, recency * 7, age * 7) == pytest.approx(in_weeks, rel=1e-6)


def test_order_of_clients_and_grouping_change_nothing(simulate):
    age = np.floor(np.random.default_rng(3).uniform(20, 30, 1_000))
    frequency, recency, _ = simulate(5, 0.6, 12.0, 0.8, 2.5, age, 0.0)
    recency = np.where(frequency > 0, np.ceil(recency), 0)
    there, back = fit_bgnbd(frequency, recency, age), fit_bgnbd(frequency[::-1], recency[::-1], age[::-1])
    assert there == back
    twice = fit_bgnbd(*(np.concatenate([column, column]) for column in (frequency, recency, age)))
    assert twice.log_likelihood == pytest.approx(2 * there.log_likelihood, rel=1e-12)
    assert (twice.r, twice.a) == pytest.approx((there.r, there.a), rel=1e-6)


def test_what_the_data_cannot_tell_is_named():
    """Nobody ever bought again: nothing is known of leaving, and silence is all but certain."""
    model = fit_bgnbd([0] * 50, [0] * 50, np.arange(1, 51))
    assert model.at_limit == ("r", "alpha", "a", "b")
    assert model.p_no_purchase(90, 0, 0, 30) > 0.98


def test_everyone_still_buying_leaves_nobody_lost():
    frequency, age = np.arange(5, 45), np.full(40, 200.0)
    model = fit_bgnbd(frequency, age, age)
    assert model.converged and "a" in model.at_limit
    assert model.p_alive(frequency, age, age).min() > 0.999


@pytest.mark.parametrize(
    ("columns", "fault"),
    [
        (([1], [5], [4]), "recency is not between 0 and age"),
        (([0], [2], [4]), "recency is above 0 without a repeat purchase"),
        (([1.5], [2], [4]), "frequency is not a whole number"),
        (([-1], [0], [4]), "frequency is not a whole number"),
        (([1], [float("nan")], [4]), "recency is not between 0 and age"),
        (([], [], []), "no clients"),
    ],
)
def test_impossible_histories_are_refused(columns, fault):
    with pytest.raises(ValueError, match=fault):
        fit_bgnbd(*columns)


def test_fifty_thousand_clients_over_ten_years(simulate):
    """A maximum is found, and every answer is a number."""
    age = np.random.default_rng(0).integers(1, 3651, 50_000).astype(float)
    frequency, recency, _ = simulate(1, 0.8, 25.0, 0.6, 8.0, age, 0.0)
    model = fit_bgnbd(frequency, recency, age)
    p = model.p_no_purchase(90, frequency, recency, age)
    expected = model.expected_purchases(90, frequency, recency, age)
    assert model.converged and np.isfinite(expected).all() and ((p >= 0) & (p <= 1)).all()
