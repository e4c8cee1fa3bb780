"""Deciding what each column of a sheet is, from a profile and from the headings."""

from __future__ import annotations

import re
from dataclasses import replace

from kamlib.contract import Table, tables
from kamlib.core.errors import KamError
from kamlib.intake import amounts
from kamlib.intake.headings import meaning, meanings, normalise
from kamlib.intake.profile import HELPERS, SourcePart
from kamlib.intake.questions import Asker, Question
from kamlib.reading.plan import Plan, Take, required, table_named
from kamlib.reading.sheet import Sheet

NAMED = ("clients", "products", "managers")
_REPEATED = re.compile(r" \(\d+\)$")  # the number given to a heading that stands twice
_CODE_WORDS = re.compile(r"(^| )(id|code|no|number|№|sku|код|артикул|инн|номер|article)( |$)")
_NAME_OF = {"client_id": ("clients", "name"), "product_id": ("products", "name"), "manager_id": ("managers", "name")}
_SAYS_NET = re.compile(r"без ндс|excl|without vat|ex vat|net")


def recognise(sheet: Sheet, part: SourcePart, profile: str, asker: Asker) -> Plan:
    """The plan of a sheet. Raises KamError naming what is missing; what is ambiguous goes to `asker`."""
    part = _as_said(sheet, part, asker)
    table = _table(sheet, part, asker)
    plan = Plan(sheet, table, rules=part.rules, upper=part.upper, profile=profile)
    helpers: dict[str, int] = {}
    _from_profile(plan, part, helpers)
    if part.recognise:
        _from_headings(plan, part, helpers, asker)
    if table.name == "sales_lines":
        amounts.settle(plan, helpers, part, asker)
    key = table.key[0]
    if table.name in NAMED and key not in plan.takes and "name" in plan.takes:
        plan.takes[key] = plan.takes["name"]  # a name serves as code where there is none
    for name, value in part.constants.items():
        if name not in HELPERS:
            plan.takes[name] = Take("constant", value=value, why="profile")
    missing = [c for c in required(table) if c not in plan.takes]
    if asker.open:
        return plan
    if missing:
        raise KamError(
            "intake.missing_columns",
            file=sheet.label,
            table=table.label("en"),
            table_ru=table.label("ru"),
            columns=", ".join(f"{c} ({table.columns[c].en} / {table.columns[c].ru})" for c in missing),
            headings=", ".join(sheet.headings),
            example="\n".join(f'    "{sheet.headings[0]}" = "{c}"' for c in missing[:1]),
        )
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
    others = dict.fromkeys(target for target in meanings().get(table, {}).values() if target not in own)
    return [*own, *others]


def _candidates(sheet: Sheet, table: Table) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for i, heading in enumerate(sheet.headings):
        target = meaning(table.name, _REPEATED.sub("", heading))
        if target:
            found.setdefault(target, []).append(i)
    return found


def fits(table: Table, found: set[str]) -> bool:
    """Do the recognised columns hold all that a row of the table needs?"""
    for name in required(table):
        if name == "net_amount":
            if not ({"net_amount"} & found or {"gross_amount"} & found or {"price", "quantity"} <= found):
                return False
        elif name not in found and not (name == table.key[0] and table.name in NAMED and "name" in found):
            return False
    return len(found) >= 2


def _table(sheet: Sheet, part: SourcePart, asker: Asker) -> Table:
    if part.table:
        return tables()[part.table]
    stem = sheet.file.split(".")[0]
    scores: dict[str, int] = {}
    for name, table in tables().items():
        found = set(_candidates(sheet, table)) | {c for c in part.columns.values() if c}
        if fits(table, found):
            scores[name] = sum("." not in f for f in found)
    named = table_named(sheet.sheet or "") or table_named(stem)
    if named and (named.name in scores or not scores):
        return named
    if not scores:  # the message then says what the likeliest table needs
        return max(tables().values(), key=lambda table: len(_candidates(sheet, table)))
    most = max(scores.values())
    best = [name for name, score in scores.items() if score == most]
    if len(best) > 1 and "sales_lines" not in best:
        question = Question(
            "table",
            "intake.ask_table",
            {"file": sheet.label, "headings": ", ".join(sheet.headings)},
            [(name, f"{tables()[name].en} / {tables()[name].ru}") for name in best],
            'table = "{}"',
        )
        answer = asker(question)
        return tables()[answer if answer in tables() else best[0]]
    return tables()["sales_lines" if "sales_lines" in best else best[0]]


def _from_profile(plan: Plan, part: SourcePart, helpers: dict[str, int]) -> None:
    """Columns the profile names; where several lead to one meaning, the first that the file has is taken."""
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


def _from_headings(plan: Plan, part: SourcePart, helpers: dict[str, int], asker: Asker) -> None:
    taken = {i for take in plan.takes.values() for i in take.columns} | set(helpers.values()) | set(plan.dims.values())
    ignored = {plan.sheet.index(h) for h, target in part.columns.items() if not target}
    for target, columns in _candidates(plan.sheet, plan.table).items():
        columns = [i for i in columns if i not in taken and i not in ignored]
        if target in _NAME_OF and target in plan.takes and len(columns) == 1:
            plan.dims.setdefault(_NAME_OF[target], columns[0])  # the code is known, this is the name beside it
            continue
        if not columns or target in plan.takes or target in helpers:
            continue
        if len(columns) > 1:
            chosen = _choose(plan, target, columns, asker)
            if chosen is None:
                continue
            columns = [chosen]
        _assign(plan, helpers, target, columns[0], "heading")


def _choose(plan: Plan, target: str, columns: list[int], asker: Asker) -> int | None:
    """One of several columns that claim the same meaning, where the headings decide it; else ask."""
    headings = [plan.sheet.headings[i] for i in columns]
    if target in _NAME_OF:
        codes = [i for i, h in zip(columns, headings, strict=True) if _CODE_WORDS.search(normalise(h))]
        names = [i for i in columns if i not in codes]
        if len(codes) == 1 and len(names) == 1:
            plan.dims.setdefault(_NAME_OF[target], names[0])
            return codes[0]
    if target == "net_amount":
        net = [i for i, h in zip(columns, headings, strict=True) if _SAYS_NET.search(normalise(h))]
        if len(net) == 1:
            return net[0]
    column = plan.table.columns.get(target)
    label = f"{target} ({column.en} / {column.ru})" if column else target
    question = Question(
        f"column:{target}",
        "intake.ask_column",
        {"file": plan.sheet.label, "meaning": label, "columns": ", ".join(f"«{h}»" for h in headings)},
        [(h, h) for h in headings],
        f'"{{}}" = "{target}"',
    )
    answer = asker(question)
    return plan.sheet.index(answer) if answer else None
