"""What a heading means: the synonyms of headings.toml and the contract's own names and labels, then its words."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from functools import cache, lru_cache
from importlib.resources import files

from kamlib.contract import tables
from kamlib.intake import units, words

_CAMEL = re.compile(r"(?<=[a-zа-яё])(?=[A-ZА-ЯЁ])|(?<=[A-Z])(?=[A-Z][a-z]{2})")
LONGEST = 120  # characters of a heading; a longer cell is none
REMEMBERED = 20_000  # headings: cells of data are looked at, too
_OTHER = re.compile(r"[^\w%№]+|_")
_EXPLAINED = re.compile(r"\s*([^()]+?)\s*\(([^()]+)\)\s*")


@cache
def normalise(heading: str) -> str:
    """The heading as it is compared: lower case, no punctuation, ё as е, words of InvoiceDate apart."""
    text = unicodedata.normalize("NFKC", heading.replace("№", " № "))
    text = _CAMEL.sub(" ", text).casefold().replace("ё", "е").replace("№", " № ").replace("%", " % ")
    return " ".join(_OTHER.sub(" ", text).split())


def without_unit(heading: str) -> str:
    """The normalised heading without its unit ("Сумма, тыс. руб." -> "сумма")."""
    return normalise(units.split(heading)[0])


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


@cache
def _run_together() -> dict[str, dict[str, str]]:
    """The same without blanks, so that CUSTOMERNAME and SubTotal are found."""
    return {
        table: {heading.replace(" ", ""): target for heading, target in reversed(found.items())}
        for table, found in meanings().items()
    }


def meaning(table: str, heading: str) -> str | None:
    """What `heading` means in `table`, or None: as it stands, without its unit, run together, by its words."""
    return _meaning(table, heading) if len(heading) <= LONGEST else None


@lru_cache(REMEMBERED)
def _meaning(table: str, heading: str) -> str | None:
    found, plain = meanings().get(table, {}), without_unit(heading)
    exact = found.get(normalise(heading)) or found.get(plain)
    if exact:
        return exact
    together = plain.replace(" ", "")
    run = _run_together().get(table, {}).get(together) if len(together) > 4 else None
    return run or words.target(table, plain) or _brought_in(table, heading) or _explained(table, heading)


def _brought_in(table: str, heading: str) -> str | None:
    """The meaning of a column of another sheet («orders.order_date»), but for one headed name or code only."""
    _, point, own = heading.partition(".")
    found = meanings().get(table, {}).get(normalise(own)) if point and " " in normalise(own) else None
    return found


def _explained(table: str, heading: str) -> str | None:
    """What «Документ движения (регистратор)» means: brackets that say the same once more say nothing else."""
    parts = _EXPLAINED.fullmatch(heading)
    first = _meaning(table, parts[1]) if parts else None
    return first if parts and first and first == _meaning(table, parts[2]) else None


@lru_cache(REMEMBERED)
def _is_known(heading: str) -> bool:
    return any(_meaning(table, heading) for table in tables())


def is_known(heading: str) -> bool:
    """Is this a heading of any table?"""
    return len(heading) <= LONGEST and _is_known(heading)
