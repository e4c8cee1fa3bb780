"""A discount column: what it is, and whether the amount is after it already."""

from __future__ import annotations

import re
from dataclasses import replace

from kamlib.intake import units
from kamlib.intake.facts import Facts
from kamlib.intake.headings import normalise
from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.reading.plan import Plan, Take

_AFTER = ("со скидк", "с учетом скид", "после скид", "after discount", "net of discount", "discounted", "net sales")


def settle(plan: Plan, helpers: dict[str, int], asker: Asker, facts: Facts) -> None:
    """Take the discount off the net amount where it is not taken off yet; the amount before it is the list amount."""
    i, net = helpers.get("discount"), plan.takes["net_amount"]
    if i is None or (not facts.is_number(i) and not any(v.endswith("%") for v in facts.first(i))):
        return
    if not facts.says_something(i) or (net.kind != "multiply" and "list_amount" in plan.takes):
        return
    amount = plan.sheet.headings[net.columns[0]]
    if net.kind != "multiply" and any(word in normalise(amount) for word in _AFTER):
        return
    how = _ask(plan, i, net, amount, asker, facts)
    if how in (None, "ignore", "after"):
        return
    if "list_amount" not in plan.takes and net.kind != "constant":
        plan.takes["list_amount"] = replace(net, why="computed")
    if how in ("share", "percent"):
        plan.takes["net_amount"] = replace(net, discount=i, percent=how == "percent", why="computed")
    else:
        plan.takes["net_amount"] = replace(net, minus=(*net.minus, i), why="computed")


def _are_shares(i: int, facts: Facts) -> bool:
    """Are the values those of shares, whatever the heading says? Excel keeps a cell that shows 15% as 0.15."""
    values = [v.replace(",", ".") for v, _ in facts.values(i) or []]
    numbers = [abs(float(v)) for v in values if re.fullmatch(r"-?\d*\.?\d+", v)]
    return len(numbers) == len(values) > 0 and any(numbers) and all(n < 1 for n in numbers)


def _ask(plan: Plan, i: int, net: Take, amount: str, asker: Asker, facts: Facts) -> str | None:
    """share, percent, amount; ignore or after: nothing is to be taken off."""
    heading = plan.sheet.headings[i]
    money = bool(units.unit(heading).currency)
    percent = any(word in heading.casefold() for word in ("%", "процент", "percent")) or any(
        v.endswith("%") for v in facts.first(i)
    )
    doubtful = percent and _are_shares(i, facts)
    if net.kind == "multiply" and percent and not doubtful:
        return "percent"
    kinds = (
        ["share", "percent"]
        if doubtful
        else ["percent"]
        if percent
        else ["amount"]
        if money
        else ["share", "percent", "amount"]
    )
    options = [(kind, TextKey(f"intake.option_discount_{kind}")) for kind in kinds]
    if net.kind != "multiply":
        options.insert(0, ("after", TextKey("intake.option_discount_after")))
        key, values = "intake.ask_discount_off", {"amount": amount}
    else:
        options.append(("ignore", TextKey("intake.option_discount_ignore")))
        key, values = "intake.ask_discount", {}
    question = Question(
        f"discount:{heading}",
        key,
        {"file": plan.sheet.label, "column": heading, **values},
        options,
        column=heading,
        examples=facts.examples(i),
    )
    return asker(question)
