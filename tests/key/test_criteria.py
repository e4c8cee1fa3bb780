"""Every criterion worked through with a pencil. As of 2023-12-31; policy by default unless a test says otherwise."""

from datetime import date

import pytest
from made_lines import line, monthly

import kamlib as kam

ONLY = ["criteria"]

YEAR_END = date(2023, 12, 31)
NO_SEASONS = kam.Policy().changed(seasons_min_months=60)


def judged(client, criterion, score, on, until=None, author="Ann", evidence="seen"):
    return {
        "client_id": client,
        "criterion": criterion,
        "score": score,
        "evidence": evidence,
        "author": author,
        "judged_on": on,
        "expires_on": until,
    }


@pytest.fixture(scope="module")
def company(lines_book):
    """Two years, seasons left out.

    even: 100 a month, cost 50, both years, class A. rising: 12 months of 50, then of 100.
    loss: sold below cost. young: since October 2023. bare: cost not known. quiet: bought in 2022 only.
    Contributions of 2023: even 600, rising 600, young 300, loss −120; positive 1500. bare's cost is not known, which
    is under 5 % of revenue.
    """

    def sold(client, first, amounts, share=0.5, **more):
        rows = monthly(client, first, amounts, **more)
        return [row | {"cost_amount": row["net_amount"] * share} for row in rows]

    lines = sold("even", "2022-01", [100] * 24, product_id="a")
    lines += sold("rising", "2022-01", [50] * 12, product_id="a")
    lines += sold("rising", "2023-01", [100] * 12, product_id="b")
    lines += sold("loss", "2022-01", [60] * 24, share=1 + 1 / 6, product_id="a")
    lines += sold("young", "2023-10", [200] * 3, product_id="b")
    lines += monthly("bare", "2023-06", [20])
    lines += sold("quiet", "2022-01", [10, 10], product_id="a")
    lines.append(line("even", "2023-12-20", -50, cost_amount=-25, product_id="a"))
    lines.append(line("even", "2023-12-20", 50, cost_amount=25, product_id="a"))
    return lines_book(
        lines,
        as_of=YEAR_END,
        policy=NO_SEASONS,
        products=[{"product_id": "a", "product_class": "A"}, {"product_id": "b", "product_class": "B"}],
        clients=[
            {"client_id": c, "name": c, "client_since": "2010-01-01" if c == "loss" else None}
            for c in ("even", "rising", "loss", "young", "bare", "quiet", "listed")
        ],
        receivables=[
            # 15 days late, half the scale
            {"invoice_id": "1", "client_id": "even", "invoiced_on": "2023-03-01", "due_on": "2023-03-31",
             "paid_on": "2023-04-15", "amount": 100},
        ],
        interactions=[
            {"interaction_id": str(n), "client_id": "rising", "at": f"2023-0{n}-10", "kind": "claim"} for n in (2,)
        ],
        judgements=[
            judged("even", "partner", 80, "2023-06-01"),
            judged("even", "image", 70, "2022-06-01", "2022-12-31"),
            judged("rising", "image", 90, "2023-01-01", "2023-12-31"),
            judged("rising", "image", 10, "2022-01-01", "2024-12-31", author="Bob"),
            judged("young", "market_influence", 55, "2022-12-31"),  # 365 days: to 2023-12-31
            judged("loss", "market_influence", 55, "2022-12-30"),  # one day older
            judged("listed", "image", 60, "2023-11-01"),
            judged("loss", "growth", 100, "2023-11-01"),  # measured criteria are not judged
        ], only=ONLY,
)  # fmt: skip


@pytest.fixture(scope="module")
def parts(company):
    return kam.criteria_parts(company).set_index(["client_id", "criterion", "part"])


@pytest.fixture(scope="module")
def scores(company):
    return kam.criteria(company).set_index(["client_id", "criterion"])


def part(parts, client, criterion, name):
    row = parts.loc[(client, criterion, name)]
    return row["value"], row["points"]


def close(value):
    return pytest.approx(value, abs=1e-3)


def test_level_of_profit_goes_by_the_logarithm_of_the_share(lines_book):
    """Contributions 4, 96 and −10 of 100 earned; from 0.01 (0 points) to 0.64: each of six doublings is worth 1/6."""
    policy = kam.Policy().changed(criteria_profit_zero_share=0.01, criteria_profit_full_share=0.64)
    rows = [("small", 8, 4), ("big", 100, 4), ("loss", 10, 20)]
    lines = [line(c, "2023-05-01", net, cost_amount=cost) for c, net, cost in rows]
    book = lines_book(lines, as_of=YEAR_END, policy=policy, only=ONLY)
    level = kam.criteria_parts(book).query("part == 'level'").set_index("client_id")
    assert level.loc["small", ["value", "points"]].tolist() == [close(0.04), close(100 * 2 / 6)]
    assert level.loc["big", ["value", "points"]].tolist() == [close(0.96), close(100)]
    assert level.loc["loss", ["value", "points"]].tolist() == [0, 0]


def test_profit_level_trend_and_steadiness(parts, scores):
    assert part(parts, "even", "profit", "level") == (close(0.4), 100)  # above 5 % of 1500
    assert part(parts, "even", "profit", "trend") == (0, 50)  # 600 against 600
    assert part(parts, "even", "profit", "steadiness") == (0, 100)
    assert part(parts, "rising", "profit", "trend") == (0.5, 100)  # 300 → 600: half of the larger
    assert scores.loc[("even", "profit"), "score"] == close(0.6 * 100 + 0.2 * 50 + 0.2 * 100)
    young = scores.loc[("young", "profit")]  # not here the year before, and only two whole months
    assert (young["score"], young["known_share"]) == (100, close(0.6))
    assert (young["score_low"], young["score_high"]) == (close(60), 100)


def test_a_client_that_earns_nothing_has_no_profit_points(parts, scores):
    assert scores.loc[("loss", "profit"), "score"] == 0
    assert set(parts.loc[("loss", "profit")]["points"].dropna()) == {0}


def test_unknown_cost_is_unknown_profit(scores):
    bare = scores.loc[("bare", "profit")]
    assert bare["how"] == "unknown" and bare["known_share"] == 0 and bare[["score"]].isna().all()


def test_steadiness_is_the_cv_of_the_months(lines_book):
    """Contribution 0 and 100 in turn over 12 months: mean 50, deviation 50, CV 1: nothing; 50 and 100: CV 1/3."""
    lines = monthly("turns", "2022-12", [1] + [100, None] * 6, cost_amount=0)
    lines += monthly("waves", "2022-12", [1] + [100, 50] * 6, cost_amount=0)
    parts = (
        kam.criteria_parts(lines_book(lines, as_of=YEAR_END, policy=NO_SEASONS, only=ONLY))
        .query("part == 'steadiness'")
        .set_index("client_id")
    )
    assert parts.loc["turns", ["value", "points"]].tolist() == [1, 0]
    assert parts.loc["waves", ["value", "points"]].tolist() == [close(1 / 3), close(100 * (1 - 1 / 3) / 0.75)]


def test_partner_joins_what_is_measured_and_judged(parts, scores):
    assert part(parts, "even", "partner", "payment") == (15, 50)
    assert part(parts, "even", "partner", "claims") == (0, 100)  # the company records claims
    assert part(parts, "rising", "partner", "claims") == (close(1 / 12), close(100 * (1 - 1 / 1.2)))
    assert part(parts, "even", "partner", "returns") == (close(50 / 1250), close(60))
    assert part(parts, "even", "partner", "judgement") == (80, 80)
    even = scores.loc[("even", "partner")]
    assert even["how"] == "combined"
    assert even["score"] == close(0.3 * 50 + 0.15 * 100 + 0.15 * 60 + 0.4 * 80)
    rising = scores.loc[("rising", "partner")]  # claims and returns only: 0.3 of the criterion
    assert (rising["how"], rising["known_share"]) == ("measured", close(0.3))
    assert rising["score"] == close((0.15 * 100 / 6 + 0.15 * 100) / 0.3)


def test_long_relationship(parts, scores):
    tenure, points = part(parts, "even", "long_relationship", "tenure")
    assert (tenure, points) == ((YEAR_END - date(2022, 1, 15)).days, close(100 * 715 / 1095))
    assert part(parts, "even", "long_relationship", "rhythm") == (100, 100)
    assert part(parts, "even", "long_relationship", "life") == (1, 100)
    assert part(parts, "loss", "long_relationship", "tenure")[1] == 100  # told: a client since 2010
    assert scores.loc[("even", "long_relationship"), "score"] == close(0.4 * 100 * 715 / 1095 + 0.4 * 100 + 0.2 * 100)
    # bare bought once, in the second quarter of 2023: one of three quarters of its life
    assert part(parts, "bare", "long_relationship", "life")[0] == close(1 / 3)


def test_growth_is_the_slope_against_that_of_all(lines_book):
    """Months after the first: 1 … 11 rise by 1 a month, mean 6: 12/6 = 2 a year; flat: 0; all: 1/(6 + 100) a month."""
    lines = monthly("up", "2023-01", [5, *range(1, 12)]) + monthly("flat", "2023-01", [100] * 12)
    policy = NO_SEASONS.changed(criteria_full_pace=4.0)
    book = lines_book(lines, as_of=YEAR_END, policy=policy, only=ONLY)
    pace = kam.criteria_parts(book).query("part == 'pace'").set_index("client_id")
    base = 12 * 1 / 106
    assert pace.loc["up", ["value", "points"]].tolist() == [close(2 - base), close(100 * (2 - base + 4) / 8)]
    assert pace.loc["flat", ["value", "points"]].tolist() == [close(-base), close(100 * (4 - base) / 8)]


def test_growth_of_a_young_client_is_not_known(scores):
    assert scores.loc[("young", "growth"), "how"] == "unknown"


def test_new_ways(parts, scores):
    # rising bought A in 2022 and B for the first time in 2023: one of two; young was not here before
    assert part(parts, "rising", "new_ways", "new_classes") == (1, 50)
    assert part(parts, "even", "new_ways", "new_classes") == (0, 0)
    assert parts.loc[("young", "new_ways", "new_classes")][["value", "points"]].isna().all()
    assert part(parts, "even", "new_ways", "breadth") == (1, 50)  # one class, as the middle of its peers
    assert scores.loc[("rising", "new_ways"), "score"] == close(0.5 * 50 + 0.5 * 50)


def test_judgements_the_newest_that_holds(scores):
    assert scores.loc[("rising", "image"), ["score", "how", "author"]].tolist() == [90, "judged", "Ann"]
    assert scores.loc[("young", "market_influence"), ["score", "how"]].tolist() == [55, "judged"]
    assert scores.loc[("listed", "image"), ["score", "how"]].tolist() == [60, "judged"]


def test_an_expired_judgement_is_shown_and_does_not_count(scores):
    for client, criterion in (("even", "image"), ("loss", "market_influence")):
        row = scores.loc[(client, criterion)]
        assert (row["how"], row["is_expired"], row["known_share"]) == ("expired", True, 0)
        assert row["judgement_score"] > 0 and row[["score"]].isna().all()
        assert (row["score_low"], row["score_high"]) == (0, 100)


def test_measured_criteria_are_not_judged(scores):
    assert scores.loc[("loss", "growth"), "how"] == "measured"


def test_without_purchases_in_12_months_nothing_is_measured(scores):
    for client in ("quiet", "listed"):
        assert set(scores.loc[client]["how"]) <= {"unknown", "judged"}
        assert scores.loc[(client, "profit"), "how"] == "unknown"


def test_points_never_leave_their_scale(parts):
    points = parts["points"].dropna()
    assert points.between(0, 100).all() and len(points) > 30


def test_revenue_stands_in_where_the_company_knows_no_cost(lines_book):
    lines = monthly("a", "2022-01", [100] * 24) + monthly("b", "2022-01", [50] * 12 + [100] * 12)
    parts = kam.criteria_parts(lines_book(lines, as_of=YEAR_END, policy=NO_SEASONS, only=ONLY)).set_index(
        ["client_id", "criterion", "part"]
    )
    assert part(parts, "a", "profit", "level") == (0.5, 100)
    assert part(parts, "b", "profit", "trend") == (0.5, 100)
    assert parts.loc[("a", "partner", "returns")][["points"]].isna().all()  # nobody's returns are recorded
    assert parts.loc[("a", "new_ways", "breadth")][["points"]].isna().all()  # nor classes
