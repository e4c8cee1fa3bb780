"""Working out the amounts of a sales line where the file does not give them as the contract wants them."""

from __future__ import annotations

from typing import Any

from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.core.texts import language
from kamlib.intake.headings import normalise
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Question
from kamlib.reading.plan import Plan, Take

VAT_RATES = ("0.22", "0.20", "0.10", "0.05", "0")


def settle(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker) -> None:
    """Fill in net, list and cost amounts: formulas of the profile first, then what the columns allow."""
    for target, formula in part.computed.items():
        plan.takes[target] = _formula(plan, target, formula)
    quantity = plan.takes.get("quantity")
    per_unit = quantity is not None and quantity.kind == "column"
    if "net_amount" not in plan.takes:
        _net(plan, helpers, part, asker, quantity.columns[0] if per_unit else None)
    elif "vat_amount" in helpers and "gross_amount" not in helpers and plan.takes["net_amount"].why == "heading":
        _ask_vat_inside(plan, helpers, asker)
    for target, helper in (("list_amount", "list_price"), ("cost_amount", "cost_price")):
        if target not in plan.takes and helper in helpers and per_unit:
            plan.takes[target] = Take("multiply", (helpers[helper], quantity.columns[0]), why="computed")


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


def _net(plan: Plan, helpers: dict[str, int], part: SourcePart, asker: Asker, quantity: int | None) -> None:
    gross, vat = helpers.get("gross_amount"), helpers.get("vat_amount")
    if gross is not None and vat is not None:
        plan.takes["net_amount"] = Take("subtract", (gross, vat), why="computed")
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
                )
            )
        if rate is not None:
            plan.takes["net_amount"] = Take("without_vat", (gross,), value=rate, why="computed")
    elif "price" in helpers and quantity is not None:
        discount, percent = _discount(plan, helpers, asker)
        both = (helpers["price"], quantity)
        plan.takes["net_amount"] = Take("multiply", both, discount=discount, percent=percent, why="computed")
        if discount is not None and "list_amount" not in plan.takes:
            plan.takes["list_amount"] = Take("multiply", both, why="computed")


def _ask_vat_inside(plan: Plan, helpers: dict[str, int], asker: Asker) -> None:
    """ "Сумма" beside "Сумма НДС": whether the first holds the second is not written anywhere."""
    amount, vat = plan.takes["net_amount"].columns[0], helpers["vat_amount"]
    heading = plan.sheet.headings[amount]
    if any(word in normalise(heading) for word in ("без", "excl", "without", "net")):
        return
    names = {"amount": heading, "vat": plan.sheet.headings[vat]}
    answer = asker(
        Question(
            f"vat_in:{heading}",
            "intake.ask_vat_inside",
            {"file": plan.sheet.label, **names},
            [("net_amount", "without / без"), ("gross_amount", "with / с")],
            f'[columns] "{heading}" = "{{}}"',
            heading,
        )
    )
    if answer == "gross_amount":
        plan.takes["net_amount"] = Take("subtract", (amount, vat), why="computed")


def _discount(plan: Plan, helpers: dict[str, int], asker: Asker) -> tuple[int | None, bool]:
    i = helpers.get("discount")
    if i is None:
        return None, False
    heading = plan.sheet.headings[i]
    if any(word in heading.casefold() for word in ("%", "процент", "percent")):
        return i, True
    answer = asker(
        Question(
            f"discount:{heading}",
            "intake.ask_discount",
            {"file": plan.sheet.label, "column": heading},
            [("share", "0.15"), ("percent", "15"), ("ignore", "—")],
            f'[computed] net_amount = {{{{ multiply = [...], discount = "{heading}", discount_unit = "{{}}" }}}}',
            heading,
        )
    )
    return (None, False) if answer in (None, "ignore") else (i, answer == "percent")
