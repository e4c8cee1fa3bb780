"""README.md and README.ru.md say the same: headings, commands, code, links; each in its language."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```(\w*)\n(.*?)^```$", re.M | re.S)
INLINE = re.compile(r"`([^`\n]+)`")
LINK = re.compile(r"\]\(([^)#\s]+)[^)]*\)")
CYRILLIC = re.compile(r"[а-яё]", re.I)


def text(name: str) -> str:
    return (ROOT / name).read_text("utf-8")


def blocks(name: str) -> list[tuple[str, list[str]]]:
    """Every block of code: its language and its lines without comments; of a picture only the commands in it."""
    found = []
    for language, body in BLOCK.findall(text(name)):
        if "─►" in body:
            found.append(("picture", re.findall(r"kam [a-z]+", body)))
        else:
            found.append((language, [re.split(r"\s+# ", line)[0].rstrip() for line in body.splitlines()]))
    return found


def prose(name: str) -> str:
    return BLOCK.sub("", text(name))


def test_the_headings_have_the_same_levels():
    levels = [[h for h in re.findall(r"^(#+) ", prose(name), re.M)] for name in ("README.md", "README.ru.md")]
    assert levels[0] == levels[1] and len(levels[0]) > 8


def test_the_blocks_of_code_are_the_same_but_for_their_comments():
    assert blocks("README.md") == blocks("README.ru.md")
    assert ("", [".venv/bin/kam import sales.xlsx"]) in blocks("README.md")


@pytest.mark.parametrize("pattern", [INLINE, LINK], ids=["code in a line", "links"])
def test_what_is_named_is_the_same(pattern):
    english, russian = (pattern.findall(prose(name)) for name in ("README.md", "README.ru.md"))
    assert sorted(set(english) - {"README.ru.md"}) == sorted(set(russian) - {"README.md"})


def test_the_tables_have_the_same_rows():
    rows = [re.findall(r"^\| (.*?) \|", prose(name), re.M) for name in ("README.md", "README.ru.md")]
    assert rows[0] == rows[1] and len(rows[0]) > 8


def test_each_leads_to_the_other_and_speaks_its_language():
    assert "(README.ru.md)" in text("README.md") and "(README.md)" in text("README.ru.md")
    paragraphs = [p for p in prose("README.ru.md").split("\n\n") if re.search(r"[A-Za-z]{4}", p) and "](" not in p]
    assert paragraphs and all(CYRILLIC.search(p) for p in paragraphs)
    assert not CYRILLIC.search(prose("README.md").replace("[Русский]", ""))
