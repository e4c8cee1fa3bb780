"""Real files of other people, where they are kept beside the project: known figures come out."""

from __future__ import annotations

from decimal import Decimal

import pytest
from made_files import lines, rejected

from kamlib.intake import import_files

pytestmark = pytest.mark.shared


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
