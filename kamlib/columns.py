"""The dictionary: what every column and code of a book is called, and what it means, in English and Russian.

columns.toml tells of columns, codes.toml of codes; codes of the canonical tables are read from the contract. Where
one name means different things in two tables, columns.toml has an entry "<tables>.<column>" beside the general one,
and the functions here take the table (a mart or an answer).
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import pandas as pd
import sqlglot
from sqlglot import exp

from kamlib import formats
from kamlib.engine.models import models
from kamlib.intake import contract
from kamlib.policy import Policy
from kamlib.texts import t

# which list the classes of a classification are in; the first that has the code tells its label
AXIS_LISTS = {
    "T1": ("client_type",),
    "T2": ("product_class",),
    "T3": ("turnover_class",),
    "T4": ("frequency_class",),
    "T5": ("relationship",),
    "T6": ("markup_class",),
    "T7": ("payment", "payment_terms"),
    "T8": ("discount_class",),
    "T9": ("persona",),
    "T10": ("stage",),
    "abc": ("abc",),
    "rfm": ("segment",),
}


@dataclass(frozen=True)
class ColumnInfo:
    """What is written of a column: its format (see `formats`), list of codes, and texts by language."""

    name: str
    format: str
    codes: str | None
    higher: str | None  # good, bad, neutral; None where more or less says nothing
    labels: Mapping[str, str]
    meanings: Mapping[str, str]
    formulas: Mapping[str, str]  # empty for what is not computed

    @property
    def is_number(self) -> bool:
        return self.format in ("money", "share", "growth", "count", "days", "number", "index", "ratio", "score")


@cache
def _entries() -> dict[str, dict]:
    return tomllib.loads(files("kamlib").joinpath("columns.toml").read_text("utf-8"))


@cache
def _own_meanings() -> dict[tuple[str, str], dict]:
    """(table, column) -> what that table means differently."""
    own = {}
    for key, raw in _entries().items():
        if "." in key:
            tables, name = key.split(".")
            own |= {(table.strip(), name): raw for table in tables.split(",")}
    return own


@cache
def info(name: str, table: str | None = None) -> ColumnInfo:
    """All that is written of a column, as `table` (a mart or an answer) means it. Raises KeyError if unknown."""
    raw = _entries()[name] | _own_meanings().get((table, name), {})
    kind, _, codes = raw["format"].partition(":")
    return ColumnInfo(
        name=name,
        format=kind,
        codes=codes or None,
        higher=raw.get("higher"),
        labels=raw["label"],
        meanings=raw["meaning"],
        formulas=raw.get("formula", {}),
    )


def all_columns() -> list[ColumnInfo]:
    """Every column of the dictionary, in its order; names that tables use differently come once, in general."""
    return [info(name) for name in _entries() if "." not in name]


def differing(name: str) -> list[str]:
    """The tables in which a column means something of its own: `info(name, table)` tells what."""
    return [table for table, column in _own_meanings() if column == name]


def label(name: str, lang: str, table: str | None = None) -> str:
    """The heading of a column."""
    return info(name, table).labels[lang]


def meaning(name: str, lang: str, table: str | None = None, policy: Policy | None = None) -> str:
    """What a column tells, in a sentence or two, with the thresholds of the policy (default: the default policy)."""
    return _filled(info(name, table).meanings[lang], lang, policy)


def formula(name: str, lang: str, table: str | None = None, policy: Policy | None = None) -> str:
    """How a column is computed, with the thresholds of the policy; "" for what is told, not computed."""
    return _filled(info(name, table).formulas.get(lang, ""), lang, policy)


class _Threshold:
    """A policy value inside a text: {abc_a_share:share}, {relationship_lost_min_idle_days:days}."""

    def __init__(self, value: object, lang: str):
        self.value, self.lang = value, lang

    def __format__(self, spec: str) -> str:
        write = {"share": formats.policy_share, "days": formats.days, "number": formats.number, "count": formats.count}
        return write[spec](self.value, self.lang)


def _filled(text: str, lang: str, policy: Policy | None) -> str:
    if "{" not in text:
        return text
    values = (policy or Policy()).scalars()
    return text.format_map({name: _Threshold(value, lang) for name, value in values.items()})


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


@cache
def code_lists() -> dict[str, dict[str, dict[str, str]]]:
    """All lists of codes: list -> code -> {"en": label, "ru": label, "en_meaning": …, "ru_meaning": …}."""
    lists = {name: dict(entries) for name, entries in contract.codes().items()}
    for name, entries in _codes().items():
        lists[name] = {
            code: dict(zip(("en", "ru", "en_meaning", "ru_meaning"), texts, strict=False))
            for code, texts in entries.items()
        }
    lists["data_item"] = _data_items()
    return lists


@cache
def _codes() -> dict[str, dict[str, list[str]]]:
    raw = tomllib.loads(files("kamlib").joinpath("codes.toml").read_text("utf-8"))
    return {name: entries for name, entries in raw.items() if isinstance(entries, dict)}


def _data_items() -> dict[str, dict[str, str]]:
    """What `data_gaps` asks of a company: its name, and as its meaning what it would unlock."""
    texts = tomllib.loads(files("kamlib.texts").joinpath("data_gaps.toml").read_text("utf-8"))
    return {
        item: text | {f"{lang}_meaning": unlocks for lang, unlocks in texts[f"{item}.unlocks"].items()}
        for item, text in texts.items()
        if not item.endswith(".unlocks")
    }


@cache
def open_lists() -> frozenset[str]:
    """Lists to which a company adds codes of its own; those are shown as they are."""
    of_contract = {
        c.codes for table in contract.tables().values() for c in table.columns.values() if c.codes and c.open
    }
    raw = tomllib.loads(files("kamlib").joinpath("codes.toml").read_text("utf-8"))
    return frozenset(of_contract | set(raw["open"]))


def code_label(list_name: str, code: str, lang: str, policy: Policy | None = None) -> str:
    """The label of a code; a company's own code in an open list is its own label. Raises KeyError if unknown."""
    entries = code_lists()[list_name]
    if code not in entries and list_name in open_lists():
        return code
    return _filled(entries[code][lang], lang, policy)


def code_meaning(list_name: str, code: str, lang: str, policy: Policy | None = None) -> str:
    """What a code means; "" where its label says it all. Raises KeyError for an unknown code of a closed list."""
    entries = code_lists()[list_name]
    if code not in entries and list_name in open_lists():
        return ""
    return _filled(entries[code].get(f"{lang}_meaning", ""), lang, policy)


def axis_list(axis: str, code: str) -> str:
    """The list a class of a classification is in: of its own axis, or of classes any axis may have (not_yet …)."""
    lists = AXIS_LISTS[axis]
    for name in (*lists, "any_class"):
        if code in code_lists()[name]:
            return name
    if lists[-1] in open_lists():
        return lists[-1]
    raise KeyError(f"{axis}: {code}")


def axis_class_label(axis: str, code: str, lang: str, policy: Policy | None = None) -> str:
    """The label of a class of axis T1–T10, abc or rfm. Raises KeyError for an unknown axis or class."""
    return code_label(axis_list(axis, code), code, lang, policy)


def display(
    df: pd.DataFrame, lang: str, table: str | None = None, policy: Policy | None = None, axis: str | None = None
) -> pd.DataFrame:
    """A copy of an answer to be shown: codes become labels, and of x and x_en the language's one stays, as x.

    Columns keep their names and numbers stay numbers. `axis`: of which the classes are, where no column `axis` says.
    Raises KeyError for a column that is not in the dictionary, and for an unknown code.
    """
    shown = df.copy()
    for name in df.columns:
        codes = info(name, table).codes
        if codes == "class":
            axes = df["axis"] if "axis" in df.columns else pd.Series(axis, index=df.index)
            pairs = zip(axes, df[name], strict=True)
            shown[name] = [_label_or_none(lambda c, a=a: axis_class_label(a, c, lang, policy), c) for a, c in pairs]
        elif codes:
            labels = {c: code_label(codes, c, lang, policy) for c in df[name].dropna().unique()}
            shown[name] = [_label_or_none(labels.__getitem__, c) for c in df[name]]
    for name in [n for n in df.columns if n.endswith("_en") and n.removesuffix("_en") in df.columns]:
        english = shown.pop(name)
        if lang == "en":
            own = name.removesuffix("_en")
            shown[own] = english.where(english.notna(), shown[own])
    return shown


def _label_or_none(label_of, code: object) -> str | None:
    return None if formats.is_unknown(code) else label_of(code)


def finding_text(row: Mapping, lang: str, currency: str | None = None) -> str:
    """One sentence on a row of `findings`: what was found, in the numbers it was found by.

    row: finding, detail, value, value_before (a dict, or a row of the DataFrame). Raises KeyError for a finding that
    is not known.
    """
    finding, detail, now, before = (row[k] for k in ("finding", "detail", "value", "value_before"))
    if finding == "silent" or (finding in ("lost", "dropped_class") and not formats.is_unknown(before)):
        every = formats.shown_days(before)
        form = "day" if every == 1 else formats.plural(every, lang)
        gap = t(f"findings.every_{form}", lang, n=formats.number(every, lang, 1))
        return t(f"findings.{finding}", lang, idle=formats.days(now, lang), gap=gap, detail=detail)
    if finding in ("lost", "dropped_class"):
        return t(f"findings.{finding}_no_rhythm", lang, idle=formats.days(now, lang), detail=detail)
    if finding == "discount_without_growth":
        shares = {k: formats.share(v, lang) for k, v in (("now", now), ("before", before))}
        return t("findings.discount_without_growth", lang, **shares)
    if finding == "concentration":
        return t("findings.concentration", lang, share=formats.share(now, lang))
    if finding == "unprofitable":
        return t(f"findings.unprofitable_{detail}", lang, loss=formats.money(-now, lang, currency, compact=True))
    if finding == "emerging" and (formats.is_unknown(before) or before <= 0):
        return t("findings.emerging_new", lang, now=formats.money(now, lang, currency, compact=True))
    amounts = {k: formats.money(v, lang, currency, compact=True) for k, v in (("now", now), ("before", before))}
    if finding == "moved_down":
        was, _, is_now = detail.partition("→")
        return t("findings.moved_down", lang, was=was, is_now=is_now, **amounts)
    change = formats.growth(now / before - 1, lang, 0) if before else formats.UNKNOWN
    return t(f"findings.{finding}", lang, change=change, **amounts)


def gap_text(item: str, lang: str) -> tuple[str, str]:
    """What an item of `data_gaps` is, and what knowing it would unlock. Raises KeyError for an unknown item."""
    return code_label("data_item", item, lang), code_meaning("data_item", item, lang)
