"""Values written once a group: the date and the client stand in its first row, the rows below leave them empty."""

from __future__ import annotations

from kamlib.intake.facts import Facts
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.reading.convert import is_numeric
from kamlib.reading.faults import TOTALS
from kamlib.reading.plan import Plan
from kamlib.reading.sheet import lit

ONCE_A_GROUP = ("order_date", "client_id", "order_id", "manager_id")
SHARE = 0.2  # of the lines leave the cell empty; fewer are cells that somebody forgot
FEWEST_GROUPS = 2  # filled cells with an empty one below
FIRST = 2_000  # rows that show it already
MOSTLY = 0.95  # of them stand below a row of the same document or day


def settle_filled(plan: Plan, part: SourcePart, asker: Asker, facts: Facts) -> None:
    """Ask whether empty cells hold the value above them, where the rows look like groups; fill them if so."""
    amount = plan.takes.get("net_amount")
    if plan.table.name != "sales_lines" or not part.recognise or "shape" in plan.sheet.options:
        return
    if amount is None or not amount.columns or not plan.sheet.is_text:
        return
    taken = {name: plan.takes[name] for name in ONCE_A_GROUP if name in plan.takes}
    mine = {name: take.columns[0] for name, take in taken.items() if take.kind == "column"}
    mine = {name: i for name, i in mine.items() if not is_numeric(plan.sheet.types[i])}
    line = f"{_filled(amount.columns[0])} AND NOT {_called_total(plan)}"
    columns = []
    if any(facts.has_gaps(i) for i in mine.values()) and _grouped(
        facts, mine, line, f"(SELECT * FROM {{}} LIMIT {FIRST})"
    ):
        columns = _grouped(facts, mine, line, "{}")
    if not columns:
        return
    names = [plan.sheet.headings[i] for i in columns]
    answer = asker(
        Question(
            f"fill:{', '.join(names)}",
            "intake.ask_fill",
            {
                "file": plan.sheet.label,
                "columns": ", ".join(f"«{n}»" for n in names),
                "rows": facts.rows(f"NOT {_filled(columns[0])} AND {line}"),
            },
            [(v, TextKey(f"intake.option_fill_{v}")) for v in ("above", "leave")],
            column=names[0],
        )
    )
    if answer == "above":
        _fill(plan, columns, line)


def _grouped(facts: Facts, mine: dict[str, int], line: str, rows: str) -> list[int]:
    """Columns that are written once a group: all empty together below a filled row, or within one document or day."""
    empty = ", ".join(f"NOT {_filled(i)} AS e{i}" for i in mine.values())
    counted = ", ".join(f"count(*) FILTER (e{i}), count(*) FILTER (e{i} AND NOT before.e{i})" for i in mine.values())
    lines, *found = facts.summary(
        f"""WITH lines AS (SELECT {empty} FROM {rows} WHERE {line}),
        pairs AS (SELECT *, lag(lines) OVER () AS before FROM lines)
        SELECT count(*), {counted} FROM pairs"""
    )
    often = {
        name: i
        for (name, i), n, groups in zip(mine.items(), found[::2], found[1::2], strict=True)
        if SHARE * lines <= n < lines and groups >= FEWEST_GROUPS
    }
    if not often:
        return []
    if "order_date" in often:  # every line has a day: nothing else can be meant by an empty one
        return list(often.values())
    within = [mine[name] for name in ("order_id", "order_date") if name in mine and name not in often][:1]
    if not within or "client_id" not in often:
        return []
    client, group = often["client_id"], within[0]
    same, below = facts.summary(
        f"""WITH numbered AS (SELECT *, row_number() OVER () AS n FROM {rows}),
        above AS (
            SELECT n, {line} AND NOT {_filled(client)} AS is_empty, c{group} AS mine, last_value(
                CASE WHEN {_filled(client)} THEN c{group} END IGNORE NULLS) OVER (ORDER BY n) AS theirs
            FROM numbered)
        SELECT count(*) FILTER (mine = theirs), count(*) FROM above WHERE is_empty"""
    )
    return list(often.values()) if below and same >= MOSTLY * below else []


def _called_total(plan: Plan) -> str:
    texts = [i for i, sql_type in enumerate(plan.sheet.types) if sql_type == "VARCHAR"]
    found = " OR ".join(f"coalesce(regexp_matches(lower(trim(c{i})), {lit(TOTALS)}), false)" for i in texts)
    return f"({found})" if found else "false"


def _filled(i: int) -> str:
    return f"coalesce(trim(CAST(c{i} AS VARCHAR)), '') <> ''"


def _fill(plan: Plan, columns: list[int], line: str) -> None:
    """The relation with the value above in each empty cell of a line."""
    sheet = plan.sheet
    if sheet.careful and not sheet.has_line:
        sheet.careful()
    number = "_line" if sheet.has_line else f"row_number() OVER () + {sheet.first_line - 1} AS _line"
    kept = [number, *(["_fields"] if sheet.has_fields else []), *(f"c{i}" for i in range(len(sheet.headings)))]
    filled = ", ".join(
        f"CASE WHEN {_filled(i)} OR NOT {line} THEN c{i} ELSE last_value(CASE WHEN {_filled(i)} THEN c{i} END "
        f"IGNORE NULLS) OVER (ORDER BY _line) END AS c{i}"
        for i in columns
    )
    sheet.relation = f"(SELECT * REPLACE ({filled}) FROM (SELECT {', '.join(kept)} FROM {sheet.relation}))"
    sheet.has_line = True
    sheet.careful = None
