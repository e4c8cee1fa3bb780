"""What a review pack is made of, before anything draws it: spreads of sentences, charts and tables.

Texts are in the pack's language and written as they are to be read; frames keep numbers as numbers.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

import pandas as pd

from kamlib.core import formats

# bridge: levels and the steps between them; bars: one number a row; pairs: two numbers a row; heat: a matrix of
# numbers; lines: one or two series over an axis
KINDS = ("bridge", "bars", "pairs", "heat", "lines")


@dataclass(frozen=True)
class Chart:
    """A printed chart.

    frame, by kind: bridge label, value, is_level, tone, shown; bars label, value, tone, shown; pairs label, before,
    now, shown; heat row, column, value, shown; lines x and one column a series. `shown` is the number as written, tone
    one of accent, gain, loss, grey. series: names of the two numbers of pairs, or of the lines. note: what is left out.
    """

    kind: str
    key: str
    title: str
    alt: str
    frame: pd.DataFrame
    series: tuple[str, ...] = ()
    note: str = ""
    ticks: tuple[tuple[float, str], ...] = ()  # of the lines' y axis: where, and what is written there


@dataclass(frozen=True)
class Column:
    """One column of a table: its heading, its format of the dictionary ("text" for words), how wide it is."""

    name: str
    head: str
    format: str
    width: float

    @property
    def is_number(self) -> bool:
        return self.format in formats.D3


@dataclass(frozen=True)
class Table:
    """A table: all rows as values (`frame`), and the first of them as written (`printed`); `more` tells of the rest."""

    key: str
    title: str
    columns: tuple[Column, ...]
    frame: pd.DataFrame
    printed: tuple[tuple[str, ...], ...]
    more: str = ""
    note: str = ""


@dataclass(frozen=True)
class Figure:
    """A headline number with its comparison."""

    label: str
    value: str
    against: str


@dataclass(frozen=True)
class Spread:
    """One question and what answers it. notes: what cannot be told here, and why."""

    key: str
    question: str
    sentences: tuple[str, ...] = ()
    figures: tuple[Figure, ...] = ()
    charts: tuple[Chart, ...] = ()
    tables: tuple[Table, ...] = ()
    notes: tuple[str, ...] = ()

    @property
    def is_empty(self) -> bool:
        return not (self.sentences or self.figures or self.charts or self.tables or self.notes)


@dataclass(frozen=True)
class Pack:
    """A whole pack: the first spread is page one. book: the book's file, without its folder."""

    title: str
    company: str
    as_of: date
    book: str
    printed_on: date
    lang: str
    currency: str | None
    head: str  # stands on every page
    foot: str
    spreads: tuple[Spread, ...] = field(default=())
