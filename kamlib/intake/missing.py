"""A column that sales lines need and no heading names: asked for, with the columns it could be."""

from __future__ import annotations

from collections.abc import Callable
from typing import NoReturn

from kamlib.core.errors import KamError
from kamlib.intake.facts import Facts
from kamlib.intake.headings import normalise
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Both, Question, TextKey
from kamlib.intake.words import holds
from kamlib.reading.plan import Plan, Take

NOBODY = "none"  # the answer that a file has no clients
MOST_OPTIONS = 12


def settle(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, facts: Facts) -> None:
    """Date, client and amount of sales lines where headings do not tell them."""
    if not part.recognise:
        return
    if "order_date" not in plan.takes:
        dates = [i for i in _free(plan, helpers, part) if facts.is_date(i)]
        if len(dates) == 1:
            plan.takes["order_date"] = Take("column", (dates[0],), why="values")
        elif dates:
            _ask(plan, "order_date", dates, asker, facts)
    if "client_id" not in plan.takes:
        _client(plan, helpers, part, asker, facts)
    _amount(plan, helpers, part, asker, facts)


def _free(plan: Plan, helpers: dict[str, int], part: SourcePart) -> list[int]:
    """Columns that nothing is known of, and that the profile does not leave out."""
    left_out = {plan.sheet.index(h) for h, target in part.columns.items() if not target}
    busy = plan.used | set(helpers.values()) | left_out
    return [i for i in range(len(plan.sheet.headings)) if i not in busy]


def _client(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, facts: Facts) -> None:
    free = [i for i in _free(plan, helpers, part) if facts.first(i) and not facts.is_date(i)]
    free = [i for i in free if _likely(plan, i) or _code(plan, i) or not facts.is_number(i)]
    if free:
        free.sort(key=lambda i: not _likely(plan, i))
        nobody = (NOBODY, TextKey("intake.option_nobody"))
        _ask(plan, "client_id", free, asker, facts, [nobody])


def _likely(plan: Plan, i: int) -> bool:
    return holds(normalise(plan.sheet.headings[i]), "client", "company")


def _amount(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, facts: Facts) -> None:
    """The amount of a line; the total of a document stands for it where a document has one line only, or is asked."""
    known = "net_amount" in plan.takes or "net_amount" in part.computed or "gross_amount" in helpers
    if known or ("price" in helpers and "quantity" in plan.takes):
        return
    total = helpers.get("order_total")
    if total is not None and not {"product_id", "quantity"} & set(plan.takes):
        plan.takes["net_amount"] = Take("column", (total,), why="heading")
        return
    free = [i for i in _free(plan, helpers, part) if facts.is_number(i) and not _code(plan, i)]
    free = ([] if total is None else [total]) + sorted(free, key=lambda i: not _money(plan, i))
    if not free:
        return
    chosen = _ask(plan, "net_amount", free, asker, facts)
    if chosen is not None and includes_vat(plan.sheet.headings[chosen]):
        helpers["gross_amount"] = chosen
        del plan.takes["net_amount"]


def _code(plan: Plan, i: int) -> bool:
    return holds(normalise(plan.sheet.headings[i]), "code")


def _money(plan: Plan, i: int) -> bool:
    return holds(normalise(plan.sheet.headings[i]), "amount", "sale")


def includes_vat(heading: str) -> bool:
    """Does the heading say that VAT is inside?"""
    words = normalise(heading)
    return holds(words, "vat") and holds(words, "with") and not holds(words, "without")


def _ask(
    plan: Plan, target: str, columns: list[int], asker: Asker, facts: Facts, more: list[tuple[str, str]] | None = None
) -> int | None:
    """Ask which of the columns holds `target` and take it; once, where the headings left it open already."""
    if any(q.code == f"column:{target}" for q in asker.open):
        return None
    column = plan.table.columns[target]
    answer = asker(
        Question(
            f"column:{target}",
            "intake.ask_missing",
            {
                "file": plan.sheet.label,
                "meaning": Both(f"{column.en} ({target})", f"{column.ru} ({target})"),
                "headings": ", ".join(plan.sheet.headings),
            },
            options(plan, columns[:MOST_OPTIONS], facts) + (more or []),
            None if more else f'[columns] "{{}}" = "{target}"',
        )
    )
    if answer == NOBODY:
        plan.takes[target] = Take("constant", value="", why="answer")
    i = plan.sheet.index(answer) if answer and answer != NOBODY else None
    if i is not None:
        plan.takes[target] = Take("column", (i,), why="answer")
    return i


def options(plan: Plan, columns: list[int], facts: Facts) -> list[tuple[str, str]]:
    """Columns to choose from: the heading, with some of its values."""
    found = []
    for i in columns:
        shown = ", ".join(facts.examples(i))
        heading = plan.sheet.headings[i]
        found.append((heading, f"{heading}: {shown}" if shown else heading))
    return found


def refuse(plan: Plan, absent: list[str], facts: Facts) -> NoReturn:
    """Raise KamError: what is missing, and the columns it could be, by their values; none is advised by guess."""
    sheet, lines = plan.sheet, []

    def filled(i: int) -> bool:
        return not facts.is_date(i) and bool(facts.first(i))

    fitting: dict[str, Callable[[int], bool]] = {"date": facts.is_date, "money": facts.is_number}
    free = [i for i in range(len(sheet.headings)) if i not in plan.used]
    for name in absent:
        kind = plan.table.columns[name].type
        fit = [i for i in free if fitting.get(kind, filled)(i)][:5]
        lines += [f'    "{sheet.headings[i]}" = "{name}"    # {", ".join(facts.examples(i))}' for i in fit]
    raise KamError(
        "intake.missing_columns",
        file=sheet.label,
        table=plan.table.label("en"),
        table_ru=plan.table.label("ru"),
        absent=absent,
        columns=", ".join(f"{c} ({plan.table.columns[c].en} / {plan.table.columns[c].ru})" for c in absent),
        headings=", ".join(sheet.headings),
        example="\n".join(lines) or "    …",
    )
