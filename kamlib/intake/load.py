"""Reading one sheet into canonical and rejects files, and proving that no row and no kopeck got lost."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb

from kamlib.core.errors import KamError
from kamlib.core.home import LINES_PER_SOURCE
from kamlib.core.texts import t
from kamlib.intake import derive
from kamlib.intake.notices import notices
from kamlib.intake.totals import settle
from kamlib.intake.values import read_signs
from kamlib.reading.plan import Plan
from kamlib.reading.sheet import excel_column, lit
from kamlib.reading.statement import reading
from kamlib.reading.words import has_sign

MEANT = {"dropped_by_profile", "totals_row"}  # rows left out because somebody said so, or because they are sums


@dataclass
class Loaded:
    """What came of one sheet: the files written (relative to the home) and the figures of the report."""

    data_files: dict[str, str]
    rejects_file: str | None
    figures: dict[str, Any]
    reasons: dict[str, int] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    rows: list[dict[str, Any]] | None = None  # of a table that the register keeps


class NothingUsable(KamError):
    """Not one line of sales could be used: the file is likely read wrongly."""

    def __init__(self, file: str, rows: int, examples: list[dict[str, Any]]):
        super().__init__("intake.nothing_usable", file=file, rows=rows)
        self.examples = examples

    def text(self, lang: str | None = None) -> str:
        """With the first rows and why each was rejected."""
        first = [
            t(
                "intake.reject_example", lang, line=e["cell"] or e["line"], column=e["column_name"] or "–",
                value=e["value"] or "", reason=t(f"intake.reason_{e['reason']}", lang),
            )
            for e in self.examples
        ]  # fmt: skip
        return "\n".join([super().text(lang), *first])


def load(con: duckdb.DuckDBPyConnection, home: Path, plan: Plan, source_no: int, stem: str, today: date) -> Loaded:
    """Write the sheet's rows. Raises KamError when read and accepted + rejected differ; publishes nothing itself."""
    _read(con, plan)
    line = "line" if plan.sheet.has_line else f"rowid + {plan.sheet.first_line}"
    totals: dict[str, Any] = {}
    if plan.table.name == "sales_lines":
        line, totals = settle(con, plan, line)
    else:
        line = _mark_duplicates(con, plan, line)
    table = plan.table.name
    rows, data_files = None, {}
    if plan.table.register:
        rows = _rows(con, plan)
        written = "(SELECT 1 FROM reading WHERE faults IS NULL)"
    else:
        data_files[table] = f"canonical/{table}/{stem}.parquet"
        target = home / data_files[table]
        target.parent.mkdir(parents=True, exist_ok=True)
        con.execute(f"COPY ({_accepted(plan, source_no, line)}) TO {lit(target)} (FORMAT parquet)").fetchall()
        written = f"read_parquet({lit(target)})"
    rejects_file = _rejects(con, home, plan, source_no, line, stem)
    for other, sql in derive.selects(plan, line).items():
        path = f"canonical/{other}/{stem}.parquet"
        (home / path).parent.mkdir(parents=True, exist_ok=True)
        numbered = f"SELECT * REPLACE (CAST({source_no} AS INTEGER) AS source_no) FROM ({sql})"
        con.execute(f"COPY ({numbered}) TO {lit(home / path)} (FORMAT parquet)").fetchall()
        data_files[other] = path
    figures = _figures(con, home, plan, written, rejects_file) | totals
    figures["told"] = notices(con, plan, today)
    reasons, examples = _summary(con, home / rejects_file) if rejects_file else ({}, [])
    con.execute("DROP TABLE reading")
    if plan.table.name == "sales_lines" and not figures["rows_accepted"] and set(reasons) - MEANT:
        raise NothingUsable(plan.sheet.label, figures["rows_read"], examples)
    return Loaded(data_files, rejects_file, figures, reasons, examples, rows)


def _rows(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[dict[str, Any]]:
    """The accepted rows for the register: the columns that the sheet has. A code it should make is made of the row."""
    names = [c for c in plan.table.columns if c in plan.takes or c in plan.table.made]
    listed = ", ".join(f'"{c}"' for c in names)
    found = con.execute(f"SELECT {listed} FROM reading WHERE faults IS NULL ORDER BY line").fetchall()
    rows = [dict(zip(names, values, strict=True)) for values in found]
    alike: dict[str, int] = {}
    for row in rows:
        for made in plan.table.made:
            if row[made] is None:
                said = repr(sorted((k, str(v)) for k, v in row.items() if v is not None))
                alike[said] = alike.get(said, 0) + 1
                row[made] = hashlib.sha256(f"{said}{alike[said]}".encode()).hexdigest()[:12]
    return rows


def _summary(con: duckdb.DuckDBPyConnection, rejects: Path) -> tuple[dict[str, int], list[dict[str, Any]]]:
    """How many rows were rejected for what, and the first three of them."""
    source = f"FROM read_parquet({lit(rejects)})"
    reasons = dict(con.execute(f"SELECT reason, count(*) {source} GROUP BY 1 ORDER BY 2 DESC, 1").fetchall())
    names = ["line", "cell", "column_name", "value", "reason"]
    rows = con.execute(f"SELECT {', '.join(names)} {source} ORDER BY line LIMIT 3").fetchall()
    return reasons, [dict(zip(names, row, strict=True)) for row in rows]


def _read(con: duckdb.DuckDBPyConnection, plan: Plan) -> None:
    """Create the temporary table `reading`; where DuckDB's own reader is not enough, read carefully."""
    sheet = plan.sheet
    for _ in range(3):
        sql, values = reading(plan)
        try:
            con.execute(f"CREATE OR REPLACE TEMP TABLE reading AS {sql}", values or None).fetchall()
        except duckdb.OutOfMemoryException:
            raise
        except duckdb.Error:
            if sheet.careful is None or sheet.has_line:
                raise
            sheet.careful()
            continue
        rows = con.execute("SELECT count(*) FROM reading").fetchone()[0]
        if sheet.expected_rows is None or rows == sheet.expected_rows:
            if not plan.signs and _unread_signs(con, plan):
                read_signs(con, plan)
                continue
            return
        if sheet.careful is None or sheet.has_line:
            raise KamError("intake.rows_differ", file=sheet.label, expected=sheet.expected_rows, found=rows)
        sheet.careful()
    raise KamError("intake.rows_differ", file=sheet.label, expected=sheet.expected_rows, found=-1)


def _unread_signs(con: duckdb.DuckDBPyConnection, plan: Plan) -> bool:
    """Are there amounts not read only because a currency stands beside them, which the first rows did not have?"""
    headings = [plan.sheet.headings[i] for i in plan.money if i in plan.numbers]
    unread = con.execute(
        """SELECT DISTINCT fault.value FROM (SELECT unnest(faults) AS fault FROM reading WHERE len(faults) > 0)
           WHERE fault.reason = 'unreadable_number' AND list_contains($headings, fault.column_name)""",
        {"headings": headings},
    ).fetchall()
    return any(has_sign(value) for (value,) in unread)


def _mark_duplicates(con: duckdb.DuckDBPyConnection, plan: Plan, line: str) -> str:
    """Reject the second and later rows of one key; returns the name of the column that now holds the line.

    Rows without a code that intake makes are each their own.
    The line is written down first: an update may move a row and so change its rowid.
    """
    made = [k for k in plan.table.key if k in plan.table.made]
    given = [k for k in plan.table.key if k in plan.takes] if all(k in plan.takes for k in made) else []
    known = " AND ".join(["faults IS NULL", *(f'"{k}" IS NOT NULL' for k in made)])
    keys = ", ".join(f'"{k}"' for k in given)
    shown = " || ' · ' || ".join(f"coalesce(CAST(\"{k}\" AS VARCHAR), '')" for k in given)
    heading = ", ".join(plan.sheet.headings[i] for k in given for i in plan.takes[k].columns)
    own = "* EXCLUDE (line)" if plan.sheet.has_line else "*"
    con.execute(f"CREATE OR REPLACE TEMP TABLE lined AS SELECT {line} AS line, {own} FROM reading").fetchall()
    con.execute("DROP TABLE reading")
    con.execute("ALTER TABLE lined RENAME TO reading")
    if given:
        con.execute(
            f"""
            UPDATE reading SET raw = CAST(json_object('key', {shown}) AS VARCHAR), faults = [{{
                'reason': 'duplicate_key', 'column_name': {lit(heading)}, 'value': {shown}, 'position': NULL}}]
            WHERE line IN (
                SELECT line FROM (
                    SELECT line, row_number() OVER (PARTITION BY {keys} ORDER BY line) AS n
                    FROM reading WHERE {known}
                ) WHERE n > 1
            )"""
        ).fetchall()
    return "line"


def _accepted(plan: Plan, source_no: int, line: str) -> str:
    columns = [f'"{c}"' for c in plan.table.columns if c != "line_id"]
    if plan.table.name == "sales_lines":
        head, tail = [f"CAST({source_no * LINES_PER_SOURCE} + {line} AS BIGINT) AS line_id"], []
    else:
        head = []
        tail = [
            f"CAST({source_no} AS INTEGER) AS source_no",
            f"CAST({line} AS BIGINT) AS source_line",
            "false AS derived",
        ]
        for name in plan.table.made:
            made = _made_code(plan.table.name, source_no, line)
            columns = [f"coalesce({name}, {made}) AS {name}" if c == f'"{name}"' else c for c in columns]
    return f"SELECT {', '.join([*head, *columns, *tail])} FROM reading WHERE faults IS NULL"


def _made_code(table: str, source_no: int, line: str) -> str:
    """SQL of the code of a row that has none. A payment is known by its amount, and its place among equal ones of the
    client's day, so that it counts once in two files that both have it; other rows by where they stand."""
    if table == "payments":
        alike = "row_number() OVER (PARTITION BY client_id, paid_on, amount ORDER BY line)"
        return f"'=' || CAST(amount AS VARCHAR) || '/' || CAST({alike} AS VARCHAR)"
    return f"'{source_no}-' || CAST({line} AS VARCHAR)"


def _rejects(
    con: duckdb.DuckDBPyConnection, home: Path, plan: Plan, source_no: int, line: str, stem: str
) -> str | None:
    if not con.execute("SELECT count(*) FROM reading WHERE len(faults) > 0").fetchone()[0]:
        return None
    path = f"rejects/{stem}.parquet"
    (home / path).parent.mkdir(parents=True, exist_ok=True)
    amount = "net_amount" if plan.table.name == "sales_lines" else "CAST(NULL AS DECIMAL(18,4))"
    if plan.sheet.kind == "excel" and "shape" not in plan.sheet.options:
        letters = ", ".join(lit(excel_column(i)) for i in range(len(plan.sheet.headings)))
        cell = f"[{letters}][faults[1].position + 1] || CAST({line} AS VARCHAR)"
    else:
        cell = "CAST(NULL AS VARCHAR)"
    others = (
        "CASE WHEN len(faults) > 1 THEN list_aggregate(list_transform(faults, "
        "lambda x: x.reason || coalesce(': ' || x.column_name, '')), 'string_agg', '; ') END"
    )
    con.execute(
        f"""
        COPY (
            SELECT CAST({source_no} AS INTEGER) AS source_no, {lit(plan.sheet.file)} AS file,
                   CAST({lit(plan.sheet.sheet) if plan.sheet.sheet else "NULL"} AS VARCHAR) AS sheet,
                   CAST({line} // {plan.sheet.per_line} AS BIGINT) AS line, {cell} AS cell,
                   faults[1].column_name AS column_name,
                   faults[1].value AS value, faults[1].reason AS reason, {amount} AS amount,
                   {others} AS faults, raw
            FROM reading WHERE len(faults) > 0 ORDER BY line
        ) TO {lit(home / path)} (FORMAT parquet)"""
    ).fetchall()
    return path


def _figures(
    con: duckdb.DuckDBPyConnection, home: Path, plan: Plan, written: str, rejects: str | None
) -> dict[str, Any]:
    """Rows and amounts: read from the table of all rows, accepted and rejected from the files as written."""
    sales = plan.table.name == "sales_lines"
    amount = "sum(net_amount)" if sales else "NULL"
    blank, read, amount_read = con.execute(
        f"""SELECT count(*) FILTER (len(faults) = 0), count(*) FILTER (faults IS NULL OR len(faults) > 0), {amount}
            FROM reading"""
    ).fetchone()
    net = "sum(net_amount), min(order_date), max(order_date)" if sales else "NULL, NULL, NULL"
    accepted, amount_accepted, first, last = con.execute(f"SELECT count(*), {net} FROM {written}").fetchone()
    rejected, amount_rejected = 0, None
    if rejects:
        rejected, amount_rejected = con.execute(
            f"SELECT count(*), sum(amount) FROM read_parquet({lit(home / rejects)})"
        ).fetchone()
    if plan.sheet.lines and plan.sheet.lines.table_rows != read + blank:
        raise KamError(
            "intake.rows_differ", file=plan.sheet.label, expected=plan.sheet.lines.table_rows, found=read + blank
        )
    figures = {"rows_read": read, "rows_accepted": accepted, "rows_rejected": rejected, "rows_blank": blank}
    zero = Decimal(0)
    money = [(v or zero).quantize(Decimal("0.0001")) for v in (amount_read, amount_accepted, amount_rejected)]
    if read != accepted + rejected or money[0] != money[1] + money[2]:
        raise KamError("intake.not_reconciled", file=plan.sheet.label, **figures, amounts=", ".join(map(str, money)))
    if not sales:
        return figures
    figures |= {
        "amount_read": str(money[0]),
        "amount_accepted": str(money[1]),
        "amount_rejected": str(money[2]),
        "date_from": first.isoformat() if first else None,
        "date_to": last.isoformat() if last else None,
    }
    if rejects:
        totals = con.execute(
            f"SELECT count(*), sum(amount) FROM read_parquet({lit(home / rejects)}) WHERE reason = 'totals_row'"
        ).fetchone()
        if totals[0]:
            figures["totals_rows"] = {"rows": totals[0], "amount": str(totals[1] or money[0] * 0)}
    kinds = con.execute(
        f"SELECT line_kind, count(*), sum(net_amount) FROM {written} GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    figures["by_line_kind"] = {k: {"rows": n, "amount": str(a)} for k, n, a in kinds}
    nobody = con.execute(f"SELECT count(*), sum(net_amount) FROM {written} WHERE client_id IS NULL").fetchone()
    figures["without_client"] = {"rows": nobody[0], "amount": str(nobody[1] or money[0] * 0)}
    return figures
