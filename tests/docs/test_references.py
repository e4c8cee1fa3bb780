"""What documents, docstrings, comments and notebooks name exists: functions, modules, files, links, commands."""

import re
import subprocess
from functools import cache
from importlib import import_module
from pathlib import Path

import pytest
import typer.main

import kamlib as kam
from kamlib.commands.main import app
from kamlib.core.renamed import RENAMED

ROOT = Path(__file__).parents[2]
SUFFIXES = (".py", ".sql", ".toml", ".md", ".ipynb")
# these speak of what was; tests make names up
PAST = {"CHANGELOG.md", "kamlib/core/renamed.py"}
PUBLIC = re.compile(r"(?<![\w./@-])kam\.([A-Za-z_]\w*)")
DOTTED = re.compile(r"(?<![\w./-])(?:kamlib|bench)(?:\.[A-Za-z_]\w*)+")
PATH = re.compile(r"(?<![\w./:-])(?:kamlib|app|bench|docs|notebooks|tests|\.ci)/(?:[\w./*-]*\w)?(?!\w|[./*-]*[<{…])")
LINK = re.compile(r"\]\(([^)\s]+)\)")
COMMAND = re.compile(r"(?:^|`)(?:\.venv/bin/)?kam ((?!import kamlib)[a-z][a-z-]*)([^`\n#]*)", re.M)
MAKE = re.compile(r"(?:^|`)make ([a-z-]+)", re.M)
# made by a command, not kept in git; the name of a logger
MADE = {"notebooks/html"}
NO_MODULES = {"kamlib.app"}


@cache
def sources() -> dict[str, str]:
    """Every file of the project that may name something -> its text."""
    listed = subprocess.run(["git", "ls-files", "-co", "--exclude-standard"], cwd=ROOT, capture_output=True, text=True)
    names = {n for n in listed.stdout.splitlines() if n.endswith(SUFFIXES) and not n.startswith("tests/")} - PAST
    return {n: (ROOT / n).read_text("utf-8") for n in sorted(names) if (ROOT / n).exists()}


def documents() -> dict[str, str]:
    return {n: text for n, text in sources().items() if n.endswith(".md")}


def named(pattern: re.Pattern[str], texts: dict[str, str]) -> dict[str, set[str]]:
    """What is named -> the files that name it."""
    found: dict[str, set[str]] = {}
    for file, text in texts.items():
        for name in pattern.findall(text):
            found.setdefault(name, set()).add(file)
    return found


def is_there(dotted: str) -> bool:
    """Whether a dotted name is a module, or stands in one."""
    parts = dotted.split(".")
    for end in range(len(parts), 0, -1):
        try:
            found = import_module(".".join(parts[:end]))
        except ImportError:
            continue
        for name in parts[end:]:
            found = getattr(found, name, None) or getattr(found, "__annotations__", {}).get(name)
        return found is not None
    return False


def lacking(names: dict[str, set[str]], exists) -> dict[str, set[str]]:
    return {name: files for name, files in names.items() if not exists(name)}


def test_every_name_of_kam_exists():
    names = named(PUBLIC, sources())
    assert {"rfm", "open_book"} <= names.keys()
    assert lacking(names, lambda n: hasattr(kam, n)) == {}


def test_every_module_and_what_is_named_in_it_exists():
    names = named(DOTTED, sources())
    assert "kamlib.contract.data_readme" in names
    assert lacking(names, lambda n: n in NO_MODULES or is_there(n)) == {}


def test_every_file_exists():
    names = named(PATH, sources())
    assert "docs/decisions.md" in names
    assert lacking(names, lambda n: n in MADE or any(ROOT.glob(n))) == {}


def anchors(file: Path) -> set[str]:
    text = file.read_text("utf-8")
    heads = (re.sub(r"[^\w\- ]", "", h).strip().lower().replace(" ", "-") for h in re.findall(r"^#+ (.*)", text, re.M))
    return {*heads, *re.findall(r'<a id="([^"]+)"', text)}


def test_every_link_and_picture_leads_somewhere():
    found = 0
    for name, text in documents().items():
        for link in LINK.findall(text):
            if link.startswith(("http:", "https:")):
                continue
            path, _, anchor = link.partition("#")
            target = (ROOT / name).parent / path if path else ROOT / name
            assert target.exists(), f"{name}: {link}"
            assert not anchor or anchor in anchors(target), f"{name}: {link}"
            found += 1
    assert found > 10


def test_every_command_and_option_exists():
    group = typer.main.get_command(app)
    found = 0
    for name, text in sources().items():
        for command, rest in COMMAND.findall(text) if name.endswith((".md", ".toml")) else ():
            assert command in group.commands, f"{name}: kam {command}{rest}"
            told = group.commands[command]
            if hasattr(told, "commands"):  # kam profile save
                told = told.commands[rest.split()[0]]
            options = {o for p in told.params for o in p.opts} | {"--help"}
            asked = set(re.findall(r"(?<=\s)--?[a-z][\w-]*", rest))
            assert asked <= options, f"{name}: kam {command}{rest}"
            found += 1
    assert found > 20


def test_every_make_target_exists():
    targets = set(re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.M))
    assert set(named(MAKE, documents())) - targets == set()


def test_every_new_name_is_in_the_changelog_and_told_to_who_uses_the_old_one():
    told = (ROOT / "CHANGELOG.md").read_text("utf-8")
    for old, new in RENAMED.items():
        family = "ruler_…" if old.startswith("ruler_") else old
        assert family in told and (new in told or "selection_…" in told), old
    with pytest.raises(AttributeError, match="'ruler'; it is called 'selection' now"):
        _ = kam.ruler


@pytest.mark.parametrize(
    ("check", "bad", "good"),
    [
        (lambda n: hasattr(kam, n), "money", "overview"),
        (is_there, "kamlib.policy.Policy.ruler", "kamlib.policy.Policy.read"),
        (is_there, "kamlib.cli", "kamlib.book.shelf"),
    ],
)
def test_what_does_not_exist_is_seen(check, bad, good):
    assert not check(bad) and check(good)


def test_what_a_text_names_is_found():
    told = {"x.md": "`kam.money`, kamlib.cli.main, kamlib/policy.py and [a](b.md#c); `kam build --now`, `make tea`."}
    assert set(named(PUBLIC, told)) == {"money"} and set(named(DOTTED, told)) == {"kamlib.cli.main"}
    assert set(named(PATH, told)) == {"kamlib/policy.py"} and set(named(LINK, told)) == {"b.md#c"}
    assert set(named(COMMAND, told)) == {("build", " --now")} and set(named(MAKE, told)) == {"tea"}
