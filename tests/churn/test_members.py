"""What the members of the blend must do on the demo company: learn nothing from nothing, and keep their direction."""

import numpy as np
import pandas as pd
import pytest

from kamlib.book.beside import beside
from kamlib.churn.backtest import backtest, members_at
from kamlib.churn.blend import BLENDS
from kamlib.churn.explain import blend_log_odds
from kamlib.churn.frame import RISING, Slices, ledger, slices
from kamlib.churn.metrics import evaluate

HORIZON = 90


@pytest.fixture(scope="module")
def demo(demo_book):
    """Slices of the demo company's past dates, and who had bought when."""
    with beside(demo_book, demo_book.policy) as con:
        yield slices(con, HORIZON, 0.5), ledger(con)


def test_shuffled_outcomes_cannot_be_predicted(demo):
    """Outcomes are dealt out anew among the clients of each date: who stands where no longer says anything.

    An AUC that is chance has a standard deviation of about √((n₁+n₀+1) / (12·n₁·n₀)) a date; the mean over the dates
    may differ from a half by three of them. The same members on the true outcomes do far better.
    """
    true, purchases = demo
    rng = np.random.default_rng(7)
    dealt = true.who.copy()
    known = dealt["churned"].notna()
    dealt.loc[known, "churned"] = dealt[known].groupby("cut_off")["churned"].transform(lambda y: rng.permutation(y))
    auc = {}
    for name, everything in (("true", true), ("shuffled", Slices(dealt, true.x))):
        origins = backtest(everything, purchases, "churned", HORIZON, 4, 4, 1, ["blend"], lambda *_: None)
        assert len(origins) == 5 and all(len(o.members) >= 3 for o in origins)
        auc[name] = pd.DataFrame(
            [{m: evaluate(o.y, p, p, 20)["auc"] for m, p in (*o.members.items(), ("answer", o.p))} for o in origins]
        ).mean()
    events, rest = (np.mean([(o.y == k).sum() for o in origins]) for k in (1, 0))
    chance = np.sqrt((events + rest + 1) / (12 * events * rest)) / np.sqrt(len(origins))
    assert 3 * chance < 0.1  # else the test could not fail
    assert (auc["shuffled"] - 0.5).abs().max() < 3 * chance, auc["shuffled"]
    assert (auc["true"] > 0.5 + 6 * chance).all(), auc["true"]


@pytest.mark.parametrize("blend", ["blend", "renewal", "logistic", "boosting", "small", "prior"])
def test_more_silence_never_lowers_the_risk_of_a_client(demo, blend):
    """Fifty clients of the demo company, all else as it is, told to have been silent for longer and longer.

    Where a rhythm is known, silence within it may lower the risk: the next order is nearer. From two usual gaps on it
    only raises it.
    """
    everything, purchases = demo
    at = everything.who["cut_off"].max()
    fitted = {
        name: member for name, (member, _) in members_at(everything, purchases, "churned", at, HORIZON, 4, 1).items()
    }
    log_odds = blend_log_odds(BLENDS[blend], fitted)
    x = everything.x[(everything.who["cut_off"] == at).to_numpy()].sample(50, random_state=3).reset_index(drop=True)
    before, first, overdue = log_odds(x), log_odds(x), x["overdue"].to_numpy()
    for later in (1, 5, 15, 40, 90, 180, 360):
        silent = x["recency_days"] + later
        told = x.assign(
            recency_days=silent,
            overdue=silent / x["gap_shrunk"].clip(lower=1),
            gaps_shorter_share=x["gaps_shorter_share"].clip(lower=np.minimum(later / 360, 1)),
        )
        now = log_odds(told)
        assert np.isfinite(now).all()
        rises = now >= before - 1e-9
        within = overdue < 2 if "renewal" in BLENDS[blend] else np.full(len(x), False)
        assert (rises | within).all(), (later, (before - now)[~within].max())
        before, overdue = now, told["overdue"].to_numpy()
    assert (before - first).mean() > 0.3  # a year of silence is seen at all


def test_the_signs_of_silence_are_those_that_were_raised():
    """A new sign of silence must be raised in the test above too."""
    assert set(RISING) == {"recency_days", "overdue", "gaps_shorter_share"}
