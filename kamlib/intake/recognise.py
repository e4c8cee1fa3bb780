"""Deciding what each column of a sheet is: from a profile, the headings, and the values where headings leave doubt."""

from __future__ import annotations

import re
from dataclasses import replace

from kamlib.contract import Table, tables
from kamlib.core.errors import KamError
from kamlib.intake import amounts, lines, missing, units, words
from kamlib.intake.facts import Facts
from kamlib.intake.headings import meaning, meanings, normalise
from kamlib.intake.keys import Sold
from kamlib.intake.profile import HELPERS, SourcePart
from kamlib.intake.purpose import in_plan, may_be_plan, says_paid, says_plan
from kamlib.intake.questions import Asker, Both, Question, TextKey
from kamlib.reading.plan import Plan, Take, required, table_named
from kamlib.reading.sheet import Sheet

NAMED = ("clients", "products", "managers")
_REPEATED = re.compile(r" \(\d+\)$")  # the number given to a heading that stands twice
_CODE_WORDS = re.compile(r"(^| )(sku|артикул|инн|article)( |$)")
_NAME_OF = {"client_id": ("clients", "name"), "product_id": ("products", "name"), "manager_id": ("managers", "name")}
_SAYS_NET = re.compile(r"без ндс|excl|without vat|ex vat|net")
_OPINIONS = {"satisfaction", "relationship", "would_leave", "reasons", "text"}  # without one of them no feedback


def recognise(sheet: Sheet, part: SourcePart, profile: str, asker: Asker, facts: Facts, sold: Sold) -> Plan:
    """The plan of a sheet. Raises KamError naming what is missing; what is ambiguous goes to `asker`."""
    part = _as_said(sheet, part, asker)
    table = _table(sheet, part, asker)
    plan = Plan(sheet, table, rules=part.rules, upper=part.upper, profile=profile)
    helpers: dict[str, int] = {}
    _from_profile(plan, part, helpers)
    for name, value in part.constants.items():
        if name not in HELPERS:
            plan.takes[name] = Take("constant", value=value, why="profile")
    if part.recognise:
        _from_headings(plan, part, helpers, asker, facts)
    key = table.key[0]
    if table.name in NAMED and part.recognise:
        sold.choose_key(plan, facts)
    if table.name == "sales_lines":
        missing.settle(plan, helpers, part, asker, facts)
        amounts.settle(plan, helpers, part, asker, facts)
        if part.recognise:
            lines.settle(plan, helpers, part, asker, facts)
    if table.name in NAMED and key not in plan.takes and "name" in plan.takes:
        plan.takes[key] = plan.takes["name"]  # a name serves as code where there is none
    _units(plan)
    if table.name in ("sales_lines", "payments", "plan") and part.recognise:
        _unit_above(plan, asker)
    absent = [c for c in required(table) if c not in plan.takes]
    if absent and not asker.open:
        missing.refuse(plan, absent, facts)
    return plan


def _as_said(sheet: Sheet, part: SourcePart, asker: Asker) -> SourcePart:
    """The part with what somebody said the table and single columns are: `table`, `use:<heading>` ("-": nothing)."""
    table = asker.said("table")
    if table is not None and table not in tables():
        raise KamError("intake.bad_answer", code="table", answer=table, options=", ".join(tables()))
    used = {h: asker.said(f"use:{h}", h) for h in sheet.headings}
    columns = {h: "" if target == "-" else target for h, target in used.items() if target is not None}
    known = {t for name in ([table] if table else tables()) for t in choices(name)} | {""}
    if wrong := [target for target in columns.values() if target not in known]:
        raise KamError("intake.bad_answer", code="use", answer=wrong[0], options=", ".join(sorted(known - {""})))
    if table is None and not columns:
        return part
    return replace(part, table=table or part.table, columns={**part.columns, **columns})


def choices(table: str) -> list[str]:
    """What a column of a file can be taken for in a table: its own columns, amounts they are worked out from, and
    attributes of clients, products and managers that a line tells besides."""
    own = [c for c in tables()[table].columns if c not in tables()[table].made]
    told = [*meanings().get(table, {}).values(), *words.targets(table)]
    others = dict.fromkeys(target for target in told if target not in own)
    return [*own, *others]


def is_sales(sheet: Sheet, part: SourcePart) -> bool:
    """Are these likely lines of sales? They are looked at first: other tables are keyed by what they hold."""
    if part.table:
        return part.table == "sales_lines"
    found = set(_candidates(sheet, tables()["sales_lines"]))
    return "order_date" in found and "client_id" in found


def has_dates(sheet: Sheet) -> bool:
    """Does a heading say the date of a sale?"""
    return "order_date" in _candidates(sheet, tables()["sales_lines"])


def _units(plan: Plan) -> None:
    """Thousands and millions of a heading are worked in; its currency is the lines', where no column says it."""
    currencies: dict[str, int] = {}
    for target, take in plan.takes.items():
        if plan.table.columns[target].type not in ("money", "quantity") or take.kind == "constant":
            continue
        for i in take.parts:
            told = units.unit(plan.sheet.headings[i])
            if told.factor > 1 and i not in plan.units:
                plan.units[i] = told.factor
                values = {"column": plan.sheet.headings[i], "factor": f"{told.factor:,}".replace(",", "\u202f")}
                plan.notes.append(("intake.note_unit", values))
            if told.currency:
                currencies.setdefault(told.currency, i)
    if plan.table.name == "sales_lines" and "currency" not in plan.takes and len(currencies) == 1:
        code, i = next(iter(currencies.items()))
        plan.takes["currency"] = Take("constant", value=code, why="heading")
        plan.notes.append(("intake.note_currency", {"column": plan.sheet.headings[i], "currency": code}))


def _unit_above(plan: Plan, asker: Asker) -> None:
    """A title over the table that says thousands: are the amounts in thousands? Headings that say a unit go before."""
    found = units.in_titles(plan.sheet.above)
    takes = [t for name, t in plan.takes.items() if plan.table.columns[name].type == "money" and t.kind != "constant"]
    amounts = {i for t in takes for i in (*t.columns[: 2 if t.kind == "subtract" else 1], *t.plus, *t.minus)}
    told = [units.unit(plan.sheet.headings[i]) for i in amounts]
    if found is None or not amounts or any(u.factor > 1 or u.currency for u in told):
        return
    title, factor = found
    shown = f"{factor:,}".replace(",", "\u202f")
    columns = ", ".join(f"«{plan.sheet.headings[i]}»" for i in sorted(amounts))
    answer = asker(
        Question(
            "unit",
            "intake.ask_unit",
            {"file": plan.sheet.label, "title": title, "columns": columns},
            [(str(factor), f"× {shown}"), ("1", TextKey("intake.option_as_written"))],
        )
    )
    if answer == str(factor):
        plan.units |= dict.fromkeys(amounts, factor)


def _candidates(sheet: Sheet, table: Table) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    if table.name == "payments" and not says_paid(sheet):
        return found
    for i, heading in enumerate(sheet.headings):
        own = _REPEATED.sub("", heading)
        target = in_plan(sheet, own) if table.name == "plan" else meaning(table.name, own)
        if target:
            found.setdefault(target, []).append(i)
    return found


def fits(table: Table, found: set[str]) -> bool:
    """Do the recognised columns hold all that a row of the table needs?"""
    if table.name == "feedback" and not _OPINIONS & found:
        return False
    for name in required(table):
        if name == "net_amount":
            if not ({"net_amount", "gross_amount", "order_total"} & found or {"price", "quantity"} <= found):
                return False
        elif name not in found and not (name == table.key[0] and table.name in NAMED and "name" in found):
            return False
    return len(found) >= 2


def _table(sheet: Sheet, part: SourcePart, asker: Asker) -> Table:
    if part.table:
        return tables()[part.table]
    stem = sheet.file.split(".")[0]
    told = {target for heading, target in part.columns.items() if target and sheet.index(heading) is not None}
    told |= {*part.constants, *part.computed}
    scores: dict[str, int] = {}
    usable = {name: table for name, table in tables().items() if not unusable(table, told)}
    if not usable:
        raise KamError("intake.profile_no_table", file=sheet.label, columns=", ".join(sorted(told)))
    likely = {name: set(_candidates(sheet, table)) | told for name, table in usable.items()}
    if "plan" in likely and not may_be_plan(sheet):
        likely["plan"] = set()
    for name, table in usable.items():
        if fits(table, likely[name]):
            scores[name] = sum("." not in f for f in likely[name])
    named = table_named(sheet.sheet or "") or table_named(stem)
    if named and named.name in usable and (named.name in scores or not scores):
        return named
    if "plan" in scores and says_plan(sheet):
        return tables()["plan"]
    if "sales_lines" in usable and "sales_lines" not in scores:
        found = likely["sales_lines"]
        if (not scores and {"order_date", "client_id"} <= found) or _sells(found, scores):
            return tables()["sales_lines"]  # its date or its amount is missing: asked for
    if not scores:  # the message then says what the likeliest table needs
        return max(usable.values(), key=lambda table: len(likely[table.name]))
    most = max(scores.values())
    best = [name for name, score in scores.items() if score == most]
    # what a company's own systems hold goes before what people enter here in the same words (visits and calls)
    best = [name for name in best if not tables()[name].register] or best
    if len(best) > 1 and "sales_lines" not in best:
        question = Question(
            "table",
            "intake.ask_table",
            {"file": sheet.label, "headings": ", ".join(sheet.headings)},
            [(name, Both(tables()[name].en, tables()[name].ru)) for name in best],
            'table = "{}"',
        )
        answer = asker(question)
        return tables()[answer if answer in tables() else best[0]]
    return tables()["sales_lines" if "sales_lines" in best else best[0]]


def _sells(found: set[str], scores: dict[str, int]) -> bool:
    """Is a client recognised, a date or an amount, and more of sales lines than of any other table?

    As much is enough beside a table of clients, products or managers: those are not dated.
    """
    mine = sum("." not in f for f in found)
    dated = "order_date" in found
    if "client_id" not in found or not (
        dated or {"net_amount", "gross_amount"} & found or {"price", "quantity"} <= found
    ):
        return False
    if not scores:
        return mine > 2
    return all(mine > score or (mine == score and dated and name in NAMED) for name, score in scores.items())


def unusable(table: Table, told: set[str]) -> list[str]:
    """What a profile says that the table has no use for: columns that are not its own."""
    return sorted(
        target
        for target in told
        if not (target in table.columns or "." in target or (target in HELPERS and table.name == "sales_lines"))
    )


def _from_profile(plan: Plan, part: SourcePart, helpers: dict[str, int]) -> None:
    """Columns the profile names; where several lead to one meaning, the first that the file has is taken."""
    present = {t for heading, t in part.columns.items() if t and plan.sheet.index(heading) is not None}
    if wrong := unusable(plan.table, {*present, *part.constants, *part.computed}):
        raise KamError(
            "intake.profile_not_of_table",
            file=plan.sheet.label,
            columns=", ".join(wrong),
            table=plan.table.en,
            table_ru=plan.table.ru,
        )
    absent = []
    for heading, target in part.columns.items():
        i = plan.sheet.index(heading)
        if not target:
            continue
        if i is None:
            absent.append((heading, target))
        else:
            _assign(plan, helpers, target, i, "profile")
    own = [h for h, target in absent if target in plan.table.columns and target not in plan.takes]
    needed = [h for h in own if part.columns[h] in required(plan.table)]
    if needed and not part.recognise:
        raise KamError(
            "intake.profile_columns_absent",
            file=plan.sheet.label,
            columns=", ".join(needed),
            headings=", ".join(plan.sheet.headings),
        )
    known = {*plan.takes, *helpers, *(f"{table}.{column}" for table, column in plan.dims)}
    for heading, target in absent:
        if target not in known:
            plan.notes.append(("intake.note_absent", {"column": heading}))
    _drop_rules(plan)
    for test in (test for rule in plan.rules for test in rule.when):
        if plan.sheet.index(test["column"]) is None:
            raise KamError(
                "intake.profile_columns_absent",
                file=plan.sheet.label,
                columns=test["column"],
                headings=", ".join(plan.sheet.headings),
            )


def _drop_rules(plan: Plan) -> None:
    """Rules marked optional need not fit every file; the others fail where a column of theirs is absent."""
    absent = [r for r in plan.rules if r.optional and any(plan.sheet.index(t["column"]) is None for t in r.when)]
    for rule in absent:
        plan.notes.append(("intake.note_rule_left_out", {"column": rule.when[0]["column"]}))
    plan.rules = tuple(r for r in plan.rules if r not in absent)


def _assign(plan: Plan, helpers: dict[str, int], target: str, i: int, why: str) -> None:
    if "." in target:
        table, column = target.split(".", 1)
        plan.dims.setdefault((table, column), i)
        plan.dim_why.setdefault((table, column), why)
    elif target in plan.table.columns:
        plan.takes.setdefault(target, Take("column", (i,), why=why))
    else:
        helpers.setdefault(target, i)


def _from_headings(plan: Plan, part: SourcePart, helpers: dict[str, int], asker: Asker, facts: Facts) -> None:
    taken = {i for take in plan.takes.values() for i in take.parts} | set(helpers.values()) | set(plan.dims.values())
    ignored = {plan.sheet.index(h) for h, target in part.columns.items() if not target}
    for target, columns in _candidates(plan.sheet, plan.table).items():
        columns = [i for i in columns if i not in taken and i not in ignored]
        if target in _NAME_OF and target in plan.takes and len(columns) == 1:
            plan.dims.setdefault(_NAME_OF[target], columns[0])  # the code is known, this is the name beside it
            continue
        if not columns or target in plan.takes or target in helpers:
            continue
        if target in part.computed:
            continue
        if len(columns) > 1:
            chosen = _choose(plan, target, columns, asker, facts)
            if chosen is None:
                continue
            columns = [chosen]
        _assign(plan, helpers, target, columns[0], "heading")


def _choose(plan: Plan, target: str, columns: list[int], asker: Asker, facts: Facts) -> int | None:
    """One of several columns that claim the same meaning, where the headings decide it; else ask."""
    headings = [plan.sheet.headings[i] for i in columns]
    if target in _NAME_OF:
        codes = [i for i, h in zip(columns, headings, strict=True) if _says_code(h)]
        names = [i for i in columns if i not in codes]
        if len(codes) == 1 and len(names) == 1:
            owner, name = _NAME_OF[target]
            if owner == plan.table.name:
                plan.takes.setdefault(name, Take("column", (names[0],)))
            else:
                plan.dims.setdefault((owner, name), names[0])
            return codes[0]
    if target == "net_amount":
        net = [i for i, h in zip(columns, headings, strict=True) if _SAYS_NET.search(normalise(h))]
        if len(net) == 1:
            return net[0]
    column = plan.table.columns.get(target)
    label = Both(f"{column.en} ({target})", f"{column.ru} ({target})") if column else target
    question = Question(
        f"column:{target}",
        "intake.ask_column",
        {"file": plan.sheet.label, "meaning": label, "columns": ", ".join(f"«{h}»" for h in headings)},
        missing.options(plan, columns, facts),
        f'[columns] "{{}}" = "{target}"',
    )
    answer = asker(question)
    return plan.sheet.index(answer) if answer else None


def _says_code(heading: str) -> bool:
    """Does a heading say code, number, key …, or ИНН, SKU?"""
    plain = normalise(heading)
    return "code" in (words.concepts(plain) or ()) or words.holds(plain, "code") or bool(_CODE_WORDS.search(plain))
