"""A company of five clients that can be worked through with a pencil.

Days are counted back from the review date, 30 June 2025: `ago` 0 is that day itself. The past cut-off is 31 March,
91 days earlier, so there every `ago` is 91 less.
"""

from datetime import date

from made_clients import ago as _ago

AS_OF, PAST = date(2025, 6, 30), date(2025, 3, 31)


def ago(days: int) -> str:
    return str(_ago(AS_OF, days))


def sale(client: str, days: int, net, **more) -> dict:
    return {"client_id": client, "order_date": ago(days), "net_amount": net, **more}


LINES = [
    # rhythm: buys two classes at gaps of 100, 20, 160, 20 and 75 days; some lines have a list price
    sale("rhythm", 400, 100, product_id="tea"),
    sale("rhythm", 300, 200, product_id="tea", list_amount=250),
    sale("rhythm", 280, 50, product_id="tea"),
    sale("rhythm", 280, 50, product_id="coffee"),
    sale("rhythm", 120, 300, product_id="coffee", list_amount=300),
    *[sale("rhythm", 100, net, product_id="tea") for net in (20, 30, 50)],
    sale("rhythm", 40, -80, product_id="tea"),
    sale("rhythm", 25, 60, product_id="tea", list_amount=100),
    sale("rhythm", 25, 140, product_id="coffee", list_amount=150),
    sale("rhythm", 3, 1000, line_kind="service"),  # delivery is no purchase
    # edges: orders on the first and last day of every window, a day that nets to 10 and a day that nets to nothing
    *[sale("edges", d, 10, product_id="tea") for d in (0, 29, 30, 90, 179, 180, 364, 365)],
    sale("edges", 89, 30, product_id="tea"),
    sale("edges", 89, -20, product_id="tea"),
    sale("edges", 50, 40, product_id="tea"),
    sale("edges", 50, -40, product_id="tea"),
    # lost: bought five times, last 365 days ago; returned something since
    *[sale("lost", d, 100, product_id="oil") for d in (500, 465, 430, 395, 365)],
    sale("lost", 80, -15, product_id="oil"),
    # once: one purchase of a product of no known class; never: a return without a purchase
    sale("once", 20, 500, product_id="gift"),
    sale("never", 30, -70, product_id="tea"),
]
PRODUCTS = [{"product_id": p, "product_class": p} for p in ("tea", "coffee", "oil")] + [{"product_id": "gift"}]
ASSIGNMENTS = [
    {"client_id": "rhythm", "manager_id": "first", "role": "account", "valid_from": ago(700)},
    {"client_id": "rhythm", "manager_id": "second", "role": "account", "valid_from": ago(100)},
    {"client_id": "edges", "manager_id": "first", "role": "account", "valid_from": ago(100)},
]
INTERACTIONS = [
    {"client_id": "rhythm", "at": ago(141), "kind": "call", "two_way": "true"},
    {"client_id": "rhythm", "at": ago(60), "kind": "visit", "two_way": "true"},
    {"client_id": "rhythm", "at": ago(5), "kind": "email", "two_way": "false"},
    {"client_id": "rhythm", "at": ago(200), "kind": "claim"},
    {"client_id": "rhythm", "at": ago(150), "kind": "claim"},
]
RECEIVABLES = [
    # due 365 days ago is outside the year; due 100 days ago and paid 10 days late; due 40 days ago and not paid
    {"invoice_id": "1", "amount": 100, "invoiced_on": ago(400), "due_on": ago(365), "paid_on": ago(370)},
    {"invoice_id": "2", "amount": 100, "invoiced_on": ago(120), "due_on": ago(100), "paid_on": ago(90)},
    {"invoice_id": "3", "amount": 300, "invoiced_on": ago(60), "due_on": ago(40)},
    {"invoice_id": "4", "amount": 900, "invoiced_on": ago(1), "due_on": ago(-30)},
]
