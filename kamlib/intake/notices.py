"""What is told of a sheet after it was read: nothing here keeps a row out, and nothing of it passes in silence."""

from __future__ import annotations

import duckdb

from kamlib.reading.plan import Plan

Notice = dict[str, object]  # what (a text `intake.told_…`) and the values of that text


def notices(con: duckdb.DuckDBPyConnection, plan: Plan) -> list[Notice]:
    """All of them, from the temporary table `reading`; numbers are plain numbers, amounts texts of decimals."""
    return [*_marked(con, plan), *_by_currency(con, plan)]


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
