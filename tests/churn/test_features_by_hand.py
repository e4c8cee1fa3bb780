"""Every feature and label of the churn model, worked out with a pencil at two dates."""

from datetime import date

import pytest
from hand_made import AS_OF, ASSIGNMENTS, INTERACTIONS, LINES, PAST, PRODUCTS, RECEIVABLES
from hand_made_expected import NOW, THEN

from kamlib.policy import Policy


@pytest.fixture(scope="module")
def book(lines_book):
    return lines_book(
        LINES,
        as_of=AS_OF,
        policy=Policy().changed(churn_cut_offs=6),
        products=PRODUCTS,
        assignments=ASSIGNMENTS,
        interactions=[{"interaction_id": str(n), **row} for n, row in enumerate(INTERACTIONS)],
        receivables=[{"client_id": "rhythm", **row} for row in RECEIVABLES],
        only=["features.churn_features", "features.churn_labels", "features.churn_season"],
    )


@pytest.mark.parametrize(("cut_off", "expected"), [(AS_OF, NOW), (PAST, THEN)], ids=["now", "then"])
def test_every_feature_of_every_client(book, cut_off, expected):
    found = book.sql("SELECT * FROM features.churn_features WHERE cut_off = ?", [cut_off])
    assert sorted(found["client_id"]) == sorted(expected)
    for row in found.astype(object).where(found.notna(), None).to_dict("records"):
        wanted = expected[row["client_id"]]
        assert set(row) == {"cut_off", "client_id", *wanted}  # no feature without an expected value
        wrong = {
            name: (row[name], value)
            for name, value in wanted.items()
            if (row[name] is None) != (value is None) or (value is not None and row[name] != pytest.approx(value))
        }
        assert not wrong, (row["client_id"], wrong)


def test_labels_count_the_days_after_the_cut_off_only(book):
    found = book.sql(
        "SELECT client_id, horizon_days, churned, CAST(net_horizon AS DOUBLE) AS net"
        " FROM features.churn_labels WHERE cut_off = ?",
        [PAST],
    )
    labels = {(r.client_id, r.horizon_days): (r.churned, r.net) for r in found.itertuples()}
    assert labels == {
        ("rhythm", 30): (True, 0),
        ("rhythm", 60): (True, -80),  # the return came on the 51st day, the purchase on the 66th
        ("rhythm", 90): (False, 120),
        ("edges", 30): (False, 20),
        ("edges", 60): (False, 20),  # on the 41st day as much was returned as bought
        ("edges", 90): (False, 40),  # the purchase on the 91st day is outside
        ("lost", 30): (True, -15),  # returns are no purchases
        ("lost", 60): (True, -15),
        ("lost", 90): (True, -15),
    }


def test_a_label_is_known_only_once_its_horizon_is_over(book):
    known = book.sql(
        "SELECT cut_off, list(DISTINCT horizon_days ORDER BY horizon_days) AS h"
        " FROM features.churn_labels GROUP BY cut_off"
    )
    by_date = {r.cut_off.date(): list(r.h) for r in known.itertuples()}
    assert AS_OF not in by_date
    assert by_date[date(2025, 5, 31)] == [30]  # 30 days to 30 June
    assert by_date[date(2025, 4, 30)] == [30, 60]  # 61 days
    assert by_date[PAST] == [30, 60, 90]  # 91 days
    assert by_date[date(2024, 12, 31)] == [30, 60, 90, 180]  # 181 days


def test_the_season_is_the_same_days_a_year_earlier(book):
    """275 to 364 days ago 300 (rhythm) and 10 (edges), of 820 + 80 + 500 − 15 − 70 in the year."""
    found = book.one(
        "SELECT season_share, is_year_known FROM features.churn_season WHERE cut_off = ? AND horizon_days = 90", [AS_OF]
    )
    assert found["season_share"] == pytest.approx(310 / 1315)
    assert found["is_year_known"]
