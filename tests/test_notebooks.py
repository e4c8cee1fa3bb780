"""Every notebook runs from top to bottom on the demo company, and its readable twin says the same.

It is run by exporting it to HTML, so that the same run shows that an exported file has its charts inside.
"""

import os
import runpy
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
NOTEBOOKS = sorted((ROOT / "notebooks").glob("*.ipynb"))


class Page(HTMLParser):
    """What a browser would load for a page, and the charts it would draw."""

    def __init__(self, text: str):
        super().__init__()
        self.loaded, self.charts = [], 0
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        address = given.get("href") if tag == "link" else given.get("src") if tag != "a" else None
        if address is not None and not address.startswith("data:"):
            self.loaded.append(f"{tag} {address}")
        self.charts += given.get("class") == "plotly-graph-div"


def cells(notebook: Path) -> list:
    """Cells of a notebook or of its twin."""
    import jupytext  # takes seconds, which every worker would spend on collecting this file

    return jupytext.read(notebook).cells


@pytest.fixture(scope="module")
def exports(demo_home, tmp_path_factory) -> Path:
    """A folder with every notebook exported in Russian; below they run in English."""
    out = tmp_path_factory.mktemp("exports")
    env = {**os.environ, "KAM_DATA": str(demo_home), "KAM_LANG": "ru"}
    export = [sys.executable, "-m", "docs.notebooks_html", "--out", str(out)]
    ran = subprocess.run(export, cwd=ROOT, env=env, capture_output=True, text=True, timeout=600)
    assert ran.returncode == 0, ran.stderr[-3000:]
    return out


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs_and_its_export_has_the_charts_and_loads_nothing(notebook, exports):
    text = (exports / f"{notebook.stem}.html").read_text("utf-8")
    page = Page(text)
    drawn = sum(c.source.count("charts.") for c in cells(notebook) if c.cell_type == "code")
    assert page.charts == text.count("Plotly.newPlot(") == drawn > 0
    assert text.count("* plotly.js v") == 1  # what draws them is inside, once
    assert page.loaded == []


def test_what_a_page_would_load_is_seen():
    page = Page('<link href="a.css"><script src="https://b/c.js"></script><a href="d"></a><img src="data:e">')
    assert page.loaded == ["link a.css", "script https://b/c.js"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_its_twin_is_the_same_and_no_output_is_kept(notebook):
    twin, book = cells(notebook.with_suffix(".py")), cells(notebook)
    assert [c.source for c in twin] == [c.source for c in book]
    assert not any(c.get("outputs") for c in book)


def test_there_are_notebooks():
    assert {n.stem for n in NOTEBOOKS} >= {"01_the_book", "02_key_client_scoring", "03_usp_fit_and_key_clients"}


LOSING = [
    {"order_date": f"2024-{month:02d}-{day:02d}", "client_id": client, "net_amount": -50 if client == "b" else 10}
    for month in range(1, 13) for day in (3, 17) for client in "abc"
]  # fmt: skip


@pytest.fixture(scope="module")
def bare(lines_home) -> Path:
    """A company of which nothing but sales is known, whose total is negative."""
    return lines_home(LOSING)


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_it_runs_on_a_company_that_told_only_sales(notebook, bare, monkeypatch):
    monkeypatch.setenv("KAM_DATA", str(bare))
    monkeypatch.setenv("KAM_LANG", "en")
    monkeypatch.chdir(notebook.parent)
    runpy.run_path(str(notebook.with_suffix(".py")))
