"""A rule that stands in SQL and in Python names its other half in both places, and the test that holds them equal."""

import re
from pathlib import Path

import pytest

from kamlib.engine.models import models

ROOT = Path(__file__).parent.parent.parent
IN_SQL = re.compile(r"^-- Twin: ([\w.]+)(?: \([^)]*\))?; held equal by (.+)$", re.MULTILINE)
IN_PYTHON = re.compile(r"Twins? in SQL: ([^;]+);[\s#]+held equal by\s+([^\n]*(?:\n(?!\n|\s*\"\"\")[^\n]*)*)")

FROM_SQL = {(m.table, module, tests) for m in models() for module, tests in IN_SQL.findall(m.sql)}


def _names(text):
    return set(re.findall(r"[\w./]+\w", text))


def _from_python():
    found = set()
    for file in (ROOT / "kamlib").rglob("*.py"):
        module = ".".join(file.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")
        for tables, _ in IN_PYTHON.findall(file.read_text("utf-8")):
            found |= {(table, module) for table in _names(tables)}
    return found


def test_twins_name_each_other():
    assert {(table, module) for table, module, _ in FROM_SQL} == _from_python()
    assert len(FROM_SQL) >= 9


@pytest.mark.parametrize(("table", "module", "tests"), sorted(FROM_SQL), ids=lambda x: x)
def test_what_holds_twins_equal_is_there(table, module, tests):
    for test in _names(tests):
        text = (ROOT / test).read_text("utf-8")
        assert module.rpartition(".")[2] in text and "\ndef test_" in text, test


def test_a_twin_that_is_not_named_in_return_is_found():
    sql = "-- one row per client\n-- Twin: kamlib.whatif.other (its place); held equal by tests/a.py\nSELECT"
    assert IN_SQL.findall(sql) == [("kamlib.whatif.other", "tests/a.py")]
    assert IN_PYTHON.search('"""A.\n\nTwins in SQL: marts.a, features.b; held equal by\ntests/a.py.\n"""')
    assert IN_PYTHON.search("# Twin in SQL: marts.a; held equal by tests/a.py.\n")
