"""What the values of a sheet's columns look like: asked for column by column, only where a heading leaves doubt."""

from __future__ import annotations

import re
from typing import Any

import duckdb

from kamlib.reading.convert import is_numeric, is_temporal
from kamlib.reading.formats import date_shapes
from kamlib.reading.sheet import Sheet, lit

FIRST_ROWS = 200
MOST_VALUES = 60  # a column with more different values is no category
_SIGN = r"(?:₽|руб\.?|р\.|[$€£¥₸₴]|(?:RUB|USD|EUR|GBP|CNY)\b)"
_NUMBER = re.compile(
    rf"[-+−(]*\s*(?:{_SIGN})?\s*[-−]?\d[\d\s\u00a0\u2009\u202f'’.,]*[)%-]?\s*{_SIGN}?\s*\)?", re.IGNORECASE
)
_ZERO = re.compile(r"[-−–—]?|[-+]?0+([.,]0*)?\s*%?")


class Facts:
    """Values of one sheet, read when they are wanted."""

    def __init__(self, con: duckdb.DuckDBPyConnection, sheet: Sheet):
        self.con, self.sheet = con, sheet
        self._first: list[list[str]] | None = None
        self._looked_at = 0
        self._counted: dict[int, list[tuple[str, int]] | None] = {}
        self._along: list[str] = []
        self._met: dict[tuple[str, str], int] = {}  # relation, condition -> rows

    def first(self, i: int) -> list[str]:
        """The filled values of a column among the first rows."""
        if self._first is None:
            columns = ", ".join(f"CAST(c{n} AS VARCHAR)" for n in range(len(self.sheet.headings)))
            rows = self._rows(f"SELECT {columns} FROM {{}} LIMIT {FIRST_ROWS}")
            self._looked_at = len(rows)
            columns_of = zip(*rows, strict=True)
            self._first = [[v.strip() for v in column if v is not None and v.strip()] for column in columns_of]
            self._first = self._first or [[] for _ in self.sheet.headings]
        return self._first[i]

    def has_gaps(self, i: int) -> bool:
        """Are there empty cells among the first rows?"""
        return len(self.first(i)) < self._looked_at

    def examples(self, i: int | None) -> tuple[str, ...]:
        """Up to three different values, to show beside a question."""
        return () if i is None else tuple(v[:40] for v in list(dict.fromkeys(self.first(i)))[:3])

    def is_number(self, i: int) -> bool:
        """Do nearly all values read as numbers, and not as dates?"""
        if is_numeric(self.sheet.types[i]):
            return True
        values = self.first(i)
        numbers = sum(bool(_NUMBER.fullmatch(v)) for v in values)
        return bool(values) and numbers >= 0.8 * len(values) and not self.is_date(i)

    def is_date(self, i: int) -> bool:
        """Do nearly all values read as dates? Bare numbers (serial days, 20240131) do not count as such."""
        if is_temporal(self.sheet.types[i]):
            return True
        values = [v for v in self.first(i) if not v.isdigit()]
        read = sum(bool(date_shapes([v])) for v in values)
        return bool(values) and read >= 0.8 * len(self.first(i))

    def values(self, i: int) -> list[tuple[str, int]] | None:
        """Different values of the whole column and their rows, most frequent first; None: too many of them."""
        if i not in self._counted:
            own = lit(self.sheet.headings[i])  # stands again where pages were printed
            along = [c for c in self._along if (self.sheet.relation, c) not in self._met]
            met = "".join(f", {_rows_with(c)} AS m{n}" for n, c in enumerate(along))
            sums = "".join(f", (SELECT CAST(sum(m{n}) AS BIGINT) FROM counted)" for n in range(len(along)))
            found = self._rows(
                f"WITH counted AS MATERIALIZED (SELECT c{i} AS c, count(*) AS n{met} FROM {{}} GROUP BY 1) "
                f"SELECT trim(CAST(c AS VARCHAR)) AS v, CAST(sum(n) AS BIGINT) AS n{sums} FROM counted "
                f"WHERE c IS NOT NULL GROUP BY 1 HAVING v NOT IN ('', {own}) ORDER BY n DESC, v LIMIT {MOST_VALUES + 1}"
            )
            for row in found[:1]:
                self._met |= {(self.sheet.relation, c): rows for c, rows in zip(along, row[2:], strict=True)}
            found = [row[:2] for row in found]
            self._counted[i] = None if len(found) > MOST_VALUES else [(v, n) for v, n in found]
        return self._counted[i]

    def along(self, conditions: list[str]) -> None:
        """Have the rows that meet these counted when all rows are gone through anyhow, for a column's values."""
        self._along = conditions

    def met(self, conditions: list[str]) -> list[int]:
        """How many rows meet each of the conditions; what was counted along is not counted again."""
        if not all((self.sheet.relation, c) in self._met for c in conditions):
            counts = self.summary(f"SELECT {', '.join(map(_rows_with, conditions))} FROM {{}}")
            self._met |= {(self.sheet.relation, c): rows for c, rows in zip(conditions, counts, strict=True)}
        return [self._met[self.sheet.relation, c] for c in conditions]

    def says_something(self, i: int) -> bool:
        """Is there any value but zero and nothing?"""
        found = self.values(i)
        return found is None or any(not _ZERO.fullmatch(v) for v, _ in found)

    def share_found(self, i: int, codes: str) -> float:
        """Share of the column's different values that the query `codes` has too."""
        found = self._rows(
            f"SELECT count(*), count(*) FILTER (v IN (SELECT * FROM ({codes}))) "
            f"FROM (SELECT DISTINCT trim(CAST(c{i} AS VARCHAR)) AS v FROM {{}} WHERE c{i} IS NOT NULL)"
        )
        return found[0][1] / found[0][0] if found[0][0] else 0.0

    def summary(self, sql: str) -> tuple[Any, ...]:
        """The one row of a query over the sheet, which it calls {}."""
        return self._rows(sql)[0]

    def rows(self, condition: str) -> int:
        """How many rows meet a condition on the columns c0, c1 …"""
        return int(self._rows(f"SELECT count(*) FROM {{}} WHERE {condition}")[0][0])

    def _rows(self, sql: str) -> list[tuple[Any, ...]]:
        """A query over the sheet ({}); a file that DuckDB cannot read in place is read carefully first."""
        try:
            return self.con.execute(sql.replace("{}", self.sheet.relation)).fetchall()
        except duckdb.Error:
            if self.sheet.careful is None or self.sheet.has_line:
                raise
            self.sheet.careful()
            return self.con.execute(sql.replace("{}", self.sheet.relation)).fetchall()


def _rows_with(condition: str) -> str:
    """SQL of the rows that meet a condition. A CASE stops at its first part that does not hold, a FILTER does not."""
    return f"count(CASE WHEN {condition} THEN 1 END)"
