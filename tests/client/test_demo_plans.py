"""Plans of the demo company: the stale ones that were planted are found, and suggestions are those of their sources."""

import json

import pytest

import kamlib as kam


def test_the_planted_stale_plans_of_key_clients_are_those_found(demo_home, demo_book):
    truths = json.loads((demo_home / "demo_truths.json").read_text("utf-8"))["relations"]["stale_plans"]
    plans = kam.plan_staleness(demo_book).set_index("client_id")
    planted = {x["client_id"] for x in truths} & set(plans.index)
    assert planted and set(plans.index[plans["is_plan_stale"].fillna(False)]) == planted


def test_the_class_suggested_is_the_white_space_likely_to_bring_most(demo_book):
    goals = kam.plan_goals(demo_book)
    suggested = goals[goals["suggestion"] == "sell_class"].set_index("client_id")
    assert len(suggested)
    for client, row in suggested.iterrows():
        gaps = kam.white_space(demo_book, client)
        best = gaps.sort_values("stake", ascending=False).iloc[0]
        assert row["product_class"] == best["product_class"]
        assert row["money"] == pytest.approx(best["expected_12m"], abs=0.01)


def test_what_is_missing_are_the_things_the_step_rests_on(demo_book):
    for client, plan in kam.account_plan(demo_book).groupby("client_id"):
        items = kam.plan_items(demo_book, client)
        unmet = items[items["is_met"].ne(True).fillna(True)].groupby("step")["plan_item"].agg(set)
        told = plan.set_index("step")["plan_missing"].dropna().map(lambda codes: set(codes.split(",")))
        assert told.to_dict() == unmet.to_dict()
