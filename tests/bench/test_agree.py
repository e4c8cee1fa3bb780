"""kamlib, pandas and polars are three ways to the same numbers: on twenty thousand lines every cell agrees."""

import importlib
from datetime import date

import duckdb
import pyarrow.compute as pc
import pyarrow.parquet as pq
import pytest

from bench.compare import MARTS, differences
from kamlib.demo import generate
from kamlib.intake import import_files

AS_OF = date(2026, 9, 30)
TABLES = ("sales_lines", "products", "interactions", "client_gains", "retention_actions")


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    """A folder with the results of all three, for every tenth client of the demo company."""
    folder = tmp_path_factory.mktemp("bench")
    made = generate().tables
    files = []
    for name in TABLES:
        table = made[name]
        if "client_id" in table.column_names:
            table = table.filter(pc.ends_with(table["client_id"], "0"))
        files.append(folder / f"{name}.parquet")
        pq.write_table(table, files[-1])
    import_files(folder / "home", files)
    for tool in ("in_kamlib", "in_pandas", "in_polars"):
        (folder / tool).mkdir()
        importlib.import_module(f"bench.{tool}").run(folder / "home", AS_OF, folder / tool)
    return folder


@pytest.mark.parametrize("tool", ["in_pandas", "in_polars"])
def test_every_cell_agrees(results, tool):
    found = differences(results / "in_kamlib" / "book.duckdb", results / tool)
    assert found.keys() == {m.name for m in MARTS}
    assert all(cells > 0 for cells, _ in found.values())
    assert {mart: wrong for mart, (_, wrong) in found.items() if wrong} == {}


def test_a_wrong_cell_and_a_missing_row_are_found(results, tmp_path):
    for mart in MARTS:
        source = results / "in_pandas" / f"{mart.name}.parquet"
        target = tmp_path / source.name
        change = {
            "rfm": "SELECT * REPLACE (r_score + CAST(row_number() OVER () = 1 AS INTEGER) AS r_score) FROM t",
            "revenue_bridge": "SELECT * FROM t WHERE period <> 'year'",
            "classes": "SELECT * REPLACE (if(row_number() OVER () = 1, 'other', class) AS class) FROM t",
            "client_as_of": "SELECT * REPLACE (net_12m * 1.00001 AS net_12m) FROM t",
        }.get(mart.name, "SELECT * FROM t")
        duckdb.sql(f"WITH t AS (FROM read_parquet('{source}')) {change}").write_parquet(str(target))
    found = differences(results / "in_kamlib" / "book.duckdb", tmp_path)
    wrong = {mart: count for mart, (_, count) in found.items() if count}
    assert wrong.keys() == {"rfm", "revenue_bridge", "classes", "client_as_of"}
    assert wrong["rfm"] == wrong["classes"] == 1
