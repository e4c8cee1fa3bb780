"""What the package says of itself: its version, its extras, the locked versions."""

import re
import tomllib
from pathlib import Path

import kamlib

ROOT = Path(__file__).parent.parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def names(requirements: list[str]) -> set[str]:
    return {re.match(r"[\w-]+", line)[0].lower() for line in requirements}


def locked(file: str) -> set[str]:
    return names(re.findall(r"^[\w-]+==\S+", (ROOT / file).read_text("utf-8"), re.M))


def test_the_changelog_begins_with_the_version():
    first = re.search(r"^## (\S+)", (ROOT / "CHANGELOG.md").read_text("utf-8"), re.M)
    assert first[1] == kamlib.__version__


def test_what_make_run_and_make_test_install_is_locked():
    extras = PROJECT["optional-dependencies"]
    run = names(PROJECT["dependencies"]).union(*(names(extras[e]) for e in ("dashboard", "notebooks", "postgres")))
    assert run - locked("requirements.txt") == set()
    assert run | names(extras["dev"]) - locked("requirements-dev.txt") == run
    assert "pytest" not in locked("requirements.txt")


def test_the_library_itself_asks_for_no_extra():
    extras = PROJECT["optional-dependencies"]
    for extra in ("dashboard", "notebooks", "postgres"):
        assert names(PROJECT["dependencies"]) & names(extras[extra]) == set(), extra


def test_locked_versions_name_no_place_to_get_them_from():
    for file in ("requirements.txt", "requirements-dev.txt"):
        assert re.findall(r"://|^\s*-(?!-hash)|^# from", (ROOT / file).read_text("utf-8"), re.M) == []
