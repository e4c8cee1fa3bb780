"""Online Retail II, a real company's two years, from its two files to its book."""

from decimal import Decimal

import duckdb
import pandas as pd
import pytest
from made_files import lines, rejected, write_book

import kamlib as kam
from kamlib.book.build import build
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.policy import Policy

pytestmark = pytest.mark.shared
SHEETS = {"Year 2009-2010": "year_2009_2010.csv.gz", "Year 2010-2011": "year_2010_2011.csv.gz"}


@pytest.fixture(scope="module")
def retail(shared_data, tmp_path_factory):
    """Online Retail II, imported from its two files: (home, report)."""
    home = tmp_path_factory.mktemp("retail")
    files = [shared_data / "online_retail_ii" / name for name in SHEETS.values()]
    return home, import_files(home, files, "online_retail_ii")


def test_every_line_of_online_retail_is_accounted_for(retail):
    home, report = retail
    records = [s.record for s in report.sources]
    assert [r["rows_read"] for r in records] == [525_461, 541_910]
    assert sum(r["rows_accepted"] for r in records) == 1_067_371
    assert not rejected(home)
    assert sum(Decimal(r["amount_accepted"]) for r in records).quantize(Decimal("0.01")) == Decimal("19287250.57")
    assert sum(r["without_client"]["rows"] for r in records) == 243_007


def test_the_two_sheets_of_online_retail_overlap_and_count_once(retail):
    home, report = retail
    assert report.overlaps["rows"] == 22_523
    assert (report.overlaps["date_from"], report.overlaps["date_to"]) == ("2010-12-01", "2010-12-09")
    count, net = lines(home, "count(*), sum(net_amount)")[0]
    assert count == 1_067_371 - 22_523
    assert net.quantize(Decimal("0.01")) == Decimal("18909762.12")


def test_kinds_of_lines_of_online_retail(retail):
    _, report = retail
    kinds: dict[str, int] = {}
    for source in report.sources:
        for kind, of in source.record["by_line_kind"].items():
            kinds[kind] = kinds.get(kind, 0) + of["rows"]
    assert (kinds["write_off"], kinds["adjustment"]) == (3_457, 6)
    assert kinds["return"] < 19_494 < kinds["return"] + kinds["service"], "some cancelled lines are postage and fees"
    assert sum(kinds.values()) == 1_067_371


def test_codes_of_online_retail_differ_in_case_no_more(retail):
    home, _ = retail
    assert lines(home, "count(*) FILTER (product_id <> upper(product_id))") == [(0,)]
    (clients,) = lines(home, "count(DISTINCT client_id)")
    assert clients == (5_942,)


def test_a_workbook_as_the_publisher_makes_it_reads_like_the_files(shared_data, tmp_path):
    con = duckdb.connect()
    sheets = {}
    for sheet, name in SHEETS.items():
        file = shared_data / "online_retail_ii" / name
        where = "InvoiceDate BETWEEN '2010-12-05' AND '2010-12-06 23:00'"
        found = con.execute(f"SELECT * FROM read_csv('{file}', types={{'Invoice': 'VARCHAR'}}) WHERE {where}")
        head = [d[0] for d in found.description]
        rows = found.fetchall()
        sheets[sheet] = [head, *([int(r[0]) if r[0].isdigit() else r[0], *r[1:]] for r in rows)]
        con.execute(
            f"COPY (SELECT * FROM read_csv('{file}', all_varchar=true) WHERE {where}) TO '{tmp_path / name[:14]}.csv'"
        )
    report = import_files(tmp_path / "x", [write_book(tmp_path / "a.xlsx", **sheets)], "online_retail_ii")
    import_files(tmp_path / "t", sorted(tmp_path.glob("*.csv")), "online_retail_ii")
    assert [s.record["sheet"] for s in report.sources] == list(SHEETS)
    assert report.overlaps["rows"] == sum(s.record["rows_read"] for s in report.sources) / 2
    everything = "* EXCLUDE (line_id)"
    assert lines(tmp_path / "x", everything) == lines(tmp_path / "t", everything)
    assert Home(tmp_path / "x").overlaps()


@pytest.fixture(scope="module")
def book(retail):
    home, _ = retail
    build(home, policy=Policy().changed(churn_most_clients_learnt=2000))  # of 5,900, for time's sake
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
    """Six origins out of time; the bounds are those of the method's first trials, with room for one bad origin.

    The seventh, a year before the last date, has a single date to learn from.
    """
    done = book.sql("SELECT * FROM churn.backtest WHERE target = 'churned' AND method = 'answer' ORDER BY cut_off")
    assert len(done) == 7 and done["cut_off"].iloc[0] == pd.Timestamp("2010-11-30")
    done = done.tail(6)
    assert done["auc"].mean() >= 0.78
    assert done["brier"].mean() <= 0.185
    recency_alone = 0.724  # AUC of days since the last purchase on the same slices
    assert done["auc"].min() > recency_alone
