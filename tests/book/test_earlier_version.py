"""A book that version 0.1.0 built: every later version opens it, and compares what it said."""

import lzma
from pathlib import Path

import pandas as pd
import pytest
from handmade import published

import kamlib as kam
from kamlib.book import shelf
from kamlib.core.errors import KamError

PACKED = Path(__file__).parent / "version_0_1"
FILE = "book_2025-09-30_20261129T120523811771.duckdb"


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    """A home in which a quarter later a book was published by today's version."""
    home = tmp_path_factory.mktemp("earlier")
    file = shelf.folder(home) / FILE
    file.parent.mkdir()
    file.write_bytes(lzma.decompress((PACKED / f"{FILE}.xz").read_bytes()))
    shelf.point_to(home, shelf.books(home)[0])
    published(home, "2025-12-31", reach="2025-12-31")
    return home


@pytest.fixture(scope="module")
def old(home):
    return kam.open_book(home, "2025-09-30")


def test_it_opens_with_its_policy_under_the_names_of_now(old):
    assert str(old.as_of) == "2025-09-30" and not old.is_of_this_code and not old.is_reconstructed
    assert (old.policy.selection.places, old.policy.churn.horizon_days) == (5, 60)
    assert "rfm" in old.tables and len(old.sql("SELECT * FROM rfm")) == 45


def test_what_it_lacks_is_said_to_need_a_new_build(old):
    with pytest.raises(KamError, match="built by another version"):
        kam.churn_risk(old)


def test_its_forecasts_are_in_the_history_beside_those_of_now(home, old):
    said = kam.history(home)
    before = said[said["as_of"] == pd.Timestamp("2025-09-30")].set_index("client_id")
    assert len(before) == 45 and set(before["horizon_days"]) == {60} and set(before["code_version"]) == {"0.1.0"}
    assert before.loc["C28", "p_churn"] == pytest.approx(0.310606)
    assert before.loc["C28", "contribution_at_risk_12m"] == pytest.approx(23048.52)
    assert before["is_key"].sum() == 5 == (before["selection_rank"] <= 5).sum()
    assert before["is_reconstructed"].isna().all()  # such a book did not say
    now = said[said["as_of"] == pd.Timestamp("2025-12-31")].set_index("client_id")
    # what was said then of a client and what is said now stand side by side
    both = before.join(now, rsuffix="_now", how="outer")
    assert len(both) == 47 and both.loc["C1", "p_churn_now"] == 0.75


def test_it_is_kept_beside_the_book_of_now(home):
    assert [b.file.name for b in shelf.books(home)] == ["book_2025-12-31_000001.duckdb", FILE]
    assert shelf.current_file(home).name == "book_2025-12-31_000001.duckdb"
