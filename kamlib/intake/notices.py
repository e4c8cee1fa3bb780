"""What is told of a sheet after it was read: nothing here keeps a row out, and nothing of it passes in silence."""

from __future__ import annotations

from datetime import date

import duckdb

from kamlib.reading.faults import out_of_order
from kamlib.reading.plan import Plan

HAPPENED = {
    "sales_lines": "order_date", "interactions": "at", "receivables": "invoiced_on", "payments": "paid_on",
    "feedback": "given_on",
}  # fmt: skip
DAMAGED = r"\d([.,]\d+)?[eE]\+\d{2,}"  # 7,71014E+09
DAMAGED_IN_EXCEL = DAMAGED + r"|\d{15,16}0+"  # a cell holds fifteen digits, the rest become zeros
EXAMPLES = 3
Notice = dict[str, object]  # what (a text `intake.told_…`) and the values of that text


def notices(con: duckdb.DuckDBPyConnection, plan: Plan, today: date) -> list[Notice]:
    """All of them, from the temporary table `reading`; numbers are plain numbers, amounts texts of decimals."""
    told = [*_marked(con, plan), *_by_currency(con, plan), *_after(con, plan, today), *_disorder(con, plan)]
    return [*told, *_codes(con, plan)]


def _marked(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[Notice]:
    """Cells read as "nobody", by column; lines whose currency stands beside the amount, against the currency column."""
    found = con.execute(
        "SELECT marks, count(*) FROM reading WHERE marks > 0 AND (faults IS NULL OR len(faults) > 0) GROUP BY 1"
    ).fetchall()
    result: list[Notice] = []
    for n, i in enumerate(plan.codes):
        if rows := sum(count for marks, count in found if marks & (2 << n)):
            result.append({"what": "placeholders", "column": plan.sheet.headings[i], "rows": rows})
    if rows := sum(count for marks, count in found if marks & 1):
        heading = plan.sheet.headings[plan.takes["currency"].columns[0]] if plan.takes["currency"].columns else "="
        result.append({"what": "sign_against_column", "column": heading, "rows": rows})
    return result


def _by_currency(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[Notice]:
    """Where currencies were read beside the amounts: lines and money of each."""
    if not plan.signs or plan.table.name != "sales_lines":
        return []
    found = con.execute(
        "SELECT currency, count(*), sum(net_amount) FROM reading WHERE faults IS NULL GROUP BY 1 ORDER BY 2 DESC, 1"
    ).fetchall()
    return [
        {"what": "currency_lines" if currency else "no_currency_lines", "rows": rows, "amount": str(amount)}
        | ({"currency": currency} if currency else {})
        for currency, rows, amount in found
    ]


def _after(con: duckdb.DuckDBPyConnection, plan: Plan, today: date) -> list[Notice]:
    """Rows of what has happened, dated after today."""
    column = HAPPENED.get(plan.table.name)
    if column is None:
        return []
    rows, first, last = con.execute(
        f'SELECT count(*), min("{column}"), max("{column}") FROM reading WHERE faults IS NULL AND "{column}" > $today',
        {"today": today},
    ).fetchone()
    return [{"what": "after_today", "rows": rows, "first": str(first), "last": str(last)}] if rows else []


def _disorder(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[Notice]:
    """Rows kept although a date of theirs comes before one it cannot come before."""
    if not plan.table.keeps_disorder:
        return []
    result: list[Notice] = []
    for condition, i in out_of_order(plan):
        (rows,) = con.execute(f"SELECT count(*) FROM reading WHERE faults IS NULL AND {condition}").fetchall()[0]
        if rows:
            result.append({"what": "out_of_order", "column": plan.sheet.headings[i], "rows": rows})
    return result


def _codes(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[Notice]:
    """Codes a spreadsheet has written as numbers: cut short, or without the zeros they began with."""
    damaged = DAMAGED_IN_EXCEL if plan.sheet.kind == "excel" else DAMAGED
    result: list[Notice] = []
    for name, take in plan.takes.items():
        if not name.endswith("_id") or name == "line_id" or take.kind != "column":
            continue
        heading = plan.sheet.headings[take.columns[0]]
        con.execute(
            f"""CREATE OR REPLACE TEMP TABLE codes AS SELECT {name} AS code, count(*) AS n FROM reading
                WHERE faults IS NULL AND {name} BETWEEN '0' AND ':' GROUP BY 1"""
        ).fetchall()
        of = {"column": heading}
        codes, rows, examples = con.execute(
            f"""SELECT count(*), CAST(sum(n) AS BIGINT),
                       string_agg(code, '; ' ORDER BY n DESC, code) FILTER (place <= {EXAMPLES})
                FROM (SELECT *, row_number() OVER (ORDER BY n DESC, code) AS place FROM codes
                      WHERE regexp_full_match(code, $damaged))""",
            {"damaged": damaged},
        ).fetchone()
        if codes:
            result.append({"what": "damaged_codes", **of, "codes": codes, "rows": rows, "examples": examples})
        codes, examples = con.execute(
            f"""SELECT count(*), string_agg(alike, '; ' ORDER BY alike) FILTER (place <= {EXAMPLES})
                FROM (SELECT *, row_number() OVER (ORDER BY alike) AS place
                      FROM (SELECT string_agg(code, ' = ' ORDER BY code) AS alike FROM codes
                            WHERE regexp_full_match(code, '\\d+') GROUP BY ltrim(code, '0') HAVING count(*) > 1))"""
        ).fetchone()
        if codes:
            result.append({"what": "lost_zeros", **of, "codes": codes, "examples": examples})
    con.execute("DROP TABLE IF EXISTS codes")
    return result
