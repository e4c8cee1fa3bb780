"""The dictionary: what every column and code of a book is called, and what it means, in English and Russian.

columns/<topic>.toml has the columns, codes.toml the codes; codes of the canonical tables are read from the contract.
Where one name means different things in two tables, there is an entry "<tables>.<column>" beside the general one, and
the functions here take the table (a mart or an answer).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
import sqlglot
from sqlglot import exp

from kamlib.core import formats
from kamlib.core.grain import by_month
from kamlib.core.texts import t
from kamlib.engine.models import models
from kamlib.labels.codes import (
    AXIS_LISTS,
    axis_class_label,
    axis_list,
    code_label,
    code_lists,
    code_meaning,
    filled,
    gap_text,
    open_lists,
)
from kamlib.labels.entries import names_of, read_entries
from kamlib.policy import Policy

__all__ = [
    "AXIS_LISTS",
    "ColumnInfo",
    "all_columns",
    "axis_class_label",
    "axis_list",
    "code_label",
    "code_lists",
    "code_meaning",
    "d3_format",
    "differing",
    "display",
    "formula",
    "gap_text",
    "headed",
    "in_months",
    "info",
    "is_told",
    "label",
    "meaning",
    "models_of",
    "open_lists",
    "value",
]


@dataclass(frozen=True)
class ColumnInfo:
    """What is written of a column: its format (see `formats`), list of codes, and texts by language."""

    name: str
    topic: str  # the file of its general entry
    format: str
    codes: str | None
    higher: str | None  # good, bad, neutral; None where more or less says nothing
    labels: Mapping[str, str]
    meanings: Mapping[str, str]
    formulas: Mapping[str, str]  # empty for what is not computed
    month_labels: Mapping[str, str]  # where sales are dated by month; empty for what then is called the same
    month_rows: Mapping[str, Mapping[str, Sequence[str]]]  # format -> other column -> codes of the rows that have it

    @property
    def is_of_days(self) -> bool:
        """Whether it tells of days of sales, which are months where sales are dated by month."""
        return bool(self.format in formats.OF_SALES or self.month_labels or self.month_rows)

    @property
    def is_number(self) -> bool:
        return self.format in formats.D3


@cache
def _entries() -> dict[str, dict]:
    return read_entries(files("kamlib.labels").joinpath("columns"))


@cache
def _own_meanings() -> dict[tuple[str, str], dict]:
    """(table, column) -> what that table means differently."""
    own = {}
    for key, raw in _entries().items():
        if "." in key:
            own |= {tuple(name.split(".")): raw for name in names_of(key)}
    return own


@cache
def info(name: str, table: str | None = None) -> ColumnInfo:
    """All that is written of a column, as `table` (a mart or an answer) means it. Raises KeyError if unknown."""
    raw = _entries()[name] | _own_meanings().get((table, name), {})
    kind, _, codes = raw["format"].partition(":")
    return ColumnInfo(
        name=name,
        topic=_entries()[name]["topic"],
        format=kind,
        codes=codes or None,
        higher=raw.get("higher"),
        labels=raw["label"],
        meanings=raw["meaning"],
        formulas=raw.get("formula", {}),
        month_labels=raw.get("by_month", {}),
        month_rows=raw.get("of_sales", {}),
    )


def is_told(name: str) -> bool:
    """Whether the dictionary has this column; steps of a book have columns of their own that nobody is shown."""
    return name in _entries()


def all_columns() -> list[ColumnInfo]:
    """Every column of the dictionary, by topic; names that tables use differently come once, in general."""
    return [info(name) for name in _entries() if "." not in name]


def differing(name: str) -> list[str]:
    """The tables in which a column means something of its own: `info(name, table)` tells what."""
    return [table for table, column in _own_meanings() if column == name]


def label(name: str, lang: str, table: str | None = None) -> str:
    """The heading of a column; where sales are dated by month it may be another one."""
    column = info(name, table)
    return (column.month_labels if by_month() and column.month_labels else column.labels)[lang]


def meaning(name: str, lang: str, table: str | None = None, policy: Policy | None = None) -> str:
    """What a column tells, in a sentence or two, with the thresholds of the policy (default: the default policy).

    Where sales are dated by month, of what is told in days it says to read months.
    """
    column = info(name, table)
    told = filled(column.meanings[lang], lang, policy)
    return f"{told} {t('coverage.counted_in_months', lang)}" if by_month() and column.is_of_days else told


def formula(name: str, lang: str, table: str | None = None, policy: Policy | None = None) -> str:
    """How a column is computed, with the thresholds of the policy; "" for what is entered, not computed."""
    return filled(info(name, table).formulas.get(lang, ""), lang, policy)


@cache
def _mart_columns() -> dict[str, tuple[str, ...]]:
    return {m.name: _outputs(sqlglot.parse_one(m.sql, dialect="duckdb")) for m in models() if m.schema == "marts"}


def _outputs(query: exp.Expression) -> tuple[str, ...]:
    """The columns a query gives; a star is looked up in the CTE it stands for."""
    ctes = {c.alias: c.this for c in query.find_all(exp.CTE)}
    names: list[str] = []
    for column in query.selects:
        if isinstance(column, exp.Star):
            names += _outputs_of_cte(query, ctes)
        else:
            names.append(column.alias_or_name)
    return tuple(names)


def _outputs_of_cte(select: exp.Expression, ctes: dict[str, exp.Expression]) -> list[str]:
    source = ctes[select.args["from_"].this.name]
    names: list[str] = []
    for column in source.selects:
        names += _outputs_of_cte(source, ctes) if isinstance(column, exp.Star) else [column.alias_or_name]
    return names


def models_of(name: str) -> list[str]:
    """The marts that have a column, found from their SQL. Raises KeyError for an unknown column."""
    info(name)
    return sorted(mart for mart, columns in _mart_columns().items() if name in columns)


def display(
    df: pd.DataFrame,
    lang: str,
    table: str | None = None,
    policy: Policy | None = None,
    axis: str | None = None,
    tell_months: bool = True,
) -> pd.DataFrame:
    """A copy of an answer to be shown: codes become labels, and of x and x_en the language's one stays, as x.

    Columns keep their names and numbers stay numbers. Where sales are dated by month, days between them become months
    ("Nov 2024" for the days themselves); tell_months=False leaves them. `axis`: of which the classes are, where no
    column `axis` says. Raises KeyError for a column that is not in the dictionary, and for an unknown code.
    """
    shown = in_months(df, lang, table) if tell_months else df.copy()
    for name in df.columns:
        codes = info(name, table).codes
        if codes == "class":
            axes = df["axis"] if "axis" in df.columns else pd.Series(axis, index=df.index)
            pairs = list(zip(axes, df[name], strict=True))
            told = {p: axis_class_label(*p, lang, policy) for p in set(pairs) if not formats.is_unknown(p[1])}
            shown[name] = [told.get(p) for p in pairs]
        elif codes:
            labels = {c: code_label(codes, c, lang, policy) for c in df[name].dropna().unique()}
            shown[name] = [labels.get(c) for c in df[name]]
    for name in [n for n in df.columns if n.endswith("_en") and n.removesuffix("_en") in df.columns]:
        english = shown.pop(name)
        if lang == "en":
            own = name.removesuffix("_en")
            shown[own] = english.where(english.notna(), shown[own])
    return shown


def in_months(df: pd.DataFrame, lang: str | None, table: str | None = None) -> pd.DataFrame:
    """A copy in which days about sales are months where sales are dated by month; columns not told of stay.

    lang: in which months are written; None: as "2024-11".
    """
    shown = df.copy()
    if not by_month():
        return shown
    for name in [n for n in df.columns if is_told(n)]:
        column = info(name, table)
        if column.format in formats.OF_SALES:
            shown[name] = [formats.in_months(column.format, x, lang) for x in df[name]]
        for kind, others in column.month_rows.items():
            for other, codes in others.items():
                if other in df.columns:
                    pairs = zip(df[other], shown[name], strict=True)
                    shown[name] = [formats.in_months(kind, x, lang) if code in codes else x for code, x in pairs]
    return shown


def headed(
    df: pd.DataFrame, names: Sequence[str], lang: str, table: str | None = None, policy: Policy | None = None
) -> pd.DataFrame:
    """Some columns of an answer to be read: as `display` shows them, under the dictionary's headings."""
    shown = display(df, lang, table, policy)[list(names)]
    return shown.rename(columns={name: label(name, lang, table) for name in names})


def value(name: str, x: object, lang: str, currency: str | None = None, table: str | None = None) -> str:
    """A value of column `name` as its entry in the dictionary says. Raises KeyError for an unknown column."""
    column = info(name, table)
    if column.codes and not formats.is_unknown(x):
        return code_label(column.codes, str(x), lang)
    return formats.by_format("text" if column.codes else column.format, x, lang, currency)


def d3_format(name: str, table: str | None = None) -> str:
    """The d3 number format of a column, for axes and hover texts; "" for what is not a number."""
    return formats.D3.get(info(name, table).format, "")
