"""Wide tables: a column for each month, turned into a row for each month."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kamlib.intake import grid as cells
from kamlib.intake.grid import Flat, Grid
from kamlib.intake.header import is_numbering, titles
from kamlib.intake.months import month, month_name

FEWEST = 3  # months across; two are enough where they are words
SEARCHED = 60
VALUES_PER_LINE = 10_000  # so that each value has a line of its own: the line × this + something
DATE, AMOUNT = "order_date", "net_amount"


def flatten(grid: Grid) -> Flat | None:
    """One row per filled month of a row; None where months do not stand across.

    The column and the row of totals are compared with what they sum and left out. Empty and zero months make no row.
    """
    found = _heads(grid)
    if found is None:
        return None
    last, months, measures = found
    first = min(months)
    begin = last + 1
    if begin < len(grid.rows) and is_numbering(grid.rows[begin]):
        begin += 1
    again = [r for r in range(begin, len(grid.rows)) if grid.rows[r] == grid.rows[last]]  # on every printed page
    body = [r for r in range(begin, len(grid.rows)) if r not in again]
    own = [i for i in range(grid.width) if i not in months]
    names = {i: _name(grid, i, last) for i in own}
    totals = [i for i in own if i > first and cells.called_total(names[i])]
    keys = [i for i in own if i not in totals and any(grid.rows[r][i].strip() for r in body)]
    values = [grid.rows[r][i] for r in body for i in months if grid.rows[r][i].strip()]
    numeric = sum(cells.is_number(v.strip()) for v in values)
    if not keys or not values or numeric < 0.8 * len(values):
        return None
    grid.decimal = cells.decimal_mark([v for v in values if cells.is_number(v.strip())])
    labels = list(dict.fromkeys(measures.values()))
    flat = Flat(
        [*(names[i] for i in keys), DATE, *labels],
        [],
        begin,
        begin,
        {},
        0,
        grain="month",
        kind="wide",
        per_line=VALUES_PER_LINE,
    )
    flat.titles = titles(grid.rows[:last])
    sums: Counter[Any] = Counter()
    dropped = 0
    for r in body:
        row = grid.rows[r]
        if not any(c.strip() for c in row):
            continue
        numbers = {i: grid.number(row[i]) for i in months if row[i].strip()}
        named = next((row[i] for i in keys if cells.called_total(row[i])), "")
        if named and _is_sum(numbers, sums, cells.surely_total(named), flat, grid.lines[r], named):
            dropped += 1
            continue
        flat.source_rows += 1
        for i, value in numbers.items():
            sums[i] += value or Decimal(0)
        _check_columns(grid, r, totals, numbers, measures, flat)
        by_month: dict[dt.date, dict[str, str]] = {}
        for i, value in numbers.items():
            if value is None or value:
                by_month.setdefault(months[i], {})[measures[i]] = row[i].strip()
        own_cells: list[str | None] = [row[i].strip() or None for i in keys]
        for day, said in by_month.items():
            at = grid.lines[r] * VALUES_PER_LINE + len(flat.rows) % VALUES_PER_LINE
            flat.rows.append((at, [*own_cells, day.isoformat(), *(said.get(m) for m in labels)]))
    if dropped:
        flat.shape["totals"] = dropped
    if again:
        flat.shape["headings"] = len(again)
    return flat if flat.rows else None


def looks_so(grid: Grid) -> bool:
    """Do months stand across in the headings?"""
    return _heads(grid) is not None


def _heads(grid: Grid) -> tuple[int, dict[int, dt.date], dict[int, str]] | None:
    """(last row of headings, column -> month, column -> what is in it), from one row of headings or two."""
    for r, row in enumerate(grid.rows[:SEARCHED]):
        below = grid.rows[r + 1] if r + 1 < len(grid.rows) else []
        direct = {i: m for i, c in enumerate(row) if (m := month(c, days=True))}
        if _enough(direct, row):
            return _with_measures(row, below, direct, r)
        years = _carried(row)
        two = {
            i: dt.date(int(years[i][:4]), n, 1)
            for i, c in enumerate(below)
            if (n := month_name(c)) and i < len(years) and years[i][:4].isdigit() and len(years[i]) <= 8
        }
        if _enough(two, below):
            return r + 1, two, dict.fromkeys(two, AMOUNT)
    return None


def _enough(months: dict[int, dt.date], row: list[str]) -> bool:
    """Are these columns of months: enough of them, each later than the one before?"""
    words = all(any(c.isalpha() for c in row[i]) for i in months)
    days = list(months.values())
    return len(days) >= (2 if words else FEWEST) and all(a < b for a, b in pairwise(days))


def _with_measures(row: list[str], below: list[str], direct: dict[int, dt.date], r: int):
    """Months over «Количество», «Сумма»: each month's columns are those up to the next heading."""
    under = [c.strip() for c in below]
    spread: dict[int, dt.date] = {}
    current = None
    for i, c in enumerate(row):
        if c.strip():
            current = direct.get(i)
        if current:
            spread[i] = current
    texts = [under[i] for i in spread if i < len(under)]
    if len(spread) > len(direct) and texts and all(t and not cells.is_number(t) for t in texts):
        return r + 1, spread, {i: under[i] for i in spread}
    return r, direct, dict.fromkeys(direct, AMOUNT)


def _carried(row: list[str]) -> list[str]:
    carried, result = "", []
    for c in row:
        carried = c.strip() or carried
        result.append(carried)
    return result


def _name(grid: Grid, i: int, last: int) -> str:
    """The heading of a column: the lowest filled cell of the last two rows of headings."""
    for r in (last, last - 1):
        if r >= 0 and grid.rows[r][i].strip():
            return " ".join(grid.rows[r][i].split())
    return f"column {i + 1}"


def _is_sum(numbers: dict[int, Any], sums: Counter[Any], sure: bool, flat: Flat, line: int, name: str) -> bool:
    """Does this row, called like a total, repeat the sums above it? One that surely is a total is told if not."""
    says = {i: v for i, v in numbers.items() if v is not None}
    if says and all(sums[i] == v for i, v in says.items()):
        flat.agree += 1
        return True
    if sure and says:
        says_all, is_all = sum(says.values(), Decimal(0)), sum((sums[i] for i in says), Decimal(0))
        flat.differ.append({"line": line, "name": name, "says": str(says_all), "sum": str(is_all)})
    return sure


def _check_columns(
    grid: Grid, r: int, totals: list[int], numbers: dict[int, Any], measures: dict[int, str], flat: Flat
) -> None:
    """The column of totals against the months of its row."""
    row = grid.rows[r]
    for i in totals:
        says = grid.number(row[i]) if row[i].strip() else None
        if says is None:
            continue
        found = [sum((v or Decimal(0) for j, v in numbers.items() if measures[j] == m), Decimal(0))
                 for m in dict.fromkeys(measures.values())]  # fmt: skip
        if says in found:
            flat.agree += 1
        else:
            near = min(found, key=lambda total: abs(total - says))
            flat.differ.append({"line": grid.lines[r], "name": row[0] or "", "says": str(says), "sum": str(near)})
