"""RFM: quintiles, fixed bands, segments. As of 2024-12-31; days of recency are counted from it."""

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from made_lines import line

import kamlib as kam
from kamlib.engine import inputs
from kamlib.engine.models import models
from kamlib.policy import Policy

YEAR_END = date(2024, 12, 31)
ONLY = ["rfm"]


def buys(client, recency, days, money):
    """`days` purchase days, the last one `recency` days before the review date, `money` in all (1 on all but one)."""
    last = YEAR_END - timedelta(days=recency)
    return [line(client, last - timedelta(days=n), 1 if n else money - days + 1) for n in range(days)]


def scores(book, *columns):
    frame = kam.rfm(book).set_index("client_id")[list(columns)]
    return {client: tuple(row) for client, row in zip(frame.index, frame.itertuples(index=False), strict=True)}


@pytest.fixture(scope="module")
def ten(lines_book):
    """Ten clients c0 … c9: recency 5, 15, … 95 days; 10, 9, … 1 purchase days; 1000, 2000, … 10000 of money."""
    lines = [row for n in range(10) for row in buys(f"c{n}", 5 + 10 * n, 10 - n, 1000 * (n + 1))]
    before = line("c9", "2023-12-31", 50_000)  # a day before the 12 months: no purchase day, no money
    gone = line("gone", "2023-12-31", 700)
    return lines_book([*lines, before, gone], as_of=YEAR_END, only=ONLY)


def test_measures(ten):
    assert scores(ten, "recency_days", "frequency_12m", "monetary_12m") == {
        f"c{n}": (5 + 10 * n, 10 - n, 1000 * (n + 1)) for n in range(10)
    }


def test_quintiles_give_two_of_ten_each_score(ten):
    # the most recent, the most frequent and the most money are 5
    assert scores(ten, "r_score", "f_score", "m_score") == {
        "c0": (5, 5, 1),
        "c1": (5, 5, 1),
        "c2": (4, 4, 2),
        "c3": (4, 4, 2),
        "c4": (3, 3, 3),
        "c5": (3, 3, 3),
        "c6": (2, 2, 4),
        "c7": (2, 2, 4),
        "c8": (1, 1, 5),
        "c9": (1, 1, 5),
    }


def test_segments_of_these_scores(ten):
    # rules in the policy's order: 551 → loyal (R 3–5, F 3–5; champions need M 4), 442 and 333 loyal,
    # 224 → fading (R 2, F 1–2; cannot_lose needs F 3), 115 → almost_lost
    assert scores(ten, "segment") == {
        "c0": ("loyal",),
        "c1": ("loyal",),
        "c2": ("loyal",),
        "c3": ("loyal",),
        "c4": ("loyal",),
        "c5": ("loyal",),
        "c6": ("fading",),
        "c7": ("fading",),
        "c8": ("almost_lost",),
        "c9": ("almost_lost",),
    }


def test_segments_are_summed(ten):
    # loyal 1000 + … + 6000 = 21000, fading 7000 + 8000, almost_lost 9000 + 10000; in all 55000
    frame = kam.segments(ten)
    assert list(frame["segment"]) == ["loyal", "almost_lost", "fading"]
    assert list(frame["clients"]) == [6, 2, 2]
    assert list(frame["monetary_12m"]) == [21000, 19000, 15000]
    assert frame["net_share"].tolist() == pytest.approx([21 / 55, 19 / 55, 15 / 55])
    assert frame["recency_days"].tolist() == [30, 90, 70]  # medians of 5…55, 85 and 95, 65 and 75


def test_equal_values_get_equal_scores(lines_book):
    # nine clients buy alike; one is later, buys more often and for more
    lines = [row for n in range(9) for row in buys(f"same{n}", 40, 2, 500)]
    book = lines_book([*lines, *buys("best", 3, 5, 9000)], as_of=YEAR_END, only=ONLY)
    result = scores(book, "r_score", "f_score", "m_score")
    assert len({result[f"same{n}"] for n in range(9)}) == 1
    assert all(best > same for best, same in zip(result["best"], result["same0"], strict=True))
    assert result["best"] == (5, 5, 5)


def test_only_purchases_with_money_are_purchase_days(lines_book):
    lines = [
        line("a", "2024-11-01", 100),
        line("a", "2024-11-01", 50),  # the same day: one purchase day
        line("a", "2024-12-20", -30),  # a return is no purchase
        line("b", "2024-10-01", 70),
    ]
    book = lines_book(lines, as_of=YEAR_END, only=ONLY)
    # 2024-11-01 is 60 days before 2024-12-31, 2024-10-01 is 91; money is net of the return
    assert scores(book, "recency_days", "frequency_12m", "monetary_12m") == {"a": (60, 1, 120), "b": (91, 1, 70)}


@pytest.fixture(scope="module")
def banded(lines_book):
    """Bands: recency to 14, 30, 60, 120 days; from 3, 6, 12, 24 purchase days; from 100, 1000, 10000, 100000."""
    policy = Policy.from_dict({"rfm": {"method": "bands", "monetary_bands": [100, 1000, 10_000, 100_000]}})
    who = {
        "champions": (5, 30, 50_000),  # 5 5 4
        "cannot_lose": (100, 15, 500_000),  # 2 4 5
        "at_risk": (200, 8, 500),  # 1 3 2
        "loyal": (50, 8, 500),  # 3 3 2
        "large_rare": (20, 2, 50_000),  # 4 1 4
        "promising": (10, 4, 500),  # 5 2 2
        "need_attention": (40, 1, 50),  # 3 1 1
        "fading": (80, 4, 50_000),  # 2 2 4
        "almost_lost": (150, 2, 500_000),  # 1 1 5
    }
    lines = [row for client, (recency, days, money) in who.items() for row in buys(client, recency, days, money)]
    return lines_book(lines, as_of=YEAR_END, policy=policy, only=ONLY)


def test_bands_score_a_client_by_itself(banded):
    assert scores(banded, "r_score", "f_score", "m_score") == {
        "champions": (5, 5, 4),
        "cannot_lose": (2, 4, 5),
        "at_risk": (1, 3, 2),
        "loyal": (3, 3, 2),
        "large_rare": (4, 1, 4),
        "promising": (5, 2, 2),
        "need_attention": (3, 1, 1),
        "fading": (2, 2, 4),
        "almost_lost": (1, 1, 5),
    }


def test_every_segment_is_reached(banded):
    assert all(segment == client for client, (segment,) in scores(banded, "segment").items())
    assert len(kam.segments(banded)) == 9


@pytest.mark.parametrize("reverse", [False, True], ids=["the usual rules", "the broad rules first"])
def test_every_score_has_the_segment_that_the_policy_names(reverse):
    """All 125 scores: the first rule that `RfmSegment.meets` is the segment of features.rfm (twins)."""
    usual = Policy.from_dict({"rfm": {"method": "bands"}})
    # without the check that every rule is reached: the order of the rules is what is looked at
    rules = usual.rfm.model_copy(update={"segments": usual.rfm.segments[::-1] if reverse else usual.rfm.segments})
    inside = {"recency": (200, 100, 50, 20, 5), "frequency": (1, 4, 8, 15, 30), "monetary": (1, 2e5, 1e6, 5e6, 5e7)}
    clients = [
        {"as_of": YEAR_END, "client_id": f"{r}{f}{m}", "recency_days": inside["recency"][r - 1],
         "purchase_days_12m": inside["frequency"][f - 1], "net_12m": inside["monetary"][m - 1]}
        for r in range(1, 6) for f in range(1, 6) for m in range(1, 6)
    ]  # fmt: skip
    con = duckdb.connect()
    inputs.parameters(con, usual.model_copy(update={"rfm": rules}), YEAR_END)
    con.execute("CREATE SCHEMA features")
    con.register("clients", pd.DataFrame(clients))
    con.execute("CREATE TABLE features.client_as_of AS SELECT * FROM clients")
    (sql,) = (m.sql for m in models() if m.table == "features.rfm")
    found = con.execute(f"SELECT client_id, r_score, f_score, m_score, segment FROM ({sql})").fetchall()
    assert len(found) == 125
    for client, *score, segment in found:
        assert client == "".join(map(str, score))
        assert segment == next(rule.segment for rule in rules.segments if rule.meets(*score)), client
