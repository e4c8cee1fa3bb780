"""The misfits planted in the demo company are found, and so is what is paid for them."""

import json

import pytest

import kamlib as kam


@pytest.fixture(scope="module")
def truths(demo_home):
    return json.loads((demo_home / "demo_truths.json").read_text("utf-8"))


def ids(rows):
    return {row["client_id"] for row in rows}


def test_planted_misfits_fail_and_planted_good_clients_pass(demo_book, truths):
    fit = kam.usp_fit(demo_book).set_index("client_id")
    failed = set(fit.index[fit["passes"].isin([False])])  # None is neither
    planted = ids(truths["misfits"])
    print(f"fails 75 %: {len(planted & failed)} of {len(planted)} planted found, {len(failed)} in all")
    assert planted <= failed
    for group in ("breadwinners", "image_makers", "experts", "emerging"):
        assert fit.loc[sorted(ids(truths[group])), "passes"].all(), group
    # every third was given a must-have need that nothing covers
    assert (fit.loc[sorted(planted), "fit_status"] == "vetoed").sum() == 3
    # what hangs on the need nobody assessed is left open, neither passed nor failed
    still_open = fit[fit["fit_status"] == "open"]
    assert len(still_open) > 0 and (still_open["unknown_needs"] > 0).all() and still_open["passes"].isna().all()


def test_those_held_by_what_is_paid_for_them_are_the_planted_ones(demo_book, truths):
    """Others fail 75 % by a need that is hard to meet, but nothing was planted that is paid for them."""
    cost = kam.misfit_cost(demo_book)
    total = cost[cost["part"] == "total"].set_index("client_id")
    planted = ids(truths["misfits"])
    dear = set(total.index[total["excess_share"] > 0.10])
    precision, recall = len(dear & planted) / len(dear), len(dear & planted) / len(planted)
    print(f"paid for with more than 10 % of revenue: precision {precision:.2f}, recall {recall:.2f}")
    assert recall == 1
    assert precision >= 0.75  # small clients' cost to serve is uneven: two such may join the eight
    # planted: a discount of 25 to 30 % where others of the size get 5 to 15 %, and 60 to 90 days
    discount = cost[(cost["part"] == "discount") & cost["client_id"].isin(planted)]
    assert (discount["low_excess_12m"] > 0).all()
    terms = cost[(cost["part"] == "terms") & cost["client_id"].isin(planted)]
    assert (terms["excess_12m"] > 0).sum() >= 6


def test_the_interval_holds_the_middle_and_totals_are_sums(demo_book):
    cost = kam.misfit_cost(demo_book)
    told = cost[cost["excess_12m"].notna()]
    assert (told["low_excess_12m"] <= told["excess_12m"]).all() and (
        told["excess_12m"] <= told["high_excess_12m"]
    ).all()
    sums = told[told["part"] != "total"].groupby("client_id")["excess_12m"].sum()
    totals = told[told["part"] == "total"].set_index("client_id")["excess_12m"]
    assert totals.to_dict() == pytest.approx(sums[totals.index].to_dict())
    counted = kam.misfit_comparables(demo_book, totals.index[0])
    assert len(counted) == cost.loc[cost["client_id"] == totals.index[0], "comparables"].max()


def test_a_book_tried_with_another_policy_tells_the_what_if_its_own(demo_book):
    """The value chain reads threshold and combination from the book it is asked of."""
    change = [{"usp_id": "U02", "need": "Самая низкая цена", "coverage": 0.9}]
    stricter = kam.what_if(demo_book, demo_book.policy.changed(fit_threshold=0.85, fit_combine="together"))
    found = kam.value_chain(stricter, change).clients.set_index("client_id")
    fit = stricter.sql("SELECT * FROM marts.usp_fit").set_index("client_id").loc[found.index]
    assert found["fit_before"].tolist() == pytest.approx(fit["fit_share"].tolist(), abs=2e-6)
    assert [None if p != p or p is None else bool(p) for p in fit["passes"].astype(object)] == list(
        found["passes_before"]
    )
