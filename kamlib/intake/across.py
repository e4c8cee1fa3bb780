"""Products across: a column for each product, turned into a row for each product of a row."""

from __future__ import annotations

from decimal import Decimal

import duckdb

from kamlib.intake.facts import Facts
from kamlib.intake.grid import called_total, decimal_mark, number
from kamlib.intake.headings import meaning, normalise
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.intake.wide import VALUES_PER_LINE
from kamlib.intake.words import concepts, holds
from kamlib.reading.faults import TOTALS_SURE
from kamlib.reading.sheet import Sheet, lit

FEWEST = 2
OF_A_LINE = {"quantity", "price", "product_id", "gross_amount", "order_total"}
PRODUCT, AMOUNT = "product_id", "net_amount"  # headings of the two columns made


def settle_across(con: duckdb.DuckDBPyConnection, sheet: Sheet, part: SourcePart, asker: Asker, facts: Facts) -> bool:
    """Turn columns of products into rows; True where it was done, so that the sheet is another one now.

    Sure where a column of totals repeats their sum; where no column is the amount it is asked.
    """
    if not part.recognise or part.columns or part.table not in (None, "sales_lines") or not sheet.is_text:
        return False
    said = {i: target for i, h in enumerate(sheet.headings) if (target := meaning("sales_lines", h))}
    if not {"order_date", "client_id"} <= set(said.values()) or OF_A_LINE & set(said.values()):
        return False
    totals = [i for i, h in enumerate(sheet.headings) if called_total(h)]
    amounts = [i for i, target in said.items() if target == "net_amount" and i not in totals]
    free = [
        i for i, h in enumerate(sheet.headings)
        if i not in said and i not in totals and not holds(normalise(h), "code") and not concepts(normalise(h))
        and facts.is_number(i)
    ]  # fmt: skip
    if len(free) < FEWEST or amounts:
        return False
    if totals and not _are_summed(sheet, free, totals[0]):
        return False
    if not totals:
        names = [sheet.headings[i] for i in free]
        answer = asker(
            Question(
                f"across:{', '.join(sorted(names))}",
                "intake.ask_across",
                {"file": sheet.label, "columns": ", ".join(f"«{n}»" for n in names)},
                [(v, TextKey(f"intake.option_across_{v}")) for v in ("products", "no")],
                column=names[0],
            )
        )
        if answer != "products":
            return False
    _turn(con, sheet, free, [i for i in range(len(sheet.headings)) if i not in free and i not in totals])
    return True


def _are_summed(sheet: Sheet, free: list[int], total: int) -> bool:
    """Does the column of totals repeat the sum of the others in every row looked at?"""
    rows = [[(row[i] or "").strip() if i < len(row) else "" for i in (*free, total)] for row in sheet.samples]
    decimal = decimal_mark([v for row in rows for v in row if v])
    read = [[number(v, decimal) if v else Decimal(0) for v in row] for row in rows if row[-1]]
    return bool(read) and all(None not in row and sum(row[:-1]) == row[-1] for row in read)  # type: ignore[arg-type]


def _turn(con: duckdb.DuckDBPyConnection, sheet: Sheet, free: list[int], own: list[int]) -> None:
    if sheet.careful and not sheet.has_line:
        sheet.careful()
    line = "_line" if sheet.has_line else f"row_number() OVER () + {sheet.first_line - 1}"
    total = " OR ".join(f"regexp_matches(lower(trim(c{i})), {lit(TOTALS_SURE)})" for i in own)
    width = ", ".join(f"c{i}" for i in range(len(sheet.headings)))
    con.execute(
        f"CREATE OR REPLACE TEMP TABLE across AS SELECT CAST({line} AS BIGINT) AS _line, {width} FROM {sheet.relation}"
    ).fetchall()
    name = f"across_{abs(hash((sheet.label, sheet.sha256)))}"
    kept = ", ".join(f"c{i} AS c{n}" for n, i in enumerate(own))
    names = " ".join(f"WHEN {lit(f'c{i}')} THEN {lit(sheet.headings[i])}" for i in free)
    con.execute(
        f"""CREATE OR REPLACE TEMP TABLE {name} AS
        SELECT _line * {VALUES_PER_LINE} + place AS _line, {kept},
               CASE said {names} END AS c{len(own)}, value AS c{len(own) + 1}
        FROM (UNPIVOT (SELECT * FROM across WHERE NOT coalesce({total}, false)) ON
              {", ".join(f"c{i}" for i in free)} INTO NAME said VALUE value)
        JOIN (SELECT unnest({[f"c{i}" for i in free]}) AS said, unnest(range({len(free)})) AS place) USING (said)
        WHERE regexp_matches(value, '[1-9]') ORDER BY 1"""
    ).fetchall()
    rows = con.execute(f"SELECT count(*) FROM {name}").fetchall()[0][0]
    left_out = con.execute(f"SELECT count(*) FROM across WHERE coalesce({total}, false)").fetchall()[0][0]
    con.execute("DROP TABLE across")
    samples = con.execute(f"SELECT * EXCLUDE _line FROM {name} ORDER BY _line LIMIT 200").fetchall()
    sheet.samples = [list(row) for row in samples]
    sheet.headings = [*(sheet.headings[i] for i in own), PRODUCT, AMOUNT]
    sheet.types = [*(sheet.types[i] for i in own), "VARCHAR", "VARCHAR"]
    sheet.relation, sheet.has_line, sheet.has_fields, sheet.careful = name, True, False, None
    sheet.expected_rows, sheet.per_line = None, VALUES_PER_LINE
    sheet.options["shape"] = "across"
    if sheet.lines:
        sheet.lines.unfolded = rows
        if left_out:
            sheet.lines.rows -= left_out
            sheet.lines.shape["totals"] = left_out
