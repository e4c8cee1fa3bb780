"""Sheets of another shape than rows under headings: looked at as cells, turned into a table before recognising."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb

from kamlib.intake import documents, grouped, journal, wide
from kamlib.intake.grid import Flat, Grid, called_total
from kamlib.intake.headings import meaning
from kamlib.intake.months import month
from kamlib.reading.sheet import Lines, Sheet, lit

MOST_BYTES = 32 << 20  # of a text file that is looked at as a whole


def flat(grid: Grid) -> Flat | None:
    """The table that the cells stand for, None where they are rows under headings already."""
    return journal.flatten(grid) or wide.flatten(grid) or grouped.flatten(grid)


def may_be(rows: list[list[str]]) -> bool:
    """Could these first rows of a text file be a report, so that the whole of it is worth looking at?"""
    grid = Grid([list(row) for row in rows], list(range(1, len(rows) + 1)))
    return journal.looks_so(grid) or wide.looks_so(grid) or grouped.looks_so(grid)


def sheet(found: Flat, total: int, blank: int, further: int, target: Path, of: dict[str, Any]) -> Sheet:
    """The sheet of a table made of cells. total, blank, further: lines of the file below and above; of: its source."""
    made = Sheet(**of, headings=found.headings, relation=found.write(target), first_line=1, has_line=True)
    made.per_line = found.per_line
    made.samples = [row for _, row in found.rows[:200]]
    made.above = found.titles
    made.options |= {"shape": found.kind} | ({"grain": found.grain} if found.grain else {})
    unfolded = len(found.rows) if len(found.rows) != found.source_rows else None
    made.lines = Lines(total, found.above, found.source_rows, blank, further, shape=found.shape, unfolded=unfolded)
    made.lines.check(made.label)
    made.sums = {"rows": found.agree + len(found.differ), "agree": found.agree, "differ": found.differ[:20]}
    return made


_OF_TIME = re.compile(r"месяц|month|период|period|дата|date", re.IGNORECASE)
MOST_MONTHS = 1200


def read_dates(con: duckdb.DuckDBPyConnection, sheet: Sheet) -> Sheet:
    """Give a text sheet without dates the ones it has otherwise: months as days, dates inside documents' texts.

    A month becomes its first day, and the source is marked `grain` = month.
    """
    if not sheet.is_text or sheet.filled_from:
        return sheet
    dated = [i for i, h in enumerate(sheet.headings) if meaning("sales_lines", h) == "order_date"]
    months = [
        i for i, h in enumerate(sheet.headings)
        if (i in dated or _OF_TIME.search(h)) and (v := _sampled(sheet, i)) and all(month(x) for x in v)
    ]  # fmt: skip
    if months and set(dated) <= set(months):
        _months(con, sheet, months[0])
    elif not dated:
        _documents(sheet)
    return sheet


def _sampled(sheet: Sheet, i: int) -> list[str]:
    values = [(row[i] or "").strip() for row in sheet.samples if i < len(row)]
    return [v for v in values if v and not called_total(v)]


def _changed(sheet: Sheet, change: Callable[[], None]) -> None:
    """Change how the sheet is read, and again where it has to be read line by line."""
    change()
    if sheet.careful and not sheet.has_line:
        read = sheet.careful

        def careful() -> None:
            read()
            change()

        sheet.careful = careful


def _months(con: duckdb.DuckDBPyConnection, sheet: Sheet, i: int) -> None:
    ask = f"SELECT DISTINCT trim(c{i}) FROM {{}} WHERE trim(c{i}) <> '' LIMIT {MOST_MONTHS}"
    try:
        values = con.execute(ask.format(sheet.relation)).fetchall()
    except duckdb.Error:
        if sheet.careful is None or sheet.has_line:
            raise
        sheet.careful()
        values = con.execute(ask.format(sheet.relation)).fetchall()
    days = {value: month(value) for (value,) in values}
    known = {value: day for value, day in days.items() if day}
    if len(known) < 0.8 * len(days) or len(days) == MOST_MONTHS:
        return
    whens = " ".join(f"WHEN {lit(value)} THEN {lit(day.isoformat())}" for value, day in known.items())

    def change() -> None:
        sheet.relation = f"(SELECT * REPLACE (CASE trim(c{i}) {whens} ELSE c{i} END AS c{i}) FROM {sheet.relation})"

    _changed(sheet, change)
    sheet.options["grain"] = "month"
    sheet.samples = [
        [d.isoformat() if j == i and v and (d := month(v)) else v for j, v in enumerate(row)] for row in sheet.samples
    ]


def _documents(sheet: Sheet) -> None:
    width = len(sheet.headings)
    found = [i for i in range(width) if documents.are_documents(_sampled(sheet, i))]
    if not found:
        return
    pattern = r"(?i)\s(?:от|from|of|dated)\s+(\d{1,2}\.\d{1,2}\.\d{2,4}|\d{4}-\d{2}-\d{2})"

    def change() -> None:
        fields = f" REPLACE (CASE WHEN _fields = {width} THEN {width + 1} ELSE _fields END AS _fields)"
        sheet.relation = (
            f"(SELECT *{fields if sheet.has_fields else ''}, "
            f"nullif(regexp_extract(c{found[0]}, {lit(pattern)}, 1), '') AS c{width} FROM {sheet.relation})"
        )

    _changed(sheet, change)
    sheet.headings = [*sheet.headings, documents.DATE]
    sheet.types = [*sheet.types, sheet.types[found[0]]]
    texts = [(row[found[0]] or "") if found[0] < len(row) else "" for row in sheet.samples]
    dates = [p[1] if (p := documents.parts(x)) else None for x in texts]
    sheet.samples = [[*row, *[None] * (width - len(row)), d] for row, d in zip(sheet.samples, dates, strict=True)]
