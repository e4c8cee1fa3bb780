"""The plan of work with a key client and what ties it to us, by hand."""

from datetime import date

import pytest
from planned_company import AS_OF, CLIENTS, DECISIONS, GOALS, MADE_KEY, RECORDS, SALES, bought

import kamlib as kam


@pytest.fixture(scope="module")
def book(lines_book):
    tables = ["account_plan", "plan_staleness", "client_ties", "key_clients", "client_card", "client_people"]
    return lines_book(SALES, as_of=AS_OF, only=tables, **RECORDS)


def test_each_step_of_a_plan_stands_where_the_records_say(book):
    plan = kam.account_plan(book, "KEY").set_index("step")
    assert plan["plan_state"].to_dict() == {
        "information": "partly",
        "goals": "partly",  # one goal has neither number nor day
        "scheme": "done",  # both cadences kept, and who decides was heard
        "events": "partly",  # of two talks one ended with a next step
        "informed": "done",  # said so, and nothing on record says no
        "feels_key": "partly",
    }
    assert plan[["have", "of"]].agg(tuple, axis=1).to_dict() == {
        "information": (6, 13), "goals": (1, 2), "scheme": (2, 2), "events": (1, 2), "informed": (2, 12),
        "feels_key": (1, 4),
    }  # fmt: skip
    assert plan["plan_missing"].fillna("").to_dict() == {
        "information": "answers,goods,manager,margin,needs,payment,tax_number",
        "goals": "numbers,tasks",
        "scheme": "",
        "events": "documents,next_steps",
        "informed": "gains",
        "feels_key": "asked,satisfied,special",
    }
    assert plan.loc["scheme", "plan_since"].date() == date(2026, 6, 10)


def test_of_a_plan_nobody_wrote_nothing_is_begun_and_an_old_word_is_stale(book):
    plan = kam.account_plan(book, "BARE").set_index("step")
    assert set(plan.drop("scheme")["plan_state"]) == {"missing"}
    assert plan.loc["scheme", ["plan_state", "have", "of"]].tolist() == ["stale", 0, 1]
    assert kam.account_plan(book, "OTHER").empty
    stale = kam.plan_staleness(book).set_index("client_id")
    assert stale.index.tolist() == ["BARE", "KEY"]
    assert stale["steps_missing"].tolist() == [5, 0] and stale["steps_done"].tolist() == [0, 2]
    assert stale["is_plan_stale"].tolist() == [True, False]
    assert stale.loc["KEY", "plan_touched"].date() == date(2026, 6, 1)


def test_goals_know_how_far_they_are_and_the_data_suggest_more(book):
    goals = kam.plan_goals(book, "KEY")
    grow = goals.set_index("goal").loc["Grow"]
    assert grow[["now", "progress", "money"]].tolist() == [1200, 0.5, 200]
    more = goals[goals["is_suggested"]]
    assert more[["suggestion", "baseline", "target", "money"]].values.tolist() == [["use_potential", 1200, 2000, 800]]
    back = kam.plan_goals(book, "BARE")
    assert back[["suggestion", "baseline", "target", "money"]].values.tolist() == [["win_back", 600, 1200, 600]]
    assert kam.plan_goals(book, "OTHER").empty


def test_a_goal_of_the_plan_that_aims_as_high_ends_the_suggestion(lines_book):
    goals = [*GOALS, {"client_id": "KEY", "goal": "All of it", "measure": "revenue", "target": 2000}]
    over = [{"client_id": "BARE", "goal": "Back", "measure": "revenue", "target": 1200, "due_on": "2026-06-29"}]
    book = lines_book(
        SALES, as_of=AS_OF, clients=CLIENTS, decisions=DECISIONS, goals=goals + over,
        only=["plan_goals", "client_card"],
    )  # fmt: skip
    found = kam.plan_goals(book)
    assert found.loc[found["is_suggested"], "client_id"].tolist() == ["BARE"]


def test_ties_the_data_prove_and_those_that_are_over(book):
    ties = kam.ties(book, "KEY").set_index("tie")
    assert ties["holds"].to_dict() == {"contract": True, "online_ordering": True, "stock": True, "dealership": False}
    assert ties["tie_value"].dropna().to_dict() == {"online_ordering": 1, "stock": 40}
    assert [x.date() for x in ties.loc["contract", ["since", "until"]]] == [date(2026, 1, 1), date(2026, 12, 31)]
    assert ties.loc["dealership", ["is_measured", "strength"]].tolist() == [False, 80]
    assert kam.without_ties(book)["client_id"].tolist() == ["OTHER", "BARE"]


def test_one_more_known_field_never_lowers_what_is_there(lines_book):
    fields = {"type": "processing", "industry": "food", "region": "North", "tax_id": "7701000001", "potential_12m": 9}
    clients = [{"client_id": f"C{n}", **dict(list(fields.items())[:n])} for n in range(len(fields) + 1)]
    codes = [c["client_id"] for c in clients]
    book = lines_book(
        [bought(c, "2026-06", 10) for c in codes], as_of=AS_OF, clients=clients,
        decisions=[{"decision_id": f"D{c}", "client_id": c, **MADE_KEY} for c in codes],
        only=["account_plan", "client_card"],
    )  # fmt: skip
    plan = kam.account_plan(book)
    known = plan[plan["step"] == "information"].set_index("client_id")["have"]
    assert known[codes].tolist() == [0, 1, 2, 3, 4, 5]
