"""A sheet: one table found in a file, its headings and how DuckDB reads its rows as text."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from kamlib.core.errors import KamError

TEXT = "VARCHAR"


def ident(name: str) -> str:
    """`name` as a quoted SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def lit(value: object) -> str:
    """`value` as a quoted SQL text literal."""
    return "'" + str(value).replace("'", "''") + "'"


@dataclass
class Lines:
    """What became of every line of a file (row of a workbook's sheet), so that none is lost unseen.

    file: all lines; above: headings and what stands over them; rows: rows of the table; blank; further: second and
    later lines of cells of several lines. stray_quotes: lines in which an opening quotation mark is plain text.
    shape: rows of the file that are no rows of the table, by what they are (groups, totals), taken out of `rows`;
    unfolded: rows of the table where a row of the file holds a value for each month.
    """

    file: int
    above: int
    rows: int
    blank: int = 0
    further: int = 0
    stray_quotes: list[int] = field(default_factory=list)
    shape: dict[str, int] = field(default_factory=dict)
    unfolded: int | None = None

    @property
    def table_rows(self) -> int:
        return self.rows if self.unfolded is None else self.unfolded

    def check(self, label: str, newlines: int | None = None, ends: int | None = None) -> None:
        """Raise KamError unless the parts are the whole, and the lines read are those the bytes have."""
        found = self.above + self.rows + self.blank + self.further + sum(self.shape.values())
        if found != self.file or (newlines is not None and newlines != ends):
            raise KamError("intake.lines_differ", file=label, lines=self.file, found=found)

    def to_dict(self) -> dict[str, Any]:
        """For the manifest and the report; the first hundred stray marks are enough to find them."""
        return {**vars(self), "stray_quotes": self.stray_quotes[:100]}


@dataclass
class Sheet:
    """One table of a file. `relation` is SQL whose columns are c0, c1 … in the order of `headings`.

    A relation without `_line` holds one row per physical line from `first_line` on, in the file's order.
    With `_line` each row names its own line; with `_fields` it also says how many fields the line had.
    """

    file: str
    sheet: str | None
    kind: str
    sha256: str
    size: int
    headings: list[str]
    relation: str
    first_line: int = 2
    ascii_only: bool = False
    tidy: bool = False  # nowhere in it two blanks together, a blank other than the usual one, or anything invisible
    has_line: bool = False
    has_fields: bool = False
    types: list[str] = field(default_factory=list)
    options: dict[str, Any] = field(default_factory=dict)
    expected_rows: int | None = None
    cell_errors: dict[tuple[int, int], str] = field(default_factory=dict)
    careful: Callable[[], None] | None = None
    samples: list[list[str | None]] = field(default_factory=list)
    above: list[str] = field(default_factory=list)  # what stands over the headings: titles, a period, a unit
    lines: Lines | None = None  # None: the source has rows, not lines (Parquet, a query)
    sums: dict[str, Any] = field(default_factory=dict)  # rows of groups and totals left out: rows, agree, differ
    per_line: int = 1  # a row's line is its `_line` // this: more than one row may come of a line
    joined: tuple[str, ...] = ()  # files whose columns were brought in
    filled_from: tuple[str, int] | None = None  # a form: the register it was filled from, and its last entry then

    def __post_init__(self) -> None:
        self.types = self.types or [TEXT] * len(self.headings)

    @property
    def is_text(self) -> bool:
        return self.kind in ("csv", "excel")

    @property
    def label(self) -> str:
        return f"{self.file} [{self.sheet}]" if self.sheet else self.file

    def index(self, heading: str) -> int | None:
        """Position of the column headed `heading` (case and spaces aside), or None."""
        wanted = " ".join(heading.split()).casefold()
        for i, h in enumerate(self.headings):
            if " ".join(h.split()).casefold() == wanted:
                return i
        return None


def excel_column(index: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        name = chr(65 + rest) + name
    return name
