"""Rows of a text file whose quotation marks may be plain text: none may swallow the rows below it.

A quotation mark at the beginning of a value opens a cell, and the cell may hold line breaks. A stray one (`"Ромашка
ООО;` in one row, `"Клевер ООО;` some rows below) does the same to every row between. Both readings are tried: as one
row with a cell of several lines, and line by line with the mark as plain text.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter, deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import islice

from kamlib.core.errors import KamError

MOST_LINES_IN_ROW = 200
_VALUE = re.compile(
    r"[-+(]?[\d\s\u00a0\u202f'.,]*\d[\d\s\u00a0\u202f'.,]*[%)-]?$|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}([ T].*)?$"
)
_LEARNED_FROM = 500  # rows that say what the columns hold


@dataclass
class Lines:
    """What became of the lines read so far: `file` lines in all, of them `blank`, `further` lines of cells of several
    lines, `ends` closed by a line feed; `stray`: lines whose opening quotation mark was read as plain text."""

    file: int = 0
    blank: int = 0
    further: int = 0
    ends: int = 0
    stray: list[int] = field(default_factory=list)


class Rows:
    """Iterates over (first line, last line, values) of each row; blank lines are rows without a filled value.

    sample: the beginning of the file, which says what its columns hold; width: how many values a row has, 0 where the
    sample is to say that too. Raises KamError (quote_open) naming the line where neither reading is sure.
    """

    def __init__(
        self, lines: Iterable[str], delimiter: str, quote: str, file: str, sample: str = "", width: int = 0
    ) -> None:
        csv.field_size_limit(1 << 30)
        self.delimiter, self.quote, self.file = delimiter, quote, file
        self.count = Lines()
        self._source = iter(lines)
        self._ahead: deque[str] = deque()
        self.width = width or self._commonest(sample)
        self._kinds = self._learned(sample)

    def __iter__(self) -> Iterator[tuple[int, int, list[str]]]:
        count = self.count
        while (line := self._next()) is not None:
            first = count.file
            row = self._row(line)
            count.further += count.file - first
            if not any(value.strip() for value in row):
                count.blank += 1
            yield first, count.file, row

    def _next(self) -> str | None:
        line = self._ahead.popleft() if self._ahead else next(self._source, None)
        if line is not None:
            self.count.file += 1
            self.count.ends += line.endswith("\n")
        return line

    def _row(self, line: str) -> list[str]:
        if not self.quote or self.quote not in line:
            return line.rstrip("\r\n").split(self.delimiter)
        row, lines, open_to_the_end = self._as_cell(line)
        if row is not None and lines == 1:
            return row
        alone = self._as_text(line)
        if row is None:
            if lines == 1 and not open_to_the_end:
                return self._stray(alone)
            if (self.count.stray or not open_to_the_end) and self._fits(alone):
                return self._stray(alone)
            raise self._unsure()
        if self._swallows(row, [line, *islice(self._ahead, lines - 1)]):
            if self._fits(row):  # both readings hold
                raise self._unsure()
            return self._stray(alone)
        for _ in range(lines - 1):
            self._next()
        return row

    def _stray(self, row: list[str]) -> list[str]:
        self.count.stray.append(self.count.file)
        return row

    def _unsure(self) -> KamError:
        return KamError("intake.quote_open", file=self.file, line=self.count.file)

    def _as_cell(self, line: str) -> tuple[list[str] | None, int, bool]:
        """The row that begins on this line by the rules of CSV, or None where a quotation mark breaks them; how many
        lines that took; whether the mark is never closed."""
        reader = csv.reader(self._looking(line), delimiter=self.delimiter, quotechar=self.quote, strict=True)
        try:
            return next(reader), reader.line_num, False
        except csv.Error as e:
            return None, reader.line_num, str(e).startswith("unexpected end")

    def _looking(self, line: str) -> Iterator[str]:
        """The line and up to MOST_LINES_IN_ROW - 1 below it, which stay to be read."""
        yield line
        for n in range(MOST_LINES_IN_ROW - 1):
            if n == len(self._ahead):
                following = next(self._source, None)
                if following is None:
                    return
                self._ahead.append(following)
            yield self._ahead[n]

    def _as_text(self, line: str) -> list[str]:
        """The values of one line alone; a quotation mark that opens a value and does not close it is left out."""
        text, q, d = line.rstrip("\r\n"), self.quote, self.delimiter
        row, at = [], 0
        while True:
            if text.startswith(q, at) and (end := _closing(text, at + 1, q, d)) is not None:
                row.append(text[at + 1 : end].replace(q + q, q))
                at = len(text) - len(text[end + 1 :].lstrip(" "))
            else:
                end = text.find(d, at)
                end = len(text) if end < 0 else end
                value = text[at:end]
                row.append(value[1:] if value.startswith(q) and value.count(q) == 1 else value)
                at = end
            if at >= len(text):
                return row
            at += len(d)

    def _swallows(self, row: list[str], lines: list[str]) -> bool:
        """Is every line of this row of several lines a row by itself? Raises KamError where only some are."""
        if self.width < 2:
            return False
        alone = [self._as_text(line) for line in lines]
        right = [len(r) == self.width for r in alone]
        if all(right):
            return all(self._alike(r) for r in alone)
        inner = right[1:-1]
        if sum(inner) * 2 > len(inner) or (len(row) != self.width and right[0]):
            raise self._unsure()
        return False

    def _fits(self, row: list[str]) -> bool:
        return len(row) == self.width and self._alike(row)

    def _commonest(self, sample: str) -> int:
        quoting = {"quotechar": self.quote} if self.quote else {"quoting": csv.QUOTE_NONE}
        rows = csv.reader(io.StringIO(sample, newline=""), delimiter=self.delimiter, **quoting)
        widths = Counter(len(row) for row in rows if len(row) > 1)
        return widths.most_common(1)[0][0] if widths else 0

    def _learned(self, sample: str) -> list[list[int]]:
        """Of each column: how many values of the sample are filled, and how many of those are numbers or dates."""
        kinds = [[0, 0] for _ in range(self.width)]
        for line in islice(io.StringIO(sample, newline=""), _LEARNED_FROM if self.quote else 0):
            row = self._as_text(line)
            for kind, value in zip(kinds, row if len(row) == self.width else (), strict=False):
                if value := value.strip():
                    kind[0] += 1
                    kind[1] += bool(_VALUE.match(value))
        return kinds

    def _alike(self, row: list[str]) -> bool:
        """Do the columns of numbers and dates hold some in this row too?"""
        valued = [i for i, (filled, values) in enumerate(self._kinds) if values > 1 and values * 2 > filled]
        said = [row[i].strip() for i in valued if i < len(row) and row[i].strip()]
        return bool(said) and all(_VALUE.match(value) for value in said)


def _closing(text: str, start: int, quote: str, delimiter: str) -> int | None:
    """Where the quotation mark stands that closes a value opened before `start`, with a separator or the end after."""
    at = text.find(quote, start)
    while at >= 0:
        if text.startswith(quote, at + 1):
            at = text.find(quote, at + 2)
            continue
        rest = text[at + 1 :].lstrip(" ")
        return at if not rest or rest.startswith(delimiter) else None
    return None
