"""The glossary and the explanation of codes hold what the project says, and nothing that it does not."""

import re
from functools import cache
from pathlib import Path

import pytest

import kamlib.answers
from kamlib.contract import tables
from kamlib.engine.models import models

ROOT = Path(__file__).parents[2]
CODE = re.compile(r"\b[KSTROD]\d{1,2}\b")
# look like codes and are none: names that tests made up, a constant
NOT_CODES = {"T11", "D4"}
CODE_LINE = re.compile(r"\| ([KSTROD]\d{1,2}) \| (.+) \| ([^|]+) \|")
TERM_LINE = re.compile(r"\| (\S[^|]*) \| (\S[^|]*) \| (\S[^|]*) \|")


@cache
def text_of(*folders: str, suffixes: tuple[str, ...] = (".py", ".sql", ".toml", ".md")) -> str:
    found = (p for folder in folders for p in sorted((ROOT / folder).rglob("*")) if p.suffix in suffixes)
    return "\n".join(p.read_text("utf-8") for p in found if p.name not in ("glossary.md", "domain.md"))


def lines(file: str) -> list[str]:
    return (ROOT / "docs" / file).read_text("utf-8").splitlines()


def tables_of(file: str) -> dict[str, list[str]]:
    """The lines of each section's table below its head."""
    sections: dict[str, list[str]] = {}
    for line in lines(file):
        if line.startswith("## "):
            section = sections[line.removeprefix("## ")] = []
        elif line.startswith("|") and not line.startswith("|---"):
            section.append(line)
    return {name: rows[1:] for name, rows in sections.items()}


def terms(section: str) -> list[tuple[str, str, str]]:
    """Our word, the field's, the Russian of each line; a line of another shape is an error."""
    return [TERM_LINE.fullmatch(row).groups() for row in tables_of("glossary.md")[section]]


def explained() -> dict[str, str]:
    """Code -> what holds it."""
    rows = [row for section in tables_of("domain.md").values() for row in section]
    return {m[1]: m[3] for row in rows if (m := CODE_LINE.fullmatch(row) or pytest.fail(row))}


@pytest.mark.parametrize("section", ["On the screens", "In the code"])
def test_the_glossary_is_a_table_of_three_columns_without_doubles(section):
    words = terms(section)
    assert len(words) > 20
    ours, russian = [w[0] for w in words], [w[2] for w in words]
    assert len(set(ours)) == len(ours) and len(set(russian)) == len(russian)


@pytest.mark.parametrize(("ours", "russian"), [(ours, russian) for ours, _, russian in terms("On the screens")])
def test_a_term_of_the_screens_is_on_them_in_both_languages(ours, russian):
    shown = text_of("kamlib/texts", "kamlib/labels", "kamlib/contract", suffixes=(".toml",))
    for word in (ours, russian):
        assert re.search(rf"\b{re.escape(word)}", shown, re.IGNORECASE), word


@pytest.mark.parametrize("ours", [ours for ours, _, _ in terms("In the code")])
def test_a_term_of_the_code_is_used_in_it(ours):
    assert re.search(rf"\b{re.escape(ours)}", text_of("kamlib", "app"), re.IGNORECASE)


def test_every_code_that_is_used_is_explained():
    used = set(CODE.findall(text_of("kamlib", "app", "tests", "bench", "notebooks")))
    assert len(used) > 15
    assert not used - NOT_CODES - set(explained())


def test_each_code_is_explained_once_and_in_order():
    codes = [m[1] for line in lines("domain.md") if (m := CODE_LINE.fullmatch(line))]
    assert codes == [f"{letter}{n}" for letter, most in zip("KSTROD", (10, 6, 10, 11, 4, 3), strict=True)
                     for n in range(1, most + 1)]  # fmt: skip


def test_what_holds_a_code_exists():
    known = {m.name for m in models()} | set(kamlib.answers.__all__) | set(tables())
    for code, holds in explained().items():
        names = re.findall(r"`(\w+)`", holds)
        assert holds == "open" or names, code
        assert set(names) <= known, code
