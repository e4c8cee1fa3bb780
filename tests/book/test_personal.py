"""Who a person at a client is stays in the register: not in a book, its history, what is printed, exported, logged."""

import io
import re
import zipfile
from datetime import date

import duckdb
import pandas as pd
import pyarrow.parquet as pq
import pytest
from pypdf import PdfReader
from typer.testing import CliRunner

import kamlib as kam
from kamlib.book.build import build
from kamlib.commands.main import app
from kamlib.contract import tables
from kamlib.engine.models import models

PERSONAL = {name for name, column in tables()["contacts"].columns.items() if column.personal}
MARK = "zq7marker"
SAID = "zq8spoken"  # what was said of people in words of their own
ENTERED = {
    "talks": {"at": date(2025, 12, 10), "kind": "call", "two_way": True, "outcome": SAID, "next_step": SAID},
    "notes": {"noted_on": date(2025, 12, 10), "note": SAID},
    "tasks": {"task": SAID, "due_on": date(2026, 1, 10)},
    "documents": {"title": SAID, "link": SAID, "kind": "letter"},
    "plan_steps": {"step": "goals", "means": SAID},
    "terms": {"contract_no": "7", "note": SAID},
    "ties": {"tie": "edi", "evidence": SAID},
    "competitor_moves": {"seen_on": date(2025, 11, 1), "what": SAID},
}


def contact(n: int, **more) -> dict:
    told = {name: f"{MARK}{name}{n}" for name in PERSONAL}
    return {"contact_id": f"K{n}", "client_id": "C1", "persona": "boss", "real_influence": 50 + n, **told, **more}


@pytest.fixture(scope="module")
def log():
    return []


@pytest.fixture(scope="module")
def home(csv_home, log, tmp_path_factory):
    """A home with two books, people in its register, one of them refused, and what was written out of it."""
    lines = [
        {"order_id": f"{client}{m}", "order_date": f"{2024 + m // 12}-{m % 12 + 1:02d}-15", "client_id": client,
         "net_amount": 1000 + m, "cost_amount": 700}
        for client in ("C1", "C2", "C3")
        for m in range(24)
    ]  # fmt: skip
    calls = [{"client_id": "C1", "contact_id": "K1", "at": "2025-06-01", "kind": "visit", "two_way": True}]
    people = [contact(1), contact(2), contact(3, attitude=9)]  # the last is refused
    home = csv_home(lines, contacts=people, interactions=calls, managers=[{"manager_id": "M1", "name": "Ann"}])
    register = kam.open_register(home)
    for table, row in ENTERED.items():
        register.write(table, [{"client_id": "C1", **row}], author="Ann", source="page")
    build(home, as_of=date(2025, 9, 30))
    result = CliRunner().invoke(app, ["build", "--data", str(home), "--as-of", "2025-12-31"])
    assert result.exit_code == 0, result.output
    log.append(result.output)
    return home


def every_text(con: duckdb.DuckDBPyConnection, table: str) -> str:
    """All that stands in a table, nested values too, as text."""
    names = [name for name, *_ in con.execute(f"SELECT * FROM {table} LIMIT 0").description]
    parts = " || ' ' || ".join(f"coalesce(CAST(\"{name}\" AS VARCHAR), '')" for name in names)
    return "\n".join(row for (row,) in con.execute(f"SELECT {parts} FROM {table}").fetchall())


def test_the_columns_that_tell_of_people():
    assert {"person", "person_en", "phone", "email", "messenger"} == PERSONAL
    others = {t.name for t in tables().values() for c in t.columns.values() if c.personal}
    assert others == {"contacts"}


def test_no_model_reads_a_personal_column():
    assert not {m.table for m in models() if "canonical.contacts" in m.reads and m.table != "staging.contacts"} - {
        "features.register_knowledge"
    }
    (staged,) = [m for m in models() if m.table == "staging.contacts"]
    assert not set(re.findall(r"\w+", staged.sql.split("SELECT")[1])) & PERSONAL


def test_no_table_of_a_book_holds_them(home):
    for file in (home / "books").glob("*.duckdb"):
        with duckdb.connect(str(file), read_only=True) as con:
            listed = con.execute("SELECT schema_name, table_name FROM duckdb_tables()").fetchall()
            assert ("staging", "contacts") in listed and ("staging", "talks") in listed
            for schema, table in listed:
                text = every_text(con, f'"{schema}"."{table}"')
                assert MARK not in text and SAID not in text, f"{schema}.{table}"


def test_no_file_beside_the_books_holds_them(home):
    looked = [f for name in ("books", "history", "learnt") for f in (home / name).rglob("*") if f.is_file()]
    assert len(looked) >= 5
    for file in looked:
        assert MARK.encode() not in file.read_bytes(), file.name
        if file.suffix == ".parquet":
            text = str(pq.read_table(file).to_pylist())
            assert MARK not in text and SAID not in text, file.name


def test_nothing_printed_or_written_to_take_away_holds_them(home, log, tmp_path):
    book = kam.open_book(home)
    files = kam.write_pack(home, lang="ru", out=tmp_path, personal=True)
    for name in kam.answers.__all__:
        answer = getattr(kam, name)
        if name in ("clients", "contribution", "key_clients", "churn_risk", "data_gaps", "rejects", "sources"):
            answer(book).to_csv(tmp_path / f"{name}.csv")
    shown = CliRunner().invoke(app, ["show", "staging.contacts", "--format", "csv", "--data", str(home)])
    texts = {"log": "".join(log), "show": shown.output}
    for file in [*files, *tmp_path.glob("*.csv")]:
        if file.suffix == ".pdf":
            texts[file.name] = "\n".join(page.extract_text() for page in PdfReader(file).pages)
        elif file.suffix in (".xlsx", ".pptx"):
            with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as parts:
                texts[file.name] = "".join(parts.read(n).decode("utf-8", "ignore") for n in parts.namelist())
        else:
            texts[file.name] = file.read_text("utf-8")
    assert len(texts) >= 7
    for name, text in texts.items():
        assert text and MARK not in text and SAID not in text, name


def test_where_they_are_read_they_are_there(home):
    people = kam.open_register(home).current("contacts")
    assert people["phone"].tolist() == [f"{MARK}phone1", f"{MARK}phone2"]
    assert isinstance(people, pd.DataFrame) and people["email"].notna().all()
