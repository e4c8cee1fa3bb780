"""Companies at the edge of what can be told: each is built, answers all questions of risk, says what it cannot know."""

from datetime import date

import numpy as np
from made_clients import ago, at_random, leaving

import kamlib as kam
from kamlib.book.build import build
from kamlib.policy import Policy

END = date(2025, 6, 30)
FEW_DATES = Policy().changed(churn_cut_offs=8, churn_slices=2, churn_origins=2)
BLEND = FEW_DATES.changed(churn_bands_under=20, churn_blend_from_events=10)


def order(client, days: int, net: float = 100, **more) -> dict:
    return {"client_id": str(client), "order_date": str(ago(END, days)), "net_amount": net, **more}


def answers(book: kam.Book) -> dict:
    """Every question of risk is asked: an error anywhere fails the test."""
    for ask in (kam.expected_value, kam.risk_drivers, kam.risk_before, kam.shrinkage, kam.narrowing, kam.calibration):
        ask(book)
    kam.backtest_key(book)
    risk = kam.churn_risk(book)
    for client in risk["client_id"].head(2):
        kam.risk_drivers(book, client)
        kam.client_card(book, client)
    return {
        "risk": risk,
        "status": risk.set_index("client_id")["status"].to_dict(),
        "save_list": kam.save_list(book),
        "backtest": kam.backtest(book),
        "card": kam.model_card(book),
        "shrunk": kam.model_card(book, "shrunk"),
    }


def called_by_forecast(found: dict) -> bool:
    """Is anyone on the list of calls for the forecast's sake, and not for what has happened already?"""
    return "at_risk" in set(found["save_list"]["call_cause"])


def says_no_number(found: dict) -> bool:
    """No probability, no money at risk, nobody to call because of one."""
    numbers = ["p_churn", "p_shrink", "contribution_at_risk_12m", "expected_profit_of_call"]
    return bool(found["risk"][numbers].isna().all(axis=None) and not called_by_forecast(found))


def test_a_single_client(lines_book):
    found = answers(lines_book([order("only", d) for d in range(10, 700, 20)], as_of=END, policy=FEW_DATES))
    assert found["status"] == {"only": "too_few_clients"}
    assert says_no_number(found) and found["backtest"].empty
    assert (found["card"]["status"], found["card"]["method"], found["card"]["clients"]) == ("too_few_clients", None, 1)
    assert list(found["risk"]["risk_band"]) == ["low"]  # ten days silent, buys every 20


def test_five_clients_stand_in_bands_by_their_silence(lines_book):
    """All bought every 15 days for two years; the last has been silent for 300 days."""
    lines = [order(n, d) for n, last in enumerate([3, 8, 14, 60, 300]) for d in range(last, 730, 15)]
    found = answers(lines_book(lines, as_of=END, policy=FEW_DATES))
    assert set(found["status"].values()) == {"too_few_clients"} and len(found["status"]) == 5
    assert says_no_number(found)
    assert list(found["save_list"]["client_id"]) == ["3", "4"]
    bands = found["risk"].set_index("client_id")["risk_band"]
    assert (bands["0"], bands["4"]) == ("low", "high")
    worse = [["low", "raised", "high"].index(bands[str(n)]) for n in range(5)]
    assert worse == sorted(worse)


def test_a_company_of_newcomers_has_no_past_to_test_on(lines_book):
    """Everyone's first purchase was in the last 20 days."""
    lines = [order(n, d) for n in range(40) for d in (n % 20, n % 7)]
    found = answers(lines_book(lines, as_of=END, policy=FEW_DATES))
    assert set(found["status"].values()) == {"too_short"} and len(found["status"]) == 40
    assert says_no_number(found) and found["backtest"].empty
    assert found["card"]["status"] == found["shrunk"]["status"] == "too_short"


def test_newcomers_among_old_clients_are_too_new_to_judge(lines_book):
    """Old clients are judged; those who came 29 days ago are not, those who came 30 days ago are."""
    lines = leaving(clients=60, days=900, as_of=END, seed=2)
    lines += [order(f"new{n}", 29) for n in range(3)] + [order(f"old{n}", 30) for n in range(3)]
    found = answers(lines_book(lines, as_of=END, policy=FEW_DATES))
    assert found["card"]["status"] in ("scored", "cannot_rank")
    risk = found["risk"].set_index("client_id")
    assert {found["status"][f"new{n}"] for n in range(3)} == {"too_new"}
    assert risk.loc["new0", ["p_churn", "p_shrink", "contribution_at_risk_12m"]].isna().all()
    assert {found["status"][f"old{n}"] for n in range(3)} == {found["card"]["status"]}
    assert risk.loc["old0", "p_churn"] == risk.loc["old1", "p_churn"] > 0


def test_one_order_each(lines_book):
    """Nobody ever came back: there is no rhythm to judge by, and the base rate of silence is 100 %."""
    ago = dict(enumerate(np.random.default_rng(5).integers(0, 800, 150).tolist()))
    found = answers(lines_book([order(n, days) for n, days in ago.items()], as_of=END, policy=FEW_DATES))
    expected = {n: "not_active" if d >= 365 else "too_new" if d < 30 else "cannot_rank" for n, d in ago.items()}
    assert found["status"] == {str(n): status for n, status in expected.items()}
    assert found["card"]["status"] == "cannot_rank" and found["card"]["prevalence"] == 1
    assert not called_by_forecast(found)
    assert set(found["risk"]["p_churn"].dropna()) == {1}


def test_all_lost(csv_home):
    """The last purchase of any client was 365 days before the review date: nobody is left to be judged."""
    lines = [order(n, d) for n in range(40) for d in range(365 + n % 5, 900, 30)]
    home = csv_home(lines)
    build(home, as_of=END, policy=FEW_DATES)
    found = answers(kam.open_book(home))
    assert set(found["status"].values()) == {"not_active"} and len(found["status"]) == 40
    assert says_no_number(found)
    assert (found["card"]["status"], found["card"]["clients"]) == ("too_few_clients", 0)


def test_features_that_nobody_has_or_had(lines_book):
    """List prices of the last month only: the discount is known of all now and was of none at any past date.

    And whoever only returned goods is no client that can be lost.
    """
    lines = [
        row | ({"list_amount": 1.25 * row["net_amount"]} if row["order_date"] > str(ago(END, 30)) else {})
        for row in leaving(clients=70, days=900, as_of=END, seed=3)
    ]
    lines += [order("returns", d, -50) for d in range(5, 400, 40)]
    book = lines_book(lines, as_of=END, policy=BLEND)
    known = book.sql(
        "SELECT cut_off = (SELECT max(cut_off) FROM cut_offs) AS now, count(discount_180d) AS discounts,"
        " count(discount_rise) AS rises, count(classes_90d) AS classes"
        " FROM features.churn_features GROUP BY 1 ORDER BY 1"
    )
    assert list(known["discounts"] > 0) == [False, True]
    assert not known["rises"].any() and not known["classes"].any()
    found = answers(book)
    assert found["card"]["status"] == "scored"
    assert found["card"]["families_unknown"] == "people"
    scored = found["risk"][found["risk"]["status"] == "scored"]
    assert scored["p_churn"].between(0, 1).all() and len(scored) > 20
    assert "returns" not in found["status"]


def test_orders_at_random_cannot_be_ranked(lines_book):
    """Everyone buys on any day with chance 1/60, so silence in 90 days has chance (59/60)⁹⁰ = 22 % for all alike."""
    book = lines_book(at_random(300, 1096, END, 60, seed=1), as_of=END)
    found = answers(book)
    assert found["card"]["status"] == "cannot_rank"
    assert abs(found["card"]["auc"] - 0.5) < 0.05
    assert not called_by_forecast(found)
    assert found["shrunk"]["status"] == "cannot_rank"
    told = found["risk"]["p_churn"].dropna()
    assert len(told) > 150 and told.nunique() == 1
    # the share seen at past dates: 300 clients, dates that overlap, so ± 2 standard deviations of one date
    assert abs(told.iloc[0] - (59 / 60) ** 90) < 2 * np.sqrt(0.22 * 0.78 / 300)
    assert set(found["risk"]["status"]) <= {"cannot_rank", "not_active", "too_new", "out_of_season"}
