"""Rows given as Python values, read and judged exactly as a file's rows are."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa

from kamlib.contract import Table
from kamlib.core.duck import scratch
from kamlib.reading.convert import NUMBER_TYPES
from kamlib.reading.formats import NumberFormat
from kamlib.reading.plan import Plan, Take
from kamlib.reading.sheet import Sheet
from kamlib.reading.statement import reading

LONGEST_TEXT = 30_000  # what fits into a cell of the Excel form


@dataclass(frozen=True)
class Fault:
    """A value that cannot be used: number of the row from 0, column, value, reason (`intake.reason_…`)."""

    row: int
    column: str
    value: str
    reason: str


def typed_rows(table: Table, rows: Sequence[dict[str, Any]]) -> tuple[list[dict[str, Any]], list[Fault]]:
    """The rows in the contract's Python types (Decimal, date, float, int, bool, str, None), and what is wrong.

    Columns that a row does not have are not in its result either; whether a required one is missing is for the
    caller to judge. Unknown columns are faults.
    """
    names = [c for c in table.columns if any(c in row for row in rows)]
    faults = [
        Fault(n, str(c), shown, "unknown_column")
        for n, row in enumerate(rows)
        for c, shown in ((c, str(v)) for c, v in row.items() if c not in table.columns)
    ]
    if not rows or not names or faults:
        return [{} for _ in rows], faults
    texts = {name: [as_text(row.get(name)) for row in rows] for name in names}
    faults = [
        Fault(n, name, value[:40] + " …", "text_too_long")
        for name, values in texts.items()
        for n, value in enumerate(values)
        if value is not None and len(value) > LONGEST_TEXT
    ]
    given = pa.table(
        [pa.array(range(len(rows)), pa.int64()), *(pa.array(v, pa.string()) for v in texts.values())],
        names=["_line", *(f"c{i}" for i in range(len(names)))],
    )
    con = scratch()
    con.register("given", given)
    try:
        sql, values = reading(_plan(table, names))
        order = ", ".join(["line", "faults", *(f'"{n}"' for n in names)])
        found = con.execute(f"SELECT {order} FROM ({sql}) ORDER BY line", values or None).fetchall()
    finally:
        con.unregister("given")
    for line, wrong, *_ in found:
        faults += [Fault(line, f["column_name"] or "", f["value"] or "", f["reason"]) for f in wrong or ()]
    typed = [dict(zip(names, rest, strict=True)) for _, _, *rest in found]
    return [{k: v for k, v in t.items() if k in row} for t, row in zip(typed, rows, strict=True)], faults


def as_text(value: object) -> str | None:
    """A Python value as the text a file would have it in; what means "not known" is None."""
    if value is None or value is pd.NaT or value is pd.NA:
        return None
    if isinstance(value, bool | np.bool_):
        return "true" if value else "false"
    if isinstance(value, datetime | pd.Timestamp | np.datetime64):
        day = pd.Timestamp(value)
        return None if day is pd.NaT else day.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, float | np.floating):
        return None if np.isnan(value) else format(Decimal(repr(float(value))), "f")
    if isinstance(value, Decimal):
        return None if value.is_nan() else format(value, "f")
    return str(value)


def _plan(table: Table, names: list[str]) -> Plan:
    """What `recognise` would decide about a sheet whose headings are the contract's names."""
    columns = {name: replace(column, required=False) for name, column in table.columns.items()}
    sheet = Sheet(
        file="", sheet=None, kind="rows", sha256="", size=0, headings=names, relation="given", first_line=0,
        has_line=True,
    )  # fmt: skip
    plan = Plan(sheet, replace(table, columns=columns))
    for i, name in enumerate(names):
        plan.takes[name] = Take("column", (i,))
        if columns[name].type in NUMBER_TYPES:
            plan.numbers[i] = NumberFormat(".")
        elif columns[name].type == "date":
            plan.dates[i] = (["iso"], None)
    return plan
