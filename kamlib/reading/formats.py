"""How numbers and dates are written in a column, found out from its values."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

SPACES = " \u00a0\u2009\u202f'’"
_NUMBER = re.compile(r"\d(?:[\d\s\u200b.,'’]*\d)?[.,]?")
_BLANKS = re.compile(r"[\s\u200b'’]")
_COMMA_GROUPS = re.compile(r"[1-9]\d{0,2}(,\d{3})+")
_POINT_GROUPS = re.compile(r"[1-9]\d{0,2}(\.\d{3})+")

# shape of a date -> strptime formats. Day and month of `slash` and `dash` are told apart from all values.
SHAPES = {
    "iso": r"\d{4}[-/]\d{1,2}[-/]\d{1,2}([ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d\d(:?\d\d)?)?)?",
    "dotted": r"\d{1,2}\.\d{1,2}\.\d{4}( \d{1,2}:\d{2}(:\d{2})?)?",
    "dotted_short": r"\d{1,2}\.\d{1,2}\.\d{2}( \d{1,2}:\d{2}(:\d{2})?)?",
    "slash": r"\d{1,2}[/-]\d{1,2}[/-]\d{4}( \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?",
    "slash_short": r"\d{1,2}[/-]\d{1,2}[/-]\d{2}( \d{1,2}:\d{2}(:\d{2})?( ?[AaPp][Mm])?)?",
    "compact": r"(19|20)\d{6}",
    "serial": r"[2-7]\d{4}([.,]\d+)?",
    "serial_1904": r"[2-7]\d{4}([.,]\d+)?",  # of a workbook that counts from 1904: told by the workbook alone
    "written": r"([^\W\d_]+\.?, *)?(\d{1,2}.{0,5}[^\W\d_]{3,}.{0,5}\d{2,4}|[^\W\d_]{3,}.{1,2}\d{1,2}.{1,4}\d{4}).*",
    "iso_turned": r"(?!)",  # never found in a value: day and month turned round, as somebody answered
    "dotted_turned": r"(?!)",
}
_SHAPES = {name: re.compile(pattern) for name, pattern in SHAPES.items()}


@dataclass(frozen=True)
class NumberFormat:
    """`decimal`: "." or ","; `groups`: what else may stand between thousands; None of decimal: not decided.

    mixed: both marks stand for decimals, and `groups` are marks seen between thousands. signs: a currency may stand
    beside the number; without it such a cell is not read, so that no currency is lost unnoticed.
    """

    decimal: str | None
    groups: str = ""
    mixed: bool = False
    signs: bool = True


def number_format(values: list[str]) -> NumberFormat:
    """The way the numbers of a column are written.

    decimal None: either nothing tells (no separator at all, groups "") or every value may be read both ways
    ("1,234": groups ","), and somebody has to say.
    """
    seen: Counter[str] = Counter()
    for value in values:
        whole, mark, rest = value.partition(".")
        if whole.isdecimal() and (not mark or (len(rest) != 3 and rest.isdecimal())):  # most are so, and it is quick
            seen["point"] += bool(mark)
            continue
        found = _NUMBER.search(value)
        v = _BLANKS.sub("", found.group()) if found else ""
        comma, point = v.rfind(","), v.rfind(".")
        if comma < 0 and point < 0:
            continue
        if comma >= 0 and point >= 0:
            seen["comma" if comma > point else "point"] += 1
            seen["point groups" if comma > point else "comma groups"] += 1
        elif comma >= 0:
            seen[_one_mark(v, ",", _COMMA_GROUPS, "comma", "point")] += 1
        else:
            seen[_one_mark(v, ".", _POINT_GROUPS, "point", "comma")] += 1
    comma, point = seen["comma"], seen["point"]
    if comma and point:
        groups = "".join(mark for mark, name in ((",", "comma"), (".", "point")) if seen[f"{name} groups"])
        return NumberFormat("," if comma > point else ".", groups, mixed=True)
    if comma:
        return NumberFormat(",", "." if seen["point groups"] else "")
    if point:
        return NumberFormat(".", "," if seen["comma groups"] else "")
    if seen["comma groups"]:
        return NumberFormat(".", ",")
    if seen["point groups"]:
        return NumberFormat(",", ".")
    if seen["comma?"] or seen["point?"]:
        return NumberFormat(None, "," if seen["comma?"] else ".")
    return NumberFormat(None)


def _one_mark(v: str, mark: str, groups: re.Pattern[str], name: str, other: str) -> str:
    """A value with one sort of mark: a decimal mark, a thousands mark ("1,234,567") or either ("1,234")."""
    if v.count(mark) > 1:
        return f"{name} groups"
    return f"{name}?" if groups.fullmatch(v) else name


def date_shapes(values: list[str]) -> list[str]:
    """The shapes the values take, the most frequent first; unknown ones left out."""
    seen: Counter[str] = Counter()
    for value in values:
        for name, pattern in _SHAPES.items():
            if pattern.fullmatch(value.strip()):
                seen[name] += 1
                break
    return [name for name, _ in seen.most_common()]


def strptime_formats(shape: str, day_first: bool | None = None) -> list[str]:
    """The strptime formats of a shape; `day_first` matters for slash and dash only."""
    if shape == "dotted_turned":
        base = ["%m.%d.%Y"]
    elif shape.startswith("dotted"):
        base = ["%d.%m.%y" if shape == "dotted_short" else "%d.%m.%Y"]
    elif shape.startswith("slash"):
        year = "%y" if shape == "slash_short" else "%Y"
        order = ("%d", "%m") if day_first else ("%m", "%d")
        base = [mark.join((*order, year)) for mark in "/-"]
    elif shape == "compact":
        return ["%Y%m%d"]
    elif shape == "iso_turned":
        return ["%Y-%d-%m", "%Y-%d-%m %H:%M:%S", "%Y-%d-%m %H:%M"]
    else:
        return []
    times = ["", " %H:%M:%S", " %H:%M"] + ([" %I:%M:%S %p", " %I:%M %p"] if shape.startswith("slash") else [])
    return [b + time for b in base for time in times]
