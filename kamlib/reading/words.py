"""Words people write into cells: names of currencies, units, what means "nobody". Kept in words.toml."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from importlib.resources import files

from kamlib.reading.sheet import lit

_DRESSED = re.compile(r"[^\d\s.,+()'’-]")


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("kamlib.reading").joinpath("words.toml").read_text("utf-8"))


def without_placeholder(v: str) -> str:
    """SQL: a code or a name; NULL where it says that there is none (NULL, <не указан>, a dash, a question mark).

    Few codes begin as a placeholder does, and to look at the first character is far cheaper than to search.
    """
    listed = _words()["placeholders"]["words"]
    words = "|".join(re.escape(w) for w in listed)
    said = rf"(?i)[<(\[{{ ]*(?:{words})[>)\]}} .]*|[-–—−‑_?.*<>()\[\]{{}}/ ]+"
    first = "".join(sorted({letter for w in listed for letter in (w[0], w[0].upper())})) + "-–—−‑_?.*<>()[]{}/ "
    may_be = f"contains({lit(first)}, left({v}, 1))"
    return f"CASE WHEN NOT {may_be} THEN {v} WHEN NOT regexp_full_match({v}, {lit(said)}) THEN {v} END"


@cache
def months() -> dict[str, str]:
    """Name of a month in lower case, whole or its first three letters -> its number; none where two months share it."""
    found: dict[str, set[str]] = {}
    for number, names in _words()["months"].items():
        for name in (*names, *(n[:3] for n in names)):
            found.setdefault(name, set()).add(number)
    return {name: numbers.copy().pop() for name, numbers in found.items() if len(numbers) == 1}


@cache
def currency_names() -> dict[str, str]:
    """Name in lower case without a final point -> ISO code, the usual ones first; Babel's names in both languages."""
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
    plain = f"strlen({v}) = 3 AND {v} BETWEEN 'A' AND 'ZZZ' AND {v} = upper({v}) AND {v} <> 'RUR'"
    known = _looked_up(f"rtrim(lower({v}), '. ')", currency_names())
    return f"CASE WHEN {plain} THEN {v} ELSE coalesce({known}, {v}) END"


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


def whole_sign(letter: str = r"\p{L}") -> str:
    """A regular expression that finds a currency as a whole word: the р of "5 р", not that of "5 пар"."""
    return rf"(?:^|[^{letter}])({sign_pattern()})(?:[^{letter}]|$)"


@cache
def _sign_in_python() -> re.Pattern[str]:
    return re.compile(whole_sign("a-zа-яё"), re.IGNORECASE)


def has_sign(text: str) -> bool:
    """Is a currency named in this cell?"""
    return _DRESSED.search(text) is not None and _sign_in_python().search(text) is not None


def sign_of(v: str) -> str:
    """SQL: the ISO code of the currency named beside an amount; NULL where none is."""
    found = f"lower(rtrim(regexp_extract({v}, {lit(whole_sign())}, 1), '. '))"
    return f"CASE WHEN regexp_matches({v}, '[^0-9 .,+-]') THEN {_looked_up(found, sign_codes())} END"


def _looked_up(v: str, names: dict[str, str]) -> str:
    listed = ", ".join(f"{lit(name)}: {lit(code)}" for name, code in names.items())
    return f"MAP {{{listed}}}[{v}]"
