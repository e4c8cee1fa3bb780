"""Which sales lines count, what they are, and what else stands beside the amount: asked where a file leaves it open.

Left unasked, a void invoice, a return written with a positive amount or a freight column would change the money in
silence. What a profile says of a column (its rules, or that it is left out) is not asked about.
"""

from __future__ import annotations

import re
import tomllib
from dataclasses import replace
from functools import cache
from importlib.resources import files

from kamlib.contract import codes
from kamlib.intake.facts import Facts
from kamlib.intake.grid import called_total
from kamlib.intake.headings import normalise
from kamlib.intake.missing import options
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Both, Question, TextKey
from kamlib.intake.words import holds
from kamlib.reading.convert import is_numeric
from kamlib.reading.plan import Plan, Rule, Take
from kamlib.reading.sheet import lit

YES = ("1", "true", "yes", "y", "да", "истина", "t")
NO = ("0", "false", "no", "n", "нет", "ложь", "f")
MOST_DOUBTFUL = 12


@cache
def _words() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(files("kamlib.intake").joinpath("lines.toml").read_text("utf-8"))


RETURNS = rf"^\s*({'|'.join(_words()['kinds']['return'])})"  # what a document of a return is called


def settle(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, facts: Facts) -> None:
    """Ask about statuses, kinds of lines, cost in several columns, freight and what else may belong into the amount."""
    facts.along([condition for found in _returns(plan, part, facts) for condition in found.values()])
    left_out = {plan.sheet.index(h) for h, target in part.columns.items() if not target}
    ruled = {plan.sheet.index(test["column"]) for rule in plan.rules for test in rule.when}
    for i in range(len(plan.sheet.headings)):
        if i not in left_out | ruled and (
            i not in plan.used or i == helpers.get("status") or _is_states(plan, i, facts)
        ):
            _status(plan, i, helpers, asker, facts)
    _kinds(plan, asker, facts)
    if "net_amount" not in plan.takes:
        return
    free = [i for i in range(len(plan.sheet.headings)) if i not in plan.used | left_out | ruled]
    free = [i for i in free if facts.is_number(i)]
    _costs(plan, [i for i in free if i not in helpers.values()], asker, facts)
    if "net_amount" not in part.computed:
        _amounts(plan, [i for i in free if i not in helpers.values()], asker, facts)
        for i in free:
            if i == helpers.get("freight") or _besides(plan.sheet.headings[i]):
                _beside(plan, i, asker, facts)


# ---- status -------------------------------------------------------------------------------------


def _status(plan: Plan, i: int, helpers: dict[str, int], asker: Asker, facts: Facts) -> None:
    """Lines of a void, cancelled or draft document: do they count?"""
    heading = normalise(plan.sheet.headings[i])
    sample = {v.casefold() for v in facts.first(i)}
    says_status = i == helpers.get("status") or holds(heading, "status", "stage")
    flag = _flag(heading)
    if not (says_status or flag or any(_is_void(v) for v in sample)) or facts.is_date(i):
        return
    found = facts.values(i)
    if not found:
        return
    values = [v for v, _ in found]
    yes_or_no = flag and all(v.casefold() in (*YES, *NO) for v in values)
    if yes_or_no:
        bad = [v for v in values if v.casefold() in (YES if flag == "no" else NO)]
        doubtful = bad
    else:
        bad = [v for v in values if _is_void(v)]
        doubtful = [v for v in values if v in bad or (says_status and v.casefold() not in _words()["status"]["counts"])]
    if (
        not doubtful
        or len(doubtful) > MOST_DOUBTFUL
        or (not bad and len(doubtful) == len(values) > 1 and not says_status)
    ):
        return
    name = plan.sheet.headings[i]
    doubtful = asker.listed("status", name, doubtful)
    bad = doubtful if yes_or_no else [v for v in doubtful if _is_void(v)]
    shown = ", ".join(doubtful)
    options: list[tuple[str, str]] = [("leave_out", TextKey("intake.option_leave_out"))] if bad else []
    options.append(("all", TextKey("intake.option_all_count")))
    options += [(v, v) for v in doubtful] if len(doubtful) > 1 or not bad else []
    answer = asker(
        Question(
            f"status:{name} ({', '.join(sorted(doubtful))})",
            "intake.ask_status",
            {"file": plan.sheet.label, "column": name, "values": shown},
            options,
            column=name,
            several=len(options) > 2,
        )
    )
    if answer in (None, "all"):
        return
    wanted = bad if answer == "leave_out" else [v for v in answer.split("; ") if v in doubtful]
    plan.rules = (Rule(({"column": name, "in": wanted},), {}, reject=True), *plan.rules)


def _is_states(plan: Plan, i: int, facts: Facts) -> bool:
    """Does a column taken for something about clients or products («State») hold nothing but states of documents?"""
    if i not in plan.dims.values():
        return False
    values = [v for v, _ in facts.values(i) or []]
    counts = _words()["status"]["counts"]
    return any(map(_is_void, values)) and all(_is_void(v) or v.casefold() in counts for v in values)


def _is_void(value: str) -> bool:
    return any(re.match(p, value.casefold()) for p in _words()["status"]["not"])


def _flag(heading: str) -> str | None:
    """ "no": yes in this column means that the line does not count; "yes": that it does."""
    for answer in ("no", "yes"):
        if any(word.startswith(w) for w in _words()["status"][f"flags_{answer}"] for word in heading.split()):
            return answer
    return None


# ---- kinds of lines and returns -----------------------------------------------------------------


def kind_of(value: str) -> str | None:
    """The kind of line that a document or an operation of this name stands for, or None."""
    text = value.casefold().strip()
    for code, labels in codes()["line_kind"].items():
        if text in (code, labels["en"].casefold(), labels["ru"].casefold()):
            return code
    for code, beginnings in _words()["kinds"].items():
        if any(re.match(b, text) for b in beginnings):
            return code
    return None


def _kinds(plan: Plan, asker: Asker, facts: Facts) -> None:
    """«Вид операции» says kinds of lines in the words of its system; a word that is not known is asked about."""
    take = plan.takes.get("line_kind")
    if take is None or take.kind != "column":
        return
    i = take.columns[0]
    found = facts.values(i)
    known = {v: kind_of(v) for v, _ in found or []}
    unknown = [v for v, kind in known.items() if kind is None and not called_total(v)]
    if take.why != "profile" and (found is None or not any(known.values()) or len(unknown) > MOST_DOUBTFUL):
        del plan.takes["line_kind"]  # a column of something else
        return
    heading = plan.sheet.headings[i]
    said = {v.casefold(): kind for v, kind in known.items() if kind}
    for value in unknown:
        answer = asker(
            Question(
                f"kind:{heading} ({value})",
                "intake.ask_kind",
                {"file": plan.sheet.label, "column": heading, "value": value},
                [(c, Both(labels["en"], labels["ru"])) for c, labels in codes()["line_kind"].items()]
                + [("leave_out", TextKey("intake.option_leave_out"))],
                column=heading,
            )
        )
        if answer == "leave_out":
            said[value.casefold()] = "adjustment"  # no unknown word: the rule rejects the row
            plan.rules = (*plan.rules, Rule(({"column": heading, "equals": value},), {}, reject=True))
        elif answer:
            said[value.casefold()] = answer
    plan.values["line_kind"] = said


def settle_returns(plan: Plan, part: SourcePart, asker: Asker, facts: Facts) -> None:
    """Returns written with positive amounts: told by the name of the document, or by a negative quantity."""
    documents, counted = _returns(plan, part, facts)
    conditions = [*documents.values(), *counted.values()]
    if not conditions:
        return
    counts = dict(zip(conditions, facts.met(conditions), strict=True))
    for i, condition in documents.items():
        if counts[condition]:
            _ask_returns(plan, i, counts[condition], asker, facts, _names_return(i))
    for i, condition in counted.items():
        if counts[condition]:
            _ask_quantity(plan, i, counts[condition], asker)


def _returns(plan: Plan, part: SourcePart, facts: Facts) -> tuple[dict[int, str], dict[int, str]]:
    """Columns that may name returns, and that of quantities -> SQL: does it tell a return, with a positive amount?"""
    if plan.table.name != "sales_lines" or not part.recognise or "net_amount" not in plan.takes:
        return {}, {}
    net, quantity = plan.takes["net_amount"], plan.takes.get("quantity")
    counted = quantity.columns[0] if quantity is not None and quantity.kind == "column" else None
    if not net.columns:
        return {}, {}
    amount = counted if counted is not None and counted in net.columns else net.columns[0]
    signed = {r.when[0]["column"] for r in plan.rules if r.negative or r.opposite_sign}
    positive = f"NOT {_is_negative(plan, amount)} AND {_is_not_zero(plan, amount)}"
    documents = [i for i in _document_columns(plan, facts) if plan.sheet.headings[i] not in signed]
    named = {i: f"{_names_return(i)} AND {positive}" for i in documents}
    if counted is None or counted in net.columns or signed:
        return named, {}
    unnamed = [f"NOT coalesce({_names_return(i)}, false)" for i in documents]
    less = [_is_negative(plan, counted), _is_not_zero(plan, counted), *unnamed, positive]
    return named, {counted: " AND ".join(less)}


def _names_return(i: int) -> str:
    return f"regexp_matches(c{i}, {lit('(?i)' + RETURNS)})"


def _is_negative(plan: Plan, i: int) -> str:
    """SQL: is a number below zero, by its sign alone? All rows are looked at, so no number is read."""
    if is_numeric(plan.sheet.types[i]):
        return f"coalesce(c{i} < 0, false)"
    return f"coalesce(contains(c{i}, '-') OR contains(c{i}, '−') OR contains(c{i}, '('), false)"


def _is_not_zero(plan: Plan, i: int) -> str:
    if is_numeric(plan.sheet.types[i]):
        return f"c{i} <> 0"
    return f"regexp_matches(c{i}, '[1-9]')"


def _is_kinds(i: int, facts: Facts) -> bool:
    if not all(kind_of(v) or called_total(v) or v == facts.sheet.headings[i] for v in facts.first(i)):
        return False
    values = [v for v, _ in facts.values(i) or [] if not called_total(v)]
    return len(values) > 1 and all(map(kind_of, values))


def _document_columns(plan: Plan, facts: Facts) -> list[int]:
    """Columns that may name a document or an operation: those taken for it, and unused ones headed so or holding
    nothing else."""
    mine = {i for name in ("order_id", "line_kind") if name in plan.takes for i in plan.takes[name].columns}
    for i, heading in enumerate(plan.sheet.headings):
        if i not in plan.used and (holds(normalise(heading), "order", "kind") or _is_kinds(i, facts)):
            mine.add(i)
    return sorted(i for i in mine if plan.sheet.types[i] == "VARCHAR")


def _ask_returns(plan: Plan, i: int, rows: int, asker: Asker, facts: Facts, mine: str) -> None:
    heading = plan.sheet.headings[i]
    found = facts.con.execute(
        f"SELECT DISTINCT CAST(c{i} AS VARCHAR) AS v FROM {plan.sheet.relation} WHERE {mine} ORDER BY v LIMIT 3"
    ).fetchall()
    answer = asker(
        Question(
            f"returns:{heading}",
            "intake.ask_returns",
            {"file": plan.sheet.label, "column": heading, "rows": rows},
            [("return", TextKey("intake.option_return")), ("as_written", TextKey("intake.option_as_written"))],
            column=heading,
            examples=tuple(v[:40] for (v,) in found),
        )
    )
    if answer == "return":
        rule = Rule(({"column": heading, "matches": RETURNS},), {"line_kind": "return"}, negative=True)
        others = [
            replace(r, negative=True) if r.sets.get("line_kind") == "return" and r.when[0]["column"] == heading else r
            for r in plan.rules
        ]
        plan.rules = (*others, rule)


def _ask_quantity(plan: Plan, i: int, rows: int, asker: Asker) -> None:
    heading = plan.sheet.headings[i]
    answer = asker(
        Question(
            f"returns:{heading}",
            "intake.ask_returns_quantity",
            {"file": plan.sheet.label, "column": heading, "rows": rows},
            [("return", TextKey("intake.option_return")), ("as_written", TextKey("intake.option_as_written"))],
            column=heading,
        )
    )
    if answer == "return":
        rule = Rule(({"column": heading, "negative": True},), {"line_kind": "return"}, negative=True)
        plan.rules = (*plan.rules, rule)


# ---- money beside the amount --------------------------------------------------------------------


def _costs(plan: Plan, free: list[int], asker: Asker, facts: Facts) -> None:
    """Cost that stands in several columns: which of them make up the cost of a line?"""
    more = [i for i in free if holds(normalise(plan.sheet.headings[i]), "cost") and facts.says_something(i)]
    more = [i for i in more if not holds(normalise(plan.sheet.headings[i]), "unit", "price", "amount sale")]
    take = plan.takes.get("cost_amount")
    if not more or (take is not None and (take.why == "profile" or take.kind != "column")):
        return
    mine = [*(take.columns if take else ()), *more]
    names = [plan.sheet.headings[i] for i in mine]
    answer = asker(
        Question(
            f"cost:{', '.join(sorted(names))}",
            "intake.ask_costs",
            {"file": plan.sheet.label, "columns": ", ".join(f"«{n}»" for n in names)},
            [
                ("all", TextKey("intake.option_all_costs")),
                *((n, n) for n in names),
                ("none", TextKey("intake.option_no_cost")),
            ],
            several=True,
        )
    )
    if answer is None:
        return
    plan.takes.pop("cost_amount", None)
    chosen = mine if answer == "all" else [i for i in mine if plan.sheet.headings[i] in answer.split("; ")]
    if chosen and answer != "none":
        plan.takes["cost_amount"] = Take("column", (chosen[0],), plus=tuple(chosen[1:]), why="answer")


def _amounts(plan: Plan, free: list[int], asker: Asker, facts: Facts) -> None:
    """Another column that looks like the amount of the line: which of them is it?"""
    take = plan.takes["net_amount"]
    if take.kind != "column" or take.why != "heading":
        return
    others = [i for i in free if _amount_like(plan.sheet.headings[i]) and facts.says_something(i)]
    others = [i for i in others if facts.rows(f"c{i} IS DISTINCT FROM c{take.columns[0]}")]
    if not others:
        return
    column = plan.table.columns["net_amount"]
    answer = asker(
        Question(
            "column:net_amount",
            "intake.ask_column",
            {
                "file": plan.sheet.label,
                "meaning": Both(f"{column.en} (net_amount)", f"{column.ru} (net_amount)"),
                "columns": ", ".join(f"«{plan.sheet.headings[i]}»" for i in (take.columns[0], *others)),
            },
            options(plan, [take.columns[0], *others], facts),
            '[columns] "{}" = "net_amount"',
        )
    )
    i = plan.sheet.index(answer) if answer else None
    if i is not None and i != take.columns[0]:
        plan.takes["net_amount"] = Take("column", (i,), why="answer")


def _amount_like(heading: str) -> bool:
    words = normalise(heading)
    others = (
        "vat",
        "cost",
        "payment",
        "currency",
        "price",
        "discount",
        "percent",
        "profit",
        "order",
        "freight",
        "list",
    )
    return holds(words, "amount") and not holds(words, *others, "code", "delivery")


def _besides(heading: str) -> bool:
    words = normalise(heading).split()
    return any(w in words for w in _words()["besides"]["words"])


def _beside(plan: Plan, i: int, asker: Asker, facts: Facts) -> None:
    """Freight, fees and bonuses in a column of their own: do they belong into the amount?"""
    if not facts.says_something(i):
        return
    heading, take = plan.sheet.headings[i], plan.takes["net_amount"]
    answer = asker(
        Question(
            f"beside:{heading}",
            "intake.ask_beside",
            {"file": plan.sheet.label, "column": heading},
            [(v, TextKey(f"intake.option_beside_{v}")) for v in ("ignore", "add", "take_off")],
            column=heading,
            examples=facts.examples(i),
        )
    )
    if answer == "add":
        plan.takes["net_amount"] = replace(take, plus=(*take.plus, i))
    elif answer == "take_off":
        plan.takes["net_amount"] = replace(take, minus=(*take.minus, i))
