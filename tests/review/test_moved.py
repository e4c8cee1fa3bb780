"""Why a client's margin at risk moved: the two causes add up, the signs are those of the two books."""

import shutil
from datetime import date

import pytest

import kamlib as kam
from kamlib.book import history
from kamlib.labels.risk import sign_text
from kamlib.review import moved as room

THEN = date(2026, 3, 31)


@pytest.fixture(scope="module")
def book(demo_home, tmp_path_factory):
    """The demo company, of which an earlier review said a third of the risk and a tenth more of business."""
    home = shutil.copytree(demo_home, tmp_path_factory.mktemp("moved") / "home", symlinks=True)
    found = kam.open_book(home)
    said = history.said_by(found, 1).df()
    said["contribution_at_risk_12m"] /= 3
    said["expected_contribution_12m"] *= 1.1
    said["as_of"] = THEN
    said.to_parquet(home / "history" / f"said_{THEN}_000001.parquet")
    return found


@pytest.fixture(scope="module")
def moved(book):
    return kam.why_moved(THEN, book)


def test_the_causes_add_up_to_the_change(book, moved):
    parts = moved.groupby("client_id")["money"].sum()
    ends = moved.drop_duplicates("client_id").set_index("client_id")
    gone = kam.churn_risk(book).query("is_gone == True")["client_id"]
    assert len(gone) and not set(gone) & set(ends.index)
    assert len(ends) > 100 and (parts - (ends["at_risk_now"] - ends["at_risk_then"])).abs().max() < 0.01
    now = kam.churn_risk(book).set_index("client_id")["contribution_at_risk_12m"]
    assert ends["at_risk_now"].tolist() == pytest.approx(now[ends.index].tolist())
    assert ends["at_risk_then"].tolist() == pytest.approx((now[ends.index] / 3).tolist())
    # the likelihood rose, the size fell for nearly all: what it would bring was a tenth more
    by_cause = moved.set_index("client_id").groupby("cause")["money"].sum()
    assert by_cause["likelihood"] > 0


def test_the_largest_change_comes_first_and_a_client_stands_together(moved):
    change = (moved["at_risk_now"] - moved["at_risk_then"]).abs()
    assert change.is_monotonic_decreasing
    blocks = (moved["client_id"] != moved["client_id"].shift()).cumsum()
    assert blocks.nunique() == moved["client_id"].nunique()


def test_signs_are_those_of_the_two_books(book, moved, monkeypatch):
    now = kam.risk_drivers(book)
    silence = now["family"] == "silence"
    rhythm, price = now["family"] == "rhythm", now["family"] == "price"
    # silence doubled and raised the odds; of the others one went the other way, and one hardly changed
    then = now.assign(
        log_odds=now["log_odds"] - 0.5 * silence + 0.5 * rhythm - 0.5 * price,
        value=now["value"]
        .where(~silence, now["value"] / 2)
        .where(~rhythm, now["value"] * 2 + 1)
        .where(~price, now["value"] * 1.1),
    )
    monkeypatch.setattr(room, "open_book", lambda home, as_of: (THEN, home))
    monkeypatch.setattr(room, "risk_drivers", lambda b, client_id=None: now if b is book else then)
    signs = kam.why_moved(THEN, book).query("cause == 'sign'")
    assert set(signs["family"]) == {"silence"} and set(signs["client_id"]) <= set(moved["client_id"])
    assert signs["log_odds_change"].tolist() == pytest.approx([0.5] * len(signs))
    assert signs["value_now"].tolist() == pytest.approx((signs["value_then"] * 2).tolist())
    assert (signs["value_now"] > 0).all() and signs["money"].isna().all() and len(signs) > 100


def test_a_sign_in_words():
    row = {"measure": "recency_days", "value_then": 5, "value_now": 20}
    assert sign_text(row, "en") == "Days since the last purchase: 5 days → 20 days"


def test_without_an_earlier_review_there_is_nothing(demo_book):
    assert kam.why_moved(date(1990, 1, 1), demo_book).empty
