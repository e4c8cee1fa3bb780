"""Finding out how the values of a sheet's columns are written, and settling what they leave open."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import duckdb

from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.reading.convert import NUMBER_TYPES, is_numeric, is_temporal
from kamlib.reading.formats import SHAPES, NumberFormat, date_shapes, number_format
from kamlib.reading.plan import Plan
from kamlib.reading.words import has_sign, sign_of

SAMPLE_ROWS = 20_000
FEWEST_TURNED = 3  # dates, none with a day above 12, before anybody is asked: fewer happen by chance
_SLASH = ("slash", "slash_short")


def settle_formats(con: duckdb.DuckDBPyConnection, plan: Plan, asked: dict[str, Any], asker: Asker) -> None:
    """Fill in plan.numbers and plan.dates. `asked`: the [file] part of a profile, which goes first."""
    numeric, dated = number_columns(plan), date_columns(plan)
    values = _sample(con, plan, numeric | dated)
    _numbers(con, plan, sorted(numeric), values, asked, asker)
    money = [i for i in plan.money if i in numeric]
    for i in money:
        plan.numbers[i] = replace(plan.numbers[i], signs=False)
    if any(has_sign(v) for i in money for v in values[i]):
        read_signs(con, plan)
    for i in sorted(dated):
        plan.dates[i] = _dates(con, plan, i, values[i], asked, asker)
    plan.sheet.options |= _shapes_found(plan)


def read_signs(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Read the currencies named beside amounts: as the line's currency, or, where the table keeps none, one of them."""
    money = [i for i in plan.money if i in plan.numbers]
    plan.signs = True
    for i in money:
        plan.numbers[i] = replace(plan.numbers[i], signs=True)
    columns = ", ".join(f"«{plan.sheet.headings[i]}»" for i in money)
    if "currency" in plan.table.columns:
        plan.notes.append(("intake.note_currency_signs", {"columns": columns}))
        return
    signs = " UNION ALL ".join(f"SELECT {sign_of(f'c{i}')} AS sign FROM {plan.sheet.relation}" for i in money)
    plan.own_sign = con.execute(
        f"SELECT sign FROM ({signs}) WHERE sign IS NOT NULL GROUP BY sign ORDER BY count(*) DESC, sign LIMIT 1"
    ).fetchone()[0]
    plan.notes.append(("intake.note_one_currency", {"columns": columns, "currency": plan.own_sign}))


def number_columns(plan: Plan) -> set[int]:
    """Text columns that are read as numbers."""
    found = set()
    for target, take in plan.takes.items():
        if plan.table.columns[target].type in NUMBER_TYPES and take.kind != "constant":
            found |= set(take.parts)
    for rule in plan.rules:
        found |= {plan.sheet.index(test["column"]) for test in rule.when if {"negative", "zero"} & set(test)}
    return {i for i in found if not is_numeric(plan.sheet.types[i])}


def date_columns(plan: Plan) -> set[int]:
    """Text columns that are read as dates."""
    return {
        take.columns[0]
        for target, take in plan.takes.items()
        if plan.table.columns[target].type == "date"
        and take.kind == "column"
        and not is_temporal(plan.sheet.types[take.columns[0]])
    }


def _sample(con: duckdb.DuckDBPyConnection, plan: Plan, columns: set[int]) -> dict[int, list[str]]:
    """The first values of the columns; a file that DuckDB cannot read in place is re-read carefully."""
    if not columns:
        return {}
    names = ", ".join(f"c{i}" for i in sorted(columns))
    try:
        rows = con.execute(f"SELECT {names} FROM {plan.sheet.relation} LIMIT {SAMPLE_ROWS}").fetchall()
    except duckdb.Error:
        if plan.sheet.careful is None or plan.sheet.has_line:
            raise
        plan.sheet.careful()
        rows = con.execute(f"SELECT {names} FROM {plan.sheet.relation} LIMIT {SAMPLE_ROWS}").fetchall()
    return {
        i: [str(v).strip() for v in column if v is not None and str(v).strip()]
        for i, column in zip(sorted(columns), zip(*rows, strict=True) if rows else [[] for _ in columns], strict=True)
    }


def _numbers(con, plan: Plan, columns: list[int], values: dict[str, Any], asked: dict[str, Any], asker: Asker) -> None:
    if asked.get("decimal"):
        groups = asked.get("thousands", "")
        plan.numbers = {i: NumberFormat(asked["decimal"], groups) for i in columns}
        return
    for i in columns:
        form = number_format(values[i])
        if form.decimal is None and not form.groups and len(values[i]) > 1000:
            form = number_format(_with_marks(con, plan, i))
        plan.numbers[i] = form
    decided = {f.decimal for f in plan.numbers.values() if f.decimal}
    for i, form in plan.numbers.items():
        if form.mixed:
            plan.notes.append(("intake.note_mixed_decimal", {"column": plan.sheet.headings[i], "mark": form.decimal}))
        if form.decimal is None and form.groups:
            plan.numbers[i] = _either_way(plan, i, values[i], form.groups, decided, asker)
        elif form.decimal is None:
            plan.numbers[i] = NumberFormat(decided.copy().pop() if len(decided) == 1 else ".")


def _with_marks(con, plan: Plan, i: int) -> list[str]:
    rows = con.execute(
        f"SELECT c{i} FROM {plan.sheet.relation} WHERE contains(c{i}, ',') OR contains(c{i}, '.') LIMIT 1000"
    ).fetchall()
    return [r[0] for r in rows]


def _either_way(plan: Plan, i: int, values: list[str], mark: str, decided: set[Any], asker: Asker) -> NumberFormat:
    """Every value looks like "1,234": thousands, or three decimals? Other columns and the separator may tell."""
    other = "." if mark == "," else ","
    if decided == {mark} or (mark == "." and plan.sheet.options.get("delimiter") == ","):
        return NumberFormat(mark)
    if decided == {other}:
        return NumberFormat(other, mark)
    example = next(v for v in values if mark in v)
    whole = example.replace(mark, "")
    answer = asker(
        Question(
            f"decimal:{plan.sheet.headings[i]}",
            "intake.ask_decimal",
            {"file": plan.sheet.label, "column": plan.sheet.headings[i], "example": example},
            [(other, whole), (mark, example)],
            '[file] decimal = "{}"',
            plan.sheet.headings[i],
        )
    )
    decimal = answer if answer in (",", ".") else other
    return NumberFormat(decimal, "" if decimal == mark else mark)


def _dates(
    con, plan: Plan, i: int, values: list[str], asked: dict[str, Any], asker: Asker
) -> tuple[list[str], bool | None]:
    shapes = [asked["date_format"]] if asked.get("date_format") in SHAPES else date_shapes(values)
    if plan.sheet.options.get("counts_from_1904"):
        shapes = ["serial_1904" if s == "serial" else s for s in shapes]
    if "date_format" not in asked:
        shapes = _turned(con, plan, i, shapes, asked, asker)
    if not any(s in _SLASH for s in shapes):
        return shapes, None
    if "day_first" in asked:
        return shapes, bool(asked["day_first"])
    first, second, example = _day_and_month(con, plan, i)
    if first > 12 and second <= 12:
        return shapes, True
    if second > 12 and first <= 12:
        return shapes, False
    key = "intake.ask_day_first" if first <= 12 else "intake.ask_day_first_both"
    answer = asker(
        Question(
            f"day_first:{plan.sheet.headings[i]}",
            key,
            {"file": plan.sheet.label, "column": plan.sheet.headings[i], "example": example},
            [("true", "DD/MM/YYYY"), ("false", "MM/DD/YYYY")],
            "[file] day_first = {}",
            plan.sheet.headings[i],
        )
    )
    return shapes, None if answer is None else answer == "true"


def _turned(con, plan: Plan, i: int, shapes: list[str], asked: dict[str, Any], asker: Asker) -> list[str]:
    """Dates that a spreadsheet with the other order of day and month has read are turned round, and those it could
    not read stayed text. It shows: every text has a day above 12, and no date has one."""
    dates = next((s for s in ("iso", "dotted") if s in shapes), None)
    texts = [s for s in ("dotted", "slash") if s in shapes and s != dates]
    if dates is None or not texts:
        return shapes
    day, text = (r"^\d{4}-\d+-(\d+)", r"^(\d{1,2})[./-](\d{1,2})[./-]\d{4}")
    if dates == "dotted":
        day, text = r"^(\d+)\.\d+\.\d{4}", r"^(\d{1,2})[/-](\d{1,2})[/-]\d{4}"
    number = "try_cast(regexp_extract(v, {}, {}) AS INTEGER)"
    of_date = number.format("$day", 1)
    of_text = f"greatest({number.format('$text', 1)}, {number.format('$text', 2)})"
    count, last, example, least, shown = con.execute(
        f"""SELECT count({of_date}), max({of_date}), any_value(v) FILTER ({of_date} IS NOT NULL), min({of_text}),
                   any_value(v) FILTER ({of_text} > 12)
            FROM (SELECT trim(c{i}) AS v FROM {plan.sheet.relation})""",
        {"day": day, "text": text},
    ).fetchone()
    if count < FEWEST_TURNED or last > 12 or least is None or least <= 12:
        return shapes
    answer = str(asked["dates_turned"]).lower() if "dates_turned" in asked else None
    heading = plan.sheet.headings[i]
    answer = answer or asker(
        Question(
            f"dates_turned:{heading}",
            "intake.ask_dates_turned",
            {"file": plan.sheet.label, "column": heading, "date": example, "text": shown, "rows": count},
            [("true", TextKey("intake.option_turn")), ("false", TextKey("intake.option_leave_dates"))],
            "[file] dates_turned = {}",
            heading,
        )
    )
    return [f"{s}_turned" if s == dates else s for s in shapes] if answer == "true" else shapes


def _day_and_month(con, plan: Plan, i: int) -> tuple[int, int, str]:
    """Greatest first and second number of all dates like 03/04/2024: above 12 it can only be a day."""
    pattern = r"^\s*(\d{1,2})[/-](\d{1,2})[/-]\d{2,4}"
    found = con.execute(
        f"SELECT max(try_cast(regexp_extract(c{i}, $p, 1) AS INTEGER)), max(try_cast(regexp_extract(c{i}, $p, 2) "
        f"AS INTEGER)), any_value(trim(c{i})) FILTER (regexp_matches(c{i}, $p)) FROM {plan.sheet.relation}",
        {"p": pattern},
    ).fetchone()
    return found[0] or 0, found[1] or 0, found[2] or ""


def _shapes_found(plan: Plan) -> dict[str, Any]:
    """What was found, for the preview and the manifest."""
    forms = [plan.numbers[i] for i in sorted(plan.numbers)]
    found: dict[str, Any] = {}
    if forms:
        found["decimal"] = "".join(sorted({f.decimal or "." for f in forms}))
        found["thousands"] = "".join(sorted({f.groups for f in forms}))
    if plan.dates:
        found["dates"] = {
            plan.sheet.headings[i]: [s + _order(s, day_first) for s in shapes]
            for i, (shapes, day_first) in plan.dates.items()
        }
    return found


def _order(shape: str, day_first: bool | None) -> str:
    if not re.match("slash", shape):
        return ""
    return " DD/MM" if day_first else " MM/DD"
