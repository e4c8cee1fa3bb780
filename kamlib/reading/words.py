"""Words people write into cells: names of currencies, units, what means "nobody". Kept in words.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from kamlib.reading.sheet import lit


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("kamlib.reading").joinpath("words.toml").read_text("utf-8"))


def placeholders() -> tuple[str, ...]:
    """What says that there is no client, product, manager or order."""
    return tuple(_words()["placeholders"]["words"])


@cache
def currency_names() -> dict[str, str]:
    """Name in lower case without a final point -> ISO code, the usual ones first; with Babel's names in both languages."""
    from babel import Locale  # takes its time to start, and most files name no currency

    found: dict[str, str] = {}
    for code, names in _words()["currencies"].items():
        found |= {name: code for name in (code.casefold(), *names)}
    for language in ("en", "ru"):
        for code, name in Locale(language).currencies.items():
            found.setdefault(name.casefold(), code)
            found.setdefault(code.casefold(), code)
    return found


def currency(v: str) -> str:
    """SQL: the ISO code of a currency however it is named ("руб.", 643, "US Dollar"); an unknown name stays."""
    names: dict[str, list[str]] = {}
    for name, code in currency_names().items():
        names.setdefault(code, []).append(name)
    said = f"rtrim(lower({v}), '. ')"
    whens = " ".join(
        f"WHEN {said} IN ({', '.join(lit(n) for n in listed)}) THEN {lit(code)}" for code, listed in names.items()
    )
    plain = f"strlen({v}) = 3 AND {v} BETWEEN 'A' AND 'ZZZ' AND {v} = upper({v}) AND {v} <> 'RUR'"
    return f"CASE WHEN {plain} THEN {v} ELSE CASE {whens} ELSE {v} END END"


@cache
def sign_codes() -> dict[str, str]:
    """What may stand beside an amount, in lower case -> ISO code: the longest first."""
    found = {
        name: code
        for code, names in _words()["currencies"].items()
        for name in (code.casefold(), *names)
        if not name.isdigit()
    }
    return dict(sorted(found.items(), key=lambda pair: -len(pair[0])))


@cache
def sign_pattern() -> str:
    """A regular expression of a currency's sign or name beside an amount, case aside."""
    return rf"(?i:(?:{'|'.join(re.escape(s) for s in sign_codes())})\.?)"


@cache
def unit_pattern(quantity: bool) -> str:
    """A regular expression of a unit after a number; `quantity`: also of those that beside money mean thousands."""
    words = [w for kind in ("counted", *(("measured",) if quantity else ())) for w in _words()["units"][kind]]
    return rf"(?i:(?:{'|'.join(re.escape(w) for w in sorted(words, key=len, reverse=True))})\.?)"


def sign_of(v: str) -> str:
    """SQL: the ISO code of the currency named beside an amount; NULL where none is.

    A word counts as a whole: the р of "шт. р" does, that of "пар" does not.
    """
    whole = rf"(?:^|[^\p{{L}}])({sign_pattern()})(?:[^\p{{L}}]|$)"
    found = f"lower(rtrim(regexp_extract({v}, {lit(whole)}, 1), '. '))"
    whens = " ".join(f"WHEN {lit(name)} THEN {lit(code)}" for name, code in sign_codes().items())
    return f"CASE WHEN regexp_matches({v}, '[^0-9 .,+-]') THEN CASE {found} {whens} END END"
