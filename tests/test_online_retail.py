"""Online Retail II, a real company's two years, from its two files to its book."""

import pytest

import kamlib as kam
from kamlib.book.build import build
from kamlib.intake import import_files

pytestmark = pytest.mark.shared


@pytest.fixture(scope="module")
def book(shared_data, tmp_path_factory):
    home = tmp_path_factory.mktemp("retail")
    files = [shared_data / "online_retail_ii" / f"year_{y}.csv.gz" for y in ("2009_2010", "2010_2011")]
    import_files(home, files, profile="online_retail_ii")
    build(home)
    return kam.open_book(home)


def test_the_book_is_as_of_the_last_complete_month(book):
    assert book.as_of.isoformat() == "2011-11-30"
    assert book.currency == "GBP"


def test_all_lines_are_told_apart_and_add_up(book):
    total = book.one("SELECT sum(lines) AS lines, round(sum(net), 2)::VARCHAR AS net FROM reconciliation")
    assert total["lines"] == 1_067_371 - 22_523
    assert total["net"] == "18909762.12"  # the published union without the second copy
    lines = kam.reconciliation(book).groupby("attribution")["lines"].sum()
    assert lines["adjustment"] == 6
    assert lines["write_off"] + 64 == 3_457  # 64 of them lie in the days that both sheets have
    assert set(lines.index) == {"client", "no_client", "service", "write_off", "adjustment"}


def test_the_overlap_is_told(book):
    (overlap,) = kam.overlaps(book).to_dict("records")
    assert overlap["lines"] == 22_523
    assert (str(overlap["first_day"])[:10], str(overlap["last_day"])[:10]) == ("2010-12-01", "2010-12-09")


def test_what_it_does_not_tell_is_not_known(book):
    assert kam.overview(book)["cm1_12m"] is None
    assert set(kam.abc_xyz(book)["abc_basis"]) == {"revenue"}
    axes = kam.axes(book).groupby("axis")["class"].count()
    assert not axes[["T1", "T2", "T6", "T7", "T8", "T9"]].any()
    assert axes[["T3", "T4", "T5", "T10"]].gt(4_000).all()


def test_losing_clients_was_foretold_as_well_as_published_methods_do(book):
    """Six origins out of time; the bounds are those of the method's first trials, with room for one bad origin."""
    done = book.sql("SELECT * FROM churn.backtest WHERE target = 'churned' AND method = 'answer'")
    assert len(done) == 6
    assert done["auc"].mean() >= 0.78
    assert done["brier"].mean() <= 0.185
    recency_alone = 0.724  # AUC of days since the last purchase on the same slices
    assert done["auc"].min() > recency_alone
