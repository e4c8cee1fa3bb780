"""Importing, importing again, correcting, splitting, killing: what counts afterwards."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import textwrap
from decimal import Decimal
from pathlib import Path

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from made_files import lines, rejected, rows_1c, write_1c_csv, write_1c_xlsx, write_book
from typer.testing import CliRunner

from kamlib.commands.main import app
from kamlib.contract import tables
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.intake import import_files
from kamlib.intake.profile import load_profile, shipped

HEAD = "Date,Order,Client,Product,Quantity,Net amount"


def csv(path: Path, rows: list[str], head: str = HEAD) -> Path:
    path.write_text("\n".join([head, *rows]) + "\n", encoding="utf-8")
    return path


def made(count: int) -> list[str]:
    """Lines of three a day and two an order, with a return among every seven; none repeats."""
    days = [f"2024-{n // 84 + 1:02d}-{n // 3 % 28 + 1:02d}" for n in range(count)]
    return [
        f"{day},O{n // 2},C{n % 5},P{n % 3},{n + 1},{'-' if n % 7 == 6 else ''}{n}.25" for n, day in enumerate(days)
    ]


def snapshot(home: Path) -> dict[str, bytes]:
    """Every file of the home that holds data, by its path."""
    return {str(f.relative_to(home)): f.read_bytes() for f in home.rglob("*") if f.is_file() and f.suffix != ".lock"}


# ---- sources ---------------------------------------------------------------------------------------------------------


def test_every_contract_column_is_written_and_typed(tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", made(10))])
    (file,) = Home(tmp_path / "home").files("sales_lines")
    found = duckdb.sql(f"DESCRIBE FROM '{file}'").fetchall()
    assert {name: sql_type for name, sql_type, *_ in found} == {
        name: column.sql_type for name, column in tables()["sales_lines"].columns.items()
    }
    import_files(tmp_path / "home", [csv(tmp_path / "c.csv", ["C1,Rye"], "Client code,Name")])
    (file,) = Home(tmp_path / "home").files("clients")
    extra = {"source_no": "INTEGER", "source_line": "BIGINT", "derived": "BOOLEAN"}
    found = duckdb.sql(f"DESCRIBE FROM '{file}'").fetchall()
    assert {name: sql_type for name, sql_type, *_ in found} == {
        name: column.sql_type for name, column in tables()["clients"].columns.items()
    } | extra


def test_the_same_file_again_changes_nothing(tmp_path):
    file = csv(tmp_path / "a.csv", made(20))
    import_files(tmp_path / "home", [file])
    before = snapshot(tmp_path / "home")
    report = import_files(tmp_path / "home", [file])
    assert [s.status for s in report.sources] == ["unchanged"]
    assert snapshot(tmp_path / "home") == before


def test_a_corrected_file_replaces_its_own_rows_only(tmp_path):
    home = tmp_path / "home"
    import_files(home, [csv(tmp_path / "a.csv", made(20)), csv(tmp_path / "b.csv", ["2025-01-01,X,C9,P,1,5.00"])])
    old = Home(home).files("sales_lines")
    report = import_files(home, [csv(tmp_path / "a.csv", made(12))])
    assert [s.status for s in report.sources] == ["replaced"]
    assert [s["source_no"] for s in Home(home).sources()] == [1, 2]
    assert len(lines(home)) == 13
    assert not old[0].exists() and old[1].exists()


def test_the_same_content_under_another_name_is_not_imported_twice(tmp_path):
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", made(20))])
    report = import_files(tmp_path / "home", [csv(tmp_path / "copy.csv", made(20))])
    assert [(s.status, s.same_as) for s in report.sources] == [("same_content", "a.csv")]
    assert len(lines(tmp_path / "home")) == 20


def test_overlapping_files_are_told_and_counted_once(tmp_path):
    rows = made(30)
    first, second = csv(tmp_path / "a.csv", [*rows[:20], rows[19]]), csv(tmp_path / "b.csv", rows[14:])
    report = import_files(tmp_path / "home", [first, second])
    assert report.overlaps["rows"] == 6
    assert report.overlaps["between"] == [["a.csv", "b.csv"]]
    assert Decimal(report.overlaps["amount"]) == sum(Decimal(r.rsplit(",", 1)[1]) for r in rows[14:20])
    assert len(lines(tmp_path / "home")) == 31, "a line repeated inside one file is genuine"
    kept = duckdb.sql(
        f"SELECT min(kept_line_id), max(kept_line_id) FROM '{Home(tmp_path / 'home').overlaps()}'"
    ).fetchall()
    assert kept == [(10**10 + 16, 10**10 + 21)]


def test_an_overlap_is_gone_once_the_file_is_corrected(tmp_path):
    rows = made(30)
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows[:20]), csv(tmp_path / "b.csv", rows[14:])])
    report = import_files(tmp_path / "home", [csv(tmp_path / "b.csv", rows[20:])])
    assert report.overlaps is None
    assert Home(tmp_path / "home").overlaps() is None
    assert len(lines(tmp_path / "home")) == 30


SALES = "order_id, order_date, client_id, product_id, quantity, net_amount, line_kind"


@pytest.fixture(scope="module")
def whole(tmp_path_factory) -> list[tuple]:
    folder = tmp_path_factory.mktemp("whole")
    import_files(folder / "home", [csv(folder / "a.csv", made(80))])
    return lines(folder / "home", SALES)


@settings(max_examples=8, deadline=None)
@given(seed=st.randoms(use_true_random=False), cut=st.integers(1, 79))
def test_neither_the_order_of_rows_nor_splitting_a_file_matters(seed, cut, whole, tmp_path_factory):
    folder = tmp_path_factory.mktemp("split")
    rows = made(80)
    seed.shuffle(rows)
    import_files(folder / "home", [csv(folder / "a.csv", rows[:cut]), csv(folder / "b.csv", rows[cut:])])
    assert lines(folder / "home", SALES) == whole


def test_line_numbers_point_back_into_a_large_file(tmp_path):
    rows = [f"2024-01-01,O{n},C{n},P,1,{n}.5" for n in range(400_000)]
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)])
    (file,) = Home(tmp_path / "home").files("sales_lines")
    wrong = duckdb.sql(f"SELECT count(*) FROM '{file}' WHERE line_id <> 10000000000 + 2 + CAST(order_id[2:] AS BIGINT)")
    assert wrong.fetchall() == [(0,)]


def test_read_is_accepted_and_rejected_to_the_kopeck(tmp_path):
    rows = [*made(50), "2024-01-01,O,C,P,many,0.07", "soon,O,C,P,1,1000.33", "2024-01-01,O,C,P,1,?"]
    record = import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)]).sources[0].record
    text = sum(Decimal(r.rsplit(",", 1)[1]) for r in rows[:-1])
    assert (record["rows_read"], record["rows_accepted"], record["rows_rejected"]) == (53, 50, 3)
    assert Decimal(record["amount_read"]) == text
    assert Decimal(record["amount_accepted"]) + Decimal(record["amount_rejected"]) == text
    assert Decimal(record["amount_rejected"]) == Decimal("1000.40")
    assert sum(Decimal(k["amount"]) for k in record["by_line_kind"].values()) == Decimal(record["amount_accepted"])


def test_a_killed_import_leaves_the_last_state(tmp_path):
    home = tmp_path / "home"
    import_files(home, [csv(tmp_path / "a.csv", made(20))])
    before = snapshot(home)
    csv(tmp_path / "a.csv", made(40))
    csv(tmp_path / "b.csv", made(60)[40:])
    code = """
        import sys, time
        from kamlib.intake import import_files, overlaps, run
        def wait(*args):
            print("written", flush=True)
            time.sleep(60)
        run.find_overlaps = wait
        import_files(sys.argv[1], sys.argv[2:])
    """
    files = [str(tmp_path / "a.csv"), str(tmp_path / "b.csv")]
    child = subprocess.Popen([sys.executable, "-c", textwrap.dedent(code), str(home), *files], stdout=subprocess.PIPE)
    assert child.stdout.readline() == b"written\n"
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    assert len(snapshot(home)) > len(before), "the new files were there when it was killed"
    assert len(lines(home)) == 20
    assert {k: v for k, v in snapshot(home).items() if k in before} == before
    import_files(home, files)
    assert len(lines(home)) == 60
    assert len(list((home / "canonical").rglob("*.parquet"))) == 2, "what the killed import left is removed"
    assert not list(home.glob(".import-*"))


# ---- kinds of files --------------------------------------------------------------------------------------------------


def test_a_workbook_with_two_sheets_is_two_sources(tmp_path):
    head = HEAD.split(",")
    cells = [[a, b, c, d, int(e), float(f)] for a, b, c, d, e, f in (r.split(",") for r in made(30))]
    book = write_book(tmp_path / "a.xlsx", **{"2023": [head, *cells[:20]], "2024": [["title"], head, *cells[15:]]})
    report = import_files(tmp_path / "home", [book])
    assert [s.record["sheet"] for s in report.sources] == ["2023", "2024"]
    assert report.overlaps["rows"] == 5
    csv(tmp_path / "a.csv", made(30))
    import_files(tmp_path / "plain", [tmp_path / "a.csv"])
    assert lines(tmp_path / "home", SALES) == lines(tmp_path / "plain", SALES)


def test_parquet_is_taken_with_its_types(tmp_path):
    table = pa.table(
        {
            "Date": pa.array([1704067200000000, 1704153600000000], pa.timestamp("us")),
            "Client": [13085.0, None],
            "Net amount": [10.005, -3.5],
            "Quantity": [1, -2],
        }
    )
    pq.write_table(table, tmp_path / "a.parquet")
    import_files(tmp_path / "home", [tmp_path / "a.parquet"])
    found = lines(tmp_path / "home", "line_id - 10000000000, client_id, net_amount, quantity, line_kind")
    assert found == [
        (1, "13085", Decimal("10.005"), Decimal(1), "sale"),
        (2, None, Decimal("-3.5"), Decimal(-2), "return"),
    ]


@pytest.mark.parametrize("encoding", ["cp1251", "utf-8", "utf-16"])
def test_a_report_of_1c_goes_in_as_text_and_as_workbook_alike(encoding, tmp_path):
    rows = rows_1c(60)
    text = (
        import_files(tmp_path / "t", [write_1c_csv(tmp_path / "a.csv", rows, encoding)], "1c_sales").sources[0].record
    )
    import_files(tmp_path / "x", [write_1c_xlsx(tmp_path / "a.xlsx", rows)], "1c_sales")
    assert text["rows_accepted"] == 60
    assert Decimal(text["amount_accepted"]) == sum(r[8] for r in rows)
    assert {k: v["rows"] for k, v in text["by_line_kind"].items()} == {"sale": 52, "return": 6, "service": 2}
    everything = "* EXCLUDE (line_id)"
    assert lines(tmp_path / "t", everything) == lines(tmp_path / "x", everything)
    names = lines(tmp_path / "t", "client_id, name, derived", "clients")
    assert names == [(f"000{n:02d}", f"ООО «Клиент {n}»", True) for n in range(1, 9)]
    classes = lines(tmp_path / "t", "DISTINCT product_class", "products")
    assert classes == [("Кабель и провод",), ("Услуги",)]


def test_the_most_frequent_attribute_wins_then_the_latest(tmp_path):
    rows = [
        "2024-01-01,A,1,Latvia", "2024-01-02,A,1,Estonia", "2024-01-03,A,1,Latvia",
        "2024-01-01,B,1,Poland", "2024-01-05,B,1,Norway", "2024-01-06,B,1,",
    ]  # fmt: skip
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows, "Date,Client,Net amount,Country")])
    found = lines(tmp_path / "home", "client_id, country, derived, source_line", "clients")
    assert found == [("A", "Latvia", True, 2), ("B", "Norway", True, 5)]


# ---- amounts and questions -------------------------------------------------------------------------------------------


def amounts(tmp_path, head, row, profile=None, ask=None) -> tuple:
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", [row], head)], profile, ask)
    return lines(tmp_path / "home", "net_amount, list_amount, cost_amount")[0]


def test_price_times_quantity(tmp_path):
    found = amounts(tmp_path, "Date,Client,Quantity,Price,Unit cost", "2024-01-01,A,3,9.999,7.5")
    assert found == (Decimal("29.997"), None, Decimal("22.5"))


def test_price_quantity_and_discount_in_percent(tmp_path):
    found = amounts(tmp_path, "Date,Client,Quantity,Price,Discount %", "2024-01-01,A,3,10,15")
    assert found == (Decimal("25.5"), Decimal("30"), None)


def test_an_answer_about_vat_is_used(tmp_path):
    asked = []
    found = amounts(tmp_path, "Дата,Клиент,Сумма с НДС", "2024-01-01,A,120", ask=lambda q: asked.append(q) or "0.20")
    assert found[0] == Decimal(100)
    assert [q.key for q in asked] == ["intake.ask_vat"]


def test_amount_with_vat_less_vat(tmp_path):
    assert amounts(tmp_path, "Дата,Клиент,Сумма с НДС,НДС", "2024-01-01,A,120,18.5")[0] == Decimal("101.5")


def test_what_an_error_tells_to_write_into_a_profile_works(tmp_path):
    head, row = "Дата,Клиент,Сумма,Выручка", "03/04/2024,A,1,2"
    with pytest.raises(KamError) as found:
        amounts(tmp_path, head, row)
    assert '"Выручка" = "net_amount"' in str(found.value)
    profile = tmp_path / "p.toml"
    profile.write_text('[columns]\n"Выручка" = "net_amount"\n"Сумма" = ""\n')
    with pytest.raises(KamError, match="day_first = true"):
        amounts(tmp_path, head, row, profile)
    profile.write_text('[file]\nday_first = true\n[columns]\n"Выручка" = "net_amount"\n"Сумма" = ""\n')
    assert amounts(tmp_path, head, row, profile)[0] == Decimal(2)
    assert lines(tmp_path / "home", "CAST(order_date AS VARCHAR)") == [("2024-04-03",)]


def test_rules_of_a_profile(tmp_path):
    profile = tmp_path / "p.toml"
    profile.write_text(
        """
        [[rules]]
        when = { column = "Product", in = ["delivery", "PACKING"] }
        line_kind = "service"
        [[rules]]
        when = [{ column = "Order", starts = "r" }, { column = "Net amount", negative = false }]
        line_kind = "return"
        opposite_sign = true
        [[rules]]
        when = { column = "Client", equals = "retail" }
        client_id = ""
        [[rules]]
        when = { column = "Product", matches = "^test" }
        reject = true
        """
    )
    rows = [
        "2024-01-01,1,A,Delivery,1,5", "2024-01-01,R2,A,Nail,1,7", "2024-01-01,3,Retail,Nail,1,9",
        "2024-01-01,4,A,TEST-1,1,11",
    ]  # fmt: skip
    import_files(tmp_path / "home", [csv(tmp_path / "a.csv", rows)], profile)
    assert lines(tmp_path / "home", "order_id, client_id, quantity, net_amount, line_kind") == [
        ("1", "A", Decimal(1), Decimal(5), "service"),
        ("3", None, Decimal(1), Decimal(9), "sale"),
        ("R2", "A", Decimal(-1), Decimal(-7), "return"),
    ]
    assert [(r["line"], r["reason"], r["amount"]) for r in rejected(tmp_path / "home")] == [
        (5, "dropped_by_profile", Decimal(11))
    ]


def test_all_faults_of_a_profile_are_told_at_once(tmp_path):
    profile = tmp_path / "p.toml"
    profile.write_text('colour = 1\n[file]\nencodng = "x"\n[columns]\n"A" = "nett"\n[[rules]]\nline_kind = "gift"\n')
    with pytest.raises(KamError) as found:
        import_files(tmp_path / "home", [csv(tmp_path / "a.csv", made(1))], profile)
    for word in ("colour", "encodng", "nett", "gift"):
        assert word in str(found.value)


def test_shipped_profiles_are_sound():
    assert {"online_retail_ii", "northwind", "1c_sales", "iowa_liquor", "cdnow", "template"} <= set(shipped())
    for name in shipped():
        assert load_profile(name).parts


def test_an_unknown_profile_names_the_known_ones(tmp_path):
    with pytest.raises(KamError, match="online_retail_ii"):
        import_files(tmp_path / "home", [csv(tmp_path / "a.csv", made(1))], "nosuch")


# ---- the command -----------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def run():
    return lambda *args: CliRunner().invoke(app, ["import", "--no-build", *(str(a) for a in args)])


def test_the_command_shows_what_it_took_for_what_and_reconciles(run, tmp_path):
    file = write_1c_csv(tmp_path / "a.csv", rows_1c(60))
    done = run(file, "--data", tmp_path / "home", "--lang", "ru", "--profile", "1c_sales")
    assert done.exit_code == 0, done.output
    for words in ("cp1251", "Код контрагента", "client_id", "Прочитано", "61", "строка итогов", "совпадает с принятым"):
        assert words in done.stdout


def test_the_command_reports_to_machines(run, tmp_path):
    file = csv(tmp_path / "a.csv", [*made(3), "soon,O,C,P,1,5"])
    done = run(file, "--data", tmp_path / "home", "--json")
    report = json.loads(done.stdout)
    assert report["sources"][0]["rows_accepted"] == 3
    assert report["sources"][0]["reasons"] == {"unreadable_date": 1}


def test_the_command_tries_without_importing(run, tmp_path):
    done = run(csv(tmp_path / "a.csv", made(3)), "--data", tmp_path / "home", "--dry-run", "--lang", "en")
    assert "Nothing was imported" in done.stdout
    assert not Home(tmp_path / "home").sources()


def test_the_command_fails_with_a_message(run, tmp_path):
    done = run(tmp_path / "none.csv", "--data", tmp_path / "home", "--lang", "en")
    assert done.exit_code == 1
    assert "none.csv" in done.stderr and "Traceback" not in done.stderr


def test_a_changed_profile_reads_the_same_file_anew(tmp_path):
    profile = tmp_path / "p.toml"
    file = csv(tmp_path / "a.csv", made(5))
    for channel in ("shop", "web"):
        profile.write_text(f'[constants]\nchannel = "{channel}"\n')
        import_files(tmp_path / "home", [file], profile)
        assert lines(tmp_path / "home", "DISTINCT channel") == [(channel,)]
    assert [s.status for s in import_files(tmp_path / "home", [file], profile).sources] == ["unchanged"]


def test_a_sheet_taken_out_of_a_workbook_takes_its_rows_along(tmp_path):
    sheets = {n: [["Дата", "Клиент", "Сумма"], [f"{d}.01.2024", "А", d]] for n, d in (("Один", 11), ("Два", 12))}
    import_files(tmp_path / "home", [write_book(tmp_path / "a.xlsx", **sheets)])
    report = import_files(tmp_path / "home", [write_book(tmp_path / "a.xlsx", Два=sheets["Два"], Три=sheets["Один"])])
    assert {s.record["sheet"]: s.status for s in report.sources} == {
        "Один": "removed", "Два": "replaced", "Три": "new",
    }  # fmt: skip
    assert len(lines(tmp_path / "home")) == 2


def test_kinds_of_lines_given_by_the_file(tmp_path):
    rows = ["2024-01-01,A,1,Service line (postage, fees)", "2024-01-01,A,-2,", "2024-01-01,A,3,gift"]
    rows = [rows[0].replace("Service line (postage, fees)", '"Service line (postage, fees)"'), *rows[1:]]
    file = csv(tmp_path / "a.csv", rows, "Date,Client,Net amount,Kind of line")
    with pytest.raises(KamError, match="gift"):
        import_files(tmp_path / "home", [file])
    import_files(tmp_path / "home", [file], answers={"kind:Kind of line (gift)": "leave_out"})
    assert lines(tmp_path / "home", "net_amount, line_kind") == [(Decimal(-2), "return"), (Decimal(1), "service")]
    assert [r["reason"] for r in rejected(tmp_path / "home")] == ["dropped_by_profile"]


def test_options_given_beside_a_profile_are_checked(tmp_path):
    file = csv(tmp_path / "a.csv", made(5))
    for wrong in ({"encoding": "koi-9"}, {"decimal": "!"}, {"date_format": "%d"}):
        with pytest.raises(KamError) as found:
            import_files(tmp_path / "home", [file], **wrong)
        assert next(iter(wrong.values())) in str(found.value)
