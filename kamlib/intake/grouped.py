"""Grouped reports: a client (document, product) as a heading row over its lines, turned into a table of lines.

How deep a row stands is told by the outline or the indent of a workbook, by blanks before the text, by which cells are
filled, and, where all rows look alike, by the sums: a row that heads others is their sum.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise
from typing import Any

from kamlib.intake import documents
from kamlib.intake import grid as cells
from kamlib.intake.grid import Flat, Grid
from kamlib.intake.header import is_numbering, titles
from kamlib.intake.headings import is_known
from kamlib.intake.months import month

SEARCHED = 60
MOST_LEVELS = 4
_PARTS = re.compile(r"\s*(?:/|,|\n|\\|→|>)\s*")


@dataclass
class _Body:
    """What stands below the headings: label columns, measure columns, and rows (without blanks and totals).

    start: the first row below the headings; notes: rows of text below the last number, such as who signs the report.
    """

    start: int
    labels: list[int]
    measures: list[int]
    rows: list[int]
    totals: list[int]
    notes: list[int]


def flatten(grid: Grid) -> Flat | None:
    """The lines of a grouped report with a column for each level; None where the sheet is no such report."""
    heads = _heads(grid)
    if heads is None:
        return None
    body = _body(grid, heads[-1])
    if body is None:
        return None
    for depth in _depths(grid, body):
        flat = _flat(grid, heads, body, depth)
        if flat is not None:
            return flat
    return None


def looks_so(grid: Grid) -> bool:
    """Is there anything like a heading row among the first rows, or nothing that dates a line?"""
    heads = _heads(grid)
    body = _body(grid, heads[-1]) if heads else None
    if body is None:
        return False
    return any(depth[body.rows[0]] == 0 and depth for depth in _depths(grid, body)) or not _has_dates(grid, body)


def _heads(grid: Grid) -> list[int] | None:
    """The rows of headings: the one with most known ones, and those of known headings right below it."""
    best, most = None, 1
    for r, row in enumerate(grid.rows[:SEARCHED]):
        known = sum(is_known(c) or any(is_known(p) for p in _PARTS.split(c)) for c in row if c.strip())
        values = sum(cells.is_number(c.strip()) or cells.is_date(c.strip()) for c in row if c.strip())
        if known > most and not values:
            best, most = r, known
    if best is None:
        return None
    heads = [best]
    for r in range(best + 1, min(best + MOST_LEVELS, len(grid.rows))):
        filled = [c.strip() for c in grid.rows[r] if c.strip()]
        if not filled or not all(is_known(c) for c in filled):
            break
        heads.append(r)
    return heads


def _body(grid: Grid, last: int) -> _Body | None:
    start = last + 1
    if start < len(grid.rows) and is_numbering(grid.rows[start]):
        start += 1
    rows = [r for r in range(start, len(grid.rows)) if any(c.strip() for c in grid.rows[r])]
    rows, notes = _without_notes(grid, rows)
    columns: list[tuple[int, list[str]]] = [(i, [grid.rows[r][i].strip() for r in rows]) for i in range(grid.width)]
    columns = [(i, [c for c in values if c]) for i, values in columns if any(values)]
    headed = {i for r in range(max(0, last - MOST_LEVELS), last + 1) for i, c in enumerate(grid.rows[r]) if c.strip()}
    measures = [
        i for i, values in columns if i in headed and sum(map(cells.is_number, values)) >= 0.9 * len(values)
        and not _is_code(grid, i, last) and not all(map(month, values))
    ]  # fmt: skip
    labels = [i for i, _ in columns if i not in measures]
    if not labels or not measures or len(rows) < 3:
        return None
    numbers = [c for i, values in columns if i in measures for c in values]
    grid.decimal = cells.decimal_mark([c for c in numbers if cells.is_number(c)])
    heading = _headings_of_groups(grid, rows, labels, measures)
    totals = [r for r in rows if r not in heading and any(cells.called_total(grid.rows[r][i]) for i in labels)]
    lines = [r for r in rows if r not in set(totals)]
    return _Body(start, labels, measures, lines, totals, notes) if len(lines) > 1 else None


def _without_notes(grid: Grid, rows: list[int]) -> tuple[list[int], list[int]]:
    """The rows down to the last that holds a number, and those below it."""
    last = next((n for n in range(len(rows), 0, -1) if any(map(cells.is_number, _stripped(grid, rows[n - 1])))), 0)
    return rows[:last], rows[last:]


def _stripped(grid: Grid, r: int) -> list[str]:
    return [c.strip() for c in grid.rows[r]]


def _headings_of_groups(grid: Grid, rows: list[int], labels: list[int], measures: list[int]) -> set[int]:
    """Rows called like totals that head others: a client may be called Total Energy. What surely is a total is none."""
    found = set()
    for r, below in pairwise(rows):
        text = next((grid.rows[r][i] for i in labels if grid.rows[r][i].strip()), "")
        if not cells.called_total(text) or cells.surely_total(text):
            continue
        deeper = grid.levels is not None and grid.levels[below] > grid.levels[r]
        bare = len(labels) > 1 and not any(grid.rows[r][i].strip() for i in measures)
        if deeper or bare or _blanks(grid, below, labels) > _blanks(grid, r, labels):
            found.add(r)
    return found


def _is_code(grid: Grid, i: int, last: int) -> bool:
    """A column of numbers headed as a code (ИНН, № документа) is a label."""
    heading = " ".join(grid.rows[r][i] for r in range(max(0, last - 3), last + 1)).lower()
    return bool(re.search(r"\b(инн|код|номер|№|id|no|code|артикул|документ)\b", heading))


def _depths(grid: Grid, body: _Body) -> Iterator[dict[int, int]]:
    """Ways to tell how deep each row stands, the surest first: row -> 0, 1 …"""
    if grid.levels and len({grid.levels[r] for r in body.rows}) > 1:
        yield _ranked({r: grid.levels[r] for r in body.rows})
    blanks = {r: _blanks(grid, r, body.labels) for r in body.rows}
    if len(set(blanks.values())) > 1:
        yield _ranked(blanks)
    first = {r: next((i for i in body.labels if grid.rows[r][i].strip()), -1) for r in body.rows}
    if len(set(first.values())) > 1 and -1 not in first.values() and _stairs(grid, body, first):
        yield _ranked(first)
    yield from _by_filling(grid, body)
    if not _has_dates(grid, body):
        for levels in range(2, MOST_LEVELS + 1):
            if depth := _by_sums(grid, body, levels):
                yield depth
                break


def _ranked(found: dict[int, int]) -> dict[int, int]:
    order = {value: n for n, value in enumerate(sorted(set(found.values())))}
    return {r: order[value] for r, value in found.items()}


def _blanks(grid: Grid, r: int, labels: list[int]) -> int:
    """How many blanks stand before the text of a row."""
    text = next((grid.rows[r][i] for i in labels if grid.rows[r][i].strip()), "")
    return len(text) - len(text.lstrip(" \u00a0\t"))


def _stairs(grid: Grid, body: _Body, first: dict[int, int]) -> bool:
    """Does a row that begins further left fill nothing further right, but the deepest rows?"""
    last = max(first.values())
    return all(not any(grid.rows[r][i].strip() for i in body.labels if i > f) for r, f in first.items() if f < last)


def _has_dates(grid: Grid, body: _Body) -> bool:
    """Does a column beside the first hold dates: are these lines already?"""
    for i in body.labels[1:]:
        values = [grid.rows[r][i].strip() for r in body.rows]
        if sum(map(cells.is_date, values)) > len(values) / 2:
            return True
    return False


def _by_filling(grid: Grid, body: _Body) -> Iterator[dict[int, int]]:
    """Rows that fill fewer label cells, or none of the measures, head those that fill more; runs of them are levels."""
    heads = []
    for r in body.rows:
        row = grid.rows[r]
        beside = any(row[i].strip() for i in body.labels[1:])
        heads.append((beside, any(row[i].strip() for i in body.measures)))
    fullest = max(heads)
    is_head = {r: h != fullest for r, h in zip(body.rows, heads, strict=True)}
    if not any(is_head.values()):
        return
    runs, run = [], 0
    for r in body.rows:
        run = run + 1 if is_head[r] else 0
        runs.append(run)
    most = max(runs)
    if most > MOST_LEVELS - 1:
        return
    depth, pending = {}, []
    for r in body.rows:
        if is_head[r]:
            pending.append(r)
            continue
        for n, head in enumerate(reversed(pending), start=1):
            depth[head] = most - n
        pending, depth[r] = [], most
    if not pending:
        yield depth


def _by_sums(grid: Grid, body: _Body, levels: int) -> dict[int, int] | None:
    """Depths under which every heading row is the sum of its lines in some measure; None where there are none."""
    if len(body.labels) > 1:
        return None
    for measure in body.measures:
        amounts = [grid.number(grid.rows[r][measure]) for r in body.rows]
        if any(a is None or a <= 0 for a in amounts):
            continue
        depth: list[int] = []
        left: list[Decimal] = []  # what each open heading still misses
        for a in amounts:
            while left and left[-1] == 0:
                left.pop()
            if any(rest < a for rest in left):
                break
            depth.append(len(left))
            if len(left) < levels - 1:
                left.append(a)
            else:
                for n in range(len(left)):
                    left[n] -= a
        if len(depth) == len(amounts) and not any(left):
            at = [depth.count(d) for d in range(levels)]
            if at[0] > 1 and all(a < b for a, b in pairwise(at)):
                return dict(zip(body.rows, depth, strict=True))
    return None


def _flat(grid: Grid, heads: list[int], body: _Body, depth: dict[int, int]) -> Flat | None:
    """The table under these depths; None where they contradict the sums or are no groups at all."""
    deepest = max(depth.values())
    rows = body.rows
    if depth[rows[0]] != 0 or not 1 <= deepest < MOST_LEVELS:
        return None
    following = dict(zip(rows, [*rows[1:], None], strict=True))
    is_leaf = {r: (n := following[r]) is None or depth[n] <= depth[r] for r in rows}
    leaves = [r for r in rows if is_leaf[r]]
    if any(is_leaf[r] and depth[r] < deepest and not _has_measures(grid, r, body) for r in rows):
        return None
    groups = [r for r in rows if not is_leaf[r]]
    if not groups or sum(depth[r] == deepest for r in leaves) < 0.9 * len(leaves):
        return None
    checks = _check(grid, body, depth, is_leaf)
    if checks is None:
        return None
    agree, differ = checks
    if not agree and not grid.levels and not _told_apart(grid, body, groups, leaves):
        return None
    path: list[str] = [""] * (deepest + 1)
    texts: list[list[str]] = [[] for _ in range(deepest + 1)]
    made: list[tuple[int, list[str], list[str]]] = []
    tree = {r: next((i for i in body.labels if grid.rows[r][i].strip()), body.labels[0]) for r in rows}
    trees = {tree[r] for r in rows}
    extra = [i for i in body.labels if i not in trees or any(i != tree[r] and grid.rows[r][i].strip() for r in leaves)]
    extra = [i for i in extra if i != tree[leaves[0]]]
    for r in rows:
        d = depth[r]
        path[d:] = [" ".join(grid.rows[r][tree[r]].split()), *[""] * (deepest - d)]
        texts[d].append(path[d])
        if is_leaf[r]:
            made.append((grid.lines[r], list(path), [grid.rows[r][i].strip() for i in [*extra, *body.measures]]))
    names = _names(grid, heads, tree, depth, texts, deepest)
    headings = [*names, *(_heading(grid, heads, i) for i in [*extra, *body.measures])]
    table: list[tuple[int, list[str | None]]] = [(n, [c or None for c in [*p, *rest]]) for n, p, rest in made]
    flat = Flat(headings, table, body.start, body.start, {"groups": len(groups)}, len(leaves), kind="grouped")
    flat.agree, flat.differ = agree, differ
    flat.titles = titles(grid.rows[: heads[0]])
    if body.totals:
        flat.shape["totals"] = len(body.totals)
    if body.notes:
        flat.shape["notes"] = len(body.notes)
    _documents(flat, deepest + 1)
    return flat


def _told_apart(grid: Grid, body: _Body, groups: list[int], leaves: list[int]) -> bool:
    """Where no sums tell groups from lines: do lines leave the groups' column empty, or hold documents or dates?"""
    columns = {next(i for i in body.labels if grid.rows[r][i].strip()) for r in groups}
    texts = [grid.rows[r][i].strip() for r in leaves for i in columns if grid.rows[r][i].strip()]
    return not texts or documents.are_documents(texts) or all(map(cells.is_date, texts))


def _has_measures(grid: Grid, r: int, body: _Body) -> bool:
    return any(grid.rows[r][i].strip() for i in body.measures)


def _check(
    grid: Grid, body: _Body, depth: dict[int, int], is_leaf: dict[int, bool]
) -> tuple[int, list[dict[str, Any]]] | None:
    """How many group and total rows agree with their lines, and those that do not; None where most do not.

    A measure counts when it adds up at all: a share or a price does not. A row of totals may be that of everything, or
    of a group it stands below.
    """
    best: tuple[int, list[dict[str, Any]]] = (0, [])
    checked = False
    for i in body.measures:
        open_groups: list[tuple[int, Decimal | None, Decimal]] = []  # row, says, sum so far
        found: list[tuple[int, Decimal | None, Decimal]] = []
        pending: list[tuple[int, Decimal]] = []
        everything = Decimal(0)
        for r in sorted([*body.rows, *body.totals]):
            value = grid.number(grid.rows[r][i]) if grid.rows[r][i].strip() else None
            if r in depth:
                while open_groups and depth[open_groups[-1][0]] >= depth[r]:
                    found.append(open_groups.pop())
                if is_leaf[r]:
                    everything += value or Decimal(0)
                    open_groups = [(g, says, total + (value or 0)) for g, says, total in open_groups]
                else:
                    open_groups.append((r, value, Decimal(0)))
            elif value is not None and value in (everything, *(total for _, _, total in open_groups)):
                found.append((r, value, value))
            elif value is not None and cells.surely_total(_text(grid, r, body)):
                pending.append((r, value))
        found += [*open_groups, *((r, value, everything) for r, value in pending)]
        closed = [(r, says, total) for r, says, total in found if says is not None]
        if not closed:
            continue
        checked = True
        bad = [c for c in closed if abs(c[1] - c[2]) > Decimal("0.005") * 1]
        if len(closed) - len(bad) > best[0]:
            told = [
                {"line": grid.lines[r], "name": _text(grid, r, body), "says": str(says), "sum": str(total)}
                for r, says, total in bad
            ]
            best = (len(closed) - len(bad), told)
    if checked and len(best[1]) >= best[0]:
        return None
    return best


def _text(grid: Grid, r: int, body: _Body) -> str:
    return next((grid.rows[r][i].strip() for i in body.labels if grid.rows[r][i].strip()), "")


def _heading(grid: Grid, heads: list[int], i: int) -> str:
    said = [grid.rows[r][i].strip() for r in heads if grid.rows[r][i].strip()]
    return " ".join(said) or f"column {i + 1}"


def _names(
    grid: Grid, heads: list[int], tree: dict[int, int], depth: dict[int, int], texts: list[list[str]], deepest: int
) -> list[str]:
    """A heading for each level: from the headings of its column, where they are as many, else from what it holds."""
    columns = sorted(set(tree.values()))
    said = [grid.rows[r][i].strip() for i in columns for r in heads if grid.rows[r][i].strip()]
    said = [p for text in said for p in (_PARTS.split(text) if len(said) <= deepest else [text]) if p]
    if len(columns) > 1 and len(said) != deepest + 1:  # a level in each column
        of = {depth[r]: i for r, i in tree.items()}
        said = [_heading(grid, heads, of[d]) for d in range(deepest + 1)]
    if len(said) == deepest + 1:
        return said
    names: list[str] = [""] * (deepest + 1)
    free = list(said)
    for d, values in enumerate(texts):
        if documents.are_documents(values):
            names[d] = next(
                (s for s in free if re.search("документ|document|регистратор", s, re.IGNORECASE)), "Документ"
            )
        elif all(month(v) for v in values):
            names[d] = "Период"
        elif all(cells.is_date(v) for v in values):
            names[d] = "Дата"
        if names[d] in free:
            free.remove(names[d])
    for d in range(deepest + 1):
        if not names[d]:
            names[d] = free.pop(0) if free else f"level {d + 1}"
    return names


def _documents(flat: Flat, levels: int) -> None:
    """A level of documents gives their date, their number where a number is one document's, and what they are called
    where they are not all called the same: some may be returns."""
    dated = any(cells.is_date(c or "") for _, row in flat.rows[:50] for i, c in enumerate(row) if i >= levels)
    for i in range(levels):
        texts = [row[i] or "" for _, row in flat.rows]
        if not documents.are_documents([x for x in texts if x]):
            continue
        found = [documents.parts(x) for x in texts]
        called = [documents.kind(x) for x in texts]
        if len(set(called)) > 1:
            flat.headings.append(documents.KIND)
            for (_, row), name in zip(flat.rows, called, strict=True):
                row.append(name)
        numbers = {(p[0], x) for p, x in zip(found, texts, strict=True) if p}
        if len({n for n, _ in numbers}) == len(numbers):
            for (_, row), p in zip(flat.rows, found, strict=True):
                row[i] = p[0] if p else row[i]
        if not dated:
            flat.headings.append(documents.DATE)
            for (_, row), p in zip(flat.rows, found, strict=True):
                row.append(p[1] if p else None)
        return
