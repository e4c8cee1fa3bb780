"""The contract of the canonical tables, read from contract.toml.

Validation, data/README.md and the Excel forms all read it here.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass, field
from functools import cache
from importlib.resources import files
from typing import Any

SQL_TYPES = {
    "text": "VARCHAR",
    "date": "DATE",
    "money": "DECIMAL(18,4)",
    "quantity": "DECIMAL(18,4)",
    "number": "DOUBLE",
    "share": "DOUBLE",
    "score": "DOUBLE",
    "integer": "BIGINT",
    "flag": "BOOLEAN",
}


@dataclass(frozen=True)
class Column:
    """One column of a canonical table."""

    name: str
    type: str
    en: str
    ru: str
    required: bool = False
    ref: str | None = None
    codes: str | None = None
    open: bool = False
    min: float | None = None
    above_min: bool = False
    max: float | None = None
    personal: bool = False
    note_en: str = ""
    note_ru: str = ""

    @property
    def sql_type(self) -> str:
        return SQL_TYPES[self.type]

    @property
    def bounds(self) -> tuple[float | None, float | None]:
        """Least (itself refused where `above_min`) and greatest value; shares lie in 0..1, scores in 0..100."""
        if self.type == "share":
            return 0.0, 1.0
        if self.type == "score":
            return 0.0, 100.0
        return self.min, self.max

    def label(self, lang: str) -> str:
        return self.ru if lang == "ru" else self.en

    def note(self, lang: str) -> str:
        return self.note_ru if lang == "ru" else self.note_en


@dataclass(frozen=True)
class Table:
    """One canonical table."""

    name: str
    en: str
    ru: str
    grain_en: str
    grain_ru: str
    key: tuple[str, ...]
    columns: dict[str, Column]
    made: tuple[str, ...] = field(default=())
    form: bool = True
    register: bool = False
    in_order: tuple[tuple[str, str], ...] = field(default=())

    @property
    def keeps_disorder(self) -> bool:
        """Is a row whose dates are out of order kept and told? A file's row that carries money is: without it the
        money would be missing. What people enter is refused, since whoever entered it can mend it."""
        return not self.register and any(column.type == "money" for column in self.columns.values())

    def after(self, column: str) -> list[Column]:
        """The dates that a date of the table cannot come before."""
        return [self.columns[first] for first, second in self.in_order if second == column]

    def label(self, lang: str) -> str:
        return self.ru if lang == "ru" else self.en

    def grain(self, lang: str) -> str:
        return self.grain_ru if lang == "ru" else self.grain_en


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("kamlib.contract").joinpath("contract.toml").read_text("utf-8"))


@cache
def tables() -> dict[str, Table]:
    """All canonical tables by name, in the order of the contract."""
    result = {}
    for name, raw in _raw()["tables"].items():
        columns = {c: Column(name=c, **spec) for c, spec in raw["columns"].items()}
        plain = {k: v for k, v in raw.items() if k not in ("columns", "key", "made", "in_order")}
        in_order = tuple((first, second) for first, second in raw.get("in_order", ()))
        made = tuple(raw.get("made", ()))
        result[name] = Table(name=name, columns=columns, key=tuple(raw["key"]), made=made, in_order=in_order, **plain)
    return result


@cache
def register_tables() -> dict[str, Table]:
    """The tables whose rows are kept in the register."""
    return {name: table for name, table in tables().items() if table.register}


@cache
def codes() -> dict[str, dict[str, dict[str, str]]]:
    """Lists of allowed codes: list name -> code -> {"en": label, "ru": label}."""
    return {
        name: {code: {"en": en, "ru": ru} for code, (en, ru) in entries.items()}
        for name, entries in _raw()["codes"].items()
    }
