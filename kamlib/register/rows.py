"""A row of the register as JSON text and as Python values; its key as text."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

import pandas as pd

from kamlib.contract import Column, Table, register_tables, tables
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language, t
from kamlib.reading.typed import Fault, as_text, typed_rows

SHOWN = 20
Row = dict[str, Any]  # column -> value, as given, typed or stored


class BadValues(KamError):
    """Values that cannot be used, each with its table, row, column and reason; nothing was written."""

    def __init__(self, table: Table, rows: Sequence[Row], faults: list[Fault]):
        super().__init__("register.bad_values")
        self.table, self.rows, self.faults = table, rows, faults

    def text(self, lang: str | None = None) -> str:
        lang = lang or language()
        lines = [self._line(f, lang) for f in self.faults[:SHOWN]]
        if len(self.faults) > SHOWN:
            lines.append(t("register.faults_more", lang, n=formats.count(len(self.faults) - SHOWN, lang)))
        return t("register.bad_values", lang, table=self.table.label(lang), faults="\n".join(lines))

    def _line(self, fault: Fault, lang: str) -> str:
        row = self.rows[fault.row]
        # a code that is made says nothing to whoever did not make it: the row is named by what it must have
        told = [k for k in self.table.key if k not in self.table.made]
        told = told or [c.name for c in self.table.columns.values() if c.required and c.name not in self.table.made]
        key = " · ".join(as_text(row.get(k)) or formats.UNKNOWN for k in told)
        column = self.table.columns.get(fault.column)
        label = f"{column.label(lang)} ({fault.column})" if column else fault.column
        known = f"register.reason_{fault.reason}" if fault.reason in _OWN else f"intake.reason_{fault.reason}"
        ref = tables()[column.ref].label(lang) if column and column.ref else ""
        own = {"columns": ", ".join(self.table.columns), "ref": ref}
        said = t(known, lang, **own) if fault.reason in _OWN else t(known, lang)
        return t("register.fault_line", lang, row=key, column=label, value=fault.value or formats.UNKNOWN, reason=said)


_OWN = ("unknown_column", "text_too_long", "points_nowhere")


def table_of(name: str) -> Table:
    """A table of the register by name. Raises KamError naming those there are."""
    found = register_tables().get(name)
    if found is None:
        raise KamError("register.no_table", table=name, known=", ".join(register_tables()))
    return found


def as_rows(rows: Iterable[Row] | pd.DataFrame) -> list[Row]:
    """Rows given as dicts or as a frame; what the register adds to a frame of its own is left out."""
    if isinstance(rows, pd.DataFrame):
        rows = rows.astype(object).to_dict("records")
    return [{k: v for k, v in row.items() if k not in ADDED} for row in rows]


ADDED = ("version", "entered_at", "entered_by", "source")


def checked(table: Table, rows: list[Row]) -> list[Row]:
    """The rows with values as JSON has them. Raises BadValues with every value that cannot be used, and for a row
    without its key or a key that stands there twice."""
    typed, faults = typed_rows(table, rows)
    seen: set[str] = set()
    if not faults:
        for n, row in enumerate(typed):
            faults += [
                Fault(n, k, "", "missing") for k in table.key if row.get(k) is None and table.columns[k].required
            ]
            key = key_text(table, row)
            if key in seen:
                faults.append(Fault(n, ", ".join(table.key), key, "duplicate_key"))
            seen.add(key)
    if faults:
        raise BadValues(table, rows, faults)
    return [stored(row) for row in typed]


def stored(row: Row) -> Row:
    """Typed values as JSON can hold them without loss: money as text with four places, dates as ISO text."""
    return {name: _stored(value) for name, value in row.items()}


def _stored(value: object) -> object:
    if isinstance(value, Decimal):
        return f"{value:.4f}"
    return value.isoformat() if isinstance(value, date) else value


def shown(column: Column, value: Any) -> object:
    """A stored value in its Python type."""
    if value is None:
        return None
    if column.type in ("money", "quantity"):
        return Decimal(value)
    return date.fromisoformat(value) if column.type == "date" else value


def key_text(table: Table, row: Row) -> str:
    """The key of a row as the database holds it; `row` may have typed or stored values."""
    return json.dumps([_stored(row.get(k)) for k in table.key], ensure_ascii=False, separators=(",", ":"))


def key_tuple(table: Table, text: str) -> tuple[Any, ...]:
    """The values of a key in their Python types."""
    return tuple(shown(table.columns[k], v) for k, v in zip(table.key, json.loads(text), strict=True))


def key_of(table: Table, values: Sequence[object]) -> str:
    """The text of a key given as values, as a frame or a person has them."""
    values = (values,) if isinstance(values, str) else tuple(values)
    if len(values) != len(table.key):
        raise KamError("register.bad_key", table=table.name, columns=", ".join(table.key), found=repr(values))
    return key_text(table, {k: as_text(v) for k, v in zip(table.key, values, strict=True)})


def packed(row: Row) -> str:
    """A stored row as JSON text."""
    return json.dumps(row, ensure_ascii=False, separators=(",", ":"))


def unpacked(text: str | None) -> Any:
    """What `packed` made the text of; None for none."""
    return None if text is None else json.loads(text)
