"""The walls between the rooms stand: an import that breaks one is found, in a copy of the sources."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent.parent
LINT = Path(sys.executable).with_name("lint-imports")


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    """A copy of the Python sources with the contracts."""
    folder = tmp_path_factory.mktemp("copy")
    shutil.copy(ROOT / "pyproject.toml", folder)
    for room in ("kamlib", "app"):
        shutil.copytree(ROOT / room, folder / room, ignore=lambda _, names: [n for n in names if not _is_python(n)])
    return folder


def _is_python(name: str) -> bool:
    return name.endswith(".py") or ("." not in name and name != "__pycache__")


def broken(copy: Path) -> list[str]:
    """The contracts that are broken."""
    run = subprocess.run([LINT, "--no-logo"], cwd=copy, capture_output=True, text=True)
    found = [line.removesuffix(" BROKEN") for line in run.stdout.splitlines() if line.endswith(" BROKEN")]
    assert (run.returncode == 0) == (not found), run.stdout + run.stderr
    return found


def test_the_sources_as_they_are_break_none(copy):
    assert broken(copy) == []


@pytest.mark.parametrize(
    "file, line, contract",
    [
        (
            "kamlib/core/up.py",
            "from kamlib.register import open_register",
            "Each room imports only from rooms below it",
        ),
        ("kamlib/answers/up.py", "from kamlib.review import minutes", "Each room imports only from rooms below it"),
        ("kamlib/new_room.py", "", "Each room imports only from rooms below it"),
        ("kamlib/labels/up.py", "import streamlit", "Only the dashboard imports Streamlit"),
        ("kamlib/charts/up.py", "import duckdb", "Charts take frames, they never query"),
        ("app/widgets/up.py", "import app.main", "The dashboard stands on the library"),
        ("app/widgets/up.py", "import duckdb", "Pages do not query"),
    ],
)
def test_an_import_through_a_wall_is_found(copy, file, line, contract):
    new = copy / file
    new.write_text(line + "\n")
    try:
        assert [name for name in broken(copy) if name.startswith(contract)]
    finally:
        new.unlink()
