"""Every notebook runs from top to bottom on the demo company, and its readable twin says the same."""

import os
import subprocess
import sys
from pathlib import Path

import jupytext
import pytest

NOTEBOOKS = sorted((Path(__file__).parent.parent / "notebooks").glob("*.ipynb"))

NBCONVERT = [sys.executable, "-m", "jupyter", "nbconvert", "--to", "notebook", "--execute"]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
@pytest.mark.parametrize("lang", ["en", "ru"])
def test_it_runs(notebook, lang, demo_home, tmp_path):
    env = {**os.environ, "KAM_DATA": str(demo_home), "KAM_LANG": lang}
    ran = subprocess.run(
        [*NBCONVERT, str(notebook), "--output", str(tmp_path / notebook.name)],
        env=env,
        capture_output=True,
        text=True,
        timeout=300,
    )
    assert ran.returncode == 0, ran.stderr[-3000:]


@pytest.mark.parametrize("notebook", NOTEBOOKS, ids=lambda p: p.stem)
def test_its_twin_is_the_same_and_no_output_is_kept(notebook):
    twin = jupytext.read(notebook.with_suffix(".py"))
    book = jupytext.read(notebook)
    assert [c.source for c in twin.cells] == [c.source for c in book.cells]
    assert not any(c.get("outputs") for c in book.cells)


def test_there_are_notebooks():
    assert {n.stem for n in NOTEBOOKS} >= {"01_the_book", "02_key_client_scoring", "03_usp_fit_and_key_clients"}
