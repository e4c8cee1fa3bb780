"""The Python that README and CONTRIBUTING show does what they say."""

import re
import shutil
from datetime import date
from pathlib import Path

import pandas as pd

import kamlib as kam

ROOT = Path(__file__).parents[2]


def python_of(name: str) -> list[str]:
    return re.findall(r"^```python\n(.*?)^```$", (ROOT / name).read_text("utf-8"), re.M | re.S)


def test_the_readme_runs_on_a_demo_company(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "demo", symlinks=True)
    register, ask, history = python_of("README.md")
    known = {}
    for block in (ask, "import kamlib as kam\n" + register, history):
        exec(block.replace("data/demo", str(home)), known)
    assert known["book"].as_of == kam.open_book(home).as_of
    written = known["register"].current("needs", client_id="C0015").set_index("need")
    assert written.loc["Speed", ["importance", "entered_by", "source"]].tolist() == [40, "Anna", "python"]
    assert isinstance(kam.history(home), pd.DataFrame) and len(kam.history(home)) > 100


def test_the_test_in_contributing_passes(lines_book):
    (block,) = python_of("CONTRIBUTING.md")
    known = {"kam": kam, "date": date}
    exec(block, known)
    known["test_who_bought_last_has_the_higher_score"](lines_book)
