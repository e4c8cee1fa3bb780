"""The SQL models: one SELECT a file, sql/<schema>/<topic>/<table>.sql; their order is found from what they read."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache
from graphlib import TopologicalSorter
from importlib.resources import files

import sqlglot
from sqlglot import exp

from kamlib.policy import Policy

SCHEMAS = ("staging", "features", "marts")


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
    parsed = sqlglot.parse_one(sql, dialect="duckdb")
    reads = {f"{t.db}.{t.name}" if t.db else t.name for t in parsed.find_all(exp.Table)}
    ctes = {c.alias for c in parsed.find_all(exp.CTE)}
    if "policy" in reads:
        # which values, so that a what-if runs again only what depends on the changed ones
        reads |= {c.name for c in parsed.find_all(exp.Column) if c.name in Policy().scalars()}
    return Model(
        schema=schema,
        name=name,
        sql=sql,
        grain=first.removeprefix("--").strip(),
        reads=frozenset(reads - ctes),
        is_view=second.strip() == "-- view",
    )


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
    """A fingerprint of the models and checks: books built by others may lack what this code asks for."""
    return hashlib.sha256("".join(m.sql for m in (*models(), *checks())).encode()).hexdigest()[:16]


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
