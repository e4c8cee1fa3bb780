"""What all clients and needs come to, on a book of three clients."""

from small_book import covers, need, small_book, usp

import kamlib as kam


def book():
    needs = [
        need("fits", "speed", 3, need_en="speed!"),
        need("fits", "price", 1),
        need("misfit", "price", 3, must_have=True),
        need("misfit", "nights", 1),
    ]
    coverage = [covers("U1", "speed", 1), covers("U2", "price", 0.2), covers("U9", "price", 0.9)]
    return small_book(
        needs, [usp("U1", yearly_cost=5), usp("U2")], [*coverage, covers("U1", "price", 0.1, "misfit")], ["new"]
    )


def test_totals_count_every_client_once():
    found = kam.fit_totals(book()).set_index("fit_status")
    assert found["clients"].to_dict() == {"fits": 1, "vetoed": 1, "no_needs": 1}
    assert found["net_share"].round(6).tolist() == [0.333333] * 3 and found["contribution_12m"].sum() == 300


def test_what_is_paid_in_all_is_the_sum_of_clients():
    found = kam.misfit_totals(book())
    assert found[["part", "clients", "misfit_unknown", "excess_12m"]].values.tolist() == [["total", 1, 0, 50.0]]


def test_needs_are_told_by_how_open_they_are_among_those_that_do_not_fit():
    found = kam.need_gaps(book()).set_index("need")
    assert list(found.index) == ["price", "nights", "speed"]
    # the misfit bought for 1000: price weighs 3/4 and is covered to 0.2, nights weigh 1/4 and nobody assessed them
    assert found["open_net_12m"].round(6).tolist() == [600, 250, 0]
    assert found["clients"].tolist() == [2, 1, 1] and found["clients_short"].tolist() == [1, 1, 0]
    assert found["vetoes"].tolist() == [1, 0, 0]
    # U9 covers price better, but is not in the catalogue
    assert found["usp_id"].tolist()[0] == "U2" and found["general_coverage"].tolist()[0] == 0.2
    assert found["usp_id"].isna().tolist() == [False, True, False]


def test_usps_of_a_need_tell_the_general_view_beside_the_client_s_own():
    found = kam.need_usps(book(), "misfit").set_index("usp_id")
    assert list(found.index) == ["U9", "U2", "U1"] and set(found["need"]) == {"price"}
    assert found["is_own"].tolist() == [False, False, True] and found["is_offered"].tolist() == [False, True, True]
    assert found["coverage"].tolist() == [0.9, 0.2, 0.1]
    assert found["general_coverage"].isna().tolist() == [False, False, True]
    assert set(kam.need_usps(book())["client_id"]) == {"fits", "misfit"}


def test_the_catalogue_and_the_general_view():
    assert kam.usps(book())[["usp_id", "needs_covered"]].values.tolist() == [["U1", 1], ["U2", 1]]
    found = kam.general_coverage(book())
    assert found[["need", "usp_id"]].values.tolist() == [["price", "U9"], ["price", "U2"], ["speed", "U1"]]
    assert found["need_en"].tolist() == ["price", "price", "speed!"]


def test_improvements_without_costs_go_by_what_they_gain():
    rows = [
        {"improvement": "a nothing", "usp_id": "U1", "need": "speed", "coverage": 1},
        {"improvement": "b price", "usp_id": "U2", "need": "price", "coverage": 1},
    ]
    found = kam.best_improvements(book(), rows)
    assert found["improvement"].tolist()[0] == "b price"
