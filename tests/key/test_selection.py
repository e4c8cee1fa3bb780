"""The selection rule: by hand, its properties, numpy against SQL, and the demo company's key clients."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_lines import monthly
from test_criteria import NO_SEASONS, YEAR_END, judged

import kamlib as kam
from kamlib.policy import CRITERIA
from kamlib.whatif.selection import SELECTION_VALUES, Measures, measures, memberships, select

ONLY = ["key_clients"]

TODAY = kam.Policy().changed(selection_long_weight=0.0, selection_min_score=0.0, selection_places=0)


def made(low, fit=None, decision=None, hours=None, team=None, known=1.0, expected=0.0, potential=0.0) -> Measures:
    """Clients c0, c1 …, every criterion worth `low` points; fit_status of each, decisions, measured hours."""
    n = len(low)
    status = np.array(fit or ["fits"] * n, dtype=object)
    share = pd.Series(status).map({"fits": 0.9, "below": 0.5, "vetoed": 0.9, "open": 0.74})
    clients = pd.DataFrame(
        {
            "client_id": [f"c{i:05d}" for i in range(n)],
            "fit_status": status,
            "fit_low": share,
            "fit_high": share.where(status != "open", 0.8),
            "fit_share": share,
            "is_free_of_veto": status != "vetoed",
            "decision": decision or [None] * n,
            "expected_points": np.full(n, expected, float) if np.isscalar(expected) else expected,
            "potential_points": np.full(n, potential, float) if np.isscalar(potential) else potential,
            "measured_hours": hours or [np.nan] * n,
        }
    )
    low = np.asarray(low, float)
    points = low if low.ndim == 2 else np.repeat(low[:, None], len(CRITERIA), axis=1)
    return Measures(clients, points, np.full_like(points, known), team)


def reasons(outcome):
    return list(zip(outcome.is_key.tolist(), outcome.decided_by.tolist(), strict=True))


def test_conditions_come_before_the_score():
    m = made([90, 95, 94, 80, 70, 20], ["fits", "below", "vetoed", "no_needs", "open", "fits"])
    outcome = select(m, TODAY.changed(selection_min_score=60.0))
    assert reasons(outcome) == [
        (True, "score"), (False, "fit"), (False, "veto"), (True, "score"), (True, "score"), (False, "score"),
    ]  # fmt: skip
    assert outcome.margin[[0, 5]].tolist() == [30, -40] and np.isnan(outcome.margin[[1, 2]]).all()
    assert outcome.place.tolist() == [1, 0, 0, 2, 3, 0] and outcome.rank.tolist() == [3, 1, 2, 4, 5, 6]
    refused = select(m, TODAY.changed(selection_min_score=60.0, selection_unknown_fit="refused"))
    assert refused.is_key.tolist() == [True, False, False, False, False, False]
    assert refused.decided_by[[3, 4]].tolist() == ["fit_unknown", "fit_unknown"]


def test_another_threshold_of_fit():
    m = made([90, 90, 90], ["fits", "below", "open"])  # 0.9; 0.5; 0.74 of 0.74 … 0.8
    assert select(m, TODAY.changed(fit_threshold=0.5)).fit_status.tolist() == ["fits", "fits", "fits"]
    assert select(m, TODAY.changed(fit_threshold=0.85)).fit_status.tolist() == ["fits", "below", "below"]
    assert select(m, TODAY.changed(fit_threshold=0.95)).is_key.tolist() == [False] * 3


def test_places_and_who_is_just_in_or_out():
    outcome = select(made([90, 70, 80, 60]), TODAY.changed(selection_places=2))
    assert reasons(outcome) == [(True, "places"), (False, "places"), (True, "places"), (False, "places")]
    assert outcome.margin.tolist() == [20, -10, 10, -20]  # the first out has 70, the last in 80


def test_equal_scores_go_by_code():
    assert select(made([50, 50, 50]), TODAY.changed(selection_places=1)).is_key.tolist() == [True, False, False]


def test_hours_end_the_list():
    m = made([90, 80, 70, 60], hours=[10, 40, 10, 10], team=180)  # standard 24, half of 180 for key clients
    outcome = select(m, TODAY)
    assert outcome.load_hours.tolist() == [24, 40, 24, 24] and outcome.capacity_hours == 90
    assert reasons(outcome) == [(True, "capacity")] * 3 + [(False, "capacity")]  # 88 of 90 hours
    assert select(m, TODAY.changed(selection_capacity_hours_month=64.0)).is_key.tolist() == [True, True, False, False]
    assert select(made([90, 80]), TODAY).capacity_hours is None


def test_a_decision_goes_before_everything():
    m = made([90, 80, 10, 70], ["fits", "fits", "vetoed", "fits"], ["drop", None, "make_key", None])
    outcome = select(m, TODAY.changed(selection_places=2, selection_min_score=60.0))
    assert reasons(outcome) == [(False, "decision"), (True, "places"), (True, "decision"), (False, "places")]
    assert outcome.place.tolist() == [0, 2, 1, 3] and np.isnan(outcome.margin[[0, 2]]).all()


def test_today_and_the_long_term_are_blended():
    m = made([40, 60], expected=[80, 0], potential=[100, 20])
    outcome = select(m, TODAY.changed(selection_long_weight=0.5, selection_potential_part=0.25))
    assert outcome.long_score.tolist() == [85, 5]  # ¾ of expected and ¼ of potential
    assert outcome.selection_score.tolist() == [62.5, 32.5]
    assert select(
        m, TODAY.changed(selection_long_weight=1.0, selection_potential_part=0.25)
    ).selection_score.tolist() == [85, 5]
    assert select(m, TODAY).selection_score.tolist() == [40, 60]


def test_weights_of_the_criteria():
    low = np.zeros((2, len(CRITERIA)))
    low[0, CRITERIA.index("profit")], low[1, CRITERIA.index("image")] = 100, 100
    assert select(made(low), TODAY).score_low.tolist() == [25, 10]
    no_profit = TODAY.changed(criteria_weight_profit=0.0, criteria_weight_image=25.0)
    assert select(made(low), no_profit).score_low.tolist() == pytest.approx([0, 100 * 25 / 90])


points = st.floats(0, 100).map(lambda x: round(x, 4))
statuses = st.sampled_from(["fits", "below", "vetoed", "open", "no_needs"])
bases = st.lists(st.tuples(st.lists(points, min_size=7, max_size=7), points, statuses), min_size=1, max_size=30)


def base(rows) -> Measures:
    return made([r[0] for r in rows], [r[2] for r in rows], expected=[r[1] for r in rows])


@settings(max_examples=60, deadline=None)
@given(bases, points, points, st.integers(0, 10), st.floats(0, 1))
def test_a_higher_threshold_never_adds_a_client(rows, one, other, places, long_weight):
    policy = TODAY.changed(selection_places=places, selection_long_weight=long_weight)
    low, high = sorted((one, other))
    looser, stricter = (select(base(rows), policy.changed(selection_min_score=x)).is_key for x in (low, high))
    assert not (stricter & ~looser).any()


@settings(max_examples=40, deadline=None)
@given(bases, st.floats(0.5, 1), st.floats(0.5, 1))
def test_a_higher_fit_threshold_never_adds_a_client_where_places_do_not_end(rows, one, other):
    low, high = sorted((one, other))
    looser, stricter = (select(base(rows), TODAY.changed(fit_threshold=x)).is_key for x in (low, high))
    assert not (stricter & ~looser).any()


@settings(max_examples=60, deadline=None)
@given(bases, st.floats(0.01, 50), st.integers(0, 10))
def test_weights_scaled_by_a_constant_change_nothing(rows, factor, places):
    policy = TODAY.changed(selection_places=places, selection_long_weight=0.3)
    weights = {f"criteria_weight_{c}": getattr(policy.criteria, f"weight_{c}") * factor for c in CRITERIA}
    one, other = select(base(rows), policy), select(base(rows), policy.changed(**weights))
    for field in fields(one):
        assert_same(getattr(one, field.name), getattr(other, field.name))


@settings(max_examples=60, deadline=None)
@given(bases, points)
def test_without_end_of_places_all_who_pass_are_key(rows, threshold):
    outcome = select(base(rows), TODAY.changed(selection_min_score=threshold))
    status = np.array([r[2] for r in rows])
    passes = (
        ~np.isin(status, ["below", "vetoed"]) & (outcome.selection_score >= threshold) & (outcome.selection_score > 0)
    )
    assert (outcome.is_key == passes).all()


@settings(max_examples=40, deadline=None)
@given(bases, st.integers(0, 6), st.integers(0, 29))
def test_what_becomes_unknown_never_lifts_a_client(rows, criterion, who):
    who %= len(rows)
    m = base(rows)
    less = m.low.copy()
    less[who, criterion] = 0  # not known
    before, after = select(m, TODAY), select(Measures(m.clients, less, m.known, None), TODAY)
    assert after.selection_score[who] <= before.selection_score[who] and after.rank[who] >= before.rank[who]


def assert_same(one, other):
    if isinstance(one, np.ndarray) and one.dtype == float:
        np.testing.assert_allclose(one, other, atol=1e-8, equal_nan=True)
    else:
        assert np.all(one == other)


POLICIES = [
    {},
    {"selection_places": 0, "selection_min_score": 50.0},
    {"selection_unknown_fit": "refused", "selection_places": 35},
    {"selection_capacity_hours_month": 100.0},
    {"selection_long_weight": 1.0, "selection_potential_part": 0.9},
    {"selection_long_weight": 0.0, "fit_threshold": 0.85},
    {"criteria_weight_profit": 3.3, "criteria_weight_image": 0.0, "selection_hours_per_key_client_month": 2.0},
    {"selection_min_score": 99.0},
]


@pytest.mark.parametrize("changes", POLICIES, ids=lambda c: ", ".join(c) or "own")
def test_numpy_is_the_sql(demo_book, changes):
    """Every row, every digit: the models under another policy against the selection rule in numpy on the book."""
    policy = demo_book.policy.changed(**changes)
    sql = kam.key_clients(kam.what_if(demo_book, policy)).set_index("client_id")
    outcome = kam.selection(demo_book, policy).set_index("client_id")
    assert list(outcome.index) == list(sql.index) and set(changes) <= SELECTION_VALUES
    both = [c for c in outcome.columns if c in sql.columns]
    assert {"is_key", "decided_by", "margin", "selection_place", "rank", "selection_score", "passes"} <= set(both)
    pd.testing.assert_frame_equal(outcome[both], sql[both], check_dtype=False, rtol=0, atol=1e-8)


def test_what_the_selection_does_not_compute_comes_from_the_models(demo_book):
    policy = demo_book.policy.changed(criteria_full_pace=0.2, groups_image_score=90.0)
    sql = kam.key_clients(kam.what_if(demo_book, policy)).set_index("client_id")
    outcome = kam.selection(demo_book, policy).set_index("client_id").loc[sql.index]
    assert (outcome["is_key"] == sql["is_key"]).all() and (outcome["selection_score"] == sql["selection_score"]).all()
    assert (
        outcome["selection_score"]
        != kam.key_clients(demo_book).set_index("client_id").loc[sql.index, "selection_score"]
    ).any()


def test_who_enters_and_leaves_and_the_totals(demo_book):
    changes = {"selection_places": 15, "selection_long_weight": 1.0, "fit_threshold": 0.3}
    outcome, totals = (
        kam.selection(demo_book, changes),
        kam.selection_totals(demo_book, changes).set_index("selection_list"),
    )
    was = set(kam.key_clients(demo_book).query("is_key").client_id)
    now = set(outcome.query("is_key").client_id)
    assert set(outcome.query("change == 'enters'").client_id) == now - was != set()
    assert set(outcome.query("change == 'leaves'").client_id) == was - now
    assert totals["key_clients"].tolist() == [len(was), len(now)]
    assert totals.loc["policy", ["enters", "leaves"]].tolist() == [len(now - was), len(was - now)]
    assert totals.loc["book", ["enters", "leaves"]].tolist() == [0, 0]
    keys = outcome[outcome["is_key"]]
    assert totals.loc["policy", "net_12m"] == pytest.approx(keys["net_12m"].sum())
    assert totals.loc["policy", "load_hours"] == keys["load_hours"].sum() <= totals.loc["policy", "capacity_hours"]
    assert totals.loc["policy", "fit_mean"] == pytest.approx(keys["fit_share"].mean())
    assert totals.loc["policy", "load_share"] == pytest.approx(keys["load_hours"].sum() / 600)


def test_the_curve_ends_with_all_who_pass(demo_book):
    curve, keys = kam.key_client_curve(demo_book), kam.key_clients(demo_book)
    listed = keys[keys["selection_place"].notna()].sort_values("selection_place")
    assert curve["client_id"].tolist() == listed["client_id"].tolist()
    assert curve["is_key"].sum() == keys["is_key"].sum()
    for name in ("net_share", "contribution_share", "load_hours", "load_share", "contribution_at_risk_12m"):
        assert curve[name].is_monotonic_increasing, name
    assert curve["net_share"].iloc[-1] == pytest.approx(listed["net_12m"].sum() / keys["net_12m"].sum())


def test_stability_is_a_share_of_draws(demo_book):
    still = kam.membership_stability(demo_book, draws=5, spread=0.0)
    assert (still["stays_share"] == still["is_key"]).all()
    one, again = (kam.membership_stability(demo_book, draws=50, seed=7) for _ in range(2))
    pd.testing.assert_frame_equal(one, again)
    assert one["stays_share"].between(0, 1).all() and one.query("is_key")["stays_share"].mean() > 0.8
    assert one["stays_share"].sum() == pytest.approx(20)  # every draw fills the 20 places


def test_every_one_of_200_draws_over_5000_clients_fills_the_places():
    rng = np.random.default_rng(1)
    m = made(rng.uniform(0, 100, (5000, 7)), list(rng.choice(["fits", "below", "no_needs"], 5000)), team=1000)
    assert memberships(m, kam.Policy(), 200, 0.3, 1).sum() == pytest.approx(20)


def test_a_decision_recorded_is_followed_until_it_ends_or_is_revised(lines_book):
    def decided(number, kind, client, **more):
        told = {"subject": client, "why": "so", "decided_by": "SKAM", "decided_on": f"2023-0{number}-01"}
        return {"decision_id": f"D{number}", "kind": kind, "client_id": client, **told, **more}

    lines = [row for c in "abcde" for row in monthly(c, "2022-01", [100] * 24)]
    book = lines_book(
        lines,
        as_of=YEAR_END,
        policy=NO_SEASONS.changed(selection_places=1),
        clients=[{"client_id": c, "name": c} for c in "abcde"],
        decisions=[
            decided(1, "drop", "a"),
            decided(2, "make_key", "b", until="2023-12-31"),
            decided(3, "make_key", "c", until="2023-12-30"),
            decided(4, "make_key", "d"),
            decided(5, "watch", "d", revises="D4"),
            decided(6, "make_key", "e"),
            decided(7, "drop", "e"),
        ],
        only=ONLY,
    )
    keys = kam.key_clients(book).set_index("client_id")
    assert keys.loc[list("abcde"), "is_key"].tolist() == [False, True, False, False, False]
    assert keys.loc[["a", "b", "e"], "decided_by"].tolist() == ["decision"] * 3
    assert keys.loc[["c", "d"], "decided_by"].tolist() == ["places"] * 2 and keys["decision"].isna().sum() == 2


def test_a_book_with_only_lines(lines_book):
    lines = [row for n in range(4) for row in monthly(f"c{n}", "2022-01", [100 * (n + 1)] * 24)]
    book = lines_book(lines, as_of=YEAR_END, policy=NO_SEASONS)
    keys = kam.key_clients(book).set_index("client_id")
    assert set(keys["fit_status"]) == {"no_needs"} and keys["passes"].isna().all()
    assert keys["known_share"].max() < 0.6 and (keys["score_low"] < 60).all() and keys["is_key"].any()
    np.testing.assert_allclose(keys["score_low"], keys["score"] * keys["known_share"], atol=1e-3)
    totals = kam.selection_totals(book)
    assert totals["capacity_hours"].isna().all() and totals["fit_known"].tolist() == [0, 0]
    assert len(kam.membership_stability(book, draws=3)) == 4 and len(kam.key_client_curve(book)) >= 1
    assert kam.selection(book, {"selection_unknown_fit": "refused"})["is_key"].sum() == 0


def test_a_client_known_by_one_good_criterion_does_not_stand_high(lines_book):
    """star is judged 100 for image and nothing else is known; plain is known in full, and middling."""
    lines = monthly("plain", "2022-01", [100] * 24)
    book = lines_book(
        lines,
        as_of=YEAR_END,
        policy=NO_SEASONS,
        clients=[{"client_id": "star", "name": "s"}, {"client_id": "plain", "name": "p"}],
        judgements=[judged("star", "image", 100, "2023-06-01")],
        only=ONLY,
    )
    keys = kam.key_clients(book).set_index("client_id")
    assert keys.loc["star", ["score", "known_share", "score_low"]].tolist() == [100, 0.1, 10]
    assert keys.loc["plain", "score"] < 100 and keys.loc["plain", "rank"] == 1


def test_the_demo_companys_list(demo_book, truths):
    """Planted misfits stay out, breadwinners and the emerging client are in."""
    keys = set(kam.key_clients(demo_book).query("is_key").client_id)

    def planted(name):
        return {x["client_id"] for x in truths[name]}

    for name in ("breadwinners", "emerging", "concentration", "experts", "image_makers", "prospective", "misfits"):
        print(f"{name}: {len(planted(name) & keys)} of {len(planted(name))} key")
    assert planted("breadwinners") | planted("emerging") <= keys
    assert not planted("misfits") & keys


def test_a_what_if_is_asked_as_a_book_is(demo_book):
    same = kam.what_if(demo_book, demo_book.policy)
    pd.testing.assert_frame_equal(kam.selection(same), kam.selection(demo_book))
    assert measures(same).team_hours == measures(demo_book).team_hours


def test_what_people_enter_moves_the_list_at_once(lines_home):
    lines = [row for c in "ab" for row in monthly(c, "2022-01", [100] * 24)]
    clients = [{"client_id": c, "name": c} for c in "ab"]
    home = lines_home(lines, as_of=YEAR_END, policy=NO_SEASONS.changed(selection_places=1), clients=clients)
    book = kam.open_book(home)
    assert kam.key_clients(book).query("is_key")["client_id"].tolist() == ["a"]
    entered = {
        "judgements": judged("b", "image", 90, "2024-01-10"),
        "potentials": {"client_id": "b", "potential_12m": 99},
    }
    for table, row in entered.items():
        kam.open_register(home).write(table, [row], author="Ann", source="test")
    now = kam.key_clients(kam.live(book)).set_index("client_id")
    assert now["is_key"].to_dict() == {"a": False, "b": True}
    assert now.loc["b", ["is_image_maker", "potential_12m"]].tolist() == [True, 99]
    outcome = kam.selection(kam.live(book), {"selection_places": 2, "criteria_full_pace": 0.4}).set_index("client_id")
    assert outcome["change"].to_dict() == {"a": "enters", "b": "stays"}
