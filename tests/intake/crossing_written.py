"""Files of the crossing written to disk: cells in the numbers, dates and encoding of the spec."""

from __future__ import annotations

import csv
import io
from datetime import date, datetime, time
from decimal import Decimal
from pathlib import Path
from random import Random
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import xlsxwriter
from crossing_tables import Percent, Row, Share, Sheet

NO_BREAK = "\u00a0"
MONTHS = {
    "ru": ("января", "февраля", "марта", "апреля", "мая", "июня", "июля", "августа", "сентября", "октября", "ноября",
           "декабря"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
}  # fmt: skip
MARKS = {
    "space_comma": (NO_BREAK, ","),
    "comma_point": (",", "."),
    "point_comma": (".", ","),
    "plain_point": ("", "."),
    "plain_comma": ("", ","),
    "none": ("", "."),
}
SEPARATORS = {"csv_comma": ",", "tsv": "\t"}


def write(path: Path, spec: dict[str, str], sheets: list[Sheet], rng: Random) -> Path:
    """The file at path with the ending of its kind."""
    shape = spec["shape"]
    currency = rng.choice(["{} ₽", "{} руб."] if spec["lang"] == "ru" else ["${}", "€{}", "{} USD"])
    if spec["encoding"] == "cp1251":
        currency = currency.replace("₽", "р.")
    say = _Written(spec, currency)
    if shape == "parquet":
        return _parquet(path.with_suffix(".parquet"), say, sheets[0].rows)
    if shape in ("xlsx", "grouped_1c_xlsx", "wide_xlsx", "grouped_rows") or shape.startswith("sheets"):
        return _workbook(path.with_suffix(".xlsx"), say, sheets)
    separator = SEPARATORS.get(shape, ";")
    if spec["numbers"] == "comma_point" and shape != "tsv":
        separator = ","
    suffix = ".txt" if shape == "tsv" and rng.random() < 0.5 else ".tsv" if shape == "tsv" else ".csv"
    text = io.StringIO()
    writer = csv.writer(text, delimiter=separator, lineterminator="\r\n")
    width = max(len(row.cells) for row in sheets[0].rows)
    for row in sheets[0].rows:
        cells = [say.text(c) for c in row.cells] + [""] * (width - len(row.cells))
        if shape == "grouped_1c_csv":
            cells[0] = "    " * row.level + cells[0]
        writer.writerow(cells)
    path = path.with_suffix(suffix)
    path.write_bytes(text.getvalue().encode(spec["encoding"]))
    return path


class _Written:
    """Values as text, in the ways of a spec."""

    def __init__(self, spec: dict[str, str], currency: str):
        self.spec, self.currency = spec, currency
        self.thousands, self.point = MARKS[spec["numbers"]]

    def text(self, value: Any) -> str:
        if value is None:
            return ""
        if isinstance(value, str):
            return value
        if isinstance(value, date):
            return self.day(value)
        if isinstance(value, Percent):
            return f"{value * 100:.0f}%"
        if isinstance(value, Share):
            return f"{value:.2f}".replace(".", self.point)
        return self.number(value)

    def number(self, value: int | Decimal) -> str:
        digits = f"{abs(value):,}" if isinstance(value, int) else f"{abs(value):,.2f}"
        digits = digits.replace(",", "\0").replace(".", self.point).replace("\0", self.thousands)
        is_money = isinstance(value, Decimal)
        if self.spec["sign"] == "currency" and is_money:
            digits = self.currency.format(digits)
        if value < 0:
            return f"({digits})" if self.spec["sign"] == "parentheses" else f"-{digits}"
        return digits

    def day(self, value: date) -> str:
        ru, way = self.spec["lang"] == "ru", self.spec["dates"]
        if way == "iso":
            return value.isoformat()
        if way == "mdy":
            return f"{value.month}/{value.day}/{value.year}"
        if way == "words":
            month = MONTHS[self.spec["lang"]][value.month - 1]
            return f"{value.day} {month} {value.year} г." if ru else f"{month} {value.day}, {value.year}"
        if way == "mon":
            month = MONTHS[self.spec["lang"]][value.month - 1][:3].replace("мая", "май")
            return f"{value.day:02d}-{month}-{value.year % 100}"
        if way == "serial":
            return str(serial(value))
        if way == "dmy_time":
            return f"{value:%d.%m.%Y} {value.day % 10 + 9:02d}:30:00"
        return f"{value:%d.%m.%Y}"


def serial(value: date) -> int:
    """The day's number in Excel."""
    return (value - date(1899, 12, 30)).days


def _workbook(path: Path, say: _Written, sheets: list[Sheet]) -> Path:
    book = xlsxwriter.Workbook(str(path))
    kinds = {
        "day": book.add_format({"num_format": "dd.mm.yyyy" if say.spec["lang"] == "ru" else "m/d/yyyy"}),
        "money": book.add_format({"num_format": "#,##0.00"}),
        "percent": book.add_format({"num_format": "0%"}),
        "bold": book.add_format({"bold": True}),
    }
    deep = {level: book.add_format({"indent": level}) for level in (1, 2)}
    for sheet in sheets:
        page = book.add_worksheet(sheet.name)
        for r, row in enumerate(sheet.rows):
            if row.level:
                page.set_row(r, None, None, {"level": row.level})
            for c, cell in enumerate(row.cells):
                if cell is None or cell == "":
                    continue
                if isinstance(cell, str):
                    page.write_string(r, c, cell, deep[row.level] if row.level and c == 0 else None)
                elif say.spec["cells"] == "text":
                    page.write_string(r, c, say.text(cell))
                elif isinstance(cell, date):
                    if say.spec["dates"] == "serial":
                        page.write_number(r, c, serial(cell))
                    else:
                        page.write_datetime(r, c, datetime.combine(cell, time()), kinds["day"])
                else:
                    shown = "percent" if isinstance(cell, Percent) else "money"
                    page.write_number(r, c, float(cell), kinds[shown] if isinstance(cell, Decimal) else None)
    book.close()
    return path


def _parquet(path: Path, say: _Written, rows: list[Row]) -> Path:
    names, body = rows[0].cells, [row.cells for row in rows[1:]]
    columns = []
    for values in zip(*body, strict=True):
        if say.spec["cells"] == "text":
            columns.append(pa.array([say.text(v) for v in values], pa.string()))
        elif isinstance(values[0], date):
            serials = say.spec["dates"] == "serial"
            columns.append(pa.array([serial(v) if serials else v for v in values]))
        elif isinstance(values[0], (Share, Percent)):
            columns.append(pa.array([float(v) for v in values]))
        elif isinstance(values[0], Decimal):
            columns.append(pa.array([Decimal(f"{v:.2f}") for v in values], pa.decimal128(18, 2)))
        else:
            columns.append(pa.array(list(values)))
    pq.write_table(pa.Table.from_arrays(columns, names=names), path)
    return path
