"""Rows of totals among lines of sales: known by their name and by the sum they repeat, checked, never counted.

A name alone is not enough where a client or a product may be called so (Total Energies): such a row is a total when it
is the sum of rows above or below it, or when it lacks what every other line has.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

import duckdb

from kamlib.reading.faults import TOTALS_SURE
from kamlib.reading.plan import Plan

MOST_UNSURE = 2_000
USUALLY_FILLED = 0.95
FAR = 400  # candidates looked at in either direction, besides the beginning and the end
_SURE = re.compile(TOTALS_SURE)
_PLAIN_SQL = "lower(trim(regexp_replace(client_id, '[«»\"“”:]', '', 'g')))"
_WORDS = re.compile(
    r"^(итого|всего|общий итог|итог|grand total|sub[ -]?total|totals?)\b[:.]?( (по|за|на|для|by|for|of)\b)?"
    r"( (клиенту|контрагенту|покупателю|партнеру|менеджеру|товару|customer|client)\b)?"
    r"|\b(итого?|всего|(sub ?)?totals?):?$",
    re.IGNORECASE,
)


@dataclass
class Candidate:
    """A row that may be one of totals. `before`: sum and number of the lines between it and the candidate above."""

    line: int
    name: str | None
    amount: Decimal | None
    full: bool
    before: tuple[Decimal, int] = (Decimal(0), 0)
    total: bool = False
    agrees: bool = False
    near: Decimal | None = None  # the sum it should be, where it agrees with none

    @property
    def sure(self) -> bool:
        return self.name is not None and bool(_SURE.match(self.name.strip().lower()))


def settle(con: duckdb.DuckDBPyConnection, plan: Plan, line: str) -> tuple[str, dict[str, Any]]:
    """Mark the rows of totals in `reading` as faults.

    Returns the SQL of a row's line, and for the report {"totals": {rows, agree, differ: [{line, name, says, sum}]},
    "called_like_totals": [{line, name, amount}]} as far as there are any. A total that agrees with no sum is told.
    """
    found = _candidates(con, plan, line)
    if not found:
        return line, {}
    after = _sums(con, found, line)
    named = _named_sums(con, found)
    _judge(found, after, named)
    totals = [c for c in found if c.total]
    own = "* EXCLUDE (line)" if plan.sheet.has_line else "*"
    con.execute(f"CREATE OR REPLACE TEMP TABLE lined AS SELECT {line} AS line, {own} FROM reading").fetchall()
    con.execute("DROP TABLE reading")
    con.execute("ALTER TABLE lined RENAME TO reading")
    lines, spared = ([c.line for c in found if c.total is yes] for yes in (True, False))
    fault = "{'reason': 'totals_row', 'column_name': NULL, 'value': NULL, 'position': NULL}"
    other = "list_filter(coalesce(faults, []), lambda x: x.reason <> 'totals_row')"
    said = "json_object('order_date', CAST(order_date AS VARCHAR), 'net_amount', CAST(net_amount AS VARCHAR))"
    con.execute(
        f"UPDATE reading SET faults = list_concat([{fault}], {other}), raw = coalesce(raw, CAST({said} AS VARCHAR)) "
        "WHERE list_contains($lines, line)",
        {"lines": lines},
    ).fetchall()
    con.execute(
        f"UPDATE reading SET faults = CASE WHEN len({other}) > 0 THEN {other} END "
        "WHERE list_contains($lines, line) AND len(faults) > 0",
        {"lines": spared},
    ).fetchall()
    return "line", _told(found, totals)


def _told(found: list[Candidate], totals: list[Candidate]) -> dict[str, Any]:
    told: dict[str, Any] = {}
    if totals:
        differ = [c for c in totals if c.near is not None]
        told["totals"] = {
            "rows": len(totals),
            "agree": sum(c.agrees for c in totals),
            "differ": [
                {"line": c.line, "name": c.name or "", "says": str(c.amount), "sum": str(c.near)} for c in differ[:20]
            ],
        }
    if kept := [c for c in found if not c.total and c.name]:
        told["called_like_totals"] = [{"line": c.line, "name": c.name, "amount": str(c.amount)} for c in kept[:20]]
    return told


def _candidates(con: duckdb.DuckDBPyConnection, plan: Plan, line: str) -> list[Candidate]:
    """Rows named like totals, and rows that have an amount and neither client, product nor order."""
    order = "order_id = coalesce(client_id, '') || '/' || CAST(order_date AS VARCHAR) OR order_id IS NULL"
    bare = f"(total_name IS NULL AND client_id IS NULL AND product_id IS NULL AND net_amount <> 0 AND ({order}))"
    has_text = {"client_id", "product_id", "order_id"} & set(plan.takes)
    named, nameless = con.execute(  # a FILTER would work out every part of it for every row
        f"SELECT count(total_name), count(CASE WHEN {bare} THEN 1 END) FROM reading"
    ).fetchone()
    if not has_text or nameless > MOST_UNSURE:
        bare, nameless = "false", 0
    if not named + nameless:
        return []
    full = " AND ".join(_usual(con, plan, order)) or "true"
    rows = con.execute(
        f"""SELECT {line} AS line, total_name, net_amount, faults IS NULL AND {full}
            FROM reading WHERE total_name IS NOT NULL OR {bare} ORDER BY line"""
    ).fetchall()
    found = [Candidate(*row) for row in rows]
    ordinary = [c for c in found if c.name and c.full and not c.sure]
    if len(ordinary) > MOST_UNSURE:  # a name of many lines is a name
        found = [c for c in found if not (c.name and c.full and not c.sure)]
    return found


def _usual(con: duckdb.DuckDBPyConnection, plan: Plan, order: str) -> list[str]:
    """Conditions that hold of nearly every other row: its columns are filled."""
    names = [c for c, take in plan.takes.items() if take.kind == "column" and c not in ("line_id", "line_kind")]
    tests = [f"NOT ({order})" if name == "order_id" else f'"{name}" IS NOT NULL' for name in names]
    shares = ", ".join(f"avg(CAST({test} AS INTEGER))" for test in tests)
    if not tests:
        return []
    found = con.execute(f"SELECT {shares} FROM reading WHERE total_name IS NULL AND faults IS NULL").fetchone()
    return [test for test, share in zip(tests, found, strict=True) if share is not None and share >= USUALLY_FILLED]


def _sums(con: duckdb.DuckDBPyConnection, found: list[Candidate], line: str) -> tuple[Decimal, int]:
    """Fill in what stands between the candidates; returns what stands below the last."""
    lines = {"lines": [0, *(c.line for c in found)]}
    con.execute("CREATE OR REPLACE TEMP TABLE candidates AS SELECT unnest($lines) AS at", lines).fetchall()
    rows = con.execute(
        f"""SELECT c.at, coalesce(sum(r.net_amount), 0), count(r.net_amount)
            FROM (SELECT {line} AS line, net_amount FROM reading) r ASOF JOIN candidates c ON r.line >= c.at
            WHERE r.line <> c.at GROUP BY 1"""
    ).fetchall()
    con.execute("DROP TABLE candidates")
    after = {at: (Decimal(total), n) for at, total, n in rows}
    nothing = (Decimal(0), 0)
    for above, c in zip([0, *(c.line for c in found)], found, strict=False):
        c.before = after.get(above, nothing)
    return after.get(found[-1].line, nothing)


def _named_sums(con: duckdb.DuckDBPyConnection, found: list[Candidate]) -> dict[str, Decimal]:
    """Client -> the sum of its rows, for the clients that candidates name («Итого АО Вектор»)."""
    names = {c.name: _of(c.name) for c in found if c.name}
    if not any(names.values()):
        return {}
    rows = con.execute(
        f"SELECT {_PLAIN_SQL} AS name, sum(net_amount) FROM reading WHERE list_contains($names, name) GROUP BY 1",
        {"names": [n for n in names.values() if n]},
    ).fetchall()
    sums = dict(rows)
    return {name: sums[of] for name, of in names.items() if of in sums}


def _of(name: str) -> str:
    """Whose total it is: «Итого АО Вектор» -> «ао вектор»."""
    return _plain(_WORDS.sub("", name.strip()))


def _plain(name: str) -> str:
    """A name without quotation marks, as names are compared."""
    return re.sub('[«»"“”:]', "", name).strip().lower()


def _judge(found: list[Candidate], after: tuple[Decimal, int], named: dict[str, Decimal]) -> None:
    """Decide which candidates are totals; those that are not count as lines in the sums of the others."""
    for c in found:
        c.total = True
    for _ in range(3):
        again = [_is_total(found, k, after, named) for k in range(len(found))]
        if again == [c.total for c in found]:
            break
        for c, total in zip(found, again, strict=True):
            c.total = total


def _is_total(found: list[Candidate], k: int, after: tuple[Decimal, int], named: dict[str, Decimal]) -> bool:
    c = found[k]
    sure = c.sure or (c.name in named)  # nobody is called by a word for a total and a client's name
    least = 2 if (c.full and not sure) or c.name is None else 1
    sums = [*_above(found, k), *(_below(found, k, after) if c.name else [])]
    c.agrees = c.amount is not None and (
        any(total == c.amount and n >= least for total, n in sums) or (bool(c.name) and named.get(c.name) == c.amount)
    )
    c.near = None
    if c.agrees:
        return True
    if c.name is None or (c.full and not sure):
        return False
    if c.amount is not None and (possible := [total for total, n in _above(found, k) if n]):
        c.near = min([*possible, *filter(None, [named.get(c.name)])], key=lambda total: abs(total - c.amount))
    return True


def _above(found: list[Candidate], k: int) -> list[tuple[Decimal, int]]:
    """Sums of the lines from each candidate above, and from the beginning, down to this one."""
    parts = [(found[j].before, found[j - 1] if j else None) for j in range(k, -1, -1)]
    return _running(parts)


def _below(found: list[Candidate], k: int, after: tuple[Decimal, int]) -> list[tuple[Decimal, int]]:
    """Sums of the lines from this candidate down to each one below, and to the end."""
    return _running([*((c.before, c) for c in found[k + 1 :]), (after, None)])


def _running(parts: list[tuple[tuple[Decimal, int], Candidate | None]]) -> list[tuple[Decimal, int]]:
    """(sum, lines) up to each candidate, the nearest FAR of them and the last; what is no total counts as a line."""
    sums: list[tuple[Decimal, int]] = []
    total, n = Decimal(0), 0
    for (amount, lines), candidate in parts:
        total, n = total + amount, n + lines
        if len(sums) < FAR or candidate is None:
            sums.append((total, n))
        if candidate is not None and not candidate.total and candidate.amount is not None:
            total, n = total + candidate.amount, n + 1
    return sums
