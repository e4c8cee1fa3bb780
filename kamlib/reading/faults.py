"""SQL that judges a row: every reason why it cannot be used, the first one named first."""

from __future__ import annotations

from kamlib.reading import convert
from kamlib.reading.plan import FORMULAS, Plan, Take
from kamlib.reading.sheet import lit
from kamlib.reading.words import sign_of

EARLIEST, LATEST = "DATE '1900-01-01'", "DATE '2100-12-31'"
_RU, _EN = "итого|всего|общий итог|итог", "grand total|sub[ -]?totals?|totals?"
TOTALS = rf"^({_RU}|{_EN})([ :.,].*)?$|.+[ :]({_RU}|{_EN})[:.]?$"
TOTALS_SURE = rf"^({_RU}|{_EN})[:. ]*$|^({_RU})[:.]? (по|за|на|для|с|без|в т) .*$|^(grand|sub ?)totals? .*$"
_HINTS = ("тог", "ТОГ", "сего", "СЕГО", "otal", "OTAL")  # some of it is in every name of a total
SUMMED = ("payments", "plan")  # a row of totals among them would count twice
TOTALS_ONLY = "('итого', 'всего', 'общий итог', 'итог', 'total', 'totals', 'grand total')"


def fault_list(plan: Plan) -> str:
    """A list of {reason, column_name, value, position} of all faults, NULL when the row has none."""
    checks: list[tuple[str, str]] = []  # (condition, the fault as a struct)
    if plan.sheet.has_fields:
        width = len(plan.sheet.headings)
        checks.append(("_fields = -1", _fault("field_too_long")))
        checks.append(
            (f"_fields <> {width} AND _fields <> -1", _fault("column_count", value="CAST(_fields AS VARCHAR)"))
        )
    for name, take in plan.takes.items():
        if name == "line_id":
            continue
        if take.kind == "column":
            checks += _column(plan, name, take)
        elif take.kind in FORMULAS:
            checks += _computed(plan, name, take)
        besides = [*take.plus, *take.minus, *((take.discount,) if take.discount and take.kind == "column" else ())]
        checks += [(f"t{i} IS NOT NULL AND n{i} IS NULL", _unreadable(plan, i)) for i in besides]
    if plan.signs:
        checks += _currencies(plan)
    checks += [(f"_rule = {n}", _fault("dropped_by_profile")) for n, r in enumerate(plan.rules, start=1) if r.reject]
    checks += _keys_of_totals(plan)
    if not plan.table.keeps_disorder:
        checks += [(sql, _at(plan, "out_of_order", i)) for sql, i in out_of_order(plan)]
    bad = " OR ".join(f"({condition})" for condition, _ in checks) or "false"
    faults = ", ".join(f"CASE WHEN {condition} THEN {fault} END" for condition, fault in checks)
    faults = ", ".join(filter(None, [_totals(plan), faults]))
    return f"CASE WHEN {bad} THEN list_filter([{faults}], lambda x: x IS NOT NULL) END"


def out_of_order(plan: Plan) -> list[tuple[str, int]]:
    """Dates that come before those they cannot come before: condition, and the column of the sheet that is at fault."""
    found = []
    for first, second in plan.table.in_order:
        if first in plan.takes and second in plan.takes and plan.takes[second].kind == "column":
            found.append((f'"{second}" < "{first}"', plan.takes[second].columns[0]))
    return found


def _keys_of_totals(plan: Plan) -> list[tuple[str, str]]:
    """Rows whose key is a word for a total; among payments and plans, which are summed, any name that begins as one."""
    if plan.table.name == "sales_lines":
        return []
    keys = plan.table.key if plan.table.name in SUMMED else plan.table.key[:1]
    found = []
    for take in (plan.takes[key] for key in keys if key in plan.takes):
        if take.kind != "column":
            continue
        i = take.columns[0]
        text = f"CAST(t{i} AS VARCHAR)"
        test = f"lower(rtrim({text}, ':')) IN {TOTALS_ONLY}"
        if plan.table.name in SUMMED:
            test = f"regexp_matches(lower({text}), {lit(TOTALS_SURE)})"
        found.append((test, _at(plan, "totals_row", i)))
    return found


def _fault(reason: str, column: str = "NULL", value: str = "NULL", position: str = "NULL") -> str:
    return (
        f"{{'reason': {lit(reason)}, 'column_name': CAST({column} AS VARCHAR), "
        f"'value': CAST({value} AS VARCHAR)[:200], 'position': CAST({position} AS INTEGER)}}"
    )


def _at(plan: Plan, reason: str, i: int) -> str:
    return _fault(reason, lit(plan.sheet.headings[i]), f"t{i}", str(i))


def total_name(plan: Plan) -> str:
    """The first cell of a row that is called like a total («Итого по январь», "Ромашка Итог"), NULL where none is.

    Asked of every row, so the cheap way first: a date or a number that was read is no such name, and the other cells
    are searched together for what all such names have in them.
    """
    taken = {name: take for name, take in plan.takes.items() if take.kind == "column" and _is_value(plan, name)}
    read = {take.columns[0]: name for name, take in taken.items()}
    texts = [i for i, sql_type in enumerate(plan.sheet.types) if sql_type == "VARCHAR"]
    if not texts:
        return "CAST(NULL AS VARCHAR)"
    names = [f"c{i}" for i in texts if i not in read]
    hint = "|".join(h for h in _HINTS if h.isascii() or not plan.sheet.ascii_only)
    may_be = [f'("{read[i]}" IS NULL AND c{i} IS NOT NULL)' for i in texts if i in read]
    may_be += [f"regexp_matches(concat({', '.join(names)}), {lit(hint)})"] if names else []
    whens = [f"WHEN regexp_matches(lower(trim(c{i})), {lit(TOTALS)}) THEN trim(c{i})" for i in texts]
    return f"CASE WHEN {' OR '.join(may_be)} THEN CASE {' '.join(whens)} END END"


def _is_value(plan: Plan, name: str) -> bool:
    """Does the column hold dates or numbers?"""
    return plan.table.columns[name].type not in ("text", "flag")


def _totals(plan: Plan) -> str:
    """A row of totals is told as such: "Итого" in any text cell of a row that has something wrong with it."""
    return f"CASE WHEN {total_name(plan)} IS NOT NULL THEN {_fault('totals_row')} END"


def _column(plan: Plan, name: str, take: Take) -> list[tuple[str, str]]:
    column, i = plan.table.columns[name], take.columns[0]
    text, value = f"t{i}", "p_line_kind" if name == "line_kind" else f'"{name}"'
    checks = []
    excel = _excel_error(text)
    if column.required and name not in plan.table.made:
        checks.append((f"{text} IS NULL", _at(plan, "missing", i)))
    if column.type == "text" and not (column.codes and not column.open):
        checks.append((excel, _at(plan, "excel_error", i)))
        return checks
    unread = f"{text} IS NOT NULL AND {value} IS NULL"
    reason = {"date": "unreadable_date", "flag": "unreadable_flag", "text": "unknown_code", "integer": "not_whole"}.get(
        column.type, "unreadable_number"
    )
    fault = f"CASE WHEN {excel} THEN {_at(plan, 'excel_error', i)} ELSE {_at(plan, reason, i)} END"
    if column.type in ("money", "quantity"):
        fault = (
            f"CASE WHEN {excel} THEN {_at(plan, 'excel_error', i)} WHEN {_large(plan, i)} "
            f"THEN {_at(plan, 'amount_too_large', i)} ELSE {_at(plan, reason, i)} END"
        )
    checks.append((unread, fault))
    if column.type == "date":
        checks.append((f"{value} < {EARLIEST} OR {value} > {LATEST}", _at(plan, "date_out_of_range", i)))
    low, high = column.bounds
    outside = [f"{value} {'<=' if column.above_min else '<'} {low}"] if low is not None else []
    outside += [f"{value} > {high}"] if high is not None else []
    if outside:
        checks.append((" OR ".join(outside), _at(plan, "out_of_range", i)))
    return checks


def _currencies(plan: Plan) -> list[tuple[str, str]]:
    """A line whose amounts are in two currencies; in a table that keeps no currency, another than the usual one."""
    if "currency" in plan.table.columns:
        reason, line = "two_currencies", "currency"
    else:
        reason, line = "other_currency", lit(plan.own_sign)
    texts = [i for i in plan.money if not convert.is_numeric(plan.sheet.types[i])]
    return [(f"{sign_of(f't{i}')} <> {line}", _at(plan, reason, i)) for i in texts]


def _excel_error(text: str) -> str:
    errors = ", ".join(lit(e) for e in convert.EXCEL_ERRORS)
    text = f"CAST({text} AS VARCHAR)"
    return f"CASE WHEN starts_with({text}, '#') THEN list_contains([{errors}], upper({text})) ELSE false END"


def _large(plan: Plan, i: int) -> str:
    """Is the text a number, only too long for money?"""
    if convert.is_numeric(plan.sheet.types[i]):
        return f"isfinite(CAST(c{i} AS DOUBLE))"
    form = plan.numbers.get(i)
    return f"coalesce(isfinite({convert.number(f't{i}', form, 'DOUBLE')}), false)" if form else "false"


def _unreadable(plan: Plan, i: int) -> str:
    """The fault of a part of a formula that is no number, or too long for one."""
    return (
        f"CASE WHEN starts_with(CAST(t{i} AS VARCHAR), '#') THEN {_at(plan, 'excel_error', i)} "
        f"WHEN {_large(plan, i)} THEN {_at(plan, 'amount_too_large', i)} ELSE {_at(plan, 'unreadable_number', i)} END"
    )


def _computed(plan: Plan, name: str, take: Take) -> list[tuple[str, str]]:
    """A formula's parts: each that cannot be read is told by itself; a product too large for money besides."""
    checks = []
    parts = [*take.columns, *(() if take.discount is None else (take.discount,))]
    required = plan.table.columns[name].required
    for i in parts:
        if required and i in take.columns[: 1 if take.kind in ("subtract", "without_vat") else None]:
            checks.append((f"t{i} IS NULL", _at(plan, "missing", i)))
        if name != "list_amount":  # its parts are those of the net amount, told once
            checks.append((f"t{i} IS NOT NULL AND n{i} IS NULL", _unreadable(plan, i)))
    known = " AND ".join(f"n{i} IS NOT NULL" for i in take.columns)
    checks.append((f'{known} AND "{name}" IS NULL', _at(plan, "amount_too_large", take.columns[0])))
    return checks
