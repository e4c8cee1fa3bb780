"""A build of a small company: what the book holds, what it refuses, what it leaves behind."""

import fcntl
from dataclasses import replace
from datetime import date

import duckdb
import pytest

import kamlib as kam
from kamlib.book import build as building
from kamlib.book import shelf
from kamlib.book.build import build, only
from kamlib.book.read_back import read_back
from kamlib.core import home as store
from kamlib.core.errors import KamError
from kamlib.engine.models import Model
from kamlib.intake import import_files

CONTACTS = [{"contact_id": f"K{n}", "client_id": "C1", "person": f"Zinaida Unmistakable-{n}"} for n in range(9)]
CONTACTS.append({"contact_id": "K9", "client_id": "C1", "person": "Zinaida Unmistakable-9", "attitude": 7})  # refused


def lines(client: str, months: int = 26) -> list[dict]:
    return [
        {"order_date": f"{2024 + m // 12}-{m % 12 + 1:02d}-{d}", "client_id": client, "net_amount": 1000}
        for m in range(months)
        for d in ("05", "25")
    ]


@pytest.fixture(scope="module")
def home(csv_home):
    home = csv_home([*lines("C1"), *lines("C2")], contacts=CONTACTS)
    build(home)
    return home


@pytest.fixture(scope="module")
def book(home):
    return kam.open_book(home)


def test_names_of_contacts_are_nowhere_in_the_bytes_of_a_book(home, book):
    assert kam.open_register(home).current("contacts")["person"].str.startswith("Zinaida").all()
    assert b"Unmistakable" not in book.file.read_bytes()
    assert b"Unmistakable" not in b"".join(f.read_bytes() for f in (home / "history").iterdir())


def test_of_a_contact_that_was_refused_a_book_tells_the_reason_and_the_home_has_the_row(home, book):
    (told,) = kam.rejects(book).to_dict("records")
    assert (told["column_name"], told["value"], told["reason"]) == ("attitude", "7", "out_of_range")
    assert told["raw"] is None
    (kept,) = duckdb.sql(f"SELECT raw FROM '{home}/rejects/*.parquet'").fetchall()
    assert "Unmistakable-9" in kept[0]


def test_a_book_knows_what_it_was_made_of(home, book):
    register = kam.open_register(home)
    info = book.info
    assert (info["register_id"], info["register_state"]) == (register.register_id, register.state)
    assert info["duckdb_version"] == f"v{duckdb.__version__}" and info["code_version"] == kam.__version__
    # 26 months from January 2024
    assert book.as_of == date(2026, 2, 28)  # the 25th is when its months usually end
    assert info["reach"] == date(2026, 2, 28) and not book.is_reconstructed


def test_history_tells_of_every_client(home):
    assert kam.history(home)["client_id"].tolist() == ["C1", "C2"]


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("SELECT * FROM rfmm", "rfm"),
        ("SELECT recency FROM rfm", "recency_days"),
        ("SELECT p_churn_90d FROM churn_risk", "p_churn_90d → p_churn"),
        ("SELEC 1", "syntax"),
        ("SELECT 1; SELECT 2", "one SELECT"),
        ("DROP TABLE marts.rfm", "one SELECT"),
    ],
)
def test_a_query_that_does_not_fit_says_what_comes_near(book, query, told):
    with pytest.raises(KamError, match=told):
        book.sql(query)


def test_neither_book_nor_what_if_reaches_a_file_or_writes(book, tmp_path):
    secret = tmp_path / "secret.csv"
    secret.write_text("a\n1\n")
    changed = kam.what_if(book, book.policy.changed(abc_a_share=0.5))
    for asked in (book, changed):
        with pytest.raises(duckdb.PermissionException):
            asked.sql(f"SELECT * FROM read_csv('{secret}')")
        for query in (
            f"COPY (SELECT 1) TO '{tmp_path / 'out.csv'}'",
            f"ATTACH '{tmp_path / 'other.duckdb'}' AS other",
            "CREATE TABLE mine AS SELECT 1",
            "SET enable_external_access = true",
            "EXPLAIN ANALYZE CREATE TABLE mine AS SELECT 1",
        ):
            with pytest.raises(KamError, match="one SELECT"):
                asked.sql(query)
    assert sorted(f.name for f in tmp_path.iterdir()) == ["secret.csv"]


def test_a_book_introduces_itself(book):
    assert f"as of {book.as_of}" in repr(book) and str(book.file) in repr(book)
    assert book.tables[0] == "abc_xyz" and "features.rfm" in book.tables and book.has("rfm") and not book.has("rfmm")


def test_a_path_is_no_book(home):
    with pytest.raises(KamError, match="open_book"):
        kam.rfm(str(home))


def test_a_part_with_scores_has_what_they_are_learnt_from_and_no_more(home, book):
    part = only(home, ["churn_risk"], checked=True)
    query = "SELECT * FROM churn_risk ORDER BY client_id"
    assert part.sql(query).equals(book.sql(query)) and not part.has("findings")


def test_a_part_is_checked_as_far_as_it_goes(home, monkeypatch):
    """A check of what was built stops it where that is asked for; one that reads anything else is passed over."""
    name = "one_row_per_client"  # any: its text is there
    failing = Model("checks", name, "SELECT * FROM marts.rfm", "", frozenset({"marts.rfm"}), is_view=False)
    passed_over = replace(failing, sql="SELECT * FROM marts.findings", reads=frozenset({"marts.findings"}))
    monkeypatch.setattr("kamlib.engine.run.checks", lambda: (passed_over, failing))
    assert only(home, ["rfm"]).has("rfm")
    with pytest.raises(KamError, match=name):
        only(home, ["rfm"], checked=True)
    monkeypatch.setattr("kamlib.engine.run.checks", lambda: (passed_over,))
    assert only(home, ["rfm"], checked=True).has("rfm")


def test_part_of_a_book_is_built_in_memory(home, book):
    part = only(home, ["+rfm"])
    assert part.sql("SELECT * FROM rfm ORDER BY client_id").equals(book.sql("SELECT * FROM rfm ORDER BY client_id"))
    assert not part.has("churn_risk") and part.file is None
    with pytest.raises(KamError, match="nosuch"):
        only(home, ["nosuch"])


# What people entered is not taken back in silence; all of these stop before a model runs


def test_a_register_that_is_gone_stops_a_build(home, tmp_path):
    aside = (home / "register.sqlite").rename(tmp_path / "register.sqlite")
    try:
        with pytest.raises(KamError, match="register is missing"):
            build(home)
        kam.open_register(home).close()
        with pytest.raises(KamError, match="another register"):
            build(home)
    finally:
        aside.rename(home / "register.sqlite")


def test_a_register_that_lost_entries_stops_a_build(home, monkeypatch):
    known = kam.open_register(home)
    monkeypatch.setattr(building, "_last_register", lambda home: (known.register_id, known.state + 1))
    with pytest.raises(KamError, match="has lost entries"):
        build(home)


def test_a_damaged_book_is_not_published(home, monkeypatch):
    before = shelf.current_file(home)

    copy = before.with_name("copy.tmp")
    block = bytearray(before.read_bytes())
    middle = len(block) // 2
    block[middle : middle + 400_000] = bytes(400_000)
    copy.write_bytes(bytes(block))
    with pytest.raises(KamError, match="could not be read back"):
        read_back(copy)
    copy.unlink()
    monkeypatch.setattr(building, "_fill", lambda *_: (date(2026, 1, 31), {}))  # an empty file
    monkeypatch.setattr(building, "_reach", lambda *_: date(2026, 1, 31))
    with pytest.raises(KamError, match="could not be read back"):
        build(home)
    assert shelf.current_file(home) == before and not list(shelf.folder(home).glob(".building-*"))


def test_leftovers_of_killed_builds_go_and_running_ones_stay(home):
    killed, running = (shelf.folder(home) / f".building-{name}" for name in ("killed", "running"))
    for folder in (killed, running):
        folder.mkdir()
        (folder / "lock").touch()
    with (running / "lock").open("a") as held:
        fcntl.flock(held, fcntl.LOCK_EX)
        with building._workplace(home) as work:
            assert not killed.exists() and running.exists() and work.exists()
    with building._workplace(home):
        assert not running.exists()


def test_an_import_leaves_what_a_build_reads(home):
    kept = home / "canonical" / "sales_lines" / "replaced.parquet"
    kept.write_bytes(b"")
    manifest = store.Home(home).manifest()
    with store.reading(home):
        store.remove_unnamed(home, manifest)
        assert kept.exists()
    store.remove_unnamed(home, manifest)
    assert not kept.exists()


def test_the_manifest_is_read_once(home):
    fixed = store.Home(home).fixed()
    text = fixed.manifest_path.read_text("utf-8")
    fixed.manifest_path.write_text("{}", "utf-8")
    try:
        assert len(fixed.sources()) == 2 and len(fixed.files("sales_lines")) == 1
    finally:
        fixed.manifest_path.write_text(text, "utf-8")


def test_what_a_file_of_an_earlier_version_has_no_column_for_is_unknown(csv_home, tmp_path):
    calls = [{"client_id": "C1", "at": f"2024-0{n}-10", "kind": "call", "next_step": "Offer"} for n in (1, 2)]
    home = csv_home(lines("C1"), interactions=calls[:1])
    (file,) = store.Home(home).files("interactions")
    later = {"next_step", "next_on", "deal_id"}
    earlier = duckdb.read_parquet(str(file))
    earlier = earlier.project(", ".join(f'"{name}"' for name in earlier.columns if name not in later)).to_arrow_table()
    duckdb.from_arrow(earlier).write_parquet(str(file))
    new = tmp_path / "more.csv"
    new.write_text("interaction_id,client_id,at,kind,next_step\n7,C1,2024-02-10,call,Offer\n", "utf-8")
    import_files(home, [new])
    found = only(home, ["staging.interactions"]).sql('SELECT "at", next_step FROM staging.interactions ORDER BY "at"')
    assert found["next_step"].fillna("?").tolist() == ["?", "Offer"]
