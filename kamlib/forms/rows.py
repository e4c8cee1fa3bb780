"""What the register holds now, filled into the tabs of a form so that people correct rather than repeat."""

from __future__ import annotations

from contextlib import closing
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from kamlib.contract import Column, Table, codes, register_tables
from kamlib.core.errors import KamError
from kamlib.core.home import Home
from kamlib.core.texts import t
from kamlib.forms.mark import listed
from kamlib.register import open_register

EXACT_DIGITS = 15  # of a number in Excel


@dataclass(frozen=True)
class Filled:
    """Rows of each table, and the register and its last entry that they were taken from (None: no register)."""

    rows: dict[str, list[dict]] = field(default_factory=dict)
    source: tuple[str, int] | None = None


def current_rows(home: Path | None, tables: list[Table], clients: list[str] | None, known: set[str]) -> Filled:
    """The rows of the register's tables: of these clients and those of no client; of all by default.

    Raises KamError for a client that is neither among the `known` ones nor in the register.
    """
    if home is None or not Home(home).manifest_path.exists():
        if clients:
            raise KamError("forms.unknown_client", clients=", ".join(clients))
        return Filled()
    with closing(open_register(home)) as register:
        source = (register.register_id, register.state)
        mine = [table for table in tables if table.name in register_tables()]
        rows = {table.name: register.arrow(table.name, state=source[1]).to_pylist() for table in mine}
    if clients:
        met = known | {row["client_id"] for of in rows.values() for row in of if row.get("client_id")}
        if unknown := [c for c in clients if c not in met]:
            raise KamError("forms.unknown_client", clients=", ".join(unknown))
        wanted = {None, *clients}
        rows = {name: [r for r in of if r.get("client_id") in wanted] for name, of in rows.items()}
    return Filled(rows, source)


def write_rows(sheet, table: Table, rows: list[dict], lang: str, choices: dict, formats: dict) -> None:
    """Type the rows into a tab, from row 2 on, as a person would: labels for codes, names for clients."""
    for position, column in enumerate(table.columns.values()):
        look = formats[column.type, column.name in table.key]
        names = {code: text for text, code in choices.get(listed(table, column), {}).items()}
        for number, row in enumerate(rows, start=1):
            value = _cell(column, row[column.name], lang, names)
            if isinstance(value, str):
                sheet.write_string(number, position, value, look)
            elif isinstance(value, int | float):
                sheet.write_number(number, position, value, look)
            elif value is not None:
                sheet.write_datetime(number, position, value, look)


def _cell(column: Column, value: object, lang: str, names: dict[str, str]) -> object:
    if value is None:
        return None
    if column.type == "flag":
        return t("forms.yes" if value else "forms.no", lang)
    if column.codes:
        known = codes()[column.codes].get(value)
        return known[lang] if known else value
    if isinstance(value, Decimal):
        # a number that Excel would round is typed as text: the import reads both
        exact = len(value.normalize().as_tuple().digits) <= EXACT_DIGITS
        return float(value) if exact else format(value, "f")
    return names.get(value, value) if column.type == "text" else value
