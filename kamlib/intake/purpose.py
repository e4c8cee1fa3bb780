"""What a sheet is for where its columns alone would not tell: money received, or what is planned to be sold."""

from __future__ import annotations

import re

from kamlib.intake.headings import meaning, normalise
from kamlib.intake.wide import AMOUNT, DATE
from kamlib.reading.sheet import Sheet

_PAID = re.compile(r"(^| )(оплат|оплач|платеж|поступ|зачислен|paid|payments?|payer|received|receipts?)")
_PLAN = re.compile(r"(^| )(план|плана|планы|бюджет|бюджета|plan|plans|budget|budgets|target|targets|quota)( |$)")
_ACTUAL = re.compile(r"(^| )(факт|факта|фактически|actual|actuals|fact)( |$)")
_NAMELESS = re.compile(r"(лист|sheet|td sheet|tdsheet|таблица|table) ?\d*")
_BEGINS = re.compile(r"(плана?|бюджет|sales plan|sales budget|plan|budget|sales target)( |$)")
# what a plan heads as sales do
_AS_SALES = {"order_date": "month", "net_amount": "amount", "client_id": "client_id", "manager_id": "manager_id"}
_AS_SALES["products.product_class"] = "product_class"


def says_paid(sheet: Sheet) -> bool:
    """Does a heading say that money was received?"""
    return any(_PAID.search(normalise(h)) for h in sheet.headings)


def may_be_plan(sheet: Sheet) -> bool:
    """Does a heading name a plan, or the sheet call itself one?"""
    return any(_PLAN.search(normalise(h)) for h in sheet.headings) or says_plan(sheet)


def says_plan(sheet: Sheet) -> bool:
    """Does the sheet (where it has no name of its own, the file) or its title call itself a plan, and not a plan beside
    what was sold?"""
    own = normalise(sheet.sheet or "")
    name = normalise(sheet.file.rsplit(".", 1)[0]) if not own or _NAMELESS.fullmatch(own) else own
    titles = [normalise(title) for title in sheet.above]
    if any(_ACTUAL.search(text) for text in (name, *titles)):
        return False
    return bool(_PLAN.search(name)) or any(_BEGINS.match(title) for title in titles)


def in_plan(sheet: Sheet, heading: str) -> str | None:
    """What a heading means in a plan: as in sales where it has no name of its own; months across are its months."""
    across = {DATE: "month", AMOUNT: "amount"} if sheet.options.get("shape") == "wide" else {}
    if heading == DATE and across:
        return across[DATE]
    found = meaning("plan", heading)
    return found or across.get(heading) or _AS_SALES.get(meaning("sales_lines", heading) or "")
