"""Which row holds the headings: not always the first (titles above, two rows of headings, merged cells)."""

from __future__ import annotations

import re
from dataclasses import dataclass

from kamlib.core.errors import KamError
from kamlib.intake.headings import LONGEST, is_known, normalise
from kamlib.intake.words import concepts

SEARCHED_ROWS = 60
TITLE_CELLS = 4  # a row with more is no title
_DATA = re.compile(r"[-+(]?[\d\s\u00a0\u202f'.,]+[%)]?$|\d{1,4}[-./]\d{1,2}[-./]\d{1,4}.*$")


@dataclass(frozen=True)
class Header:
    """The headings, and where the data begin: `next_row` in the given rows, `last_line` in the file.

    above: the texts that stand over the headings.
    """

    headings: list[str]
    first_line: int
    last_line: int
    next_row: int
    above: list[str]


def find_header(
    rows: list[list[str]],
    asked: int | None,
    known: set[str],
    file: str,
    positions: list[int] | None = None,
    merged: dict[int, list[tuple[int, int]]] | None = None,
) -> Header:
    """The heading row among `rows`: the one with most recognised headings (`known`: names a profile gives).

    `positions`: the physical line each row ends on (default: one line a row). `asked`: physical line of the headings
    from a profile. `merged`: row -> (first, last) columns of merged cells. Raises KamError when none looks right.
    """
    ends = positions or [i + 1 for i in range(len(rows))]
    if asked is not None:
        best = next((i for i, end in enumerate(ends) if end >= asked), None)
        if best is None or asked < 1:
            raise KamError("intake.no_header_row", file=file, row=asked)
    else:
        best = _best_row(rows, known)
        if best is None:
            shown = " | ".join(c.strip() for c in (rows[0] if rows else []) if c.strip())[:120]
            raise KamError("intake.no_headings", file=file, found=shown)
    top = [c.strip() for c in rows[best]]
    last = best
    if asked is None and best + 1 < len(rows) and _is_second_heading(top, rows[best + 1]):
        last = best + 1
        top = _two_rows(top, [c.strip() for c in rows[last]], (merged or {}).get(best))
    if asked is None and last + 1 < len(rows) and is_numbering(rows[last + 1]):
        last += 1
    while top and not top[-1]:
        top.pop()
    first_line = (ends[best - 1] if best else 0) + 1
    return Header(_named(top), first_line, ends[last], last + 1, titles(rows[:best]))


def titles(rows: list[list[str]]) -> list[str]:
    """The texts of rows that are titles: a few cells with letters in them."""
    filled = [[c.strip() for c in row if c.strip()] for row in rows]
    return [c for cells in filled if len(cells) <= TITLE_CELLS for c in cells if any(map(str.isalpha, c))]


def _best_row(rows: list[list[str]], known: set[str]) -> int | None:
    best, best_score = None, 0
    for i, row in enumerate(rows[:SEARCHED_ROWS]):
        cells = [c.strip() for c in row]
        filled = [c for c in cells if c]
        if len(filled) < 2 or sum(bool(_DATA.match(c)) for c in filled) > len(filled) / 3:
            continue
        score = sum(normalise(c) in known or is_known(c) or _names_a_column(c) for c in filled)
        if score > best_score:
            best, best_score = i, score
    return best if best_score >= 2 else None


def _names_a_column(cell: str) -> bool:
    """Is every word of it one that headings are made of (category_id)?"""
    return len(cell) <= LONGEST and len(concepts(normalise(cell)) or ()) >= 2


def _is_second_heading(top: list[str], below: list[str]) -> bool:
    """Does the next row complete the headings: text only, filling places the first row leaves open?"""
    cells = [c.strip() for c in below]
    filled = [c for c in cells if c]
    if not filled or any(_DATA.match(c) for c in filled):
        return False
    fills = [i for i, c in enumerate(cells) if c and i < len(top) and not top[i]]
    return bool(fills) and sum(is_known(c) or len(c) < 25 for c in filled) == len(filled)


def is_numbering(row: list[str]) -> bool:
    """Does the row only number the columns (1, 2, 3 …), as printed forms do below their headings?"""
    filled = [c.strip() for c in row if c.strip()]
    return len(filled) > 2 and filled == [str(n + 1) for n in range(len(filled))]


def _two_rows(top: list[str], below: list[str], merged: list[tuple[int, int]] | None) -> list[str]:
    """Headings of two rows joined: a group's name stands over its columns ("Сумма" over "без НДС", "с НДС")."""
    width = max(len(top), len(below))
    top = top + [""] * (width - len(top))
    below = below + [""] * (width - len(below))
    group = ""
    names = []
    for i in range(width):
        if top[i]:
            group = top[i]
        elif (merged is not None and not any(a <= i <= b for a, b in merged)) or not below[i]:
            group = ""
        names.append(" ".join(filter(None, [group if below[i] or top[i] else "", below[i]])))
    return names


def _named(headings: list[str]) -> list[str]:
    """Every column gets a name of its own: empty and repeated ones are numbered."""
    seen: dict[str, int] = {}
    result = []
    for i, heading in enumerate(headings):
        name = " ".join(heading.split()) or f"column {i + 1}"
        seen[name] = seen.get(name, 0) + 1
        result.append(name if seen[name] == 1 else f"{name} ({seen[name]})")
    return result
