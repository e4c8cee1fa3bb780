"""Products across: a column for each product becomes a row for each product."""

import duckdb
import pytest
from test_recognising import written

from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files

ROWS = "15.01.2024;А;10,50;;3\n16.02.2024;Б;0;7;1 000\n"
WITH_TOTAL = (
    "Дата;Клиент;Гвозди;Болты;Шайбы;Итого\n15.01.2024;А;10,50;;3;13,50\n16.02.2024;Б;0;7;1 000;1 007\n"
    ";Итого;10,50;7;1 003;1 020,50\n"
)
RIGHT = [("А", "Гвозди", 10.5), ("А", "Шайбы", 3), ("Б", "Болты", 7), ("Б", "Шайбы", 1000)]


def sold(home):
    files = [str(f) for f in Home(home).files("sales_lines")]
    return duckdb.execute(
        "SELECT client_id, product_id, CAST(net_amount AS DOUBLE) FROM read_parquet($f) ORDER BY ALL", {"f": files}
    ).fetchall()


def test_a_column_of_totals_says_so(tmp_path):
    report = import_files(tmp_path / "home", [written(tmp_path, "a.csv", WITH_TOTAL)])
    assert sold(tmp_path / "home") == RIGHT
    assert report.sources[0].record["lines"]["shape"] == {"totals": 1}


def test_without_one_it_is_asked(tmp_path):
    file = written(tmp_path, "a.csv", "Дата;Клиент;Гвозди;Болты;Шайбы\n" + ROWS)
    with pytest.raises(KamError, match="across:"):
        import_files(tmp_path / "home", [file])
    import_files(tmp_path / "home", [file], answers={"across:Болты, Гвозди, Шайбы": "products"})
    assert sold(tmp_path / "home") == RIGHT


def test_what_a_total_does_not_sum_is_no_product(tmp_path):
    file = written(tmp_path, "a.csv", "Дата;Клиент;Вес;Места;Итого\n15.01.2024;А;10;2;130\n16.02.2024;Б;7;1;240\n")
    import_files(tmp_path / "home", [file])
    assert sold(tmp_path / "home") == [("А", None, 130), ("Б", None, 240)]
