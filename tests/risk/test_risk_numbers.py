"""Measures, explanations and directions of the risk models, on examples small enough to check by hand."""

import numpy as np
import pandas as pd
import pytest

from kamlib.churn.bgnbd import fit_bgnbd
from kamlib.churn.explain import shapley
from kamlib.churn.frame import FAMILIES, FEATURES, RISING, Slices
from kamlib.churn.members import Boosting, BuyTillYouDie, Logistic
from kamlib.churn.metrics import auc_gain, calibration, evaluate, expected_maximum_profit
from kamlib.churn.prior import Prior


def test_measures_of_five_clients():
    y = np.array([True, True, False, False, False])
    p = np.array([0.9, 0.4, 0.5, 0.2, 0.0])
    money = np.array([100.0, 300.0, 50.0, 400.0, 10.0])
    found = evaluate(y, p, money, capacity=2)
    assert (found["clients"], found["events"], found["prevalence"]) == (5, 2, 0.4)
    # of the six pairs (left, stayed) only 0.4 against 0.5 stands the wrong way round
    assert found["auc"] == pytest.approx(5 / 6)
    # alarms in the order 0.9 (left), 0.5, 0.4 (left): precision 1 at the first, 2/3 at the second
    assert found["pr_auc"] == pytest.approx((1 + 2 / 3) / 2)
    assert found["brier"] == pytest.approx((0.1**2 + 0.6**2 + 0.5**2 + 0.2**2 + 0) / 5)
    assert found["log_loss"] == pytest.approx(-np.log([0.9, 0.4, 0.5, 0.8, 1 - 1e-6]).sum() / 5)
    assert found["bias"] == pytest.approx(0.4 - 0.4)
    # five bins of one client each
    assert found["calibration_error"] == pytest.approx((0.1 + 0.6 + 0.5 + 0.2 + 0) / 5)
    # the top tenth is one client: by probability the first, 1 / 0.4; by p × money the second (120), 300 of 400 lost
    assert found["lift_top_tenth"] == pytest.approx(2.5)
    assert found["money_in_top_tenth"] == pytest.approx(0.75)
    # p × money is 90, 120, 25, 80, 0: two alarms, both left
    assert found["hit_rate"] == 1.0


def test_measures_where_nothing_happened_are_not_known():
    found = evaluate(np.zeros(5, bool), np.full(5, 0.1), np.ones(5), capacity=2)
    assert found["hit_rate"] == 0 and found["bias"] == pytest.approx(0.1)
    assert all(np.isnan(found[m]) for m in ("auc", "pr_auc", "lift_top_tenth", "money_in_top_tenth"))


def test_calibration_is_by_equal_groups_from_the_lowest():
    predicted, happened, size = calibration(np.array([1, 0, 1, 0]), np.array([0.8, 0.1, 0.6, 0.3]), bins=2)
    assert predicted == pytest.approx([0.2, 0.7]) and list(happened) == [0, 1] and list(size) == [2, 2]


def _clients(n: int, seed: int) -> pd.DataFrame:
    return pd.DataFrame(np.random.default_rng(seed).gamma(1, 20, (n, len(FEATURES))), columns=FEATURES)


def _slices(x: pd.DataFrame) -> Slices:
    return Slices(pd.DataFrame({"cut_off": pd.Timestamp("2025-01-31"), "client_id": range(len(x))}), x)


@pytest.mark.parametrize("seed", [1, 2])
def test_reasons_add_up_to_the_difference_from_the_reference(seed):
    x, weights = _clients(7, seed), np.random.default_rng(seed).normal(size=len(FEATURES))
    reference = x.median()

    def log_odds(frame):
        z = np.log1p(frame[FEATURES].to_numpy())
        return np.tanh(z @ weights) + 0.3 * z[:, 0] * z[:, 5] - 0.1 * z[:, 20] * z[:, -1] * z[:, 4]

    found = shapley(_slices(x), reference, log_odds)
    expected = log_odds(x) - log_odds(pd.DataFrame([reference]))
    assert np.abs(found.sum(axis=1).to_numpy() - expected).max() < 1e-6
    assert list(found.columns) == list(FAMILIES)


def test_a_reason_of_a_sum_is_its_own_part_and_shared_effects_are_split_evenly():
    x = _clients(3, 5)
    reference = pd.Series(0.0, index=FEATURES)
    found = shapley(
        _slices(x), reference, lambda f: (2 * f["recency_days"] + f["net_90d"] * f["tenure_days"]).to_numpy()
    )
    assert found["silence"].to_numpy() == pytest.approx(2 * x["recency_days"].to_numpy())
    half = (x["net_90d"] * x["tenure_days"] / 2).to_numpy()
    assert found["turnover"].to_numpy() == pytest.approx(half)
    assert found["tenure"].to_numpy() == pytest.approx(half)
    assert np.abs(found[["rhythm", "season", "breadth", "price", "people"]].to_numpy()).max() < 1e-12


@pytest.fixture(scope="module", params=["boosting", "logistic", "renewal"])
def member(request):
    if request.param == "renewal":
        rng = np.random.default_rng(3)
        age = rng.uniform(100, 700, 300)
        orders = rng.poisson(age / 60)
        recency = np.where(orders > 0, age * rng.beta(np.maximum(orders, 1), 1), 0)
        made = BuyTillYouDie(90)
        made.model, made.ahead, made.clock = fit_bgnbd(orders, recency, age), 90.0, None
        return made
    x = _clients(900, 4)
    # silence is made to look harmless, so that a direction that holds is not the data's doing
    y = np.random.default_rng(4).random(900) < 1 / (1 + np.exp(x["recency_days"] / 20 - 1))
    return {"boosting": Boosting, "logistic": Logistic}[request.param]().fit(_slices(x), y.to_numpy())


def test_more_silence_never_lowers_the_risk(member):
    x = _clients(60, 6)
    x["orders_ever"] = 1 + (x["orders_ever"] // 10)
    x["tenure_days"] = 400 + x["tenure_days"]
    before = None
    for silent in (0, 5, 20, 60, 150, 390):
        told = x.assign(**{name: silent * (0.01 if name == "gaps_shorter_share" else 1.0) for name in RISING})
        now = member.on_features(_slices(told))
        assert ((now >= 0) & (now <= 1)).all()
        assert before is None or (now >= before - 1e-9).all()
        before = now


def test_the_best_list_by_hand():
    # the first is worth a call at any success; the others never pay for theirs
    y, p = np.array([True, False, True]), np.array([0.9, 0.5, 0.1])
    worth = np.array([1000.0, 100.0, 10.0])
    profit, share = expected_maximum_profit(y, p, worth, contact_cost=20, save_success=0.5)
    assert profit == pytest.approx(0.5 * 1000 - 20)  # the mean of success × 1000, less one call
    assert share == pytest.approx(1 / 3)


def test_a_better_order_never_earns_less_and_dear_calls_earn_nothing():
    rng = np.random.default_rng(3)
    y, worth = rng.random(200) < 0.2, rng.gamma(1, 100, 200)
    blind, _ = expected_maximum_profit(y, rng.random(200), worth, 5, 0.3)
    knowing, _ = expected_maximum_profit(y, y.astype(float), worth, 5, 0.3)
    assert 0 <= blind < knowing
    assert expected_maximum_profit(y, y.astype(float), worth, 1e6, 0.3) == (0, 0)


@pytest.mark.parametrize("horizon", [30, 90, 180])
def test_the_generic_prior_rises_with_silence_and_falls_with_orders(horizon):
    x = _clients(50, 4)
    x["recency_days"], x["gap_shrunk"], x["orders_365d"] = 10.0, 20.0, 6.0
    later = x.assign(recency_days=40.0)
    busier = x.assign(orders_365d=20.0)
    prior = Prior(horizon)
    assert (prior.predict(_slices(later)) > prior.predict(_slices(x))).all()
    assert (prior.predict(_slices(busier)) < prior.predict(_slices(x))).all()
    unknown = prior.predict(_slices(x.assign(gaps_shorter_share=np.nan, orders_trend=np.nan)))
    assert ((unknown > 0) & (unknown < 1)).all()


def test_a_longer_horizon_is_survived_by_fewer_silences():
    x = _clients(50, 6)
    by_horizon = [Prior(h).predict(_slices(x)) for h in (30, 60, 90, 180)]
    assert (np.diff(np.array(by_horizon), axis=0) < 0).all()


def test_the_gain_over_other_probabilities_and_its_error_by_hand():
    """Two that left, three that stayed. The first answer puts five of six pairs right, the second three.

    Each who left stands right to 1 and 2/3 of the stayed, against 2/3 and 1/3; each who stayed to 1, 1/2, 1 of those
    who left, against 1/2, 0, 1. Differences: 1/3, 1/3 and 1/2, 1/2, 0; the variance of the latter, 1/12, over three.
    """
    y = np.array([True, True, False, False, False])
    gain, error = auc_gain(y, np.array([0.9, 0.5, 0.3, 0.6, 0.2]), np.array([0.7, 0.4, 0.6, 0.8, 0.1]))
    assert gain == pytest.approx(1 / 3) and error == pytest.approx(np.sqrt(1 / 12 / 3))
    assert auc_gain(y, y * 1.0, y * 1.0) == (0.0, 0.0)
