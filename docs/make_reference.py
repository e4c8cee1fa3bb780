"""docs/reference.md: the functions of `kam`, by topic, with the beginning of each docstring."""

from __future__ import annotations

import inspect
import typing
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path

import kamlib
from kamlib import answers

FILE = Path(__file__).with_name("reference.md")
HEAD = """# Reference

Every function of `import kamlib as kam`, by topic. `make docs` writes this page from the docstrings; `help(kam.rfm)`
has the whole of one: its columns, their units, and what is told where something is not known.

```python
import kamlib as kam

book = kam.open_book("data")
kam.rfm(book)  # one function a question, a pandas DataFrame back
```

"""


def page() -> str:
    """The whole page."""
    parts = ["## Questions of a book"]
    for topic, questions in answers.by_topic().items():
        modules = dict.fromkeys(q.__module__ for q in questions.values())
        about = " ".join(_beginning(import_module(name)) for name in sorted(modules))
        parts += [f"### {topic}", about, _table(questions.items())]
    parts += ["## Books, register, policy"]
    for room, names in _rooms().items():
        parts += [f"### {room}", _beginning(import_module(f"kamlib.{room}")), _table(_of_room(names))]
    return HEAD + "\n\n".join(parts) + "\n"


def _rooms() -> dict[str, list[str]]:
    """Room -> the public names that live there, but for the questions."""
    rooms: dict[str, list[str]] = {}
    for name in dir(kamlib):
        home = getattr(kamlib, name).__module__
        if not home.startswith("kamlib.answers"):
            rooms.setdefault(home.split(".")[1], []).append(name)
    return dict(sorted(rooms.items()))


def _of_room(names: list[str]) -> Iterator[tuple[str, object]]:
    """Each public name, then what can be asked of the objects it gives."""
    shown = set()
    for name in names:
        found = getattr(kamlib, name)
        yield name, found
        for gives in [found] if inspect.isclass(found) else _given(found):
            if gives not in shown:
                shown.add(gives)
                yield from [] if gives is found else [(gives.__name__, gives)]
                yield from _members(gives)


def _given(function: typing.Callable) -> list[type]:
    """The classes of ours that a function gives."""
    returned = typing.get_type_hints(function).get("return")
    found = typing.get_args(returned) or (returned,)
    public = {getattr(kamlib, name) for name in dir(kamlib) if inspect.isclass(getattr(kamlib, name))}
    return [c for c in found if inspect.isclass(c) and c.__module__.startswith("kamlib.") and c not in public]


def _members(of: type) -> Iterator[tuple[str, object]]:
    for name, member in vars(of).items():
        plain = member.__func__ if isinstance(member, classmethod) else member
        is_told = inspect.isfunction(plain) or isinstance(plain, property) or hasattr(plain, "attrname")
        if is_told and not name.startswith("_") and plain.__doc__:
            yield f"{of.__name__}.{name}", plain


def _table(rows: typing.Iterable[tuple[str, object]]) -> str:
    lines = [f"| `{name}{_arguments(found)}` | {_beginning(found)} |".replace("\\", "\\\\") for name, found in rows]
    return "\n".join(["| function | what it gives |", "|---|---|", *lines])


def _arguments(found: object) -> str:
    """The arguments, without their types; nothing for what is no function."""
    if not inspect.isfunction(found):
        return ""
    parts = [p for p in inspect.signature(found).parameters.values() if p.name not in ("self", "cls")]
    bare = [p.replace(annotation=p.empty) for p in parts]
    return str(inspect.Signature(bare))


def _beginning(found: object) -> str:
    text = " ".join((inspect.getdoc(found) or "").split("\n\n")[0].split())
    return text.replace("|", "\\|")
