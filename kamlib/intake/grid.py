"""A sheet as its cells, and the table that a shape other than rows under headings stands for."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kamlib.reading.faults import TOTALS, TOTALS_SURE
from kamlib.reading.formats import number_format

_TOTAL, _SURE = re.compile(TOTALS), re.compile(TOTALS_SURE)
_SIGN = r"(?:[$€£₽¥₸₴]|руб\.?|р\.|(?:USD|EUR|RUB|GBP)\b)"
_NUMBER = re.compile(
    rf"[-−+(]*\s*(?:{_SIGN})?\s*[-−(]?[\d\s\u00a0\u202f'.,]*\d[\d\s\u00a0\u202f'.,]*{_SIGN}?\s*[)]?$", re.IGNORECASE
)
_DATE = re.compile(r"\d{1,4}[-./]\d{1,2}[-./]\d{1,4}( .*)?$")


@dataclass
class Grid:
    """Rows of text cells ("" for empty) with their lines; levels: how deep each stands (outline, indent), or None."""

    rows: list[list[str]]
    lines: list[int]
    levels: list[int] | None = None
    decimal: str = "."

    def __post_init__(self) -> None:
        width = max((len(r) for r in self.rows), default=0)
        self.rows = [r + [""] * (width - len(r)) for r in self.rows]

    @property
    def width(self) -> int:
        return len(self.rows[0]) if self.rows else 0

    def number(self, text: str) -> Decimal | None:
        return number(text, self.decimal)


@dataclass
class Flat:
    """A table made of a grid: its headings, its rows with the lines they come from, and what the other rows were."""

    headings: list[str]
    rows: list[tuple[int, list[str | None]]]
    first_line: int
    above: int
    shape: dict[str, int]
    source_rows: int
    agree: int = 0
    differ: list[dict[str, Any]] = field(default_factory=list)
    grain: str | None = None
    kind: str = ""
    per_line: int = 1  # a row's line is its `_line` // this
    titles: list[str] = field(default_factory=list)  # what stands over the headings

    def write(self, target: Path) -> str:
        """Write the rows as Parquet with `_line`; returns the SQL that reads them."""
        schema = pa.schema([("_line", pa.int64())] + [(f"c{i}", pa.string()) for i in range(len(self.headings))])
        cells = zip(*(r for _, r in self.rows), strict=True)
        columns = [pa.array([n for n, _ in self.rows], pa.int64()), *(pa.array(c, pa.string()) for c in cells)]
        pq.write_table(pa.Table.from_arrays(columns, schema=schema), target)
        return f"read_parquet('{str(target).replace(chr(39), chr(39) * 2)}')"


def decimal_mark(values: list[str]) -> str:
    """The decimal mark of these numbers; a point where nothing tells."""
    return number_format(values).decimal or "."


def is_number(text: str) -> bool:
    return bool(_NUMBER.match(text)) and not _DATE.match(text)


def is_date(text: str) -> bool:
    return bool(_DATE.match(text))


def number(text: str, decimal: str) -> Decimal | None:
    """A number as an accountant writes it: spaces between thousands, brackets or a minus before what is below zero."""
    text = re.sub(rf"(?i)[\s\u00a0\u202f'’]|{_SIGN}", "", text).replace("−", "-")
    if text.startswith("(") and text.endswith(")"):
        text = "-" + text[1:-1]
    text = text.replace("." if decimal == "," else ",", "").replace(decimal, ".")
    try:
        return Decimal(text)
    except InvalidOperation:
        return None


def called_total(text: str) -> bool:
    """Is this called like a total («Итого», "Ромашка Итог")?"""
    return bool(_TOTAL.match(text.strip().lower()))


def surely_total(text: str) -> bool:
    """Is this a word nobody is called («Итого», «Всего по клиентам»)?"""
    return bool(_SURE.match(text.strip().lower()))
