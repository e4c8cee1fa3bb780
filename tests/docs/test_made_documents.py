"""Documents made from the code say what the code says now."""

import ast
import pkgutil
import pydoc
import re
from pathlib import Path

import pytest

import kamlib as kam
from docs import make_architecture, make_reference
from docs.__main__ import FILES
from kamlib import answers


@pytest.mark.parametrize("file", FILES, ids=lambda f: f.name)
def test_the_file_is_up_to_date(file):
    assert file.read_text("utf-8") == FILES[file](), "run: make docs"


def questions_written_in(module: str) -> list[str]:
    """The public functions of a module of answers whose first argument is the book."""
    tree = ast.parse((Path(answers.__path__[0]) / f"{module}.py").read_text("utf-8"))
    public = [f for f in tree.body if isinstance(f, ast.FunctionDef) and not f.name.startswith("_")]
    return [f.name for f in public if f.args.args and f.args.args[0].arg == "book"]


def test_every_question_is_at_hand_under_its_topic_and_none_hides_another():
    written = {m.name: questions_written_in(m.name) for m in pkgutil.iter_modules(answers.__path__)}
    assert written.pop("risk_check") == ["check_model"]  # brings scikit-learn: `kam check-model` asks it by name
    found = answers.by_topic()
    for module, names in written.items():
        assert set(names) <= found.get(module.partition("_")[0], {}).keys(), f"{module}: import it in kamlib.answers"
    every = sorted(name for names in written.values() for name in names)
    assert every == sorted(answers.__all__) and len(every) == len(set(every))


def test_help_shows_the_questions_by_topic():
    told = pydoc.plain(pydoc.render_doc(kam))
    description = told[: told.index("PACKAGE CONTENTS")]
    for topic, questions in answers.by_topic().items():
        head = re.search(rf"^    {topic}$", description, re.M)
        for name in questions:
            assert f"        {name}: " in description[head.end() :]
    assert pydoc.plain(pydoc.render_doc(answers)).count("churn_risk: One row per client") == 1


def test_the_reference_has_every_public_name_once():
    page = make_reference.page()
    for name in dir(kam):
        assert len(re.findall(rf"^\| `{name}[`(]", page, re.M)) == 1, name
    assert "| `Register.write(table, rows, *, author, source, seen=None, withdrawn=(), note=None)` | Enter rows" in page


def test_the_picture_has_every_room_and_no_import_upwards():
    rooms, found = make_architecture.rooms(), make_architecture.imports()
    folders = {m.name for m in pkgutil.iter_modules(kam.__path__) if m.ispkg}
    assert set(rooms) == folders | {"app", "kamlib"}
    assert found["review", "answers"] >= 1 and found["app", "labels"] >= 20
    for room, other in found:
        assert rooms.index(room) < rooms.index(other), f"{room} imports {other}"
