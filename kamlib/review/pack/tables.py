"""Tables of a pack from the answers' frames: the dictionary's headings and formats, the first rows printed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

import pandas as pd

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.review.pack.asked import Asked, cut
from kamlib.review.pack.parts import Column, Table

TOP = 12  # rows that are printed
NAME = 44  # letters of a name that are printed; the workbook has all of them
CELL = 420  # letters of any other text
# columns of people, shown only where a pack names them; who is key is decided by a condition
PEOPLE = frozenset({"manager", "owner", "decided_by", "author"})
NO_PEOPLE = frozenset({("key_clients", "decided_by")})
LETTER = 0.11  # width of a letter
MOST_NUMBER, MOST_TEXT, MOST_NAME = 12, 14, 26  # letters of a cell that widen its column
WIDTHS = {"name": 1.8}


def table(
    asked: Asked,
    key: str,
    title: str,
    frame: pd.DataFrame,
    names: Sequence[str],
    of: str | None = None,
    top: int = TOP,
    heads: Mapping[str, str] | None = None,
    texts: Mapping[str, tuple[str, list[str], float]] | None = None,
    note: str = "",
) -> Table | None:
    """The columns `names` of an answer; None without rows. A column of which nothing is known is left out.

    of: the mart or answer whose headings count. heads: headings other than the dictionary's. texts: columns of words
    made here: name -> (heading, a text for each row, width).
    """
    if frame.empty:
        return None
    frame, texts = frame.reset_index(drop=True), texts or {}
    kept = [n for n in names if n in texts or (n in frame and _may_show(asked, n, of) and frame[n].notna().any())]
    own = [n for n in kept if n not in texts]
    wanted = [n for n in frame.columns if n in own or (n.endswith("_en") and n.removesuffix("_en") in own)]
    shown = columns.display(frame[wanted], asked.lang, of, asked.book.policy)
    for name, (_, said, _) in texts.items():
        shown[name] = said
    made = [_column(n, of, asked.lang, texts, asked.heads | dict(heads or {})) for n in kept]
    raw = columns.display(frame[wanted].head(top), asked.lang, of, asked.book.policy, tell_months=False)
    rows = [
        tuple(texts[c.name][1][at] if c.name in texts else _written(asked, c, raw[c.name].iloc[at]) for c in made)
        for at in range(len(raw))
    ]
    made = [c if c.name in texts else _fitted(c, [row[n] for row in rows]) for n, c in enumerate(made)]
    rest = len(frame) - len(rows)
    more = asked.say("more", n=asked.count(rest)) if rest > 0 else ""
    return Table(key, title, tuple(made), shown[kept], tuple(rows), more, note)


def _may_show(asked: Asked, name: str, of: str | None) -> bool:
    """Whether a column may be shown: people only where the pack names them."""
    return asked.personal or name not in PEOPLE or (of, name) in NO_PEOPLE


def words(key: str, title: str, heads: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float]) -> Table:
    """A table of words alone, all of it printed."""
    made = tuple(
        Column(f"c{n}", head, "text", width) for n, (head, width) in enumerate(zip(heads, widths, strict=True))
    )
    frame = pd.DataFrame([list(row) for row in rows], columns=[c.name for c in made], dtype=object)
    return Table(key, title, made, frame, tuple(tuple(row) for row in rows))


def _column(
    name: str,
    of: str | None,
    lang: str,
    texts: Mapping[str, tuple[str, list[str], float]],
    heads: Mapping[str, str],
) -> Column:
    if name in texts:
        head, _, width = texts[name]
        return Column(name, head, "text", width)
    info = columns.info(name, of)
    head = heads.get(name) or columns.label(name, lang, of)
    kind = "text" if info.codes else info.format
    return Column(name, head, kind, WIDTHS.get(name, 0.9))


def _fitted(column: Column, cells: Sequence[str]) -> Column:
    """As wide as the longest word of its heading and, up to a limit, its cells ask for."""
    longest = max(map(len, column.head.split()))
    cell = max(map(len, cells), default=0)
    most = MOST_NUMBER if column.is_number else MOST_NAME if column.name == "name" else MOST_TEXT
    return replace(column, width=max(column.width, LETTER * max(longest, min(cell, most))))


def _written(asked: Asked, column: Column, x: object) -> str:
    if formats.is_unknown(x):
        return formats.UNKNOWN
    if column.format == "money":
        return asked.money(x)
    if column.format == "text":
        return cut(str(x), NAME if column.name == "name" else CELL)
    return formats.by_format(column.format, x, asked.lang, asked.currency)
