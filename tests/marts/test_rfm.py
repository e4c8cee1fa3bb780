"""RFM: quintiles, fixed bands, segments. As of 2024-12-31; days of recency are counted from it."""

from datetime import date, timedelta

import duckdb
import pandas as pd
import pytest
from made_lines import line, monthly

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


def test_equal_values_share_the_middle_of_their_places(lines_book):
    # nine clients buy alike; one is later, buys more often and for more
    lines = [row for n in range(9) for row in buys(f"same{n}", 40, 2, 500)]
    book = lines_book([*lines, *buys("best", 3, 5, 9000)], as_of=YEAR_END, only=ONLY)
    # the nine share places 1 to 9, the middle is 5: 1 + whole part of 5 × (5 − 1) / 10 = 3; place 10 is 1 + 5 × 9 / 10
    assert scores(book, "r_score", "f_score", "m_score") == {
        **{f"same{n}": (3, 3, 3) for n in range(9)},
        "best": (5, 5, 5),
    }


def test_two_halves_lie_evenly_about_the_middle(lines_book):
    # places 1 to 5, middle 3: 1 + 5 × 2 / 10 = 2; places 6 to 10, middle 8: 1 + whole part of 5 × 7 / 10 = 4
    lines = [row for n in range(5) for row in (*buys(f"low{n}", 40, 2, 500), *buys(f"high{n}", 3, 5, 9000))]
    result = scores(lines_book(lines, as_of=YEAR_END, only=ONLY), "r_score", "f_score", "m_score")
    assert {result[f"low{n}"] for n in range(5)} == {(2, 2, 2)}
    assert {result[f"high{n}"] for n in range(5)} == {(4, 4, 4)}


# an export whose lines all bear the month's end: recency tells nothing, money does
SAME_DAY = [row for n in range(5) for row in buys(f"c{n}", 0, 1 + n, 1000 * (n + 1))]


def test_an_axis_on_which_all_are_alike_has_no_score_and_names_no_segment(lines_book):
    book = lines_book(SAME_DAY, as_of=YEAR_END, only=[*ONLY, "client_card"])
    frame = kam.rfm(book).set_index("client_id")
    assert frame["r_score"].isna().all()
    assert frame["segment"].isna().all()
    assert frame["m_score"].to_dict() == {"c0": 1, "c1": 2, "c2": 3, "c3": 4, "c4": 5}
    segments = kam.segments(book)  # one row, of those without a segment: 1000 + … + 5000
    assert segments[["clients", "monetary_12m", "net_share"]].values.tolist() == [[5, 15000, 1]]
    assert segments["segment"].isna().all()


def test_moves_between_segments_are_not_known_either(lines_book):
    lines = [row for n in range(5) for row in monthly(f"c{n}", "2022-01", [100 * (n + 1)] * 36)]
    book = lines_book(lines, as_of=YEAR_END, only=["migration"])
    moves = book.sql("SELECT class_before, class_now, clients FROM migration WHERE axis = 'rfm' AND period = 'year'")
    assert moves.values.tolist() == [["unknown", "unknown", 5]]


def test_frequency_that_tells_nothing_names_no_segment_either(lines_book):
    # a purchase day each, but 10, 20, … 50 days ago: R is known, and whether they are loyal is not
    lines = [row for n in range(5) for row in buys(f"c{n}", 10 * (n + 1), 1, 100 * (n + 1))]
    frame = kam.rfm(lines_book(lines, as_of=YEAR_END, only=ONLY)).set_index("client_id")
    assert frame["r_score"].to_dict() == {"c0": 5, "c1": 4, "c2": 3, "c3": 2, "c4": 1}
    assert frame["f_score"].isna().all()
    assert frame["segment"].isna().all()


def test_one_client_has_nothing_to_be_compared_with(lines_book):
    frame = kam.rfm(lines_book(buys("only", 18, 3, 900), as_of=YEAR_END, only=[*ONLY, "client_card"]))
    assert frame[["r_score", "f_score", "m_score", "segment"]].isna().all(axis=None)


def test_bands_give_a_segment_to_clients_that_are_all_alike(lines_book):
    policy = Policy.from_dict({"rfm": {"method": "bands"}})
    book = lines_book(buys("only", 18, 3, 900), as_of=YEAR_END, policy=policy, only=[*ONLY, "client_card"])
    # 18 days: above 14, up to 30; three purchase days: from 3 on; 900 is under 100,000
    assert scores(book, "r_score", "f_score", "m_score", "segment") == {"only": (4, 2, 1, "promising")}


@pytest.mark.parametrize(("lang", "name"), [("en", "Not known"), ("ru", "Не известно")])
def test_the_map_says_why_there_is_no_segment(lines_book, lang, name):
    book = lines_book(SAME_DAY, as_of=YEAR_END, only=ONLY)
    told = str(kam.charts.segment_map(kam.segments(book), lang).to_dict())
    assert name in told
    assert kam.labels.columns.code_label("unknown_reason", "no_spread", lang).split(":")[0] in told.replace("<br>", " ")


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
