"""The wheel holds the library and the dashboard, whole, and nothing else."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent


@pytest.fixture(scope="module")
def wheel(tmp_path_factory):
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run([sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", folder], cwd=ROOT, check=True)
    (file,) = folder.glob("kamlib-*.whl")
    with zipfile.ZipFile(file) as opened:
        yield opened


def test_every_file_of_the_library_and_the_dashboard_is_in_it(wheel):
    held = {name for name in wheel.namelist() if ".dist-info/" not in name}
    stands = {
        str(file.relative_to(ROOT))
        for room in ("kamlib", "app")
        for file in (ROOT / room).rglob("*")
        if file.is_file() and "__pycache__" not in file.parts
    }
    assert held == stands
    needed = {"app/main.py", "app/.streamlit/config.toml", "app/icon.png", "kamlib/py.typed", "kamlib/texts/cli.toml"}
    assert needed | {"kamlib/contract/contract.toml", "kamlib/profiles/template.toml"} <= held
    assert sum(name.startswith("kamlib/sql/") and name.endswith(".sql") for name in held) > 100


def test_it_brings_the_command_and_tells_its_extras(wheel):
    (entry,) = (name for name in wheel.namelist() if name.endswith("entry_points.txt"))
    assert "kam = kamlib.commands.main:app" in wheel.read(entry).decode()
    (about,) = (name for name in wheel.namelist() if name.endswith("METADATA"))
    told = wheel.read(about).decode()
    assert {"dashboard", "notebooks", "postgres"} <= set(
        line.removeprefix("Provides-Extra: ") for line in told.splitlines() if line.startswith("Provides-Extra: ")
    )
    # what an empty environment is given without extras
    assert "Requires-Dist: duckdb" in told and "Requires-Dist: streamlit<2,>=1.67; extra == 'dashboard'" in told
