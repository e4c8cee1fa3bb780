"""The one bounded logistic fit, on examples that can be worked out by hand and against scikit-learn."""

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from kamlib.churn.bounded_logistic import fit_bounded_logistic

# of those without the sign 1 of 4 went, of those with it 3 of 4: log-odds of −log 3 and +log 3
SIGN = np.array([[0.0]] * 4 + [[1.0]] * 4)
WENT = np.array([1.0, 0, 0, 0, 1, 1, 1, 0])


def test_two_groups_by_hand():
    intercept, slope = fit_bounded_logistic(SIGN, WENT, [True], penalty=0.0)
    assert intercept == pytest.approx(-np.log(3), abs=1e-4)
    assert slope == pytest.approx(2 * np.log(3), abs=1e-4)


def test_a_sign_that_would_lower_the_risk_counts_nothing_where_it_may_not():
    """Half of all went: with the slope held at zero the intercept is the log-odds of a half."""
    intercept, slope = fit_bounded_logistic(-SIGN, WENT, [True], penalty=0.0)
    assert slope == 0 and intercept == pytest.approx(0, abs=1e-4)
    assert fit_bounded_logistic(-SIGN, WENT, [False], penalty=0.0)[1] == pytest.approx(-2 * np.log(3), abs=1e-4)


def test_an_example_of_weight_two_counts_like_two():
    weight = np.array([1.0, 2, 1, 1, 3, 1, 1, 1])
    again = weight.astype(int)
    weighed = fit_bounded_logistic(SIGN, WENT, [True], 1.0, weight)
    repeated = fit_bounded_logistic(np.repeat(SIGN, again, axis=0), np.repeat(WENT, again), [True], 1.0)
    assert weighed == pytest.approx(repeated, abs=1e-4)


def test_without_bounds_it_is_the_ridge_of_scikit_learn():
    rng = np.random.default_rng(3)
    x = rng.normal(size=(300, 3))
    y = (x @ [1.0, -0.5, 0.0] + rng.logistic(size=300) > 0.3).astype(float)
    theirs = LogisticRegression(C=1 / 5.0, tol=1e-8, max_iter=1000).fit(x, y)
    mine = fit_bounded_logistic(x, y, [False] * 3, penalty=5.0)
    assert mine == pytest.approx(np.r_[theirs.intercept_, theirs.coef_[0]], abs=1e-3)
