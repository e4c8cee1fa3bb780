"""data/README.md is what the contract says now."""

import re
import shutil

import kamlib as kam
from kamlib.contract import codes, tables
from kamlib.contract.data_readme import README, render
from kamlib.policy import Policy


def test_the_file_is_up_to_date():
    assert README.read_text("utf-8") == render(), "run: python -m kamlib.contract.data_readme"


def test_every_table_column_and_code_is_described_in_both_languages():
    text = render()
    english, russian = text.split('<a id="russian"></a>')
    for lang, part in (("en", english), ("ru", russian)):
        for table in tables().values():
            section = part.split(f'<a id="{lang}-{table.name}"></a>')[1].split("<a id=")[0]
            assert table.grain(lang) in section
            described = re.findall(r"^\| `(\w+)` \| (.+?) \|", section, re.MULTILINE)
            assert described == [(column.name, column.label(lang)) for column in table.columns.values()]
        for name, entries in codes().items():
            section = part.split(f'<a id="{lang}-codes-{name}"></a>')[1].split("<a id=")[0]
            listed = re.findall(r"^\| `(\w+)` \| (.+) \|$", section, re.MULTILINE)
            assert listed == [(code, entry[lang]) for code, entry in entries.items()]


def test_every_link_leads_somewhere():
    text = render()
    anchors = set(re.findall(r'<a id="([\w-]+)">', text))
    assert set(re.findall(r"\]\(#([\w-]+)\)", text)) <= anchors


def test_rows_of_the_tables_have_as_many_cells_as_their_headings():
    for block in re.findall(r"(?:^\|.*\n)+", render(), re.MULTILINE):
        widths = {len(re.split(r"(?<!\\)\|", line)) for line in block.splitlines()}
        assert len(widths) == 1, block


def test_what_lies_where_is_what_lies_there(demo_home, tmp_path):
    home = shutil.copytree(demo_home, tmp_path / "demo", symlinks=True)
    kam.put_in_force(home, Policy().changed(abc_a_share=0.7), "D-1")
    there = {p.name + ("/" if p.is_dir() else "") for p in home.iterdir() if not p.name.startswith(".")}
    there -= {"source/", "demo_truths.json"}  # of the demo company alone
    there -= {"register.sqlite-wal", "register.sqlite-shm"}  # SQLite's own, while a register is open
    for part in render().split('<a id="russian"></a>'):
        places = re.search(r"^\| (?:place|место) \|.*?\n\n", part, re.M | re.S)[0]
        assert set(re.findall(r"^\| `(.+?)` \|", places, re.M)) == there
