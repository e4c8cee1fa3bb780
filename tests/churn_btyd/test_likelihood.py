"""The maximiser on hills whose top is known."""

import numpy as np
import pytest

from kamlib.churn.likelihood import maximise

LIMITS = [(1e-2, 1e2), (1e-2, 1e2)]


def hill(top, slopes):
    """Minus a quadratic hill over log parameters, its top at the parameters `top`."""
    top, slopes = np.log(top), np.array(slopes, dtype=float)
    return lambda at: (float((at - top) @ slopes @ (at - top)) / 2, slopes @ (at - top))


def test_a_top_within_the_limits_is_found():
    found = maximise(hill([3, 0.2], [[2, 1], [1, 3]]), [np.zeros(2)], LIMITS)
    assert found.converged and not found.at_limit.any()
    assert np.exp(found.point) == pytest.approx([3, 0.2], rel=1e-6)


def test_a_top_beyond_a_limit_is_held_there_and_the_rest_sought():
    """First parameter at most 100, top at 10,000: with slopes 2, 1, 3 the second then rises by ln(100)/3 in the log."""
    found = maximise(hill([1e4, 0.2], [[2, 1], [1, 3]]), [np.zeros(2)], LIMITS)
    assert found.converged and found.at_limit.tolist() == [True, False]
    assert np.exp(found.point) == pytest.approx([100, 0.2 * 100 ** (1 / 3)], rel=1e-6)


def test_a_parameter_held_in_vain_is_let_go():
    """The top lies e³ and e² beyond the limits of 100. The first, farther out, is held; the second is still beyond and
    held too; with it at 100 the best first one is 3 - 1.9 · 2 = -0.8 in the log from its limit, inside again."""
    found = maximise(hill(100 * np.exp([3, 2]), [[1, -1.9], [-1.9, 4]]), [np.zeros(2)], LIMITS)
    assert found.converged and found.at_limit.tolist() == [False, True]
    assert np.exp(found.point) == pytest.approx([100 * np.exp(-0.8), 100], rel=1e-6)


def test_of_several_starts_the_best_top_counts_where_the_first_ends_at_a_limit():
    """Downhill to the left of 1 towards the lower limit, a higher hill on the right."""

    def two_hills(at):
        x = at[0]
        return float(-np.sin(x) - x / 10), np.array([-np.cos(x) - 0.1])

    left, right = np.log([2e-1]), np.log([5.0])
    alone = maximise(two_hills, [left - 1.5], [(1e-2, 1e2)])
    both = maximise(two_hills, [left - 1.5, right], [(1e-2, 1e2)])
    assert alone.at_limit.all() and both.converged and not both.at_limit.any()
    assert both.least < alone.least


def test_no_top_is_told():
    """A cliff: whatever the point, the slope stays."""
    found = maximise(lambda at: (float(np.abs(at).sum()), np.where(at >= 0, 1.0, -1.0)), [np.ones(2)], LIMITS)
    assert not found.converged
