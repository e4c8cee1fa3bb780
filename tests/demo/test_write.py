"""The demo company goes through the same door as anybody's files."""

import itertools
import json
from contextlib import closing
from decimal import Decimal

import duckdb
import pytest

from kamlib.contract import register_tables
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.demo import files, write
from kamlib.register import open_register


@pytest.fixture(scope="module")
def home(tmp_path_factory):
    home = tmp_path_factory.mktemp("demo")
    return home, write(home, seed=1, lang="en")


def accepted(home, table):
    if table in register_tables():
        with closing(open_register(home)) as register:
            return duckdb.from_arrow(register.arrow(table))
    return duckdb.read_parquet([str(p) for p in Home(home).files(table)])


def test_everything_arrives_and_only_the_spoilt_rows_are_rejected(home, company):
    home, _ = home
    for name, table in company.tables.items():
        assert accepted(home, name).shape[0] == table.num_rows, name
    with closing(open_register(home)) as register:
        entered = sum(company.tables[name].num_rows for name in register_tables())
        assert (register.state, set(register.history()["author"])) == (entered, {"demo"})
    sold = accepted(home, "sales_lines").aggregate(
        "sum(net_amount), sum(cost_amount), min(order_date), max(order_date)"
    )
    made = duckdb.from_arrow(company.tables["sales_lines"]).aggregate(
        "sum(net_amount), sum(cost_amount), min(order_date), max(order_date)"
    )
    assert sold.fetchall() == made.fetchall()
    rejected = {s["file"]: s["rows_rejected"] for s in Home(home).sources() if s["rows_rejected"]}
    assert rejected == {files.DESK_FILE: len(files.SPOILT)}


def test_money_read_is_money_accepted_and_rejected(home):
    for source in Home(home[0]).sources():
        if source["table"] == "sales_lines":
            read, kept, left = (Decimal(source[f"amount_{k}"]) for k in ("read", "accepted", "rejected"))
            assert read == kept + left


def test_nothing_points_nowhere(home):
    assert not home[1].dangling


def test_truths_lie_beside_the_data(home, truths):
    assert json.loads((home[0] / "demo_truths.json").read_text("utf-8")) == truths


def test_a_second_time_changes_nothing(home):
    home, _ = home
    before = (home / "sources.json").read_bytes()
    assert write(home, seed=1, lang="en").entries == 0
    assert json.loads((home / "sources.json").read_bytes())["sources"] == json.loads(before)["sources"]


def test_other_data_are_left_alone(home, tmp_path):
    (tmp_path / "sources.json").write_text('{"version": 1, "sources": []}')
    for place, seed in ((tmp_path, 1), (home[0], 2)):
        with pytest.raises(KamError) as error:
            write(place, seed=seed)
        assert error.value.key == "demo.home_in_use"
    assert not (tmp_path / "source").exists()


def test_a_large_company_lies_in_several_files_one_after_another(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "LINES_A_FILE", 60_000)
    monkeypatch.setattr(files, "SMALL", 0)
    handed = []
    monkeypatch.setattr(files, "import_files", lambda home, names, **_: handed.extend(names))
    write(tmp_path, seed=1)
    parts = [p for p in handed if p.name.startswith("sales_lines")]
    assert len(parts) >= 3
    spans = [
        duckdb.read_parquet(str(p)).aggregate("min(order_date), max(order_date), count(*)").fetchall()[0] for p in parts
    ]
    for (_, last, _), (first, _, _) in itertools.pairwise(spans):
        assert last < first
    assert max(n for _, _, n in spans) <= 60_000
