"""The queue of what needs a decision: each client once, ranked by money, each row by its source and told in words."""

import pandas as pd
import pytest

import kamlib as kam
from kamlib.labels.queue import queue_text


@pytest.fixture(scope="module")
def queue(demo_book):
    return kam.queue(demo_book)


@pytest.fixture(scope="module")
def items(demo_book):
    return kam.queue_items(demo_book)


def test_each_client_stands_once_with_what_has_the_most_at_stake(queue, items):
    clients = queue.dropna(subset=["client_id"])
    assert clients["client_id"].is_unique and set(clients["client_id"]) == set(items["client_id"].dropna())
    assert queue["place"].is_monotonic_increasing and queue["place"].max() <= len(queue)
    assert queue.loc[queue["stake"].notna(), "place"].is_unique
    for row in clients.itertuples():
        mine = items[items["client_id"] == row.client_id]
        of_part = mine[mine["queue_part"] == row.queue_part]
        assert row.items == len(mine)
        assert pd.isna(row.stake) == of_part["stake"].isna().all()
        assert pd.isna(row.stake) or row.stake == of_part["stake"].max()
        others = set(mine["item"]) - {row.item}
        assert (set(row.also.split(", ")) if isinstance(row.also, str) else set()) == others
    subjects = queue[queue["client_id"].isna()]
    assert len(subjects) == items["client_id"].isna().sum() > 0


def test_a_larger_loss_never_ranks_lower(queue):
    parts = queue["queue_part"].map({"decide": 1, "good": 2, "upkeep": 3})
    assert parts.is_monotonic_increasing
    for _, part in queue.groupby(["queue_part", "is_muted"]):
        known = part["stake"].dropna()
        assert known.is_monotonic_decreasing
        assert part["stake"][: len(known)].notna().all()  # what has no money comes after


def test_every_stake_is_the_number_of_its_source(demo_book, items):
    risks = kam.churn_risk(demo_book).set_index("client_id")
    margin = kam.contribution(demo_book).set_index("client_id")["margin_share"].clip(lower=0)
    shrunk, watched = (f.set_index("client_id") for f in (kam.shrinkage(demo_book), kam.key_watch(demo_book)))
    misfit = kam.misfit_cost(demo_book)
    misfit = misfit[misfit["part"] == "total"].set_index("client_id")["excess_12m"]
    dropped = kam.narrowing(demo_book).set_index(["client_id", "product_class"])
    cards = kam.clients(demo_book).set_index("client_id")
    came = dropped["away_share"].where(dropped["status"] == "left", dropped["fell_share"])
    (lasted,) = demo_book.sql("SELECT persistence FROM features.fall_persistence")["persistence"]
    assert 0 < lasted < 1
    seen = set()
    for row in items.dropna(subset=["stake"]).itertuples():
        c = row.client_id
        expected = {
            "leaving": lambda c=c: risks.loc[c, "contribution_at_risk_12m"],
            "gone": lambda c=c: risks.loc[c, "contribution_gone_12m"],
            "shrunk": lambda c=c: shrunk.loc[c, "missing"] * margin[c] * 365 / shrunk.loc[c, "horizon_days"] * lasted,
            "below_last_year": lambda c=c: watched.loc[c, "missing"] * margin[c] * 4 * lasted,
            "dropped_class": lambda c=c, row=row: (
                dropped.loc[(c, row.detail), "net_year"] * margin[c] * came[(c, row.detail)]
            ),
            "misfit": lambda c=c: misfit[c] / 4,
            "unprofitable": lambda c=c: -cards.loc[c, "contribution_12m"] / 4,
        }[row.item]()
        assert row.stake == pytest.approx(expected, rel=1e-5, abs=0.02), (row.item, c)
        seen.add(row.item)
    assert seen == {"leaving", "gone", "shrunk", "below_last_year", "dropped_class", "misfit", "unprofitable"}


def test_who_is_in_it_for_the_forecast_is_at_risk_or_silent_with_a_reason(demo_book, items):
    risks = kam.churn_risk(demo_book).set_index("client_id")
    drivers = kam.risk_drivers(demo_book)
    reasoned = set(drivers.loc[drivers["is_reason"], "client_id"])
    called = set(items.loc[items["item"] == "leaving", "client_id"])
    for client, row in risks[risks["status"] == "scored"].iterrows():
        is_late = client in reasoned and row["recency_days"] > row["median_gap_days"]
        asks = (row["risk_band"] in ("high", "raised") or is_late) and not row["is_gone"]
        assert (client in called) == asks
    gone = set(risks.index[risks["is_gone"].fillna(False).astype(bool)])
    assert called and gone and not gone & called
    assert set(items.loc[items["item"] == "gone", "client_id"]) == gone


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_why_is_told_in_words(demo_book, items, lang):
    for row in items.to_dict("records"):
        told = queue_text(row, lang, demo_book.currency, demo_book.policy)
        assert told and "{" not in told and "nan" not in told.lower() and "None" not in told
    row = {"item": "leaving", "value": 127, "value_before": 7, "detail": None}
    assert queue_text(row, "en") == "Silent for 127 days; usually buys every 7 days"
    assert queue_text(row | {"value_before": None}, "ru") == "Молчит 127 дней"
    usual = row | {"value": 5, "p_churn": 0.45}  # its silence is as usual, and no cause
    assert queue_text(usual, "en") == "The forecast: 45% to buy nothing in 90 days"
    assert queue_text(usual | {"p_churn": None}, "en") == "May leave"


def test_parts_can_be_asked_for(demo_book, queue):
    parts = [kam.queue(demo_book, part) for part in ("decide", "good", "upkeep")]
    assert sum(map(len, parts)) == len(queue) and all(len(set(p["queue_part"])) <= 1 for p in parts)
    client = queue["client_id"].dropna().iloc[0]
    assert set(kam.queue_items(demo_book, client)["client_id"]) == {client}


def test_judgements_of_clients_that_are_not_key_are_nobodys_concern(demo_book, items):
    expired = items[items["item"] == "judgement_expired"]
    keys = kam.key_clients(demo_book).set_index("client_id")["is_key"]
    assert len(expired) and keys[expired["client_id"]].all()
    assert kam.criteria(demo_book)["is_expired"].sum() > len(expired)
