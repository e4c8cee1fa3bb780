"""Codes of a book and what they are called: codes.toml, and for the canonical tables the contract."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any

from kamlib import contract
from kamlib.core import formats
from kamlib.core.grain import by_month
from kamlib.policy import Policy

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
    "xyz": ("xyz",),
    "group": ("key_group",),
}


@cache
def code_lists() -> dict[str, dict[str, dict[str, str]]]:
    """All lists of codes: list -> code -> {"en": label, "ru": label, "en_meaning": …, "ru_meaning": …}."""
    lists = {name: dict(entries) for name, entries in contract.codes().items()}
    lists |= {name: _told(entries) for name, entries in _codes().items()}
    lists["data_item"] = _data_items()
    lists["canonical_table"] = {name: {"en": c.en, "ru": c.ru} for name, c in contract.tables().items()}
    lists["reject_reason"] = {
        key.removeprefix("reason_"): text for key, text in _texts("intake").items() if key.startswith("reason_")
    }
    return lists


def _told(entries: dict[str, list[str]]) -> dict[str, dict[str, str]]:
    parts = ("en", "ru", "en_meaning", "ru_meaning")
    return {code: dict(zip(parts, texts, strict=False)) for code, texts in entries.items()}


@cache
def _month_forms() -> dict[str, dict[str, dict[str, str]]]:
    """What the codes that tell of days are called where sales are dated by month."""
    return {name: _told(entries) for name, entries in _raw()["by_month"].items()}


def _entry(list_name: str, code: str) -> dict[str, str]:
    forms = _month_forms().get(list_name, {}) if by_month() else {}
    return forms.get(code) or code_lists()[list_name][code]


@cache
def _raw() -> dict[str, Any]:
    return tomllib.loads(files("kamlib.labels").joinpath("codes.toml").read_text("utf-8"))


def _codes() -> dict[str, dict[str, list[str]]]:
    return {name: entries for name, entries in _raw().items() if name not in ("open", "by_month")}


def _texts(file: str) -> dict[str, dict[str, str]]:
    return tomllib.loads(files("kamlib").joinpath("texts", f"{file}.toml").read_text("utf-8"))


def _data_items() -> dict[str, dict[str, str]]:
    """What `data_gaps` asks of a company: its name, and as its meaning what it would unlock."""
    texts = _texts("data_gaps")
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
    return frozenset(of_contract | set(_raw()["open"]))


def code_label(list_name: str, code: str, lang: str, policy: Policy | None = None) -> str:
    """The label of a code; a company's own code in an open list is its own label. Raises KeyError if unknown."""
    entries = code_lists()[list_name]
    if code not in entries and list_name in open_lists():
        return code
    return filled(_entry(list_name, code)[lang], lang, policy)


def code_meaning(list_name: str, code: str, lang: str, policy: Policy | None = None) -> str:
    """What a code means; "" where its label says it all. Raises KeyError for an unknown code of a closed list."""
    entries = code_lists()[list_name]
    if code not in entries and list_name in open_lists():
        return ""
    return filled(_entry(list_name, code).get(f"{lang}_meaning", ""), lang, policy)


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


def gap_text(item: str, lang: str) -> tuple[str, str]:
    """What an item of `data_gaps` is, and what knowing it would unlock. Raises KeyError for an unknown item."""
    return code_label("data_item", item, lang), code_meaning("data_item", item, lang)


class _Threshold:
    """A policy value inside a text: {abc_a_share:share}, {relationship_lost_min_idle_days:days}."""

    def __init__(self, value: object, lang: str):
        self.value, self.lang = value, lang

    def __format__(self, spec: str) -> str:
        return _WRITE[spec](self.value, self.lang)


_WRITE = {
    "share": formats.policy_share,
    "days": formats.days,
    "sale_days": formats.sale_days,
    "sale_days_short": formats.sale_days_short,
    "number": formats.number,
    "count": formats.count,
}


@cache
def _defaults() -> dict[str, float | int | str]:
    return Policy().scalars()


def filled(text: str, lang: str, policy: Policy | None) -> str:
    """A text with the values of the policy (default: the default policy) in place of its {names}."""
    if "{" not in text:
        return text
    values = policy.scalars() if policy else _defaults()
    return text.format_map({name: _Threshold(value, lang) for name, value in values.items()})
