"""Working out the amounts of a sales line where the file does not give them as the contract wants them."""

from __future__ import annotations

from typing import Any

from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language
from kamlib.intake import discounts
from kamlib.intake.facts import Facts
from kamlib.intake.headings import normalise
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.intake.words import holds
from kamlib.reading.plan import Plan, Take

VAT_RATES = ("0.22", "0.20", "0.10", "0.05", "0")


def settle(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, facts: Facts) -> None:
    """Fill in net, list and cost amounts: formulas of the profile first, then what the columns allow."""
    for target, formula in part.computed.items():
        plan.takes[target] = _formula(plan, target, formula)
    quantity = plan.takes.get("quantity")
    per_unit = quantity.columns[0] if quantity is not None and quantity.kind == "column" else None
    if "net_amount" not in plan.takes:
        _net(plan, helpers, part, asker, facts, per_unit)
    elif "gross_amount" not in helpers and {"vat_amount", "vat_percent"} & set(helpers):
        _ask_vat_inside(plan, helpers, asker, facts)
    if "net_amount" in plan.takes and "net_amount" not in part.computed:
        discounts.settle(plan, helpers, asker, facts)
    for target, helper in (("list_amount", "list_price"), ("cost_amount", "cost_price")):
        if target not in plan.takes and helper in helpers and per_unit is not None:
            plan.takes[target] = Take("multiply", (helpers[helper], per_unit), why="computed")
    if "cost_amount" not in plan.takes and "net_amount" in plan.takes:
        _cost_from_profit(plan, helpers, facts)


def _cost_from_profit(plan: Plan, helpers: dict[str, int], facts: Facts) -> None:
    """Cost is the net amount less the gross profit, or less its share of the amount."""
    if "profit" in helpers:
        i = helpers["profit"]
        if any(v.endswith("%") for v in facts.first(i)):
            helpers = {**helpers, "profit_share": i}
        else:
            plan.takes["cost_amount"] = Take("net_less", (i,), why="computed")
            names = {"column": plan.sheet.headings[i]}
            plan.notes.append(("intake.note_cost_from_profit", names))
            return
    if "profit_share" in helpers:
        i = helpers["profit_share"]
        plan.takes["cost_amount"] = Take("net_share", (i,), percent=in_percent(facts, i), why="computed")
        plan.notes.append(("intake.note_cost_from_profit", {"column": plan.sheet.headings[i]}))


def in_percent(facts: Facts, i: int) -> bool:
    """Are shares written as 15 or "15%" rather than as 0.15?"""
    found = [v.replace(",", ".").rstrip("% ") for v in facts.first(i)]
    numbers = [abs(float(v)) for v in found if v.replace(".", "", 1).lstrip("-").isdigit()]
    return any(v.endswith("%") for v in facts.first(i)) or any(n > 1 for n in numbers)


def _formula(plan: Plan, target: str, formula: dict[str, Any]) -> Take:
    def column(heading: str) -> int:
        i = plan.sheet.index(heading)
        if i is None:
            raise KamError(
                "intake.profile_columns_absent",
                file=plan.sheet.label,
                columns=heading,
                headings=", ".join(plan.sheet.headings),
            )
        return i

    if "multiply" in formula:
        discount = column(formula["discount"]) if "discount" in formula else None
        percent = formula.get("discount_unit", "share") == "percent"
        columns = tuple(column(h) for h in formula["multiply"])
        return Take("multiply", columns, discount=discount, percent=percent, why="profile")
    if "subtract" in formula:
        return Take("subtract", tuple(column(h) for h in formula["subtract"]), why="profile")
    if "without_vat" in formula:
        return Take("without_vat", (column(formula["without_vat"]),), value=formula.get("rate", 0), why="profile")
    if "drop_end" in formula:
        return Take("drop_end", (column(formula["drop_end"]),), value=int(formula["characters"]), why="profile")
    raise KamError("intake.profile_faults", name=plan.profile, faults=f"[computed] {target} = {formula}")


def _net(
    plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, facts: Facts, quantity: int | None
) -> None:
    gross, vat = helpers.get("gross_amount"), helpers.get("vat_amount")
    if gross is not None and vat is not None:
        plan.takes["net_amount"] = Take("subtract", (gross, vat), why="computed")
    elif gross is not None and "vat_percent" in helpers:
        plan.takes["net_amount"] = _at_rates(helpers["vat_percent"], gross, facts)
    elif gross is not None:
        rate = part.constants.get("vat_rate")
        if rate is None:
            rate = asker(
                Question(
                    f"vat_rate:{plan.sheet.headings[gross]}",
                    "intake.ask_vat",
                    {"file": plan.sheet.label, "column": plan.sheet.headings[gross]},
                    [(r, formats.policy_share(r, asker.lang or language())) for r in VAT_RATES],
                    "[constants] vat_rate = {}",
                    plan.sheet.headings[gross],
                    facts.examples(gross),
                )
            )
        if rate is not None:
            plan.takes["net_amount"] = Take("without_vat", (gross,), value=rate, why="computed")
    elif "price" in helpers and quantity is not None:
        both = (helpers["price"], quantity)
        plan.takes["net_amount"] = Take("multiply", both, why="computed")


def _at_rates(rates: int, amount: int, facts: Facts) -> Take:
    """The amount without VAT at the rate that stands in each row."""
    return Take("without_vat", (amount, rates), "percent" if in_percent(facts, rates) else "share", why="computed")


def _ask_vat_inside(plan: Plan, helpers: dict[str, int], asker: Asker, facts: Facts) -> None:
    """ "Сумма" beside "Сумма НДС" or "Ставка НДС": whether the first holds the second is not written anywhere."""
    take = plan.takes["net_amount"]
    if take.kind != "column":
        return
    amount, vat = take.columns[0], helpers.get("vat_amount", helpers.get("vat_percent"))
    heading = plan.sheet.headings[amount]
    code = f"vat_in:{heading}"
    decided = take.why == "profile" and not asker.stated_for(code)
    if decided or vat is None or holds(normalise(heading), "without") or not facts.says_something(vat):
        return
    names = {"amount": heading, "vat": plan.sheet.headings[vat]}
    answer = asker(
        Question(
            code,
            "intake.ask_vat_inside",
            {"file": plan.sheet.label, **names},
            [("net_amount", TextKey("intake.option_vat_apart")), ("gross_amount", TextKey("intake.option_vat_inside"))],
            f'[columns] "{heading}" = "{{}}"',
            heading,
            facts.examples(amount),
        )
    )
    if answer == "gross_amount":
        of_amount = Take("subtract", (amount, vat), why="computed")
        plan.takes["net_amount"] = of_amount if "vat_amount" in helpers else _at_rates(vat, amount, facts)
