"""Sheets of one import that belong together: lines of orders and their orders, products and their groups.

Nobody has to say so: a sheet of lines without day or client is given the columns of the sheet that has them, where the
orders of the one are the keys of the other. What the other sheet says of money is left out: it is said once an order,
and would count once a line.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from kamlib.contract import tables
from kamlib.intake.facts import Facts
from kamlib.intake.headings import meaning, meanings, normalise
from kamlib.intake.joins import joined
from kamlib.intake.profile import Join, SourcePart
from kamlib.intake.report import ImportReport
from kamlib.intake.words import holds
from kamlib.reading.sheet import Sheet

Opened = list[tuple[Sheet, SourcePart]]
NAMED = ("clients", "products", "managers")
FOUND = 0.9  # of the keys of one sheet stand in the other
LINE_MONEY = {"net_amount", "gross_amount", "price", "quantity"}
MONEY = {
    "net_amount", "gross_amount", "vat_amount", "list_amount", "cost_amount", "order_total", "freight", "profit",
    "price", "list_price", "cost_price", "quantity",
}  # fmt: skip


@dataclass(frozen=True)
class Relation:
    """`sheet` gets the columns of `other` where its column `left` holds what `right` of the other holds."""

    sheet: int
    other: int
    left: int
    right: int


def relations(con: duckdb.DuckDBPyConnection, opened: Opened) -> list[Relation]:
    """Which sheets belong to which; every other one belongs to one at most, and has none of its own."""
    free = [n for n, (_, part) in enumerate(opened) if part.recognise and not (part.table or part.joins)]
    found: list[Relation] = []
    for n in free:
        for m in free:
            if n == m or any(m in (r.sheet, r.other) or n == r.other for r in found):
                continue
            related = _related(con, opened[n][0], opened[m][0])
            if related:
                found.append(Relation(n, m, *related))
    return found


def brought_together(con: duckdb.DuckDBPyConnection, tmp: Path, opened: Opened, report: ImportReport) -> Opened:
    """The sheets, those that belong to another one brought into it; which are told in the report as left out."""
    found = relations(con, opened)
    if not found:
        return opened
    sheets = {sheet.label: sheet for sheet, _ in opened}
    result = []
    for n, (sheet, part) in enumerate(opened):
        mine = [r for r in found if r.sheet == n]
        if any(r.other == n for r in found):
            report.skipped.append((sheet.label, "intake.joined"))
            continue
        if mine:
            others = [opened[r.other][0] for r in mine]
            part = replace(part, joins=tuple(_join(sheet, other, r) for other, r in zip(others, mine, strict=True)))
            sheet = joined(con, tmp, sheet, part, sheets, {})
            sheet.joined = tuple(other.file for other in others)
            sheet.sha256 = together([sheet.sha256, *(other.sha256 for other in others)])
        result.append((sheet, part))
    return result


def together(parts: list[str]) -> str:
    """One fingerprint of several files."""
    return hashlib.sha256(" ".join(parts).encode()).hexdigest()


def _join(sheet: Sheet, other: Sheet, relation: Relation) -> Join:
    on = (sheet.headings[relation.left], other.headings[relation.right])
    prefix = f"{other.sheet or Path(other.file).stem}."
    once = _is_lines(sheet)
    without = [h for i, h in enumerate(other.headings) if i == relation.right or (once and _said_once(h))]
    return Join(other.label, on, prefix, tuple(without))


def _related(con: duckdb.DuckDBPyConnection, sheet: Sheet, other: Sheet) -> tuple[int, int] | None:
    pairs = _of_orders(sheet, other) if _is_lines(sheet) else _of_groups(sheet, other)
    for left, right in pairs:
        if _is_key(con, other, right) and not _is_key(con, sheet, left) and _stands_in(con, sheet, left, other, right):
            return left, right
    return None


def _is_lines(sheet: Sheet) -> bool:
    """Lines of orders whose day or client stands elsewhere."""
    said = _said("sales_lines", sheet)
    return "order_id" in said and not {"order_date", "client_id"} <= said and bool(said & LINE_MONEY)


def _of_orders(sheet: Sheet, other: Sheet) -> Iterator[tuple[int, int]]:
    """Columns of both that may be the order: the other has what the lines lack."""
    lacking = {"order_date", "client_id"} - _said("sales_lines", sheet)
    if lacking <= _said("sales_lines", other):
        for left in _meaning_of(sheet, "order_id"):
            for right in range(len(other.headings)):
                if right in _meaning_of(other, "order_id") or _is_bare_key(other.headings[right]):
                    yield left, right


def _of_groups(sheet: Sheet, other: Sheet) -> Iterator[tuple[int, int]]:
    """Columns of a table of products or clients that name rows of a small table beside it (category_id)."""
    if not _is_named(sheet) or _is_a_table(other) or _is_sales(sheet):
        return
    for left, heading in enumerate(sheet.headings):
        known = any(normalise(heading) in meanings()[table] for table in NAMED)
        if known or not holds(normalise(heading), "code"):
            continue
        for right, there in enumerate(other.headings):
            if normalise(there) == normalise(heading) or (right == 0 and _is_bare_key(there)):
                yield left, right


def _is_named(sheet: Sheet) -> bool:
    """A table of clients, products or managers, by its headings."""
    return any(tables()[table].key[0] in _said(table, sheet) for table in NAMED)


def _is_a_table(sheet: Sheet) -> bool:
    """Does it hold the key of a table of the contract, so that it goes in as one?"""
    return any(set(table.key) <= _said(name, sheet) for name, table in tables().items() if name != "sales_lines")


def _is_sales(sheet: Sheet) -> bool:
    said = _said("sales_lines", sheet)
    return bool(said & {"order_date", "order_id"}) and bool(said & LINE_MONEY)


def _said(table: str, sheet: Sheet) -> set[str]:
    return {target for h in sheet.headings if (target := meaning(table, h))}


def _meaning_of(sheet: Sheet, target: str) -> list[int]:
    return [i for i, h in enumerate(sheet.headings) if meaning("sales_lines", h) == target]


def _is_bare_key(heading: str) -> bool:
    return normalise(heading) in ("id", "key", "code", "no", "number", "код", "номер", "ид", "ключ")


def _said_once(heading: str) -> bool:
    return meaning("sales_lines", heading) in MONEY


def _is_key(con: duckdb.DuckDBPyConnection, sheet: Sheet, i: int) -> bool:
    rows, values = Facts(con, sheet).summary(f"SELECT count(*), count(DISTINCT c{i}) FROM {{}} WHERE c{i} IS NOT NULL")
    return bool(rows > 0 and rows == values)


def _stands_in(con: duckdb.DuckDBPyConnection, sheet: Sheet, left: int, other: Sheet, right: int) -> bool:
    """Do the values of the one column stand in the other?"""
    codes = f"SELECT trim(CAST(c{right} AS VARCHAR)) FROM {other.relation}"
    return Facts(con, sheet).share_found(left, codes) >= FOUND
