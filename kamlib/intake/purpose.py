"""What a sheet is for where its columns alone would not tell: money received, or what is planned to be sold."""

from __future__ import annotations

import re

from kamlib.intake.headings import meaning, normalise
from kamlib.intake.wide import AMOUNT, DATE
from kamlib.reading.sheet import Sheet

_PAID = re.compile(r"(^| )(оплат|оплач|платеж|поступ|зачислен|paid|payments?|payer|received|receipts?)")
_PLAN = re.compile(r"(^| )(план|плана|планы|бюджет|бюджета|plan|plans|budget|budgets|target|targets|quota)( |$)")
_ACTUAL = re.compile(r"(^| )(факт|факта|фактически|actual|actuals|fact)( |$)")
_BEGINS = re.compile(r"(плана?|бюджет|sales plan|sales budget|plan|budget|sales target)( |$)")
# what a sheet that calls itself a plan heads as sales do
_AS_SALES = {"order_date": "month", "net_amount": "amount", "client_id": "client_id", "manager_id": "manager_id"}
_AS_SALES["products.product_class"] = "product_class"


def says_paid(sheet: Sheet) -> bool:
    """Does a heading say that money was received?"""
    return any(_PAID.search(normalise(h)) for h in sheet.headings)


def says_plan(sheet: Sheet) -> bool:
    """Does the file, the sheet or its title call itself a plan, and not a plan beside what was sold?"""
    names = [normalise(name) for name in (sheet.sheet or "", sheet.file.rsplit(".", 1)[0])]
    titles = [normalise(title) for title in sheet.above]
    if any(_ACTUAL.search(text) for text in (*names, *titles)):
        return False
    return any(_PLAN.search(name) for name in names) or any(_BEGINS.match(title) for title in titles)


def in_plan(sheet: Sheet, heading: str) -> str | None:
    """What a heading means in a plan: months across are its months; where the sheet says plan, an amount is planned."""
    across = {DATE: "month", AMOUNT: "amount"} if sheet.options.get("shape") == "wide" else {}
    if heading == DATE and across:
        return across[DATE]
    found = meaning("plan", heading)
    if found or not says_plan(sheet):
        return found
    return across.get(heading) or _AS_SALES.get(meaning("sales_lines", heading) or "")
