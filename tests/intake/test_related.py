"""Sheets of one import that belong together find each other: lines and orders, products and their groups."""

import duckdb
import pytest
from openpyxl import Workbook

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.saved import save_profile

LINES = "order_id,sku,qty,unit_price\n1,N,2,10\n1,B,1,5\n2,N,3,10\n"
ORDERS = "id,order_date,customer_id,order_total\n1,2024-01-15,A,25\n2,2024-02-16,C,30\n"
PRODUCTS = "sku,product_name,category_id\nN,Nail,7\nB,Bolt,7\n"
CATEGORIES = "category_id,category_name\n7,Iron\n8,Wood\n"


@pytest.fixture
def files(tmp_path):
    texts = {"lines.csv": LINES, "orders.csv": ORDERS, "products.csv": PRODUCTS, "categories.csv": CATEGORIES}
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    return [tmp_path / name for name in texts]


def sold(home):
    files = [str(f) for f in Home(home).files("sales_lines")]
    return duckdb.execute(
        "SELECT client_id, CAST(order_date AS VARCHAR), product_id, CAST(net_amount AS DOUBLE) "
        "FROM read_parquet($files) ORDER BY ALL",
        {"files": files},
    ).fetchall()


RIGHT = [("A", "2024-01-15", "B", 5), ("A", "2024-01-15", "N", 20), ("C", "2024-02-16", "N", 30)]


def test_lines_and_orders_products_and_categories(files, tmp_path):
    home = tmp_path / "home"
    report = import_files(home, files)
    assert sold(home) == RIGHT  # the total of an order does not count once a line
    assert report.skipped == [("orders.csv", "intake.joined"), ("categories.csv", "intake.joined")]
    products = Home(home).files("products")[0]
    assert duckdb.execute(f"SELECT DISTINCT product_class FROM '{products}'").fetchall() == [("Iron",)]


def test_the_same_files_again_are_unchanged_and_a_changed_one_is_read_anew(files, tmp_path):
    home = tmp_path / "home"
    import_files(home, files)
    assert {s.status for s in import_files(home, files).sources} == {"unchanged"}
    (tmp_path / "orders.csv").write_text(ORDERS.replace("2024-02-16", "2024-02-17"), "utf-8")
    changed = import_files(home, files)
    assert [s.status for s in changed.sources if s.record["table"] == "sales_lines"] == ["replaced"]
    assert sold(home)[-1] == ("C", "2024-02-17", "N", 30)


def test_sheets_of_one_workbook(tmp_path):
    book = Workbook()
    book.remove(book.active)
    for name, text in (("Lines", LINES), ("Orders", ORDERS)):
        sheet = book.create_sheet(name)
        for row in text.splitlines():
            sheet.append([float(x) if x.isdigit() else x for x in row.split(",")])
    book.save(tmp_path / "export.xlsx")
    import_files(tmp_path / "home", [tmp_path / "export.xlsx"])
    assert sold(tmp_path / "home") == RIGHT


def test_orders_that_are_not_those_of_the_lines_are_not_brought_in(files, tmp_path):
    (tmp_path / "orders.csv").write_text(ORDERS.replace("\n1,", "\n8,").replace("\n2,", "\n9,"), "utf-8")
    with pytest.raises(KamError):
        import_files(tmp_path / "home", files[:2])


def test_a_profile_saved_of_it_reads_it_alike(files, tmp_path):
    import_files(tmp_path / "home", files[:2])
    profile = save_profile(tmp_path / "home", str(tmp_path / "p.toml"), file="lines.csv")
    import_files(tmp_path / "other", files[:2], profile=profile)
    assert sold(tmp_path / "other") == RIGHT


def test_northwind_without_a_profile(shared_data, tmp_path):
    files = sorted((shared_data / "northwind").glob("*.csv"))
    answers = {"column:order_date": "orders.order_date", "discount:discount": "share"}
    import_files(tmp_path / "home", files, answers=answers)
    rows = sold(tmp_path / "home")
    assert len(rows) == 2155 and sum(r[3] for r in rows) == pytest.approx(1_265_793.04, abs=0.01)


def test_tables_of_clients_and_products_stay_tables_of_their_own(tmp_path):
    texts = {
        "sales.csv": "SalesNumber,Date,CustomerKey,ProductKey,Amount\n1,2024-01-15,1,7,10\n2,2024-01-16,2,8,20\n"
        "3,2024-01-17,1,8,5\n",
        "customers.csv": "CustomerKey,CustomerName,Region\n1,Alder,North\n2,Birch,South\n",
        "products.csv": "ProductKey,ProductName\n7,Nail\n8,Bolt\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    report = import_files(tmp_path / "home", [tmp_path / name for name in texts])
    assert [s.record["table"] for s in report.sources] == ["sales_lines", "clients", "products"]
    assert sold(tmp_path / "home")[0][0] == "1"


def test_a_table_of_the_contract_is_not_brought_into_another_one(tmp_path):
    texts = {
        "usps.csv": "usp_id,name\nU1,Delivery\nU2,Range\n",
        "coverage.csv": "need,usp_id,client_id,coverage\nSpeed,U1,A,0.9\nPrice,U1,A,0.4\nChoice,U2,B,0.8\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, "utf-8")
    report = import_files(tmp_path / "home", [tmp_path / name for name in texts])
    assert [s.record["table"] for s in report.sources] == ["usps", "coverage"] and not report.skipped
