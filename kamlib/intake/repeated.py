"""A document's total that stands on each of its lines would be counted as often as the document has lines."""

from __future__ import annotations

from kamlib.intake.facts import Facts
from kamlib.intake.headings import meaning
from kamlib.intake.profile import SourcePart
from kamlib.intake.questions import Asker, Question, TextKey
from kamlib.reading.plan import Plan, Take

LOOKED_AT = 20_000  # rows at first: most files are told by them
FEWEST = 3  # documents of several lines, and amounts among them: fewer may be alike by chance


def settle_repeated(plan: Plan, part: SourcePart, asker: Asker, facts: Facts) -> bool:
    """Ask where every document of several lines has one amount on all of them, though their goods differ.

    True where the plan has changed, so that formats have to be settled again.
    """
    order, net = plan.takes.get("order_id"), plan.takes.get("net_amount")
    if plan.table.name != "sales_lines" or not part.recognise or order is None or order.kind != "column":
        return False
    if net is None or net.why == "profile" or net.kind not in ("column", "subtract", "without_vat"):
        return False
    goods = [plan.takes[n].columns[0] for n in ("product_id", "quantity") if n in plan.takes and plan.takes[n].columns]
    if not goods or not _is_repeated(facts, order.columns[0], net.columns[0], goods):
        return False
    heading = plan.sheet.headings[net.columns[0]]
    price = next((i for i, h in enumerate(plan.sheet.headings) if meaning("sales_lines", h) == "price"), None)
    quantity = plan.takes.get("quantity")
    options = [("line", TextKey("intake.option_repeated_line"))]
    if price is not None and quantity is not None and quantity.kind == "column":
        options.insert(0, ("product", TextKey("intake.option_repeated_product")))
    answer = asker(
        Question(
            f"repeated:{heading}",
            "intake.ask_repeated",
            {"file": plan.sheet.label, "column": heading},
            options,
            column=heading,
            examples=facts.examples(net.columns[0]),
        )
    )
    if answer != "product" or price is None or quantity is None:
        return False
    plan.takes["net_amount"] = Take("multiply", (price, quantity.columns[0]), why="answer")
    return True


def _is_repeated(facts: Facts, order: int, amount: int, goods: list[int]) -> bool:
    """Have all documents of several different lines one amount each, and not all the same one?"""
    first = _documents(facts, order, amount, goods, f"(SELECT * FROM {{}} LIMIT {LOOKED_AT})")
    return first and _documents(facts, order, amount, goods, "{}")


def _documents(facts: Facts, order: int, amount: int, goods: list[int], rows: str) -> bool:
    different = " + ".join(f"count(DISTINCT c{i})" for i in goods)
    found = facts.summary(
        "SELECT count(*), count(*) FILTER (amounts = 1), count(DISTINCT amount) FROM ("
        f"SELECT count(DISTINCT c{amount}) AS amounts, any_value(c{amount}) AS amount FROM {rows} "
        f"WHERE c{order} IS NOT NULL AND c{amount} IS NOT NULL "
        f"GROUP BY c{order} HAVING count(*) > 1 AND {different} > {len(goods)})"
    )
    documents, alike, amounts = (int(v) for v in found)
    return alike >= FEWEST and alike == documents and amounts >= FEWEST
