"""Importing from a real PostgreSQL: exact, and unable to change anything there."""

from datetime import date
from decimal import Decimal

import duckdb
import psycopg
import pytest

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files

ROWS = [
    ("СФ-1", date(2024, 1, 31), "ООО «Ромашка»", Decimal("0.01"), Decimal("3.0000"), None),
    ("СФ-1", date(2024, 1, 31), "ООО «Ромашка»", Decimal("12345678901234.5678"), Decimal("1.5000"), "РУ-01"),
    ("СФ-2", date(2024, 2, 29), "00042", Decimal("-99999999.9900"), Decimal("-2.0000"), "  "),
    ("СФ-3", date(1999, 12, 31), None, Decimal("0.1000"), None, 'O\'Брайен, "и" ко; \\N'),
]


@pytest.fixture
def database(postgres, monkeypatch):
    url = postgres.new_database()
    with psycopg.connect(url, autocommit=True) as con:
        con.execute(
            "CREATE TABLE sales (doc text, day date, client text, amount numeric(18,4), qty numeric(18,4), item text)"
        )
        with con.cursor() as cursor:
            cursor.executemany("INSERT INTO sales VALUES (%s, %s, %s, %s, %s, %s)", ROWS)
    monkeypatch.setenv("KAM_DATABASE_URL", url)
    return url


@pytest.fixture
def profile(tmp_path):
    """`profile(sql) -> file` of a profile with that one query, called `sales`."""

    def make(sql: str):
        file = tmp_path / "profile.toml"
        quoted = sql.replace("'''", "")
        file.write_text(
            f"""table = "sales_lines"

[queries.sales]
sql = '''{quoted}'''

[columns]
doc = "order_id"
day = "order_date"
client = "client_id"
amount = "net_amount"
qty = "quantity"
item = "product_id"
""",
            "utf-8",
        )
        return file

    return make


def test_every_kopeck_letter_date_and_null_arrives(database, profile, tmp_path):
    home = tmp_path / "home"
    sql = "SELECT * FROM sales ORDER BY doc, amount"
    report = import_files(home, ["postgresql:sales"], profile=profile(sql))
    (file,) = Home(home).files("sales_lines")
    columns = "order_id, order_date, client_id, net_amount, quantity, product_id"
    found = duckdb.sql(f"SELECT {columns} FROM read_parquet('{file}') ORDER BY line_id").fetchall()
    wanted = [(*row[:5], (row[5] or "").strip() or None) for row in ROWS]
    assert found == wanted
    record = report.sources[0].record
    assert (record["rows_read"], record["rows_rejected"]) == (4, 0)
    assert Decimal(record["amount_accepted"]) == sum(row[3] for row in ROWS)
    assert record["file"] == "postgresql:sales" and "host" not in str(record)


@pytest.mark.parametrize(
    "sql",
    [
        "DELETE FROM sales RETURNING *",
        "INSERT INTO sales SELECT * FROM sales RETURNING *",
        "WITH gone AS (UPDATE sales SET amount = 0 RETURNING *) SELECT * FROM gone",
        "TRUNCATE sales",
    ],
)
def test_the_import_cannot_change_the_database(database, profile, tmp_path, sql):
    with pytest.raises(KamError) as fault:
        import_files(tmp_path / "home", ["postgresql:sales"], profile=profile(sql))
    assert "read-only" in fault.value.text("en")
    with psycopg.connect(database) as con:
        assert con.execute("SELECT count(*), sum(amount) FROM sales").fetchone() == (4, sum(row[3] for row in ROWS))


def test_a_fault_of_the_query_is_told_without_the_address(database, profile, tmp_path):
    with pytest.raises(KamError) as fault:
        import_files(tmp_path / "home", ["postgresql:sales"], profile=profile("SELECT * FROM nothing_here"))
    for lang in ("en", "ru"):
        assert "nothing_here" in fault.value.text(lang) and database not in fault.value.text(lang)


def test_without_an_address_the_variable_to_set_is_named(profile, tmp_path, monkeypatch):
    monkeypatch.delenv("KAM_DATABASE_URL", raising=False)
    with pytest.raises(KamError) as fault:
        import_files(tmp_path / "home", ["postgresql:sales"], profile=profile("SELECT 1"))
    assert "KAM_DATABASE_URL" in str(fault.value)
