"""SQL that reads a number as people and programs write it: marks, blanks, signs, brackets, currencies, units."""

from __future__ import annotations

from kamlib.reading.formats import SPACES, NumberFormat
from kamlib.reading.sheet import lit
from kamlib.reading.words import sign_pattern, unit_pattern

MONEY = "DECIMAL(18,4)"
BLANKS = "[ \t\u00a0\u2002\u2003\u2007\u2009\u202f\u3000\u200b\u200e\u200f\u2060\ufeff]*"
DASHES = "-−–—‑"


def number(v: str, form: NumberFormat, sql_type: str = MONEY, kind: str = "money") -> str:
    """A number written with the column's marks. Thousands are accepted only where they stand in threes.

    kind: money and quantity: a lone dash is zero, as accounting formats write it; plain: it is no number. Units that
    beside money would mean thousands (т, м) are read in quantities only. Brackets and a minus behind are a minus.
    """
    decimal = form.decimal or "."
    if form.mixed:
        return _mixed(v, form, sql_type, kind)
    if decimal == ".":
        plain = f"try_cast({v} AS {sql_type})"
    else:
        plain = f"CASE WHEN NOT contains({v}, '.') THEN try_cast(replace({v}, ',', '.') AS {sql_type}) END"
    digits = rf"(?:\d{{1,3}}(?:{_inside(SPACES + form.groups)}\d{{3}})+|\d+)(?:\{decimal}\d*)?"
    usual = f"CASE WHEN regexp_full_match({v}, {lit('[-+−]?' + digits)}) THEN {_cast(v, decimal, sql_type)} END"
    return f"coalesce({plain}, {usual}, {_undressed(v, [(digits, decimal)], form, sql_type, kind)})"


def _mixed(v: str, form: NumberFormat, sql_type: str, kind: str) -> str:
    """In a column with both marks as decimal mark each value is read that can be read in one way only: "1.234,56" and
    "12.5" beside "12,5", but not "1.234"."""
    main, other = form.decimal or ".", "." if form.decimal == "," else ","
    spaced = rf"(?:\d{{1,3}}(?:{_inside(SPACES)}\d{{3}})+|\d+)"
    shapes = []
    for decimal, groups in ((main, other), (other, main)):
        certain = decimal == main and main not in form.groups
        ends = rf"(?:\{decimal}\d*)?" if certain else rf"(?:\{decimal}(?:\d{{0,2}}|\d{{4,}}))?"
        shapes.append((rf"(?:{spaced}{ends}|\d{{1,3}}(?:\{groups}\d{{3}})+\{decimal}\d*|0\{decimal}\d+)", decimal))
        shapes.append((rf"\d{{1,3}}(?:\{groups}\d{{3}}){{2,}}", decimal))
    scientific = f"CASE WHEN contains(upper({v}), 'E') THEN try_cast(replace({v}, ',', '.') AS {sql_type}) END"
    return f"coalesce({scientific}, {_undressed(v, shapes, form, sql_type, kind)})"


def _inside(marks: str) -> str:
    return "[" + "".join("\\" + m if m in ".'" else m for m in marks) + "]"


def _cast(text: str, decimal: str, sql_type: str) -> str:
    """Signs and marks brought into the form of SQL: of what stands between digits only the decimal mark stays."""
    other = "." if decimal == "," else ","
    return f"try_cast(translate({text}, {lit(decimal + DASHES + '(+' + other + SPACES)}, '.------') AS {sql_type})"


def _undressed(v: str, shapes: list[tuple[str, str]], form: NumberFormat, sql_type: str, kind: str) -> str:
    """A number (in one of the `shapes`, each with its decimal mark) with a currency or a unit beside it, a sign apart
    from it or behind it, in brackets, after an apostrophe. A lone dash is zero, as in accounting formats."""
    words = f"{sign_pattern()}|{unit_pattern(kind == 'quantity')}" if form.signs else unit_pattern(kind == "quantity")
    beside = rf"(^|[^\p{{L}}])(?:{words})([^\p{{L}}]|$)"
    bare = rf"regexp_replace({v}, {lit(beside)}, '\1\2', 'g')"
    tries = []
    for digits, decimal in shapes:
        shape = f"'?{BLANKS}([{DASHES}+]?){BLANKS}(\\(?){BLANKS}({digits}){BLANKS}([{DASHES}]?){BLANKS}\\)?{BLANKS}"
        cast = _cast(f"regexp_replace(b, {lit('^' + shape + '$')}, '\\1\\4\\2\\3')", decimal, sql_type)
        tries.append(f"CASE WHEN regexp_full_match(b, {lit(shape)}) THEN {cast} END")
    if kind != "plain":
        dash = lit(f"{BLANKS}[{DASHES}]+{BLANKS}[?]*{BLANKS}")
        tries.append(f"CASE WHEN regexp_full_match(b, {dash}) THEN CAST(0 AS {sql_type}) END")
    even = f"contains({v}, '(') = contains({v}, ')')"
    return f"CASE WHEN {even} THEN list_transform([{bare}], lambda b: coalesce({', '.join(tries)}))[1] END"
