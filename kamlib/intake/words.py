"""Headings by their words: "ИД клиента" is a client and a code, "OrderQuantity" an order and a quantity."""

from __future__ import annotations

import tomllib
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

REMEMBERED = 20_000  # words and headings
SHORTEST = 3  # letters of a word that is looked for in CUSTOMERNUMBER


@cache
def _rules() -> dict[str, Any]:
    return tomllib.loads(files("kamlib.intake").joinpath("words.toml").read_text("utf-8"))


@cache
def _whole() -> dict[str, str]:
    return {w: concept for concept, listed in _rules()["concepts"].items() for w in listed if not w.endswith("*")}


@cache
def _beginnings() -> dict[str, str]:
    return {w[:-1]: concept for concept, listed in _rules()["concepts"].items() for w in listed if w.endswith("*")}


@cache
def _patterns(table: str) -> tuple[tuple[str, frozenset[str], frozenset[str]], ...]:
    """(column, the concepts a heading must have, those it may have besides)."""
    found = []
    for target, listed in _rules()["patterns"].get(table, {}).items():
        for pattern in listed:
            parts = pattern.split()
            must = frozenset(p for p in parts if not p.startswith("?"))
            found.append((target, must, frozenset(p[1:] for p in parts if p.startswith("?"))))
    return tuple(found)


def targets(table: str) -> list[str]:
    """Everything that the words of a heading can mean in the table."""
    return list(_rules()["patterns"].get(table, {}))


@lru_cache(REMEMBERED)
def concept(word: str) -> str | None:
    """What a single word (lower case) means, or None."""
    whole = _whole()
    if word in whole:
        return whole[word]
    if word.endswith("s") and word[:-1] in whole:
        return whole[word[:-1]]
    if word.endswith("ies") and word[:-3] + "y" in whole:
        return whole[word[:-3] + "y"]
    return next((c for start, c in _beginnings().items() if word.startswith(start)), None)


@lru_cache(REMEMBERED)
def concepts(normalised: str) -> tuple[str, ...] | None:
    """The concepts of a heading's words in their order; None where a word is not known."""
    found: list[str] = []
    for word in normalised.split():
        known = concept(word)
        if known:
            found.append(known)
        elif word not in _rules()["fillers"]["words"]:
            parts = _cut(word)
            if parts is None:
                return None
            found += parts
    return tuple(found)


def _cut(word: str) -> list[str] | None:
    """The concepts of words written together (ordernumber), or None where a rest is left."""
    for end in range(len(word) - 1, SHORTEST - 1, -1):
        first, rest = concept(word[:end]), word[end:]
        if not first:
            continue
        whole = concept(rest)
        if whole and (len(rest) >= SHORTEST or rest in ("id", "no")):
            return [first, whole]
        others = _cut(rest) if len(rest) > SHORTEST else None
        if others:
            return [first, *others]
    return None


@lru_cache(REMEMBERED)
def target(table: str, normalised: str) -> str | None:
    """The column of `table` (or helper) that a heading's words mean, or None."""
    found = concepts(normalised)
    if not found:
        return None
    mine = set(found)
    for column, must, may in _patterns(table):
        if must <= mine <= must | may:
            return column
    return None


def holds(normalised: str, *wanted: str) -> bool:
    """Has the heading a word of one of these concepts?"""
    return any(concept(word) in wanted for word in normalised.split())
