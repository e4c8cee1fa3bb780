"""CSV and its relatives: the separator, the heading row, and two ways to read the rows.

The fast way is DuckDB's reader over the file in place. It is right only where every line is one row of the same
width; where it is not (quoted newlines, blank or ragged lines), the careful way reads line by line and keeps the
physical line of every row.
"""

from __future__ import annotations

import csv
import io
from collections import Counter
from itertools import islice
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from kamlib.core.errors import KamError
from kamlib.intake import scan, shapes
from kamlib.intake.grid import Grid
from kamlib.intake.header import find_header
from kamlib.intake.quoting import Rows
from kamlib.reading.sheet import Lines, Sheet, lit

SEPARATORS = (";", ",", "\t", "|")
BLANKS = "blanks"  # a profile's word for columns that stand in fixed places, with blanks between
SAMPLE_BYTES = 1 << 18
LONGEST_FIELD = 1_000_000
TOO_LONG = -1  # in the place of the number of fields
BATCH = 50_000
LOOKED_AT = 300  # rows that tell a table from a report


def read_csv(found: scan.Scan, tmp: Path, options: dict[str, Any], known: set[str]) -> Sheet:
    """The one sheet of a text file. `options` are those of a profile's [file]; `known` its column names."""
    name = found.path.name
    path = found.path
    if not found.plain:
        path = tmp / f"{found.sha256[:16]}.csv"
        if not path.exists():
            scan.to_utf8(found, path)
    if options.get("delimiter") == BLANKS:
        path = _tabs_for_blanks(path, tmp / f"{found.sha256[:16]}.tsv")
        options = {**options, "delimiter": "\t"}
    sample, whole = _sample(path, name)
    quote = options.get("quote", '"')
    delimiter = options.get("delimiter") or _separator(sample, quote, name)
    skip_lines = 1 if sample[:4].lower() == "sep=" else 0
    shaped = _shaped(found, path, delimiter, quote, tmp, sample, options)
    if shaped:
        return shaped
    records, ends = _records(sample, delimiter, quote, whole, name)
    header = find_header(records, options.get("header_row"), known, name, positions=ends)
    first_line = header.last_line + 1
    sheet = Sheet(
        file=name,
        sheet=None,
        kind="csv",
        sha256=found.sha256,
        size=found.size,
        headings=header.headings,
        relation="",
        first_line=first_line,
        ascii_only=found.ascii_only and found.encoding == "utf-8",
        tidy=found.tidy,
        above=header.above,
        samples=[r for r in records[header.next_row :] if any(c.strip() for c in r)][:200],
        options={
            "encoding": found.encoding,
            "delimiter": delimiter,
            "header_row": max(header.first_line, skip_lines + 1),
        },
    )
    unended = 0 if found.trailing_newlines else 1
    sheet_blank = max(found.trailing_newlines - 1, 0)
    sheet.expected_rows = found.newlines + unended - sheet_blank - header.last_line
    if not any(any(cell.strip() for cell in row) for row in records[header.next_row :]) and whole:
        raise KamError("intake.header_only", file=name, headings=", ".join(header.headings))
    columns = ", ".join(f"'c{i}': 'VARCHAR'" for i in range(len(header.headings)))
    sheet.relation = (
        f"read_csv({lit(path)}, auto_detect=false, header=false, skip={header.last_line}, delim={lit(delimiter)}, "
        f"quote={lit(quote)}, escape={lit(quote)}, columns={{{columns}}})"
    )
    sheet.lines = Lines(found.newlines + unended, header.last_line, sheet.expected_rows, sheet_blank)
    counted = found.newlines if found.plain else None
    sheet.careful = lambda: _careful(sheet, path, delimiter, quote, tmp, sample, counted)
    if not found.newlines:  # lines end in \r alone, which only the careful way counts
        sheet.careful()
    return sheet


def _shaped(
    found: scan.Scan, path: Path, delimiter: str, quote: str, tmp: Path, sample: str, options: dict[str, Any]
) -> Sheet | None:
    """The table of a wide or grouped file; None of a file that is rows under headings, or too large for a report."""
    if options.get("header_row") or path.stat().st_size > shapes.MOST_BYTES:
        return None
    with path.open("r", encoding="utf-8-sig", newline="") as text:
        source = Rows(text, delimiter, quote, found.path.name, sample)
        head = list(islice(source, LOOKED_AT))
        if not shapes.may_be([row for _, _, row in head]):
            return None
        try:
            rows = [*head, *source]
        except KamError:
            return None  # told where the rows are read one by one
    grid = Grid([row for _, _, row in rows], [line for line, _, _ in rows])
    flat = shapes.flat(grid)
    if flat is None:
        return None
    above = [(last, row) for _, last, row in rows[: flat.above]]
    flat.above = above[-1][0]
    blank = source.count.blank - sum(not any(c.strip() for c in row) for _, row in above)
    of = {"file": found.path.name, "sheet": None, "kind": "csv", "sha256": found.sha256, "size": found.size}
    of["options"] = {"encoding": found.encoding, "delimiter": delimiter, "header_row": flat.above}
    further = source.count.further - (flat.above - len(above))
    return shapes.sheet(flat, source.count.file, blank, further, tmp / f"{found.sha256[:16]}.shape.parquet", of)


def _tabs_for_blanks(path: Path, target: Path) -> Path:
    with path.open("rb") as src, target.open("wb") as out:
        for line in src:
            out.write(b"\t".join(line.split()) + b"\n")
    return target


def _sample(path: Path, name: str) -> tuple[str, bool]:
    """The beginning of the file as text and whether that is all of it."""
    with path.open("rb") as f:
        block = f.read(SAMPLE_BYTES)
        whole = not f.read(1)
    if not whole:
        cut = block.rfind(b"\n")
        if cut < 0:
            cut = block.rfind(b"\r")
        if cut < 0:
            raise KamError("intake.line_too_long", file=name, line=1, limit=SAMPLE_BYTES)
        block = block[: cut + 1]
    try:
        return block.decode("utf-8-sig"), whole
    except UnicodeDecodeError as e:
        raise KamError(
            "intake.undecodable",
            file=name,
            line=1 + block[: e.start].count(b"\n"),
            byte=f"0x{block[e.start]:02X}",
            encoding="utf-8",
        ) from e


def _records(sample: str, delimiter: str, quote: str, whole: bool, name: str) -> tuple[list[list[str]], list[int]]:
    """Rows of the sample and the physical line each ends on; a cut last row is left out."""
    rows, ends = [], []
    try:
        for _, last, row in Rows(io.StringIO(sample, newline=""), delimiter, quote, name, sample):
            rows.append(row)
            ends.append(last)
    except KamError:
        if whole:
            raise  # else the sample may only end inside a cell
        return rows, ends
    if not whole and len(rows) > 1:
        rows.pop()
        ends.pop()
    return rows, ends


def _widths(sample: str, delimiter: str, quote: str) -> Counter[int]:
    quoting = {"quotechar": quote} if quote else {"quoting": csv.QUOTE_NONE}
    rows = csv.reader(io.StringIO(sample, newline=""), delimiter=delimiter, **quoting)
    return Counter(len(row) for row in rows if any(row))


def _separator(sample: str, quote: str, name: str) -> str:
    """The separator that cuts most lines into the same number of columns. Raises KamError if none does."""
    first = sample.split("\n", 1)[0].strip()
    if first.lower().startswith("sep=") and first[4:5] in SEPARATORS:
        return first[4]
    best, best_score = None, 0.0
    for separator in SEPARATORS:
        widths = _widths(sample[:100_000], separator, quote)
        if not widths:
            continue
        width, count = max(widths.items(), key=lambda wc: (wc[1] * min(wc[0], 4), wc[0]))
        if width < 2:
            continue
        score = count / sum(widths.values()) * min(width, 8)
        if count == sum(widths.values()) > 2:
            score += 8  # every line: what only most lines have may be a decimal comma
        if score > best_score:
            best, best_score = separator, score
    if best is None:
        raise KamError("intake.no_separator", file=name, first=first[:80])
    return best


def _careful(sheet: Sheet, path: Path, delimiter: str, quote: str, tmp: Path, sample: str, ends: int | None) -> None:
    """Read row by row into a Parquet file that keeps each row's first physical line and its number of fields.

    ends: the line feeds that the bytes of the file hold, counted apart; None where they were not.
    """
    target = tmp / f"{sheet.sha256[:16]}.rows.parquet"
    width = len(sheet.headings)
    schema = pa.schema(
        [("_line", pa.int64()), ("_fields", pa.int32())] + [(f"c{i}", pa.string()) for i in range(width)]
    )
    read = above = 0
    with path.open("r", encoding="utf-8-sig", newline="") as text, pq.ParquetWriter(target, schema) as out:
        rows: list[Any] = []
        source = Rows(text, delimiter, quote, sheet.file, sample, width)
        for line, last, row in source:
            if last < sheet.first_line:
                above, source.count.blank, source.count.further = last, 0, 0
                continue
            if not any(cell.strip() for cell in row):
                continue
            fields = len(row)
            if fields > width and not any(cell.strip() for cell in row[width:]):
                fields = width  # columns without a heading that hold nothing
            if any(len(cell) > LONGEST_FIELD for cell in row):
                row, fields = [cell[:200] for cell in row], TOO_LONG
            rows.append((line, fields, row))
            read += 1
            if len(rows) == BATCH:
                out.write_batch(_batch(rows, width, schema))
                rows = []
        if rows:
            out.write_batch(_batch(rows, width, schema))
    sheet.relation = f"read_parquet({lit(target)})"
    sheet.has_line = sheet.has_fields = True
    sheet.expected_rows = None
    count = source.count
    sheet.lines = Lines(count.file, above, read, count.blank, count.further, stray_quotes=count.stray)
    sheet.lines.check(sheet.label, ends, count.ends)


def _batch(rows: list[Any], width: int, schema: pa.Schema) -> pa.RecordBatch:
    lines = pa.array([line for line, _, _ in rows], pa.int64())
    fields = pa.array([n for _, n, _ in rows], pa.int32())
    padded = [row[:width] + [None] * (width - len(row)) for _, _, row in rows]
    columns = [pa.array(column, pa.string()) for column in zip(*padded, strict=True)]
    return pa.RecordBatch.from_arrays([lines, fields, *columns], schema=schema)
