"""The models of reasons, of whom to call and of who may shrink, on a few rows written out by hand."""

from datetime import date

import duckdb
import pandas as pd
import pytest
import sqlglot
from sqlglot import exp

from kamlib.churn.frame import FAMILIES, FEATURES
from kamlib.engine.models import models
from kamlib.policy import Policy

TODAY = date(2026, 9, 30)
SQL = {m.table: m.sql for m in models()}


@pytest.fixture
def given():
    """Tables by name; gives what asks a model for its rows."""

    def make(**tables: list[dict]):
        con = duckdb.connect()
        for schema in ("staging", "features", "churn", "marts"):
            con.execute(f"CREATE SCHEMA {schema}")
        con.register("values_of_policy", pd.DataFrame([Policy().scalars()]))
        con.execute("CREATE TABLE policy AS SELECT * FROM values_of_policy")
        con.execute(f"CREATE TABLE staging.as_of_windows AS SELECT DATE '{TODAY}' AS as_of, true AS is_book")
        for name, rows in tables.items():
            con.register("rows", pd.DataFrame(rows))
            con.execute(f"CREATE TABLE {name.replace('__', '.')} AS SELECT * FROM rows")
            con.unregister("rows")
        return lambda model: con.execute(SQL[model]).df()

    return make


def features(**clients: dict) -> list[dict]:
    """One row of churn features a client: what is not told is not known."""
    blank = dict.fromkeys(FEATURES, float("nan"))
    return [{"cut_off": pd.Timestamp(TODAY), "client_id": c, **blank, **told} for c, told in clients.items()]


def test_of_a_family_the_first_known_sign_is_shown_with_the_clients_own_past(given):
    a = {"recency_days": 40, "gap_median": 7, "orders_90d": 2, "orders_180d": 9, "lines_mean": 3, "tenure_days": 800}
    b = {"classes_365d": 4, "claims_180d": 0, "days_late_365d": -5, "contact_silence_days": 90}
    c = {"manager_changed_180d": 1, "claims_180d": 2, "discount_180d": 0.12, "discount_rise": 0.05}
    earlier = {"cut_off": pd.Timestamp("2026-06-30"), "client_id": "a", "recency_days": 1}
    ask = given(features__churn_features=[*features(a=a, b=b, c=c), earlier])
    shown = ask("features.driver_signs").set_index(["client_id", "family"])
    assert shown.loc[("a", "silence")].tolist() == ["recency_days", 40, 7]
    assert shown.loc[("a", "rhythm")].tolist() == ["orders_90d", 2, 7]  # the 90 days before
    assert shown.loc[("a", "breadth"), "measure"] == "lines_mean"  # no class is known
    # classes of a year but none of the quarter: it bought in none; no claim and no lateness are no signs
    assert shown.loc[("b", "breadth")].tolist() == ["classes_90d", 0, 4]
    assert shown.loc[("b", "people"), "measure"] == "contact_silence_days"
    assert shown.loc[("c", "people"), "measure"] == "manager_changed_180d"
    assert shown.loc[("c", "price")].tolist() == ["discount_180d", 0.12, pytest.approx(0.07)]
    assert set(shown.loc["a"].index) == {"silence", "rhythm", "breadth", "tenure"}


def test_a_family_is_known_where_any_of_its_signs_is_known_of_any_client(given):
    ask = given(features__churn_features=features(a={"recency_days": 4}, b={"own_season_share": 0.2}))
    known = ask("features.driver_families").set_index("family")["is_known"]
    assert set(known[known].index) == {"silence", "season"}


def test_the_families_of_the_model_are_those_of_the_code():
    """Twins: kamlib.churn.frame.FAMILIES and features.driver_families."""
    tree = sqlglot.parse_one(SQL["features.driver_families"], dialect="duckdb")
    (query,) = (c.this for c in tree.find_all(exp.CTE))
    counted = {s.alias: sorted(c.this.name for c in s.find_all(exp.Count)) for s in query.selects}
    assert counted == {family: sorted(names) for family, names in FAMILIES.items()}
    (named,) = tree.find_all(exp.Values)
    assert [row.expressions[0].this for row in named.expressions] == list(FAMILIES)


def risk(client_id, **told):
    return {"as_of": TODAY, "client_id": client_id, "status": "scored", "net_12m": 100.0, **told}


def test_reasons_stand_in_order_and_only_those_that_move_the_odds_are_named(given):
    """By policy a reason is named above 0.1 in log-odds."""
    driver = {"target": "churned", "client_id": "a"}
    ask = given(
        marts__churn_risk=[risk("a"), risk("gone", status="not_active")],
        features__driver_signs=[
            {"client_id": "a", "family": "price", "measure": "returns_share", "value": 0.3, "usual": 0}
        ],
        churn__drivers=[
            {**driver, "family": "tenure", "log_odds": 0.1},
            {**driver, "family": "price", "log_odds": 0.7},
            {**driver, "family": "silence", "log_odds": -2.0},
            {**driver, "family": "rhythm", "log_odds": 0.11, "target": "shrunk"},
            {**driver, "family": "silence", "log_odds": 1.0, "client_id": "gone"},
        ],
    )
    found = ask("marts.risk_drivers").sort_values(["target", "place"])
    assert found[["target", "family", "place", "is_reason"]].to_numpy().tolist() == [
        ["churned", "price", 1, True],
        ["churned", "tenure", 2, False],
        ["churned", "silence", 3, False],
        ["shrunk", "rhythm", 1, True],
    ]
    assert found["measure"].fillna("").tolist() == ["returns_share", "", "", ""]


def test_the_save_list_has_calls_that_pay_with_their_two_first_reasons(given):
    reason = {"target": "churned", "client_id": "b", "is_reason": True}
    ask = given(
        marts__churn_risk=[
            risk("a", expected_profit_of_call=10.0),
            risk("b", expected_profit_of_call=90.0),
            risk("loss", expected_profit_of_call=-1.0),
            risk("base", expected_profit_of_call=50.0, status="cannot_rank"),
        ],
        marts__risk_drivers=[
            {**reason, "family": "silence", "place": 1},
            {**reason, "family": "price", "place": 2},
            {**reason, "family": "people", "place": 3},
            {**reason, "family": "season", "place": 1, "target": "shrunk"},
            {**reason, "family": "tenure", "place": 1, "client_id": "a", "is_reason": False},
        ],
    )
    listed = ask("marts.save_list").sort_values("place")
    assert listed[["client_id", "place", "driver", "driver_2"]].fillna("").to_numpy().tolist() == [
        ["b", 1, "silence", "price"],
        ["a", 2, "", ""],
    ]


def test_likely_to_shrink_at_twice_the_usual_odds_and_likelier_than_to_leave(given):
    """Usually a fifth shrinks: odds of a quarter; twice that is a half, a probability of a third."""
    ask = given(
        marts__churn_risk=[
            risk("small", p_shrink=0.6, p_churn=0.1),  # half of 100 a year
            risk("large", p_shrink=0.34, p_churn=0.1),  # a quarter of 1000
            risk("usual", p_shrink=0.33, p_churn=0.1),
            risk("leaves", p_shrink=0.5, p_churn=0.26),
            risk("not assessed", p_shrink=None, p_churn=0.3),
        ],
        marts__client_card=[
            {"client_id": c, "net_12m": 1000.0 if c == "large" else 100.0}
            for c in ("small", "large", "usual", "leaves", "not assessed")
        ],
        marts__model_card=[{"target": "shrunk", "status": "scored", "prevalence": 0.2}],
    )
    assert ask("marts.likely_to_shrink").sort_values("place")["client_id"].tolist() == ["large", "small"]
