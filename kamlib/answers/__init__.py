"""The questions a book answers: one function a question, a DataFrame back, its grain in the docstring.

Rows come sorted by what matters. Money is in the book's currency as float, shares as fractions of 1, days as whole
days; NaN/NaT/None is "not known".

A question is a public function, in a module imported here, whose first argument is the book; it stands in no list. The
module is named after its topic, alone (key.py) or with what it is about (key_list.py).
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import TYPE_CHECKING

from kamlib.answers.client_find import *
from kamlib.answers.client_gains import *
from kamlib.answers.client_plan import *
from kamlib.answers.client_timeline import *
from kamlib.answers.client_white_space import *
from kamlib.answers.clients import *
from kamlib.answers.company import *
from kamlib.answers.company_periods import *
from kamlib.answers.data import *
from kamlib.answers.day import *
from kamlib.answers.fit import *
from kamlib.answers.fit_value_chain import *
from kamlib.answers.key import *
from kamlib.answers.key_list import *
from kamlib.answers.people import *
from kamlib.answers.queue import *
from kamlib.answers.risk import *
from kamlib.answers.risk_shrinkage import *
from kamlib.answers.scoring import *
from kamlib.answers.skam import *
from kamlib.labels.entries import place


def _is_question(found: object) -> bool:
    if not inspect.isfunction(found) or not found.__module__.startswith("kamlib.answers."):
        return False
    return next(iter(inspect.signature(found).parameters), None) == "book"


_QUESTIONS = {name: found for name, found in sorted(globals().items()) if name[0] != "_" and _is_question(found)}
if not TYPE_CHECKING:  # a type checker knows the names from the imports
    __all__ = [*_QUESTIONS]


def by_topic() -> dict[str, dict[str, Callable[..., object]]]:
    """Topic -> name -> question: the topics as the dictionary has them, the questions by name."""
    found: dict[str, dict[str, Callable[..., object]]] = {}
    for name, question in _QUESTIONS.items():
        topic = question.__module__.rpartition(".")[2].partition("_")[0]
        found.setdefault(topic, {})[name] = question
    return dict(sorted(found.items(), key=lambda pair: place(pair[0])))


def told(question: Callable[..., object]) -> str:
    """The beginning of a question's docstring: what one row is."""
    return " ".join((inspect.getdoc(question) or "").split("\n\n")[0].split())


def listing() -> str:
    """Every question under its topic, for `help`."""
    lines = []
    for topic, questions in by_topic().items():
        lines += ["", topic, *(f"    {name}: {told(question)}" for name, question in questions.items())]
    return "\n".join(lines[1:])


__doc__ = f"{__doc__}\n{listing()}\n"
