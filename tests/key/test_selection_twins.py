"""The selection rule in numpy and in SQL, on companies and policies made at random: the same list and reasons."""

import random

import duckdb
import numpy as np
import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st
from test_selection import made

from kamlib.engine.models import models
from kamlib.policy import Policy
from kamlib.whatif.selection import Measures, select

(SQL,) = (m.sql for m in models() if m.table == "marts.key_clients")
# carried along by the model, and no part of the rule
CARRIED = ("as_of", "score", "score_high", "group_primary", "is_breadwinner", "is_prospective", "is_image_maker",
           "is_expert", "net_12m", "contribution_level", "contribution_12m", "expected_contribution_12m",
           "expected_contribution_horizon", "contribution_at_risk_12m", "potential_12m")  # fmt: skip
SAME = ("is_key", "decided_by", "margin", "selection_place", "rank", "selection_score", "long_score")


def company(chance: random.Random) -> Measures:
    """Forty clients, many with equal points, with and without decisions, fit and hours."""
    n = 40
    points = [chance.choice([0, 10, 30, 30, 50, 70, 90]) for _ in range(n)]
    fit = [chance.choice(["fits", "fits", "fits", "below", "vetoed", "open", "no_needs"]) for _ in range(n)]
    decision = [chance.choice([None] * 8 + ["make_key", "drop"]) for _ in range(n)]
    hours = [chance.choice([np.nan, 10.0, 30.0, 45.5]) for _ in range(n)]
    expected, potential = ([chance.choice([0, 20, 60, 100]) for _ in range(n)] for _ in range(2))
    team = chance.choice([None, 100.0, 600.0])
    return made(points, fit, decision, hours, team, expected=pd.Series(expected), potential=pd.Series(potential))


def policy(chance: random.Random) -> Policy:
    return Policy().changed(
        selection_places=chance.choice([0, 3, 10]),
        selection_min_score=chance.choice([0.0, 30.0, 55.0]),
        selection_unknown_fit=chance.choice(["allowed", "refused"]),
        selection_long_weight=chance.choice([0.0, 0.3, 1.0]),
        selection_capacity_hours_month=chance.choice([0.0, 0.0, 150.0]),
    )


def by_sql(m: Measures, rules: Policy, numpy) -> pd.DataFrame:
    """marts.key_clients over the same measures."""
    given = pd.DataFrame({
        "client_id": m.clients["client_id"],
        "score_low": numpy.score_low,
        "known_share": numpy.known_share,
        "expected_points": m.clients["expected_points"],
        "potential_points": m.clients["potential_points"],
        "decision": m.clients["decision"].astype("string"),
        "fit_status": numpy.fit_status.astype(str),
        "fit_share": m.clients["fit_share"],
        "passes": pd.Series(numpy.passes).map({1.0: True, 0.0: False}).astype("boolean"),
        "load_hours": numpy.load_hours,
    })  # fmt: skip
    con = duckdb.connect()
    for schema in ("marts", "features"):
        con.execute(f"CREATE SCHEMA {schema}")
    con.register("given", given)
    con.register("values_of_policy", pd.DataFrame([rules.scalars()]))
    carried = ", ".join(f"NULL AS {name}" for name in CARRIED)
    con.execute(f"CREATE TABLE marts.key_measures AS SELECT *, {carried} FROM given")
    con.execute("CREATE TABLE policy AS SELECT * FROM values_of_policy")
    con.execute("CREATE TABLE features.key_capacity (capacity_hours DOUBLE)")
    con.execute("INSERT INTO features.key_capacity VALUES (?)", [numpy.capacity_hours])
    return con.execute(f"SELECT * FROM ({SQL}) ORDER BY client_id").df()


@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 10**6))
def test_the_same_list_from_numpy_and_from_sql(seed):
    chance = random.Random(seed)
    m, rules = company(chance), policy(chance)
    numpy = select(m, rules)
    sql = by_sql(m, rules, numpy)
    mine = pd.DataFrame({name: getattr(numpy, "place" if name == "selection_place" else name) for name in SAME})
    mine["selection_place"] = mine["selection_place"].where(mine["selection_place"] > 0)
    sql["selection_place"] = sql["selection_place"].astype(float)
    pd.testing.assert_frame_equal(mine, sql[list(SAME)], check_dtype=False, rtol=0, atol=1e-8)


def test_the_companies_made_meet_every_condition():
    """Else the property would hold of lists that nothing puts anybody off."""
    reasons = set()
    for seed in range(60):
        chance = random.Random(seed)
        reasons |= set(select(company(chance), policy(chance)).decided_by)
    assert reasons == {"decision", "veto", "fit", "fit_unknown", "unknown", "score", "places", "capacity"}
