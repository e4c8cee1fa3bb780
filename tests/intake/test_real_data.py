"""Real files of other people, where they are kept beside the project: known figures come out."""

from __future__ import annotations

from decimal import Decimal

import duckdb
import pytest
from made_files import lines, rejected, write_book

from kamlib.core.home import Home
from kamlib.intake import import_files

pytestmark = pytest.mark.shared
SHEETS = {"Year 2009-2010": "year_2009_2010.csv.gz", "Year 2010-2011": "year_2010_2011.csv.gz"}


@pytest.fixture(scope="session")
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


def test_northwind(shared_data, tmp_path):
    names = ["orders", "order_details", "products", "categories", "customers", "employees"]
    files = [shared_data / "northwind" / f"{name}.csv" for name in names]
    report = import_files(tmp_path, files, "northwind")
    assert {s.record["table"]: s.record["rows_accepted"] for s in report.sources} == {
        "sales_lines": 2_155, "products": 77, "clients": 91, "managers": 9,
    }  # fmt: skip
    assert not rejected(tmp_path) and not report.dangling
    net, orders = lines(tmp_path, "sum(net_amount), count(DISTINCT order_id)")[0]
    assert (net.quantize(Decimal("0.01")), orders) == (Decimal("1265793.04"), 830)
    assert lines(tmp_path, "count(DISTINCT product_class), count(product_class)", "products") == [(8, 77)]
    again = import_files(tmp_path, files, "northwind")
    assert {s.status for s in again.sources} == {"unchanged"}


def test_iowa(shared_data, tmp_path):
    files = [shared_data / "iowa_liquor" / f"{name}.parquet" for name in ("sales", "stores", "products")]
    report = import_files(tmp_path, files, "iowa_liquor")
    assert report.sources[0].record["rows_accepted"] == 1_576_952
    assert {d["column"] for d in report.dangling} == {"client_id", "product_id"}


def test_cdnow(shared_data, tmp_path):
    report = import_files(tmp_path, [shared_data / "cdnow" / "CDNOW_master.txt"], "cdnow")
    assert report.sources[0].record["rows_accepted"] == 69_659
    assert lines(tmp_path, "count(DISTINCT client_id)") == [(23_570,)]
