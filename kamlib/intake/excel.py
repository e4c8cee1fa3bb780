"""Excel workbooks: several sheets, cells with types, merged cells, errors in cells.

Rows keep the number they have in Excel, so that a fault can be named by its cell.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

import pyarrow as pa
import pyarrow.parquet as pq
from python_calamine import CalamineError, CalamineWorkbook, PasswordError, SheetVisibleEnum

from kamlib.core.errors import KamError
from kamlib.forms.mark import MARK_SHEET, FormMark, read_mark
from kamlib.intake import shapes
from kamlib.intake.grid import Grid
from kamlib.intake.header import SEARCHED_ROWS, find_header
from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.intake.scan import Scan
from kamlib.intake.workbook import safe
from kamlib.reading.formats import number_format
from kamlib.reading.sheet import Lines, Sheet, lit

BATCH = 50_000
_ERROR_CELL = re.compile(rb'<c r="([A-Z]+)(\d+)"[^>]*\bt="e"[^>]*>.*?<v>([^<]*)</v>', re.DOTALL)
_ROW = re.compile(rb'<row\b([^>]*?\br="(\d+)"[^>]*)>(.*?)</row>', re.DOTALL)
_OUTLINE = re.compile(rb'outlineLevel="(\d+)"')
_STYLED = re.compile(rb'<c r="[A-Z]+\d+"[^>/]*?\bs="(\d+)"[^>/]*>')
LOOKED_AT = 300  # rows that tell a table from a report
_NUMBER = re.compile(r"[^\d\n]{0,6}\d[\d\s\u00a0\u202f.,]*[^\d\n]{0,8}$")
_NS = {"m": "http://schemas.openxmlformats.org/spreadsheetml/2006/main"}
_REL = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


def read_workbook(
    found: Scan,
    tmp: Path,
    options: dict[str, Any],
    known: set[str],
    skipped: list[tuple[str, str]],
    asker: Asker,
) -> Iterator[Sheet]:
    """Every sheet that holds a table. `skipped` gets the others; raises KamError when none does."""
    name = found.path.name
    path, stray = safe(found.path, tmp)
    try:
        book = CalamineWorkbook.from_path(str(path))
    except PasswordError as e:
        raise KamError("intake.workbook_password", file=name) from e
    except (CalamineError, OSError) as e:
        raise KamError("intake.broken_workbook", file=name) from e
    wanted = options.get("sheets")
    if wanted:
        absent = [s for s in wanted if s not in book.sheet_names]
        if absent:
            raise KamError("intake.no_sheet", file=name, sheet=", ".join(absent), known=", ".join(book.sheet_names))
    hidden = book.get_sheet_by_name(MARK_SHEET).to_python() if MARK_SHEET in book.sheet_names else []
    mark = read_mark(hidden)
    unseen = {m.name for m in book.sheets_metadata if m.visible != SheetVisibleEnum.Visible}
    usable, first_fault = 0, None
    for sheet_name in wanted or [s for s in book.sheet_names if not mark or s not in mark.apart]:
        try:
            sheet = _read_sheet(book, sheet_name, found, tmp, options, known, mark)
        except KamError as e:
            if wanted or e.key not in ("intake.no_headings", "intake.header_only", "intake.empty_sheet"):
                raise
            first_fault = first_fault or e
            if mark and e.key == "intake.header_only":
                continue  # a tab of a form that nobody filled in is nothing to tell
            skipped.append((f"{name} [{sheet_name}]", e.key))
            continue
        usable += 1
        if sheet_name in unseen and not wanted and not mark and _left_out(sheet, asker):
            skipped.append((f"{name} [{sheet_name}]", "intake.hidden"))
            continue
        if stray:
            sheet.options["stray_cells"] = stray
        yield sheet
    if not usable:
        raise first_fault or KamError("intake.empty_file", file=name)


def _left_out(sheet: Sheet, asker: Asker) -> bool:
    """A hidden sheet goes in only where somebody says so."""
    values = {"file": sheet.file, "sheet": sheet.sheet, "headings": ", ".join(sheet.headings)}
    options = [(v, TextKey(f"intake.option_hidden_{v}")) for v in ("leave", "import")]
    return asker(Question(f"hidden_sheet:{sheet.sheet}", "intake.ask_hidden_sheet", values, options, "")) != "import"


def _read_sheet(
    book, sheet_name: str, found: Scan, tmp: Path, options: dict[str, Any], known: set[str], mark: FormMark | None
) -> Sheet:
    label = f"{found.path.name} [{sheet_name}]"
    raw = book.get_sheet_by_name(sheet_name)
    rows = raw.to_python(skip_empty_area=False)
    if not any(c != "" for row in rows[:SEARCHED_ROWS] for c in row):
        raise KamError("intake.empty_sheet", file=label)
    errors = _error_cells(found.path, sheet_name, book.sheet_names)
    for (row, column), text in errors.items():
        if row < len(rows) and column < len(rows[row]):
            rows[row][column] = text
    merged = [(a, b) for a, b in (raw.merged_cell_ranges or []) if a != b]
    shown = [[_text(c) or "" for c in row] for row in rows[:SEARCHED_ROWS]]
    shaped = None if mark or options.get("header_row") else _shaped(found, sheet_name, book.sheet_names, rows, tmp)
    if shaped:
        return shaped
    across = {a[0]: [] for a, _ in merged}
    for a, b in merged:
        across[a[0]].append((a[1], b[1]))
    header = find_header(shown, options.get("header_row"), known, label, merged=across)
    filled = _fill_merged(rows, merged, header.next_row)
    if mark:
        mark.decode(header.headings, rows[header.next_row :])
    width = len(header.headings)
    target = tmp / f"{found.sha256[:12]}-{len(list(tmp.glob('*.sheet.parquet')))}.sheet.parquet"
    count = _write(rows, header.next_row, width, target)
    if not count:
        raise KamError("intake.header_only", file=label, headings=", ".join(header.headings))
    sheet = Sheet(
        file=found.path.name,
        sheet=sheet_name,
        kind="excel",
        sha256=found.sha256,
        size=found.size,
        headings=header.headings,
        relation=f"read_parquet({lit(target)})",
        first_line=header.last_line + 1,
        has_line=True,
        options={"sheet": sheet_name, "header_row": header.first_line},
        above=header.above,
        samples=[[_text(c) for c in row[:width]] for row in rows[header.next_row : header.next_row + 5]],
        filled_from=mark.filled_from if mark else None,
    )
    if _counts_from_1904(found.path):
        sheet.options["counts_from_1904"] = True
    if filled:
        sheet.options["merged_cells_filled"] = filled
    sheet.lines = Lines(len(rows), header.last_line, count, len(rows) - header.next_row - count)
    return sheet


def _shaped(found: Scan, sheet_name: str, names: list[str], rows: list[list[Any]], tmp: Path) -> Sheet | None:
    """The table of a wide or grouped sheet; None of one that is rows under headings."""
    if not shapes.may_be([[_text(c) or "" for c in row] for row in rows[:LOOKED_AT]]):
        return None
    grid = Grid([[_text(c) or "" for c in row] for row in rows], list(range(1, len(rows) + 1)))
    grid.levels = _levels(found.path, sheet_name, names, len(rows))
    flat = shapes.flat(grid)
    if flat is None:
        return None
    blank = sum(not any(c.strip() for c in row) for row in grid.rows[flat.above :])
    of = {"file": found.path.name, "sheet": sheet_name, "kind": "excel", "sha256": found.sha256, "size": found.size}
    of["options"] = {"sheet": sheet_name, "header_row": flat.above}
    target = tmp / f"{found.sha256[:12]}-{len(list(tmp.glob('*.sheet.parquet')))}.sheet.parquet"
    return shapes.sheet(flat, len(rows), blank, 0, target, of)


def _levels(path: Path, sheet_name: str, names: list[str], count: int) -> list[int] | None:
    """How deep each row stands by its outline, or else by the indent of its first filled cell; None: all the same."""
    try:
        with zipfile.ZipFile(path) as book:
            part = _part_of(book, sheet_name)
            if part is None:
                return None
            content = book.read(part)
            styles = book.read("xl/styles.xml") if "xl/styles.xml" in book.namelist() else b""
    except (zipfile.BadZipFile, KeyError):
        return None
    outline, indents = [0] * count, [0] * count
    formats = _indents(styles)
    for attributes, row, inside in _ROW.findall(content):
        n = int(row) - 1
        if n >= count:
            continue
        if level := _OUTLINE.search(attributes):
            outline[n] = int(level[1])
        if style := _STYLED.search(inside):
            indents[n] = formats.get(int(style[1]), 0)
    return next((found for found in (outline, indents) if any(found)), None)


def _indents(styles: bytes) -> dict[int, int]:
    """Cell style -> its indent."""
    block = re.search(rb"<cellXfs.*?</cellXfs>", styles, re.DOTALL)
    found = {}
    for n, xf in enumerate(re.findall(rb"<xf\b[^>]*?(?:/>|>.*?</xf>)", block[0], re.DOTALL) if block else []):
        if indent := re.search(rb'indent="(\d+)"', xf):
            found[n] = int(indent[1])
    return found


def _fill_merged(rows: list[list[Any]], merged: list[Any], first: int) -> int:
    """A value of merged cells belongs to each of their rows. Returns how many cells were filled."""
    filled = 0
    for (top, left), (bottom, right) in merged:
        if top < first or left != right:  # headings and titles are joined elsewhere; a wide title is no value
            continue
        for row in range(top + 1, min(bottom + 1, len(rows))):
            if rows[row][left] == "":
                rows[row][left] = rows[top][left]
                filled += 1
    return filled


def _write(rows: list[list[Any]], first: int, width: int, target: Path) -> int:
    """Write the rows that are not blank as text with their Excel row numbers; returns how many."""
    schema = pa.schema([("_line", pa.int64())] + [(f"c{i}", pa.string()) for i in range(width)])
    marks = [_decimal_mark(rows, first, i) for i in range(width)]
    count = 0
    with pq.ParquetWriter(target, schema) as out:
        for start in range(first, len(rows), BATCH):
            part = [
                (n + 1, rows[n]) for n in range(start, min(start + BATCH, len(rows))) if any(c != "" for c in rows[n])
            ]
            if not part:
                continue
            lines = pa.array([n for n, _ in part], pa.int64())
            columns = []
            for i in range(width):
                cells = [_text(row[i], marks[i]) if i < len(row) else None for _, row in part]
                columns.append(pa.array(cells, pa.string()))
            out.write_batch(pa.RecordBatch.from_arrays([lines, *columns], schema=schema))
            count += len(part)
    return count


def _decimal_mark(rows: list[list[Any]], first: int, i: int) -> str:
    """Numbers typed as text in the column decide how its true numbers are written out beside them."""
    typed = [row[i] for row in rows[first : first + 20_000] if i < len(row) and isinstance(row[i], str) and row[i]]
    numbers = [v for v in typed if _NUMBER.match(v)]
    if not numbers:
        return "."
    return number_format(numbers).decimal or "."


def _text(cell: object, mark: str = ".") -> str | None:
    """A cell as text: whole numbers without a point, dates as ISO; an empty cell is None."""
    if cell == "" or cell is None:
        return None
    if isinstance(cell, str):
        return cell
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        if cell.is_integer() and abs(cell) < 1e15:
            return str(int(cell))
        if cell.is_integer():
            return format(Decimal(repr(cell)), "f").removesuffix(".0")
        text = repr(cell) if 1e-4 <= abs(cell) < 1e16 else format(Decimal(repr(cell)), "f")
        return text if mark == "." else text.replace(".", mark)
    if isinstance(cell, dt.datetime):
        return cell.isoformat(sep=" ", timespec="seconds")
    return str(cell)


def _error_cells(path: Path, sheet_name: str, names: list[str]) -> dict[tuple[int, int], str]:
    """Cells that hold an error such as #N/A, by (row, column) from 0: the reader gives them as empty."""
    try:
        with zipfile.ZipFile(path) as book:
            part = _part_of(book, sheet_name)
            if part is None:
                return {}
            content = book.read(part)
    except (zipfile.BadZipFile, KeyError):
        return {}
    if b't="e"' not in content:
        return {}
    found = {}
    for letters, row, text in _ERROR_CELL.findall(content):
        column = 0
        for letter in letters:
            column = column * 26 + letter - 64
        found[int(row) - 1, column - 1] = text.decode("utf-8")
    return found


def _counts_from_1904(path: Path) -> bool:
    """Does the workbook count days from 1904, as those of old Macs do? It matters for days without a date format."""
    try:
        with zipfile.ZipFile(path) as book:
            said = ElementTree.fromstring(book.read("xl/workbook.xml")).find("m:workbookPr", _NS)
    except (zipfile.BadZipFile, KeyError, ElementTree.ParseError):
        return False
    return said is not None and said.get("date1904", "0") in ("1", "true")


def _part_of(book: zipfile.ZipFile, sheet_name: str) -> str | None:
    """The file inside the workbook that holds the sheet."""
    if "xl/workbook.xml" not in book.namelist():
        return None
    sheets = ElementTree.fromstring(book.read("xl/workbook.xml")).findall("m:sheets/m:sheet", _NS)
    targets = {r.get("Id"): r.get("Target") for r in ElementTree.fromstring(book.read("xl/_rels/workbook.xml.rels"))}
    for sheet in sheets:
        if sheet.get("name") == sheet_name:
            target = targets[sheet.get(_REL)]
            return target.lstrip("/") if target.startswith("/") else f"xl/{target}"
    return None
