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
    assert shown.loc[("a", "silence")].tolist() == ["recency_days", 40, 7, True]
    assert shown.loc[("a", "rhythm")].tolist() == ["orders_90d", 2, 7, True]  # the 90 days before
    assert shown.loc[("a", "breadth"), "measure"] == "lines_mean"  # no class is known
    # classes of a year but none of the quarter: it bought in none; no claim and no lateness are no signs
    assert shown.loc[("b", "breadth")].tolist() == ["classes_90d", 0, 4, True]
    assert shown.loc[("b", "people"), "measure"] == "contact_silence_days"
    assert shown.loc[("c", "people"), "measure"] == "manager_changed_180d"
    assert shown.loc[("c", "price")].tolist() == ["discount_180d", 0.12, pytest.approx(0.07), True]
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
    """By policy a reason is named above 0.1 in log-odds, and only where its sign is unusual for the client."""
    sign = {"client_id": "a"}
    driver = {"target": "churned", "client_id": "a"}
    ask = given(
        marts__churn_risk=[risk("a"), risk("gone", status="not_active")],
        features__driver_signs=[
            {**sign, "family": "price", "measure": "returns_share", "value": 0.3, "usual": 0, "is_unusual": True},
            {**sign, "family": "rhythm", "measure": "orders_90d", "value": 4, "usual": 4, "is_unusual": False},
            {**sign, "family": "tenure", "measure": "tenure_days", "value": 80, "is_unusual": True},
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
        ["shrunk", "rhythm", 1, False],
    ]
    assert found["measure"].fillna("").tolist() == ["returns_share", "tenure_days", "", "orders_90d"]


@pytest.mark.parametrize(
    ("sign", "told", "is_unusual"),
    [
        ("silence", {"recency_days": 22, "gap_median": 22}, False),
        ("silence", {"recency_days": 26, "gap_median": 22}, False),
        ("silence", {"recency_days": 27, "gap_median": 22}, True),
        ("silence", {"recency_days": 91}, True),  # bought once: longer than the horizon
        ("silence", {"recency_days": 90}, False),
        ("rhythm", {"orders_90d": 8, "orders_180d": 18}, False),  # eight after ten: a fifth less, not more than that
        ("rhythm", {"orders_90d": 7, "orders_180d": 17}, True),
        ("rhythm", {"orders_90d": 12, "orders_180d": 22}, False),  # it buys more often than before
        ("turnover", {"net_90d": 79.0, "net_180d": 179.0}, True),
        ("turnover", {"net_90d": 200.0, "net_180d": 300.0}, False),
        ("season", {"orders_same_90d_last_year": 0, "orders_365d": 4}, True),
        ("season", {"orders_same_90d_last_year": 3, "orders_365d": 12}, False),
        ("breadth", {"classes_90d": 2, "classes_365d": 4}, True),
        ("breadth", {"classes_90d": 3, "classes_365d": 4}, False),
        ("price", {"discount_180d": 0.12, "discount_rise": 0.05}, True),
        ("price", {"discount_180d": 0.02, "discount_rise": 0.009}, False),  # under a hundredth
        ("tenure", {"tenure_days": 1276}, False),
        ("tenure", {"tenure_days": 80}, True),
        ("people", {"manager_changed_180d": 1}, True),
        ("people", {"contact_silence_days": 30}, False),
    ],
)
def test_a_sign_is_unusual_only_to_the_side_that_it_speaks_of(given, sign, told, is_unusual):
    ask = given(features__churn_features=features(a=told))
    assert ask("features.driver_signs").set_index("family").loc[sign, "is_unusual"] == is_unusual


def test_the_save_list_has_calls_that_pay_with_why_and_their_two_first_reasons(given):
    """A call costs 10 and succeeds in 30 %, as the policy says, times what silence leaves of it."""
    reason = {"target": "churned", "client_id": "b", "is_reason": True}
    usual = {
        "contribution_level": "cm1",
        "recency_days": 5,
        "median_gap_days": 10.0,
        "horizon_days": 90,
        "risk_band": "low",
    }
    late = {**usual, "recency_days": 11, "risk_band": "raised"}

    def at(client_id, money, **told):
        return risk(client_id, **{"is_gone": False, **usual, **told}, contribution_at_risk_soon=money)

    below = {"months_below": 3, "net_3m_year_ago": 100}
    fell = {"level": "halved", "horizon_days": 90, "actual": 40, "expected": 100.0}
    ask = given(
        marts__churn_risk=[
            at("a", 100.0, **late),
            at("b", 200.0),
            at("costs more than it brings", 30.0, **late),
            at("has bought and has no reason", 900.0),
            at("only the base rate", 500.0, **late, status="cannot_rank"),
            at("gone", 500.0, **late, is_gone=True),
            at("fell", 1.0),
            at("large, fell in part", 1.0),
            at("large", 1.0),
            at("no cost known", 1.0, contribution_level="revenue"),
        ],
        marts__contact_cost=[{"contact_cost": 10.0, "is_told": True}],
        features__churn_paces=[
            {"cut_off": TODAY, "client_id": c, "pace": "some", "reach": 0.5 if c == "a" else 1.0}
            for c in (
                "a",
                "b",
                "costs more than it brings",
                "has bought and has no reason",
                "only the base rate",
                "gone",
                "fell",
                "large, fell in part",
                "large",
                "no cost known",
            )
        ],
        marts__shrinkage=[
            {"client_id": "fell", **fell, "missing": 60.0, "missing_contribution": 30.0},
            {"client_id": "no cost known", **fell, "missing": 60.0, "missing_contribution": None},
        ],
        marts__key_watch=[
            {**below, "client_id": "large", "net_3m": 75, "missing": 25, "missing_contribution": 12.0},
            {**below, "client_id": "large, fell in part", "net_3m": 80, "missing": 20, "missing_contribution": 40.0},
        ],
        features__fall_persistence=[{"falls": 0, "persistence": 1.0}],
        marts__risk_drivers=[
            {**reason, "family": "silence", "place": 1, "is_reason": False},
            {**reason, "family": "rhythm", "place": 2},
            {**reason, "family": "price", "place": 3},
            {**reason, "family": "people", "place": 4},
            {**reason, "family": "season", "place": 1, "target": "shrunk"},
            {**reason, "family": "tenure", "place": 1, "client_id": "a", "is_reason": False},
        ],
    )
    listed = ask("marts.save_list").sort_values("place")
    year = 30 * 365 / 90
    assert listed[["client_id", "call_cause", "stake_12m", "expected_profit_of_call"]].to_numpy().tolist() == [
        ["no cost known", "shrunk", pytest.approx(2 * year, abs=0.01), pytest.approx(2 * year * 0.3 - 10, abs=0.01)],
        ["b", "at_risk", 200.0, 50.0],
        ["fell", "shrunk", pytest.approx(year, abs=0.01), pytest.approx(year * 0.3 - 10, abs=0.01)],
        ["a", "at_risk", 100.0, 5.0],
        ["large", "watched", 48.0, pytest.approx(4.4)],
    ]
    told = listed.set_index("client_id")
    assert told.loc["b", ["driver", "driver_2"]].tolist() == ["rhythm", "price"] and pd.isna(told.loc["a", "driver"])
    assert told.loc["fell", ["bought", "bought_usually"]].tolist() == [40, 100]
    assert told.loc["large", ["bought", "bought_usually"]].tolist() == [75, 100] and pd.isna(told.loc["b", "bought"])


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


def test_the_part_of_a_fall_that_lasted_a_quarter_is_counted_over_large_clients(given):
    """Two large clients buy on the 15th: one fell to half for good, one for three months. A third is too small."""
    months = pd.date_range("2023-01-01", "2026-09-01", freq="MS")
    day = [m + pd.Timedelta(days=14) for m in months]
    nets = {
        "for good": [100 if m < pd.Timestamp("2025-09-01") else 50 for m in months],
        "once": [30 if m in pd.to_datetime(["2025-11-01", "2025-12-01", "2026-01-01"]) else 100 for m in months],
        "small": [1 if m < pd.Timestamp("2025-09-01") else 0 for m in months],
    }
    ends = [(TODAY - pd.offsets.MonthEnd(back)).date() if back else TODAY for back in range(16)]
    ask = given(
        features__client_as_of=[
            {"as_of": TODAY, "client_id": c, "net_12m": sum(n[-12:]), "net_12m_before": 0}
            for c, n in nets.items()
            if c != "small"
        ],
        features__client_day=[
            {"client_id": c, "day": d.date(), "net": n} for c, ns in nets.items() for d, n in zip(day, ns, strict=True)
        ],
        cut_offs=[{"cut_off": end, "months_back": back} for back, end in enumerate(ends)],
    )

    def fall(client: str, back: int) -> float:
        def bought(first: int, last: int) -> float:
            ago = [(ends[back] - d.date()).days for d in day]
            return sum(n for n, a in zip(nets[client], ago, strict=True) if first <= a < last)

        return bought(365, 455) - bought(0, 90)

    pairs = [(fall(c, back), fall(c, back - 3)) for c in ("for good", "once") for back in range(3, 16)]
    pairs = [(now, later) for now, later in pairs if now > 0.2 * 300]
    (found,) = ask("features.fall_persistence").to_dict("records")
    assert found["falls"] == len(pairs) >= 10
    assert found["persistence"] == pytest.approx(sum(max(b, 0) for _, b in pairs) / sum(a for a, _ in pairs), abs=1e-6)
    assert 0.5 < found["persistence"] < 1
