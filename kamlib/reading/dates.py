"""SQL that reads a date as people and programs write it; the clock on the wall counts, not the zone."""

from __future__ import annotations

from kamlib.reading.formats import strptime_formats
from kamlib.reading.sheet import lit
from kamlib.reading.words import months

SERIAL_DAY = {"serial": "DATE '1899-12-30'", "serial_1904": "DATE '1904-01-01'"}
_GAP = "[ \u00a0\u202f]"
_TIME = rf"(?:,?{_GAP}+\d{{1,2}}:\d{{2}}(?::\d{{2}})?)?"
_WEEKDAY = rf"(?:\p{{L}}+\.?,{_GAP}*)?"
_WORD = r"(\p{L}+)\.?"
_DAY_MONTH = (  # 15 января 2024 г., 15-янв-24, 15 Jan 2024
    rf"{_WEEKDAY}(\d{{1,2}})(?:st|nd|rd|th|\.)?{_GAP}*(?:(?:of|de){_GAP}+|[-/.]{_GAP}*)?{_WORD}"
    rf"{_GAP}*(?:de{_GAP}+|[-/.,']{_GAP}*)?(\d{{4}}|\d{{2}}){_GAP}*(?:г|г\.|год|года)?{_TIME}"
)
_MONTH_DAY = (  # January 15, 2024; Jan-15-2024
    rf"{_WEEKDAY}{_WORD}(?:{_GAP}+|-)(\d{{1,2}})(?:st|nd|rd|th)?(?:,?{_GAP}+|-|,)(\d{{4}}){_TIME}"
)


def date(v: str, shapes: list[str], day_first: bool | None) -> str:
    """A date in the first shape that reads it; the shapes that can mean one thing only are tried besides."""
    tries, families = [], set()
    for shape in [*shapes, *(s for s in ("iso", "dotted") if s not in shapes)]:
        family = shape.removesuffix("_short")
        if shape == "iso":
            tries.append(_iso(v))
        elif shape in SERIAL_DAY:
            serial = f"floor(try_cast(replace({v}, ',', '.') AS DECIMAL(12,6)))"
            tries.append(f"CAST({SERIAL_DAY[shape]} + try_cast({serial} AS INTEGER) AS DATE)")
        elif shape.endswith("_turned") or shape == "compact":
            tries.append(_strptime(v, strptime_formats(shape)))
        elif shape != "written" and family not in families:
            families.add(family)
            tries.append(_short_or_long(v, family, day_first))
    return f"coalesce({', '.join([*tries, written(v)])})"


def _strptime(v: str, formats: list[str]) -> str:
    return f"try_cast(try_strptime({v}, [{', '.join(map(lit, formats))}]) AS DATE)"


def _short_or_long(v: str, family: str, day_first: bool | None) -> str:
    """17.01.24 beside 17.01.2024: a year of two digits would pass for the year 24."""
    long, short = strptime_formats(family, day_first), strptime_formats(f"{family}_short", day_first)
    days = [f for f in long if " " not in f]
    short_year = lit(r"\d{1,2}[./-]\d{1,2}[./-]\d{2}( .*)?")
    return (
        f"CASE WHEN strlen({v}) = 10 THEN {_strptime(v, days)} "
        f"WHEN regexp_full_match({v}, {short_year}) THEN {_strptime(v, short)} ELSE {_strptime(v, long)} END"
    )


def _iso(v: str) -> str:
    """DuckDB would turn 2024-02-01T00:30+03:00 into the day before, so the zone is cut off."""
    plain = f"strlen({v}) <= 10 OR (strlen({v}) = 19 AND substr({v}, 17, 1) = ':')"
    zone = lit(r"^(.*:\d\d(?:\.\d+)?) ?(?:Z|[+-]\d\d(?::?\d\d)?)$")
    return (
        f"CASE WHEN {plain} THEN try_cast(try_cast({v} AS TIMESTAMP) AS DATE) "
        rf"ELSE try_cast(try_cast(regexp_replace({v}, {zone}, '\1') AS TIMESTAMP) AS DATE) END"
    )


def written(v: str) -> str:
    """A date with the month in words, in the languages of words.toml; years 70–99 are 19.., 00–69 20..."""
    names = ", ".join(f"{lit(name)}: {lit(number)}" for name, number in months().items())
    century = "CASE WHEN strlen(x.y) = 4 THEN '' WHEN x.y < '70' THEN '20' ELSE '19' END"
    found = []
    for pattern, order in ((_DAY_MONTH, "['d', 'm', 'y']"), (_MONTH_DAY, "['m', 'd', 'y']")):
        parts = f"regexp_extract(lower(trim({v})), {lit(f'^{pattern}$')}, {order})"
        day = f"try_cast({century} || x.y || '-' || MAP {{{names}}}[x.m] || '-' || x.d AS DATE)"
        found.append(f"list_transform([{parts}], lambda x: {day})[1]")
    return f"CASE WHEN regexp_matches({v}, '\\p{{L}}') THEN coalesce({', '.join(found)}) END"
