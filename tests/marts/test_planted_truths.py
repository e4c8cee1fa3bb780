"""What was planted in the demo company is what the book finds there."""

import json
from datetime import date, timedelta

import pytest

import kamlib as kam


@pytest.fixture(scope="module")
def truths(demo_home):
    return json.loads((demo_home / "demo_truths.json").read_text("utf-8"))


@pytest.fixture(scope="module")
def found(demo_book):
    """Findings of each client: code → detail."""
    result: dict[str, dict] = {}
    for row in kam.findings(demo_book).itertuples():
        result.setdefault(row.client_id, {})[row.finding] = row.detail
    return result


@pytest.fixture(scope="module")
def cards(demo_book):
    return kam.clients(demo_book).set_index("client_id")


def days_before(book, day, more=0):
    return (book.as_of - date.fromisoformat(day) - timedelta(days=more)).days


def test_the_review_date_is_the_end_of_the_demo(demo_book, truths):
    assert demo_book.as_of.isoformat() == truths["end"]


def test_silent_losses_are_silent_or_lost(demo_book, truths, found, cards):
    old_enough = [x["client_id"] for x in truths["silent_losses"] if days_before(demo_book, x["onset"]) > 35]
    assert len(old_enough) >= 10
    missed = [c for c in old_enough if cards.loc[c, "relationship"] != "lost" and "silent" not in found.get(c, {})]
    assert missed == []


def test_who_left_with_the_manager_is_lost(truths, cards):
    followers = [x["client_id"] for x in truths["departure"]["followers"]]
    assert set(cards.loc[followers, "relationship"]) == {"lost"}


def test_shrinkages_are_found_once_three_months_show_them(demo_book, truths, found):
    visible = [
        x["client_id"] for x in truths["shrinkages"] if 75 < days_before(demo_book, x["onset"], x["ramp_days"]) < 240
    ]
    assert len(visible) >= 5
    assert [c for c in visible if "shrinking" not in found.get(c, {})] == []


def test_dropped_classes_are_named(demo_book, truths, found):
    old_enough = [x for x in truths["classes_dropped"] if days_before(demo_book, x["dropped_on"]) > 100]
    assert len(old_enough) >= 8
    for x in old_enough:
        assert found.get(x["client_id"], {}).get("dropped_class") == x["product_class"], x


def test_discounts_that_bought_nothing(truths, found):
    clients = [x["client_id"] for x in truths["discounts_for_nothing"]]
    assert [c for c in clients if "discount_without_growth" not in found.get(c, {})] == []


def test_emerging_and_fading_key_clients(truths, cards):
    assert {cards.loc[x["client_id"], "direction"] for x in truths["emerging"]} == {"emerging"}
    assert {cards.loc[x["client_id"], "direction"] for x in truths["fading"]} == {"fading"}


def test_a_seasonal_client_only_looks_lost(truths, found, cards):
    for x in truths["seasonal"]:
        assert cards.loc[x["client_id"], "relationship"] != "lost"
        assert not {"silent", "lost", "shrinking"} & set(found.get(x["client_id"], {}))


def test_who_the_company_hangs_on(truths, cards):
    large = [x["client_id"] for x in truths["breadwinners"] + truths["concentration"]]
    assert set(cards.loc[large, "turnover_class"]) == {"vip"}


def test_listed_clients_that_never_bought(truths, cards):
    assert {cards.loc[x["client_id"], "relationship"] for x in truths["potential"]} == {"potential"}


def test_healthy_clients_are_left_alone(truths, found):
    alarms = [
        x["client_id"]
        for x in truths["healthy"]
        if {"silent", "lost", "shrinking"} & set(found.get(x["client_id"], {}))
    ]
    assert len(alarms) <= 0.06 * len(truths["healthy"])
