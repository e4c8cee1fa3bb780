"""Fit of USPs to needs, worked through by hand."""

import math
from datetime import date

from small_book import covers, need, small_book, usp

import kamlib as kam
from kamlib.policy import Policy

USPS = [usp("U1"), usp("U2"), usp("U3")]
# price is covered by two USPs, speed by one, service by none that is any good; nobody has assessed nights
GENERAL = [
    covers("U1", "price", 0.6),
    covers("U2", "price", 0.5),
    covers("U1", "speed", 0.9),
    covers("U3", "service", 0.0),
]


def one(needs, coverage=GENERAL, usps=USPS, **policy):
    """Fit of client "a" with these needs: (name, importance) or (name, importance, more)."""
    rows = [need("a", name, weight, **(more[0] if more else {})) for name, weight, *more in needs]
    return small_book(rows, usps, coverage, policy=Policy().changed(**policy)).fit("a")


def shares(row):
    return tuple(row[k] for k in ("fit_share", "fit_low", "fit_high"))


def is_null(value):
    return value is None or value != value or str(value) == "<NA>"


def test_the_weighted_share_of_needs_covered():
    # (30 × 0.6 + 10 × 0.9) / 40 = 27 / 40
    row = one([("price", 30), ("speed", 10)])
    assert shares(row) == (0.675, 0.675, 0.675)
    assert row["fit_status"] == "below" and row["passes"] is False
    assert row["main_gap"] == "price" and row["known_share"] == 1


def test_several_usps_for_one_need_the_best_or_all_together():
    # together: 1 − 0.4 × 0.5 = 0.8
    assert one([("price", 1)])["fit_share"] == 0.6
    together = one([("price", 1)], fit_combine="together")
    assert together["fit_share"] == 0.8 and together["passes"] is True


def test_a_need_nobody_assessed_is_neither_0_nor_1():
    # known 0.9 of weight 9; with the unknown weight 1: 8.1 / 10 and 9.1 / 10
    row = one([("speed", 9), ("nights", 1)])
    assert shares(row) == (0.9, 0.81, 0.91)
    assert row["unknown_needs"] == 1 and row["known_share"] == 0.9
    assert row["passes"] is True  # whatever nights turn out to be


def test_what_is_not_assessed_may_decide():
    # 6.3 / 10 and 9.3 / 10: the line of 0.75 lies between
    row = one([("speed", 7), ("nights", 3)])
    assert shares(row) == (0.9, 0.63, 0.93)
    assert row["fit_status"] == "open" and is_null(row["passes"])


def test_what_is_not_assessed_cannot_save_a_misfit():
    # (9 × 0.6 + 1) / 10 = 0.64 at best
    row = one([("price", 9), ("nights", 1)])
    assert row["fit_high"] == 0.64 and row["fit_status"] == "below" and row["passes"] is False


def test_a_usp_assessed_at_0_is_known_to_cover_nothing():
    row = one([("service", 1)])
    assert shares(row) == (0, 0, 0) and row["unknown_needs"] == 0


def test_needs_of_which_none_is_assessed():
    row = one([("nights", 5)])
    assert is_null(row["fit_share"]) and (row["fit_low"], row["fit_high"]) == (0, 1)
    assert row["fit_status"] == "not_assessed" and is_null(row["passes"]) and row["known_share"] == 0


def test_a_must_have_below_its_minimum_vetoes():
    # 0.9 × 9 + 0.6 × 1 = 0.87, but price must be covered to 0.7
    must = {"must_have": True, "minimum": 0.7}
    row = one([("speed", 9), ("price", 1, must)])
    assert row["fit_share"] == 0.87
    assert row["vetoed"] is True and row["vetoed_by"] == "price"
    assert row["fit_status"] == "vetoed" and row["passes"] is False
    # exactly at the minimum is enough, and a minimum of what is not a must-have vetoes nothing
    assert one([("speed", 9), ("price", 1, must | {"minimum": 0.6})])["passes"] is True
    assert one([("speed", 9), ("price", 1, must | {"must_have": False})])["passes"] is True


def test_a_must_have_without_a_minimum_takes_the_policy_s():
    needs = [("speed", 9), ("price", 1, {"must_have": True})]
    assert one(needs)["passes"] is True
    assert one(needs, fit_must_have_minimum=0.61)["fit_status"] == "vetoed"


def test_a_must_have_nobody_assessed_leaves_the_veto_open():
    row = one([("speed", 9), ("nights", 1, {"must_have": True})])
    assert row["fit_low"] == 0.81  # above the line, and yet
    assert is_null(row["vetoed"]) and row["fit_status"] == "open" and is_null(row["passes"])


def test_a_client_s_own_assessment_goes_before_the_general_view():
    lower = [*GENERAL, covers("U1", "speed", 0.2, "a")]
    assert one([("speed", 1)], lower)["fit_share"] == 0.2
    # of that USP only: price is still covered by U2
    own = [*GENERAL, covers("U1", "price", 0.1, "a")]
    assert one([("price", 1)], own)["fit_share"] == 0.5
    # and of that client only
    assert one([("speed", 1)], [*GENERAL, covers("U1", "speed", 0.2, "b")])["fit_share"] == 0.9


def test_a_usp_that_was_dropped_covers_nothing():
    rest = [usp("U2"), usp("U3")]
    assert one([("price", 1)], usps=rest)["fit_share"] == 0.5
    # nothing is left for speed: 0, and not "not known", or dropping a USP could raise the fit
    assert shares(one([("speed", 1), ("price", 1)], usps=rest)) == (0.25, 0.25, 0.25)


def test_without_a_catalogue_nothing_is_known():
    row = one([("speed", 1)], usps=[])
    assert row["fit_status"] == "not_assessed" and is_null(row["fit_share"])


def test_a_client_without_needs_is_not_known():
    book = small_book([need("a", "speed", 1)], USPS, GENERAL, clients=["b"])
    row = book.fit("b")
    assert row["fit_status"] == "no_needs" and row["needs"] == 0
    unknown = ("fit_share", "fit_low", "fit_high", "passes", "vetoed", "known_share", "evidence_share")
    assert all(is_null(row[k]) for k in unknown)


def test_evidence_counts_by_weight_and_blanks_are_none():
    row = one([("speed", 3, {"evidence": "survey"}), ("price", 1, {"evidence": "  "}), ("nights", 1)])
    assert row["evidence_share"] == 0.6


def test_a_fit_at_the_threshold_passes():
    at = [covers("U1", "speed", 0.75)]
    assert one([("speed", 1)], at)["passes"] is True
    assert one([("speed", 1)], [covers("U1", "speed", 0.749999)])["passes"] is False


def test_the_gap_list():
    # weights 30, 10, 20, 40; open: 12, 1, 20, 40 (not assessed: as if nothing covered it)
    rows = [need("a", "price", 30), need("a", "speed", 10), need("a", "service", 20), need("a", "nights", 40)]
    book = small_book(rows, USPS, GENERAL)
    gaps = book.sql("SELECT * FROM marts.usp_gaps ORDER BY place").set_index("need")
    assert gaps.index.tolist() == ["nights", "service", "price", "speed"]
    assert gaps["weight_share"].to_dict() == {"nights": 0.4, "service": 0.2, "price": 0.3, "speed": 0.1}
    assert gaps["gap_share"].drop("nights").to_dict() == {"service": 0.2, "price": 0.12, "speed": 0.01}
    assert math.isnan(gaps.loc["nights", "gap_share"])
    # now (18 + 9) / 60 = 0.45; with service 47 / 60, with price 39 / 60, with speed 28 / 60, with nights 67 / 100
    assert set(gaps["fit_share"]) == {0.45}
    assert gaps["fit_after"].to_dict() == {"nights": 0.67, "service": 0.783333, "price": 0.65, "speed": 0.466667}
    assert gaps["usp_id"].fillna("").to_dict() == {"nights": "", "service": "", "price": "U1", "speed": "U1"}
    assert gaps["usps"].to_dict() == {"nights": 0, "service": 1, "price": 2, "speed": 1}


def test_an_importance_of_0_is_refused_at_import(lines_book):
    row = {"order_date": "2024-06-01", "client_id": "a", "net_amount": 100}
    book = lines_book(
        [row],
        as_of=date(2024, 12, 31),
        needs=[need("a", "speed", 0), need("a", "price", 0.5), need("a", "nights", -1), need("a", "much", 101)],
        only=["needs"],
    )
    assert book.sql("SELECT need FROM staging.needs")["need"].tolist() == ["price"]
    refused = kam.rejects(book)
    assert (refused["reason"] == "out_of_range").sum() == 3 and len(refused) == 3
