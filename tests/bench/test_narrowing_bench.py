"""The bench of narrowing: the invented companies are as their truth says, and shares are counted by hand."""

import pandas as pd
import pytest

from bench.generated_classes import INVENTED, make
from bench.narrowing import learnt, measured, stops


@pytest.mark.parametrize("name", INVENTED)
def test_a_class_is_not_bought_once_it_is_left(name):
    sales, truth = make(name)
    known = sales.rename(columns={"product_id": "product_class"}).merge(truth, on=["client_id", "product_class"])
    assert len(known) == len(sales)
    assert not (known["order_date"] >= known["since"]).any()
    assert truth.groupby("kind")["since"].count().loc[["rare", "new"]].tolist() == [0, 0]
    assert truth.groupby("kind")["since"].count().loc[["steady", "spells", "seasonal"]].min() > 20


def cases(rows):
    """back, days without the class, chance beyond, called, fell, stayed away."""
    told = pd.DataFrame(rows, columns=["back", "idle_days", "is_beyond", "is_called", "fell", "stayed_away"])
    told["false_share"] = 1 - 0.95 * told["is_beyond"]
    told["status"] = told["is_called"].map({True: "left", False: "pause"})
    usual = {"class_days": 5, "longest": 30, "longest_between": 2, "purchases_since": 3, "chance": 0.1}
    return told.assign(**usual, usual_share=0.5, fell_share=0.1)


def test_what_is_counted():
    """The third date and the fourth (back 3 and 2) have dates old enough before them: three cases called, two fell."""
    of = cases(
        [
            (5, 9, True, True, True, True),
            (4, 9, False, False, False, False),
            (3, 300, True, True, True, True),
            (3, 10, True, True, False, False),
            (3, 10, False, False, True, True),
            (2, 10, False, True, True, False),
            (2, 400, False, False, False, False),
        ]
    )
    told = measured(of).set_index("test")
    answer = told[told.index.str.contains("the answer:")].iloc[0]
    assert answer[["dates", "called"]].tolist() == [2, 3]
    assert answer[["fell", "fell_found"]].tolist() == pytest.approx([2 / 3, 2 / 3])
    assert answer[["away", "away_found"]].tolist() == pytest.approx([1 / 3, 1 / 2])
    assert answer[["mean", "sd"]].tolist() == pytest.approx([0.75, 0.5**1.5])  # a half and all, by date
    assert told.loc["not bought for a year", ["called", "fell"]].tolist() == [1, 0]
    assert stops(of) == ["1, 100%, 50%", "3, 33%, 50%"]


def test_a_date_learns_only_from_those_over_by_then():
    """What fell is told by the days without the class, up to the newest two dates, where it is the other way round."""
    rows = [(back, days, False, False, (days > 50) == (back > 2), False) for back in range(7) for days in range(1, 101)]
    told = learnt(cases(rows), "fell", Halves, ["idle"])
    assert told[cases(rows)["back"] >= 5].isna().all()
    newest = cases(rows)["back"] == 1
    assert told[newest].eq(cases(rows).loc[newest, "idle_days"] > 50).all()


class Halves:
    """The mean of what is above the median of the first column, and of what is not."""

    def fit(self, x, y):
        self.middle = x.iloc[:, 0].median()
        self.above, self.below = y[x.iloc[:, 0] > self.middle].mean(), y[x.iloc[:, 0] <= self.middle].mean()
        return self

    def predict_proba(self, x):
        above = (x.iloc[:, 0] > self.middle).to_numpy()
        return pd.DataFrame({0: 0.0, 1: [self.above if a else self.below for a in above]}).to_numpy()
