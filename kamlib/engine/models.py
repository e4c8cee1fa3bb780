"""The SQL models: one SELECT a file, sql/<schema>/<topic>/<table>.sql; their order is found from what they read."""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files

from kamlib.policy import Policy

SCHEMAS = ("staging", "features", "marts")
# what a model reads, found without parsing it, since parsing all takes longer than building a small book; a test holds
# this to what a parser finds
_COMMENT = re.compile(r"--.*")
_SOURCE = re.compile(
    r"\b(?:FROM|JOIN)\s+((?:canonical|churn|staging|features|marts)\.\w+|(?:policy|as_of|cut_offs|horizons)\b(?!\.)\w*"
    r"|policy_\w+)",
    re.IGNORECASE,
)
_WORD = re.compile(r"\w+")


@dataclass(frozen=True)
class Model:
    """One model: `schema.name`, its SELECT, the grain told in its first line, the tables and policy values it reads."""

    schema: str
    name: str
    sql: str
    grain: str
    reads: frozenset[str]
    is_view: bool

    @property
    def table(self) -> str:
        return f"{self.schema}.{self.name}"


def _read(schema: str, name: str, sql: str) -> Model:
    first, second = [*sql.splitlines(), ""][:2]
    text = _COMMENT.sub("", sql)
    reads = set(_SOURCE.findall(text))
    if "policy" in reads:
        # which values, so that a what-if runs again only what depends on the changed ones
        reads |= set(_WORD.findall(text)) & _policy_names()
    return Model(
        schema=schema,
        name=name,
        sql=sql,
        grain=first.removeprefix("--").strip(),
        reads=frozenset(reads),
        is_view=second.strip() == "-- view",
    )


@cache
def _policy_names() -> frozenset[str]:
    return frozenset(Policy().scalars())


def _folder(schema: str) -> list[Model]:
    topics = (topic for topic in files("kamlib").joinpath("sql", schema).iterdir() if topic.is_dir())
    found = sorted((f for topic in topics for f in topic.iterdir() if f.name.endswith(".sql")), key=lambda f: f.name)
    return [_read(schema, f.name.removesuffix(".sql"), f.read_text("utf-8")) for f in found]


@cache
def models() -> tuple[Model, ...]:
    """Every model, each after all it reads."""
    known = {m.table: m for schema in SCHEMAS for m in _folder(schema)}
    graph = {name: sorted(m.reads & known.keys()) for name, m in known.items()}
    return tuple(known[name] for name in TopologicalSorter(graph).static_order())


@cache
def checks() -> tuple[Model, ...]:
    """Every check: a SELECT whose rows are the offenders."""
    return tuple(_folder("checks"))


@cache
def code_hash() -> str:
    """A fingerprint of the models, the checks and the code that learns: a book built by others may lack what this code
    asks for, or say it otherwise."""
    learning = sorted((f for f in files("kamlib.churn").iterdir() if f.is_file()), key=lambda f: f.name)
    texts = [*(m.sql for m in (*models(), *checks())), *(f.read_text("utf-8") for f in learning)]
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:16]


def upstream(of: set[str]) -> list[Model]:
    """The models `of` (`schema.name`) and all they need, in running order."""
    known = {m.table: m for m in models()}
    needed, open_ = set(), set(of)
    while open_:
        needed |= open_
        open_ = {table for name in open_ for table in known[name].reads if table in known} - needed
    return [m for m in models() if m.table in needed]


def downstream(of: set[str], among: tuple[Model, ...]) -> list[Model]:
    """The models that depend, at any remove, on one of the tables or policy values `of`, in running order."""
    touched = set(of)
    result = []
    for model in among:
        if model.reads & touched:
            touched.add(model.table)
            result.append(model)
    return result
