"""The review pack where little is known, where names are hostile, and what the command says of a mistake."""

import io
import json
import re
import shutil
from datetime import date

import duckdb
import openpyxl
import pytest
from pptx import Presentation
from test_pack import PRINTED, read
from typer.testing import CliRunner

import kamlib as kam
from kamlib.commands.main import app
from kamlib.core.texts import t
from kamlib.review.pack import fonts
from kamlib.review.pack.contents import ask, contents, pack_of
from kamlib.review.pack.pdf import pdf
from kamlib.review.pack.slides import slides
from kamlib.review.pack.spreads import decided, depend, keys, needed, page_one
from kamlib.review.pack.workbook import workbook

# "every 31 days", and a date that is the middle of a month
OF_DAYS = re.compile(r"\bdays?\b|\bд(ень|н(ей|я|и))(?!\w)|\b15 [A-Z][a-z]{2} \d{4}|\b15\.\d\d\.\d{4}")
HOSTILE = [
    "=cmd|' /C calc'!A0", "<script>alert(1)</script>", "\u202eשלום עולם", "Ы" * 300, "🦀👩‍👩‍👧 Ltd", '#import "x": *',
    "$ * _ ] [ \\ ` @ref <label> // /*", "**bold** http://x.y =1+2\x07\t\n{{7*7}}",
]  # fmt: skip


@pytest.fixture(scope="module")
def hostile(reviewed_home, tmp_path_factory):
    """The demo company with other names of its largest clients and of needs."""
    home = tmp_path_factory.mktemp("hostile") / "home"
    shutil.copytree(reviewed_home, home)
    file = (home / "books" / "current").resolve()
    with duckdb.connect(str(file)) as con:
        keys = con.execute("SELECT client_id FROM marts.key_clients ORDER BY is_key DESC, rank, client_id").fetchall()
        queued = con.execute("SELECT client_id FROM marts.queue WHERE client_id IS NOT NULL ORDER BY place").fetchall()
        for of in (keys, queued):
            for (client,), name in zip(of, HOSTILE, strict=False):
                con.execute("UPDATE marts.client_card SET name = $1, name_en = $1 WHERE client_id = $2", [name, client])
        con.execute("UPDATE marts.usp_gaps SET need = $1 || need, need_en = $1 || need_en", [HOSTILE[5]])
        con.execute("UPDATE marts.skam_decisions SET subject = $1", [HOSTILE[6]])
    return kam.open_book(home)


@pytest.fixture(scope="module")
def bare(lines_home):
    """Sums of months of two years and no more: no cost, no class, no register."""
    lines = [
        {
            "client_id": f"c{n:02d}",
            "order_date": f"{2023 + m // 12}-{m % 12 + 1:02d}-01",
            "net_amount": 100 * (n + 1) + 10 * m,
        }
        for n in range(12)
        for m in range(24)
        if (m + n) % (1 + n % 3) == 0
    ]
    return kam.open_book(lines_home(lines))


def test_hostile_names_are_text_and_run_nothing(hostile):
    asked = ask(hostile, "en", None, False)
    spreads = [part.spread(asked) for part in (page_one, keys, depend, decided, needed)]
    pack = pack_of(asked, spreads, PRINTED, "=1+2")
    text = read(pdf(pack))
    for name in (HOSTILE[0], HOSTILE[1], HOSTILE[5], HOSTILE[6]):
        assert name in text
    assert "Ы" * 20 in text and "Ы" * 100 not in text
    book = openpyxl.load_workbook(io.BytesIO(workbook(pack)))
    cells = [cell for sheet in book.worksheets for row in sheet.iter_rows() for cell in row if cell.value is not None]
    assert not [cell.value for cell in cells if cell.data_type == "f"]
    assert HOSTILE[0] in {cell.value for cell in cells} and HOSTILE[3] in {cell.value for cell in cells}
    deck = Presentation(io.BytesIO(slides(pack)))
    told = [cell.text for s in deck.slides for x in s.shapes if x.has_table for r in x.table.rows for cell in r.cells]
    assert HOSTILE[0] in told and max(map(len, told)) < 300


def test_a_text_is_shown_as_far_as_the_fonts_go():
    assert fonts.shown("Ёлка №1 → ≥ 5 ₽\u202f") == "Ёлка №1 → ≥ 5 ₽\u202f"
    assert fonts.shown("\u202ea\x07b\tc") == "ab c"
    assert fonts.shown("שלום") == "שלום" and fonts.shown("東京 🦀") == "□□ □"
    assert fonts.shown("x" * 30) == "\u200b".join(["x" * 12, "x" * 12, "x" * 6])


def test_a_bare_book_says_once_what_it_lacks_and_draws_nothing_empty(bare):
    pack = contents(bare, "en", PRINTED)
    text = read(pdf(pack))
    for lack in ("pack.lacks_cost", "pack.lacks_fit", "pack.lacks_before", "coverage.by_month"):
        assert text.count(" ".join(t(lack, "en").split())) == 1
    charts = [chart for spread in pack.spreads for chart in spread.charts]
    assert charts and all(len(chart.frame) for chart in charts)
    assert not [c.title for c in charts if c.key in ("fit_heat", "misfit", "since_decided", "bridge_contribution")]
    tables = [table for spread in pack.spreads for table in spread.tables]
    assert all(len(table.frame) and table.columns for table in tables)
    assert workbook(pack) and slides(pack)


@pytest.mark.parametrize("lang", ["en", "ru"])
def test_where_sales_are_dated_by_month_no_day_of_a_sale_is_told(bare, lang):
    pack = contents(bare, lang, PRINTED)
    cells = [cell for s in pack.spreads[:-1] for x in s.tables for row in x.printed for cell in row]
    told = [*cells, *(text for s in pack.spreads[:-1] for text in s.sentences)]
    assert [text for text in told if OF_DAYS.search(text)] == []


# The command


@pytest.fixture
def run(monkeypatch):
    monkeypatch.setenv("KAM_LANG", "en")
    return lambda *words: CliRunner().invoke(app, ["review", *map(str, words)])


def test_the_command_writes_files_and_a_failure_leaves_them(run, bare, tmp_path, monkeypatch):
    told = run("--data", bare.home, "--quarter", "2024Q4", "--out", tmp_path, "--kind", "pdf,page-one", "--json")
    files = json.loads(told.output)["files"]
    assert [f.rpartition("/")[2] for f in files] == ["review_2024-12-31_en_page-one.pdf", "review_2024-12-31_en.pdf"]
    before = {file: file.read_bytes() for file in tmp_path.iterdir()}
    assert len(before) == 2

    def full(*_):
        raise OSError("No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr("pathlib.Path.write_bytes", full)
        assert run("--data", bare.home, "--out", tmp_path, "--kind", "pdf").exit_code == 1
    assert {file: file.read_bytes() for file in tmp_path.iterdir()} == before


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (["--quarter", "2020Q1"], "There are: 31 Dec 2024. kam build"),
        (["--quarter", "spring"], "Write it as 2026Q3"),
        (["--kind", "doc"], "The kinds are: pdf, xlsx, pptx, page-one"),
        (["--lang", "de"], "The languages are: en, ru"),
        (["--clients", "c01,nobody"], "no clients nobody"),
        (["--clients", "codes.txt"], "There is no file codes.txt"),
        (["--client", "nobody"], "nobody"),
        (["--kind", "pptx", "--template", "deck.pptx"], "There is no file deck.pptx"),
        (["--kind", "pptx", "--template", __file__], "cannot be used as a template"),
    ],
)
def test_a_mistake_is_told(run, bare, tmp_path, words, says):
    told = run("--data", bare.home, "--out", tmp_path, *words)
    assert told.exit_code == 1 and says in " ".join(told.output.split())
    assert not list(tmp_path.iterdir())


def test_a_client_sheet_and_the_slides_in_a_template(bare, tmp_path):
    file = kam.write_client_sheet(bare, "c05", "ru", tmp_path, printed_on=date(2025, 1, 2))
    assert "c05" in read(file.read_bytes())
    deck = Presentation()
    deck.slides.add_slide(deck.slide_layouts[0]).shapes.title.text = "a sample slide"
    deck.save(str(tmp_path / "own.pptx"))
    (made,) = kam.write_pack(bare, None, "en", tmp_path, ["pptx"], template=tmp_path / "own.pptx", company="Own Ltd")
    found = Presentation(str(made))
    assert found.slide_width == deck.slide_width
    titles = [slide.shapes.title.text for slide in found.slides]
    assert "a sample slide" not in titles and titles[0].startswith("Own Ltd")
    assert kam.write_page_one(bare, "en", tmp_path).exists()
