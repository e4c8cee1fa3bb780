"""What a heading means: the synonyms of headings.toml and the contract's own names and labels."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache
from importlib.resources import files

from kamlib.contract import tables

_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])")
_OTHER = re.compile(r"[^\w%№]+|_")
_UNITS = {"руб", "рублей", "р", "тыс", "шт", "кг", "т", "л", "usd", "eur", "gbp", "rub", "ед", "pcs", "$", "€", "₽"}


@cache
def normalise(heading: str) -> str:
    """The heading as it is compared: lower case, no punctuation, ё as е, words of InvoiceDate apart."""
    text = unicodedata.normalize("NFKC", heading.replace("№", " № "))
    text = _CAMEL.sub(" ", text).casefold().replace("ё", "е").replace("№", " № ").replace("%", " % ")
    return " ".join(_OTHER.sub(" ", text).split())


def without_unit(heading: str) -> str:
    """The normalised heading without a unit at its end ("Сумма, руб." -> "сумма")."""
    words = normalise(heading).split()
    while len(words) > 1 and words[-1] in _UNITS:
        words.pop()
    return " ".join(words)


@cache
def meanings() -> dict[str, dict[str, str]]:
    """table -> normalised heading -> column (or "other_table.column", or a helper such as price)."""
    raw = tomllib.loads(files("kamlib.intake").joinpath("headings.toml").read_text("utf-8"))
    result: dict[str, dict[str, str]] = {}
    for name, table in tables().items():
        found = result.setdefault(name, {})
        for column in table.columns.values():
            for own in (column.name, column.en, column.ru):
                found[normalise(own)] = column.name
        for target, synonyms in raw.get(name, {}).items():
            for synonym in synonyms:
                found.setdefault(normalise(synonym), target)
    result["sales_lines"] = {k: v for k, v in result["sales_lines"].items() if v != "line_id"}
    return result


def meaning(table: str, heading: str) -> str | None:
    """What `heading` means in `table`, or None."""
    found = meanings().get(table, {})
    return found.get(normalise(heading)) or found.get(without_unit(heading))


@cache
def _all_known() -> frozenset[str]:
    return frozenset(h for found in meanings().values() for h in found)


def is_known(heading: str) -> bool:
    """Is this a heading of any table?"""
    return normalise(heading) in _all_known() or without_unit(heading) in _all_known()
