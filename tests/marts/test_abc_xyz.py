"""ABC by contribution and by revenue; XYZ and demand patterns. All shares and deviations are worked out in comments."""

from datetime import date

import pytest
from made_lines import line, monthly

import kamlib as kam

ONLY = ["client_card"]

YEAR_END = date(2024, 12, 31)


def by_client(frame, column):
    return dict(zip(frame["client_id"], frame[column], strict=True))


def of_year(client, net, cost=None):
    more = {} if cost is None else {"cost_amount": cost}
    return line(client, "2024-06-15", net, **more)


@pytest.fixture(scope="module")
def costs_known(lines_book):
    """CM 500, 300, 100, 50, 30, 20, 0 of 1000; the order by revenue is another one."""
    return lines_book(
        [
            of_year("p1", 600, 100),  # CM 500
            of_year("p2", 1300, 1000),  # CM 300
            of_year("p3", 150, 50),  # CM 100
            of_year("p4", 60, 10),  # CM 50
            of_year("p5", 50, 20),  # CM 30
            of_year("p6", 40, 20),  # CM 20
            of_year("zero", 800, 800),  # CM 0
            line("old", "2023-12-31", 9999, cost_amount=1),  # a day before the 12 months
        ],
        as_of=YEAR_END,
        only=ONLY,
    )


def test_abc_by_contribution_is_by_the_share_before_the_client(costs_known):
    # CM before:  p1 0 %, p2 50 %, p3 80 % (not under 80: B), p4 90 %, p5 95 % (not under 95: C), p6 98 %
    assert by_client(kam.abc_xyz(costs_known), "abc_contribution") == {
        "p1": "A",
        "p2": "A",
        "p3": "B",
        "p4": "B",
        "p5": "C",
        "p6": "C",
        "zero": "C",
    }
    assert set(kam.abc_xyz(costs_known)["abc_basis"]) == {"cm"}


def test_abc_by_revenue_has_its_own_order(costs_known):
    # R: p2 1300, zero 800, p1 600, p3 150, p4 60, p5 50, p6 40; in all 3000
    # before:  0 %, 43.3 %, 70 %, 90 %, 95 % (C), 97 %, 98.7 %
    result = kam.abc_xyz(costs_known)
    assert by_client(result, "abc_revenue") == {
        "p2": "A",
        "zero": "A",
        "p1": "A",
        "p3": "B",
        "p4": "C",
        "p5": "C",
        "p6": "C",
    }
    assert by_client(result, "rank_revenue") == {"p2": 1, "zero": 2, "p1": 3, "p3": 4, "p4": 5, "p5": 6, "p6": 7}
    assert by_client(result, "revenue_share")["p1"] == pytest.approx(0.2)


def test_contribution_and_its_shares(costs_known):
    result = kam.abc_xyz(costs_known)
    assert by_client(result, "cm1_12m")["p2"] == 300
    assert by_client(result, "contribution_share")["p2"] == pytest.approx(0.3)
    assert list(result["client_id"]) == ["p1", "p2", "p3", "p4", "p5", "p6", "zero"]
    assert list(result["rank_contribution"]) == [1, 2, 3, 4, 5, 6, 7]


def test_matrix_counts_every_client_once(costs_known):
    cells = kam.matrix(costs_known)
    assert dict(zip(cells["abc"], cells["clients"], strict=True)) == {"A": 2, "B": 2, "C": 3}
    assert set(cells["xyz"]) == {"Z"}  # one purchase in the seven months since June
    assert cells["net_12m"].sum() == 3000


def test_equal_contributions_go_by_client_id(lines_book):
    # before "a" 0 %, "tie1" 60 %, "tie2" 80 %: the same CM, but the boundary lies between them
    book = lines_book([of_year("tie2", 20), of_year("a", 60), of_year("tie1", 20)], as_of=YEAR_END, only=ONLY)
    assert by_client(kam.abc_xyz(book), "abc_contribution") == {"a": "A", "tie1": "A", "tie2": "B"}


def test_without_any_cost_the_basis_is_revenue(lines_book):
    # before: 0 %, 75 %, 90 %
    book = lines_book([of_year("a", 75), of_year("b", 15), of_year("c", 10)], as_of=YEAR_END, only=ONLY)
    result = kam.abc_xyz(book)
    assert set(result["abc_basis"]) == {"revenue"}
    assert result["cm1_12m"].isna().all()
    assert by_client(result, "abc_revenue") == {"a": "A", "b": "A", "c": "B"}
    assert by_client(result, "abc_contribution") == {"a": "A", "b": "A", "c": "B"}
    assert kam.client_card(book, "c")["abc"] == "B"


def test_a_client_with_one_line_without_cost_has_no_contribution(lines_book):
    # 10 of 1000 without cost: 99 % of revenue is known, over the 95 % of the policy
    lines = [
        of_year("a", 700, 350),
        of_year("b", 280, 200),
        of_year("hole", 10, 1),
        of_year("hole", 10),
    ]
    result = kam.abc_xyz(lines_book(lines, as_of=YEAR_END, only=ONLY))
    assert set(result["abc_basis"]) == {"cm"}
    contribution = by_client(result, "cm1_12m")
    assert contribution["a"] == 350 and contribution["b"] == 80
    assert by_client(result, "cm1_12m").keys() == {"a", "b", "hole"}
    of_hole = result[result["client_id"] == "hole"]
    assert of_hole["cm1_12m"].isna().all() and of_hole["abc_contribution"].isna().all()
    assert list(of_hole["abc_revenue"]) == ["C"]


def test_too_much_cost_unknown_makes_revenue_the_basis(lines_book):
    # 100 of 1000 without cost: 90 % known
    lines = [of_year("a", 600, 590), of_year("b", 300, 10), of_year("hole", 100)]
    result = kam.abc_xyz(lines_book(lines, as_of=YEAR_END, only=ONLY))
    assert set(result["abc_basis"]) == {"revenue"}
    assert (
        by_client(result, "abc_contribution") == by_client(result, "abc_revenue") == {"a": "A", "b": "A", "hole": "B"}
    )


def test_losses_and_returns_are_class_c(lines_book):
    # CM 100, −60, −50: together −10, and still only the one who earns is not C
    lines = [
        of_year("earns", 300, 200),
        of_year("loses", 100, 160),
        of_year("loses_too", 100, 150),
        of_year("returns", 30, 20),
        of_year("returns", -40, -20),  # R −10, CM −10
    ]
    result = kam.abc_xyz(lines_book(lines, as_of=YEAR_END, only=ONLY))
    assert by_client(result, "abc_contribution") == {"earns": "A", "loses": "C", "loses_too": "C", "returns": "C"}
    assert by_client(result, "abc_revenue")["returns"] == "C"


# ---- XYZ: 18 months of history, so that there is no seasonal index (it is 1) ---------------------------------------

FIRST = "2023-07"  # … 2024-12: 18 months


@pytest.fixture(scope="module")
def months(lines_book):
    return lines_book(
        [
            *monthly("constant", FIRST, [100] * 18),
            # 80 and 120: mean 100, standard deviation 20
            *monthly("waves", FIRST, [80, 120] * 9),
            # 50 and 150: mean 100, standard deviation 50
            *monthly("swings", FIRST, [50, 150] * 9),
            # 0 and 200: mean 100, standard deviation 100; a purchase every second month, always the same
            *monthly("every_second", FIRST, [None, 200] * 9),
            # every second month, 20 and 380 in turn: sizes with mean 200, standard deviation 180
            *monthly("lumpy", FIRST, [None, 20, None, 380] * 4 + [None, 20]),
            # every month, five times 25 and then 475: mean 100, standard deviation 167.7
            *monthly("erratic", FIRST, [25, 25, 25, 25, 25, 475] * 3),
            # six and five months of life on the review date
            *monthly("six_months", "2024-07", [100] * 6, day=1),
            *monthly("five_months", "2024-08", [100] * 5, day=1),
            # the whole span counts, not the last year alone
            *monthly("doubled", FIRST, [50] * 6 + [100] * 12),
            # bought again after a pause that counts as empty months
            *monthly("pause", FIRST, [100] * 6 + [None] * 6 + [100] * 6),
        ],
        as_of=YEAR_END,
        only=ONLY,
    )


def test_xyz_classes(months):
    assert by_client(kam.abc_xyz(months).fillna({"xyz": "-"}), "xyz") == {
        "constant": "X",
        "waves": "X",
        "swings": "Y",
        "every_second": "Z",
        "lumpy": "Z",
        "erratic": "Z",
        "six_months": "X",
        "five_months": "-",
        "doubled": "Y",
        "pause": "Z",
    }


def test_cv_is_of_the_whole_population_of_months(months):
    cv = by_client(kam.abc_xyz(months), "cv")
    assert cv["constant"] == pytest.approx(0)
    assert cv["waves"] == pytest.approx(0.20)
    assert cv["swings"] == pytest.approx(0.50)
    assert cv["doubled"] == pytest.approx(0.282843, abs=1e-6)  # mean 83.3, variance (6·33.3² + 12·16.7²)/18 = 555.6
    assert cv["erratic"] == pytest.approx(1.67705, abs=1e-5)  # √((5·75² + 375²)/6) / 100


def test_demand_patterns(months):
    # ADI = months / months with a purchase; limits 1.32 and 0.49
    result = kam.abc_xyz(months)
    pattern = by_client(result, "demand_pattern")
    assert pattern["constant"] == "smooth"
    assert pattern["every_second"] == "intermittent"  # ADI 2, CV² 0
    assert pattern["lumpy"] == "lumpy"  # ADI 2, CV² (180/200)² = 0.81
    assert pattern["erratic"] == "erratic"  # ADI 1, CV² 2.8
    assert by_client(result, "adi")["constant"] == pytest.approx(1)
    assert by_client(result, "cv2")["constant"] == pytest.approx(0)
    assert by_client(result, "cv2")["every_second"] == pytest.approx(0)
