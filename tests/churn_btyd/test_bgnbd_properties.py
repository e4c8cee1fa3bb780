"""BG/NBD: what holds for every parameter and every history."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from kamlib.churn.bgnbd import BgNbd

# the machine may be busy with others
unhurried = settings(deadline=None)
positive = st.floats(0.02, 60)
models = st.builds(BgNbd, r=positive, alpha=st.floats(0.1, 2000), a=positive, b=positive)
ages = st.floats(0, 3650)
shares = st.floats(0.001, 1)
horizons = st.floats(0, 3650)


@st.composite
def histories(draw):
    age, x = draw(ages), draw(st.integers(0, 2000))
    return x, (age * draw(shares) if x else 0.0), age


@unhurried
@given(models, histories(), horizons, horizons)
def test_a_longer_horizon_is_never_likelier_to_stay_silent(model, past, t, more):
    p = model.p_no_purchase(np.array([t, t + more]), *past)
    assert 0 <= p[1] <= p[0] <= 1
    bought = model.expected_purchases(np.array([t, t + more]), *past)
    assert 0 <= bought[0] <= bought[1] * (1 + 1e-7) + 1e-12


@unhurried
@given(models, histories(), horizons, st.floats(0, 3650))
def test_more_silence_never_lowers_the_risk(model, past, t, longer):
    """The same purchases seen later; and, at the same age, a last purchase longer ago."""
    x, recency, age = past
    assert model.p_no_purchase(t, x, recency, age + longer) >= model.p_no_purchase(t, x, recency, age) - 1e-12
    if x:
        earlier = min(recency, recency * age / (age + longer)) if age else 0.0
        assert model.p_no_purchase(t, x, earlier, age) >= model.p_no_purchase(t, x, recency, age) - 1e-12


@unhurried
@given(models, histories(), horizons)
def test_a_further_purchase_today_never_raises_the_risk_of_a_repeat_buyer(model, past, t):
    x, recency, age = past
    x = max(x, 1)
    assert model.p_no_purchase(t, x + 1, age, age) <= model.p_no_purchase(t, x, recency, age) + 1e-12


def test_the_first_repeat_purchase_can_raise_the_risk():
    """The known exception: leaving is possible only after a repeat purchase, and here everyone is a steady buyer."""
    model = BgNbd(r=50, alpha=50, a=1, b=1)
    assert model.p_no_purchase(1, 1, 1, 1) > model.p_no_purchase(1, 0, 0, 1) + 0.3


def test_more_purchases_before_a_long_silence_can_raise_the_risk():
    """No fault: who bought daily and has been silent for 30 days is gone, who bought twice is not."""
    model = BgNbd(r=0.8, alpha=25, a=0.6, b=8)
    assert model.p_no_purchase(90, 300, 335, 365) > model.p_no_purchase(90, 20, 335, 365) + 0.3


@unhurried
@given(models, histories())
def test_without_end_only_the_active_buy(model, past):
    never = model.p_no_purchase(1e300, *past)
    # who is active buys in the end, unless its rate is next to nothing: then even 1e300 is not long enough
    slack = (1e300 / (model.alpha + past[2])) ** -(model.r + past[0])
    assert abs(never - (1 - model.p_alive(*past))) <= slack * 1.01 + 1e-12
    assert model.p_no_purchase(0, *past) >= 1 - 1e-12


@unhurried
@given(models, histories(), horizons)
def test_as_many_purchases_are_expected_as_it_is_likely_to_have_one(model, past, t):
    """E[Y] ≥ P(Y ≥ 1): two formulas that share nothing but the model."""
    at_least_one = 1 - model.p_no_purchase(t, *past)
    assert model.expected_purchases(t, *past) >= at_least_one * (1 - 1e-6) - 1e-10


@unhurried
@given(models, histories(), st.floats(0.01, 100))
def test_only_ratios_of_times_matter(model, past, unit):
    x, recency, age = past
    other = BgNbd(model.r, model.alpha * unit, model.a, model.b)
    p = model.p_no_purchase(90, x, recency, age)
    # recency first, so that rounding cannot put it beyond the age
    rescaled = other.p_no_purchase(90 * unit, x, min(recency * unit, age * unit), age * unit)
    assert abs(p - rescaled) < 1e-9


@unhurried
@given(models, st.lists(histories(), min_size=1, max_size=5), st.floats(1, 400))
def test_a_client_s_answer_does_not_depend_on_the_others(model, past, t):
    together = model.expected_purchases(t, *map(np.array, zip(*past, strict=True)))
    alone = [float(model.expected_purchases(t, *one)) for one in past]
    assert np.allclose(together, alone, rtol=1e-9)
