"""The one SELECT that reads a sheet: text in, typed columns and faults out, each row once."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from kamlib.reading import convert
from kamlib.reading.faults import fault_list, total_name
from kamlib.reading.formats import NumberFormat
from kamlib.reading.plan import FORMULAS, Plan, Take
from kamlib.reading.sheet import lit
from kamlib.reading.words import sign_of, without_placeholder

POINT = NumberFormat(".")
LATER = ("line_id", "line_kind")  # line_kind may follow from the amount
SIGNED = ("net_amount", "list_amount", "cost_amount", "quantity")


@dataclass
class Statement:
    """SQL and the values bound in it."""

    plan: Plan
    values: dict[str, object] = field(default_factory=dict)

    def bind(self, value: object) -> str:
        name = f"v{len(self.values)}"
        self.values[name] = value
        return f"${name}"


def reading(plan: Plan) -> tuple[str, dict[str, object]]:
    """SQL and its bound values: one row per row of the sheet.

    Columns: `line` where the sheet gives it, the contract's columns, one `d_table_column` for each attribute of
    another table, `marks` (what is to be told of the row: 1 a currency beside the amount that is not that of the
    currency column; 2, 4 … a placeholder in the first, second … of plan.codes), `total_name` (a cell called
    like a total) for sales lines, `faults` (NULL: the row is accepted; an empty list: the row is blank) and
    `raw` (the row as JSON, for rejected rows only).
    """
    s = Statement(plan)
    sheet = plan.sheet
    used = sorted(plan.used)
    read = [f"c{i}" for i in range(len(sheet.headings))]
    head = [c for c, there in (("_line", sheet.has_line), ("_fields", sheet.has_fields)) if there]
    texts = [f"{_text(plan, i)} AS {'u' if i in plan.codes else 't'}{i}" for i in used]
    parsed = [f"{without_placeholder(f'u{i}')} AS t{i}" for i in plan.codes]
    parsed += [f"{_number(plan, i)} AS n{i}" for i in used if _is_number(plan, i)]
    parsed += [f"{_sign(plan)} AS _sign"] if plan.signs else []
    columns = [
        f"{_column(plan, name, take)} AS p_{name}" for name, take in plan.takes.items() if _parses(plan, name, take)
    ]
    rule = _rule(plan, s)
    final = [f"{_final(plan, s, name)} AS {name}" for name in plan.table.columns if name not in LATER]
    later = [f"{_final(plan, s, name)} AS {name}" for name in plan.table.columns if name == "line_kind"]
    dims = [f"t{i} AS d_{table}_{column}" for (table, column), i in plan.dims.items()]
    out = [f"f.{name}" for name in plan.table.columns if name != "line_id"]
    out += [f"f.d_{table}_{column}" for table, column in plan.dims]
    line = ["_line AS line"] if sheet.has_line else []
    blank = " AND ".join(f"t{i} IS NULL" for i in used) or "false"
    raw = ", ".join(f"{lit(h)}, {_raw(plan, i)}" for i, h in enumerate(sheet.headings))
    made = _made(plan)
    texts_kept = [f"t{i}" for i in used]
    typed = ", ".join([*head, *read, *texts_kept, *_carried(plan), "_rule", *final, *dims, f"{_marks(plan)} AS marks"])
    result = ", ".join([*line, *(made.get(o, o) for o in out), "f.marks"])
    if plan.table.name == "sales_lines":
        result += f", {total_name(plan)} AS total_name"
    sql = f"""
WITH source AS (SELECT {", ".join(head + read)} FROM {sheet.relation}),
texts AS (SELECT {", ".join(head + read + texts)} FROM source),
parsed AS (SELECT *{"".join(", " + p for p in parsed)} FROM texts),
ruled AS (SELECT *{"".join(", " + c for c in columns)}, {rule} AS _rule{_negative(plan, s)} FROM parsed),
typed AS (SELECT {typed} FROM ruled),
kinds AS (SELECT *{"".join(", " + k for k in later)} FROM typed),
judged AS (SELECT *, CASE WHEN {blank} THEN [] ELSE {fault_list(plan)} END AS faults FROM kinds f)
SELECT {result},
       faults, CASE WHEN faults IS NOT NULL THEN CAST(json_object({raw}) AS VARCHAR)[:4000] END AS raw
FROM judged f"""
    return sql, s.values


def _raw(plan: Plan, i: int) -> str:
    return f"c{i}" if plan.sheet.types[i] == "VARCHAR" else f"CAST(c{i} AS VARCHAR)"


def _text(plan: Plan, i: int) -> str:
    if plan.sheet.types[i] != "VARCHAR":
        return f"c{i}" if _is_typed(plan, i) else convert.typed_text(f"c{i}")
    if i in plan.names:
        tidy = plan.sheet.tidy and not plan.sheet.has_line
        return convert.text(f"c{i}", ascii_only=True) if tidy else convert.named(f"c{i}")
    only_value = i in plan.numbers or i in plan.dates
    return convert.value_text(f"c{i}") if only_value else convert.text(f"c{i}", plan.sheet.ascii_only)


def _is_typed(plan: Plan, i: int) -> bool:
    """Does a column of numbers or dates stay as the source has it, since nothing looks at its text?"""
    sql_type = plan.sheet.types[i]
    tests = [test for rule in plan.rules for test in rule.when if plan.sheet.index(test["column"]) == i]
    if i in plan.dims.values() or any(not {"negative", "zero", "empty"} & set(test) for test in tests):
        return False
    takes = [(plan.table.columns[name].type, take) for name, take in plan.takes.items() if i in take.parts]
    if convert.is_numeric(sql_type):
        return all(kind in convert.NUMBER_TYPES for kind, _ in takes)
    return convert.is_temporal(sql_type) and all(kind == "date" and take.kind == "column" for kind, take in takes)


def _form(plan: Plan, i: int) -> NumberFormat:
    return plan.numbers.get(i, POINT)


def _is_number(plan: Plan, i: int) -> bool:
    """Is the column read as a number on its own: for a formula or for a rule?"""
    parts = {j for take in plan.takes.values() if take.kind in FORMULAS for j in take.columns}
    parts |= {j for take in plan.takes.values() for j in take.parts if j not in take.columns}
    parts |= {j for take in plan.takes.values() if take.plus or take.minus for j in take.parts}
    for rule in plan.rules:
        asked = (plan.sheet.index(test["column"]) for test in rule.when if {"negative", "zero"} & set(test))
        parts |= {j for j in asked if j is not None}
    return i in parts


def _number(plan: Plan, i: int) -> str:
    factor = plan.units.get(i, 1)
    if convert.is_numeric(plan.sheet.types[i]):
        return _times(f"try_cast(c{i} AS {convert.PER_UNIT})", factor, convert.PER_UNIT)
    rates = {take.columns[1] for take in plan.takes.values() if take.kind == "without_vat" and len(take.columns) > 1}
    if i in rates:  # "20%", "20/120", "без НДС"
        found = f"replace(regexp_extract(t{i}, '[0-9]+([.,][0-9]+)?'), ',', '.')"
        return f"coalesce(try_cast({found} AS {convert.PER_UNIT}), 0)"
    shares = {take.discount for take in plan.takes.values()}
    shares |= {take.columns[0] for take in plan.takes.values() if take.kind == "net_share"}
    percents = f"rtrim(t{i}, '% ')" if i in shares else f"t{i}"
    read = convert.number(percents, _form(plan, i), convert.PER_UNIT, plan.number_kind(i))
    return _times(read, factor, convert.PER_UNIT)


def _times(number: str, factor: int, sql_type: str) -> str:
    """A number written in thousands or millions, in full; wide in between, so that only too large a result is NULL."""
    return number if factor == 1 else f"try_cast(CAST({number} AS DECIMAL(38,6)) * {factor} AS {sql_type})"


def _parses(plan: Plan, name: str, take: Take) -> bool:
    return name != "line_id" and (take.kind == "constant" or take.kind == "column")


def _column(plan: Plan, name: str, take: Take) -> str:
    column = plan.table.columns[name]
    if take.kind == "constant":
        value = lit(take.value)
        return convert.to_type(column, f"CAST({value} AS VARCHAR)", value, "VARCHAR", POINT, ["iso"], None)
    i = take.columns[0]
    shapes, day_first = plan.dates.get(i, ([], None))
    if column.type in ("money", "quantity") and _is_number(plan, i) and not convert.is_numeric(plan.sheet.types[i]):
        again = convert.number(f"t{i}", _form(plan, i))  # read already, but for numbers too long for PER_UNIT
        again = _times(again, plan.units.get(i, 1), convert.MONEY)
        return f"coalesce(CAST(n{i} AS {convert.MONEY}), {again})"
    sql = convert.to_type(column, f"t{i}", f"c{i}", plan.sheet.types[i], _form(plan, i), shapes, day_first)
    if column.type in ("money", "quantity"):
        return _times(sql, plan.units.get(i, 1), convert.MONEY)
    if name in plan.values:
        whens = " ".join(f"WHEN {lit(text)} THEN {lit(code)}" for text, code in plan.values[name].items())
        return f"CASE lower(t{i}) {whens} ELSE {sql} END"
    return f"upper({sql})" if name in plan.upper else sql


def _rule(plan: Plan, s: Statement) -> str:
    """Number of the first rule that fits the row, or NULL."""
    whens = []
    for number, rule in enumerate(plan.rules, start=1):
        whens.append(f"WHEN {' AND '.join(_test(plan, s, test) for test in rule.when)} THEN {number}")
    return f"CASE {' '.join(whens)} END" if whens else "CAST(NULL AS INTEGER)"


def _negative(plan: Plan, s: Statement) -> str:
    """Is the row a return whose numbers are to be negative? Whatever rule decides about the rest of it."""
    rules = [" AND ".join(_test(plan, s, test) for test in rule.when) for rule in plan.rules if rule.negative]
    return f", coalesce({' OR '.join(rules)}, false) AS _negative" if rules else ""


def _test(plan: Plan, s: Statement, test: dict[str, Any]) -> str:
    """A condition that is never true of an empty cell, but for `empty` and negations."""
    i = plan.sheet.index(test["column"])
    text = f"{'u' if i in plan.codes else 't'}{i}"
    if "negative" in test:
        return f"n{i} < 0" if test["negative"] else f"coalesce(n{i} >= 0, true)"
    if "zero" in test:
        return f"n{i} = 0" if test["zero"] else f"coalesce(n{i} <> 0, true)"
    if "empty" in test:
        return f"{text} IS {'' if test['empty'] else 'NOT '}NULL"
    if "matches" in test:
        return f"regexp_matches({text}, {s.bind('(?i)' + test['matches'])})"
    if "starts" in test:
        escaped = re.sub(r"([%_!])", r"!\1", test["starts"])
        return f"{text} ILIKE {s.bind(escaped + '%')} ESCAPE '!'"
    wanted = test["in"] if "in" in test else [test["equals"]]
    return f"list_contains({s.bind([str(w).casefold() for w in wanted])}, lower({text}))"


def _sign(plan: Plan) -> str:
    """The currency named beside the amount: the net amount first, then the others."""
    found = [sign_of(f"t{i}") for i in plan.money if not convert.is_numeric(plan.sheet.types[i])]
    return f"coalesce({', '.join(found)})" if found else "CAST(NULL AS VARCHAR)"


def _marks(plan: Plan) -> str:
    marks = [f"CASE WHEN u{i} IS NOT NULL AND t{i} IS NULL THEN {2 << n} ELSE 0 END" for n, i in enumerate(plan.codes)]
    told = plan.takes.get("currency")
    if plan.signs and told is not None and _parses(plan, "currency", told):
        marks.append("CASE WHEN _sign <> p_currency THEN 1 ELSE 0 END")
    return f"CAST({' + '.join(marks) or '0'} AS INTEGER)"


def _carried(plan: Plan) -> list[str]:
    kind = plan.takes.get("line_kind")
    told = ["p_line_kind"] if kind is not None and _parses(plan, "line_kind", kind) else []
    return [f"n{i}" for i in sorted(plan.used) if _is_number(plan, i)] + told


def _final(plan: Plan, s: Statement, name: str) -> str:
    """A contract column before what intake makes itself: parsed, computed or empty, then the rules."""
    column, take = plan.table.columns[name], plan.takes.get(name)
    base = f"CAST(NULL AS {column.sql_type})" if take is None else _base(plan, name, take)
    if name == "currency" and plan.signs:
        base = f"coalesce(_sign, {base})"
    if plan.table.name != "sales_lines":
        return base
    if name == "line_kind":
        known = "WHEN p_line_kind IS NOT NULL THEN p_line_kind " if take else ""
        base = f"CASE {known}WHEN net_amount < 0 THEN 'return' WHEN net_amount >= 0 THEN 'sale' END"
    whens = [
        f"WHEN {n} THEN {s.bind(r.sets[name]) if r.sets[name] is not None else 'NULL'}"
        for n, r in enumerate(plan.rules, start=1)
        if name in r.sets
    ]
    if name in SIGNED:
        whens += [f"WHEN {n} THEN -({base})" for n, r in enumerate(plan.rules, start=1) if r.opposite_sign]
    value = f"CASE _rule {' '.join(whens)} ELSE {base} END" if whens else base
    if name in SIGNED and any(r.negative for r in plan.rules):
        return f"CASE WHEN _negative THEN -abs({value}) ELSE {value} END"
    return value


def _base(plan: Plan, name: str, take: Take) -> str:
    """A column parsed or computed, with what is added to it and taken off it."""
    if take.kind in ("net_less", "net_share"):
        net = _base(plan, "net_amount", plan.takes["net_amount"])
        i = take.columns[0]
        if take.kind == "net_less":
            base = f"try_cast({net} - n{i} AS {convert.MONEY})"
        else:
            share = f"CAST(n{i} AS DOUBLE)" + (" / 100" if take.percent else "")
            base = f"try_cast(CAST({net} AS DOUBLE) * (1 - {share}) AS {convert.MONEY})"
    else:
        base = f"p_{name}" if take.kind in ("column", "constant") else _computed(take)
    if take.discount is not None and take.kind != "multiply":
        share = f"coalesce(n{take.discount}, 0)" + (" / 100" if take.percent else "")
        base = f"try_cast(try_cast({base} AS DECIMAL(20,4)) * CAST(1 - {share} AS DECIMAL(18,6)) AS {convert.MONEY})"
    rest = "" if take.kind == "without_vat" else _rest(take)
    return f"try_cast({base}{rest} AS {convert.MONEY})" if rest else base


def _rest(take: Take) -> str:
    """What is added to an amount and taken off it."""
    return "".join(f" + coalesce(n{i}, 0)" for i in take.plus) + "".join(f" - coalesce(n{i}, 0)" for i in take.minus)


def _computed(take: Take) -> str:
    if take.kind == "multiply":
        return _product(take)
    if take.kind == "subtract":
        rest = "".join(f" - coalesce(n{i}, 0)" for i in take.columns[1:])
        return f"try_cast(n{take.columns[0]}{rest} AS {convert.MONEY})"
    if take.kind == "drop_end":
        return f"nullif(left(t{take.columns[0]}, -{int(take.value)}), '')"
    gross = f"CAST(n{take.columns[0]}{_rest(take)} AS DOUBLE)"  # what stands beside an amount with VAT has it, too
    if len(take.columns) > 1:
        rate = f"CAST(coalesce(n{take.columns[1]}, 0) AS DOUBLE)" + (" / 100" if take.value == "percent" else "")
        return f"try_cast({gross} / (1 + {rate}) AS {convert.MONEY})"
    rate = lit(take.value)
    return f"try_cast({gross} / (1 + CAST({rate} AS DOUBLE)) AS {convert.MONEY})"


def _product(take: Take) -> str:
    """Price × quantity, exactly. Wide decimals are slow: everyday numbers are multiplied in narrow ones."""
    factors = [f"n{i}" for i in take.columns]
    if take.discount is not None:
        share = f"coalesce(n{take.discount}, 0)" + (" / 100" if take.percent else "")
        factors.append(f"CAST(1 - {share} AS DECIMAL(18,6))")
    wide = f"CAST({factors[0]} AS DECIMAL(38,6))"
    for factor in factors[1:]:
        wide = f"try_cast({wide} * {factor} AS DECIMAL(38,6))"
    wide = f"try_cast({wide} AS {convert.MONEY})"
    if len(factors) != 2:
        return wide
    small = " AND ".join(f"{f} BETWEEN -99999 AND 99999 AND {f} = CAST({f} AS DECIMAL(9,4))" for f in factors)
    narrow = " * ".join(f"CAST({f} AS DECIMAL(9,4))" for f in factors)
    return f"CASE WHEN {small} THEN CAST({narrow} AS {convert.MONEY}) ELSE {wide} END"


def _made(plan: Plan) -> dict[str, str]:
    """Columns intake makes where the source has none, or left them empty."""
    if plan.table.name == "sales_lines":
        day = "coalesce(f.client_id, '') || '/' || CAST(f.order_date AS VARCHAR)"
        return {"f.order_id": f"coalesce(f.order_id, {day}) AS order_id"}
    return {}
