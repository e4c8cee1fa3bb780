"""Two files of one database export brought together before they are read: order lines and their orders."""

from __future__ import annotations

import fnmatch
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import duckdb

from kamlib.core.errors import KamError
from kamlib.intake import csvfile, tabular
from kamlib.intake.profile import Join, SourcePart
from kamlib.intake.scan import Scan
from kamlib.reading.sheet import Sheet, lit

Source = Scan | Sheet | str  # a file, a sheet that is open already, a query


def partner(join: Join, found: Mapping[str, Source]) -> str:
    """The file of this import a join means. Raises KamError when it was not given."""
    for label in found:
        if label == join.files or fnmatch.fnmatch(label.casefold(), join.files.casefold()):
            return label
    raise KamError("intake.join_file_absent", file=join.files, given=", ".join(found))


def joined(
    con: duckdb.DuckDBPyConnection,
    tmp: Path,
    sheet: Sheet,
    part: SourcePart,
    found: Mapping[str, Source],
    options: dict[str, Any],
) -> Sheet:
    """The sheet with the columns of the joined files added; rows stay the sheet's own, one for one."""
    asked = {**part.file, **options}
    if sheet.careful and not sheet.has_line:
        sheet.careful()
    line = "_line" if sheet.has_line else f"row_number() OVER () + {sheet.first_line - 1}"
    first = ", ".join(f"c{i}" for i in range(len(sheet.headings)))
    fields = ", _fields" if sheet.has_fields else ""
    sql = f"(SELECT {line} AS _line{fields}, {first} FROM {sheet.relation})"
    for number, join in enumerate(part.joins):
        other = _open(con, tmp, found[partner(join, found)], asked)
        left, right = sheet.index(join.on[0]), other.index(join.on[1])
        for i, heading, where in ((left, join.on[0], sheet), (right, join.on[1], other)):
            if i is None:
                headings = ", ".join(where.headings)
                raise KamError("intake.profile_columns_absent", file=where.label, columns=heading, headings=headings)
        start = len(sheet.headings)
        brought = [i for i, h in enumerate(other.headings) if h not in join.without]
        added = ", ".join(f"any_value(c{i}) AS c{start + n}" for n, i in enumerate(brought))
        names = ", ".join(f"b{number}.c{start + n}" for n in range(len(brought)))
        sql = (
            f"(SELECT a.*, {names} FROM {sql} a LEFT JOIN (SELECT trim(CAST(c{right} AS VARCHAR)) AS k{number}, "
            f"{added} FROM {other.relation} GROUP BY 1) b{number} ON trim(CAST(a.c{left} AS VARCHAR)) = k{number})"
        )
        sheet.headings = sheet.headings + [join.prefix + other.headings[i] for i in brought]
        sheet.types = sheet.types + [other.types[i] for i in brought]
    target = tmp / f"joined-{len(list(tmp.glob('joined-*')))}.parquet"
    con.execute(f"COPY {sql} TO {lit(target)} (FORMAT parquet)").fetchall()
    own = len([c for c in first.split(",")])
    fields = f"CASE WHEN _fields = {own} THEN {len(sheet.headings)} ELSE _fields END AS _fields, " if fields else ""
    columns = ", ".join(f"c{i}" for i in range(len(sheet.headings)))
    sheet.relation = f"(SELECT _line, {fields}{columns} FROM read_parquet({lit(target)}))"
    sheet.has_line, sheet.expected_rows = True, None
    return sheet


def _open(con, tmp: Path, what: Source, options: dict[str, Any]) -> Sheet:
    if isinstance(what, Sheet):
        if what.careful and not what.has_line:
            what.careful()
        return what
    if not isinstance(what, Scan) or what.kind == "excel":
        raise KamError("intake.join_kind", file=what if isinstance(what, str) else what.path.name)
    if what.kind == "parquet":
        return tabular.read_parquet(con, what)
    other = csvfile.read_csv(what, tmp, {**options, "header_row": 1}, set())
    other.careful()
    return other
