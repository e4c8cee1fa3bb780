"""Relationship (T5) and stage (T10): a client for each class, and the date since when it is in it."""

from datetime import date

import pandas as pd
import pytest
from axis_classes import classes, on_days, one
from made_lines import every, monthly

import kamlib as kam

ONLY = ["client_card"]

YEAR_END = date(2024, 12, 31)


# ---- T5 relationship -------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def relationships(lines_book):
    lines = [
        *monthly("regular", "2023-01", [100] * 24),
        *monthly("stable", "2023-01", [100, None] * 12),  # six months of twelve
        *on_days(  # three bursts: gaps of 1 day and of half a year
            "irregular",
            ["2023-12-01", "2024-01-03", "2024-01-04", "2024-06-01", "2024-06-02", "2024-11-20", "2024-11-21"],
        ),
        *on_days("episodic", ["2024-02-10", "2024-07-01", "2024-11-20"]),
        *on_days("one_off", ["2024-11-05"]),
        *monthly("lost", "2023-01", [100] * 17),  # to 2024-05-15, every 31 days (median)
    ]
    names = ["regular", "stable", "irregular", "episodic", "one_off", "potential", "lost"]
    return lines_book(lines, as_of=YEAR_END, clients=[{"client_id": name, "name": name} for name in names], only=ONLY)


@pytest.mark.parametrize("name", ["regular", "stable", "irregular", "episodic", "one_off", "potential", "lost"])
def test_t5_relationship(relationships, name):
    assert classes(relationships, "T5")[name] == name


def test_t5_since_the_first_review_date_of_the_unbroken_run(relationships):
    # lost: idle for 4 median gaps, 124 days, and 90: 108 days on 31 August, 138 on 30 September
    assert one(relationships, "lost", "T5")["since"] == pd.Timestamp("2024-09-30")
    assert one(relationships, "lost", "T5")["value"] == 230  # days idle since 15 May
    # episodic: one purchase until the second, on 1 July
    assert one(relationships, "episodic", "T5")["since"] == pd.Timestamp("2024-07-31")
    assert one(relationships, "one_off", "T5")["since"] == pd.Timestamp("2024-11-30")
    # for as long as the book looks back, a year
    regular = one(relationships, "regular", "T5")
    assert regular["since"] == pd.Timestamp("2023-12-31") and regular["is_from_start"]
    assert not one(relationships, "lost", "T5")["is_from_start"]


def test_history_of_a_class(relationships):
    history = kam.class_history(relationships, "lost")
    history = history[history["axis"] == "T5"]
    assert history["class"].tolist() == ["regular", "lost"]
    assert history["since"].tolist() == [pd.Timestamp("2023-12-31"), pd.Timestamp("2024-09-30")]
    assert history["until"].tolist() == [pd.Timestamp("2024-08-31"), pd.Timestamp("2024-12-31")]
    assert history["is_current"].tolist() == [False, True]


def test_a_slow_client_is_not_lost_before_its_own_rhythm_says_so(lines_book):
    # twice a year: 190 days of silence are nothing to it; to a weekly client 100 days are the end
    book = lines_book(
        [
            *on_days("slow", ["2022-06-20", "2022-12-20", "2023-06-20", "2023-12-20", "2024-06-24"]),
            *every("weekly", "2023-01-05", "2024-09-20", 7, 100),
        ],
        as_of=YEAR_END,
        only=ONLY,
    )
    assert classes(book, "T5")["slow"] != "lost"
    assert classes(book, "T5")["weekly"] == "lost"


# ---- T10 stage -------------------------------------------------------------------------------------------------

BURSTS = ["2023-06-01", "2024-01-03", "2024-01-04", "2024-06-01", "2024-06-02", "2024-11-20", "2024-11-21"]


@pytest.fixture(scope="module")
def stages(lines_book):
    return lines_book(
        [
            *monthly("newcomer", "2024-09", [100] * 4, list_amount=100),  # 107 days
            *on_days("price_buyer", BURSTS, 80, list_amount=100),  # 20 % off and no rhythm
            *monthly("regular", "2023-01", [100] * 24, list_amount=100),
            *monthly("partner", "2022-01", [100] * 36, product_id="p"),
            *on_days("partner", ["2024-03-15"], 50, product_id="q"),
            *on_days("gone", ["2022-03-15"], 50),
            *on_days("bursts", BURSTS, 80, list_amount=80),  # as the price buyer, but at the list price
            *on_days("few", ["2024-01-10", "2024-06-10", "2024-11-10"], 80, list_amount=80),  # 3 days, 356 known
            *on_days("few_for_long", ["2023-06-10", "2024-03-10", "2024-11-10"], 80, list_amount=80),  # 570 known
        ],
        as_of=YEAR_END,
        products=[{"product_id": "p", "product_class": "P"}, {"product_id": "q", "product_class": "Q"}],
        client_gains=[{"client_id": "partner", "measure": "stock days", "period_end": "2024-06-30", "value": 9}],
        only=ONLY,
    )


def test_t10_stage(stages):
    assert classes(stages, "T10") == {
        "newcomer": "newcomer",
        "price_buyer": "price_buyer",
        "regular": "regular",
        "partner": "partner",
        "gone": None,
        "bursts": "unsettled",
        "few": "newcomer",
        "few_for_long": "unsettled",
    }
    assert one(stages, "newcomer", "T10")["value"] == 107  # days from 15 September to 31 December
    assert one(stages, "newcomer", "T10")["since"] == pd.Timestamp("2024-09-30")


def test_the_card_shows_the_same_classes(stages):
    card = kam.client_card(stages, "partner")
    assert card["stage"] == "partner" and card["relationship"] == "regular" and card["frequency_class"] == "monthly"
    assert card["main_product_class"] == "P" and card["classes_bought"] == 2


def test_who_is_lost_moves_to_lost_and_not_to_what_is_not_known(lines_book):
    # both regular a year ago; one stopped on 15 May 2024: 230 days of silence, and none in a year for the other
    lines = [*monthly("stopped", "2022-06", [100] * 24), *monthly("gone", "2022-06", [70] * 19)]
    lines += [*monthly("stays", "2022-06", [50] * 31)]
    book = lines_book(lines, as_of=YEAR_END, only=["client_moves", "migration", "axes"])
    moves = book.sql("SELECT * FROM client_moves WHERE period = 'year'").set_index(["axis", "client_id"])
    assert moves.loc[("T10", "stopped"), ["class_before", "class_now"]].tolist() == ["regular", "lost"]
    assert moves.loc[("T10", "gone"), ["class_before", "class_now"]].tolist() == ["regular", "lost"]
    assert moves.loc[("T10", "stays"), ["class_before", "class_now"]].tolist() == ["regular", "regular"]
    assert moves.loc[("T3", "gone"), "class_now"] == "inactive"  # no goods in the 12 months: nothing to class
    assert moves.loc[("T6", "stopped"), "class_now"] == "lost"  # its cost is not known either
    assert moves.loc[("T6", "stays"), "class_now"] == "unknown"
    assert one(book, "gone", "T10")["unknown_reason"] == "lost"
