"""Sales lines and invoices of one month, made from its orders."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from kamlib.demo import arrow, goods, plan, planted

CHANNELS = ["Отдел продаж", "Личный кабинет", "EDI", "Торговый зал"]
DESK_ORDERS = 2.2  # a day at the retail desk, 400 clients
KINDS = ["sale", "return", "service"]


@dataclass
class Market:
    """All that making lines needs: clients, goods, prices, and what is carried from month to month."""

    seed: int
    cal: plan.Calendar
    clients: plan.Clients
    catalogue: goods.Catalogue
    prices: np.ndarray
    costs: np.ndarray
    drops: list = field(default_factory=list)
    rises: list = field(default_factory=list)
    next_line: int = 1
    next_order: int = 1
    next_return: int = 1
    coming_back: list = field(default_factory=list)


def manager_of(c: plan.Clients, who: np.ndarray, day: np.ndarray) -> np.ndarray:
    """Number of the account manager (from 1) who had the client on that day."""
    return (c.number[who] - 1) // plan.BLOCK * plan.MANAGERS + plan.local_manager(c, who, day) + 1


def month_lines(
    m: Market, month: int, who: np.ndarray, day: np.ndarray, value: np.ndarray
) -> tuple[pa.Table, pa.Table]:
    """Sales lines and receivables of calendar month `month`; orders must stand by day."""
    rng = np.random.default_rng([m.seed, 4, month])
    order = m.next_order + np.arange(len(who))
    m.next_order += len(who)
    parts = [_goods(m, rng, who, day, value, order), _services(m, rng, who, day, order), _desk(m, rng, month)]
    sold = _join(parts[:2])
    invoices = _invoices(m, rng, sold)
    back = _returns(m, rng, parts[0])
    limit = np.flatnonzero(m.cal.month == month)[-1]
    waiting = _join([*m.coming_back, back])
    now = waiting["day"] <= limit
    m.coming_back = [{k: v[~now] for k, v in waiting.items()}]
    lines = _join([*parts, {k: v[now] for k, v in waiting.items()}])
    by = np.lexsort((lines["order"], lines["kind"], lines["day"]))
    lines = {k: v[by] for k, v in lines.items()}
    return _table(m, lines), invoices


def _goods(m: Market, rng: np.random.Generator, who, day, value, order) -> dict[str, np.ndarray]:
    c, cat = m.clients, m.catalogue
    n = np.minimum(1 + rng.poisson(c.lines[who] - 1), 40)
    at = np.repeat(np.arange(len(who)), n)
    first = np.zeros(len(at), bool)
    first[np.cumsum(n) - n] = True
    who, day, order = who[at], day[at].astype(np.int32), order[at]
    want = value[at] / n[at] * np.exp(rng.normal(-0.12, 0.5, len(at)))
    month = m.cal.month_of_year[day[0]] if len(day) else 0
    mix = np.cumsum(c.taste * plan.SEASON[month], axis=1)
    cls = (rng.random(len(at))[:, None] * mix[who, -1:] > mix[who]).sum(axis=1)
    product = _choose(m, rng, who, cls, want)
    quantity = np.floor(want * 100 / cat.price[product] + rng.random(len(at)))
    quantity = np.where(first, np.maximum(quantity, 1), quantity)
    quantity = np.where(quantity >= 50, np.round(quantity / 10) * 10, quantity).astype(np.int64)
    discount = c.discount[who]
    kept = quantity > 0
    for i, start, rise in m.rises:
        discount = np.where((who == i) & (day >= start), discount + rise, discount)
    for i, k, start in m.drops:
        kept &= ~((who == i) & (cls == k) & (day >= start))
    deal = rng.random(len(at))
    discount = np.where(discount > 0, discount + rng.normal(0, 0.012, len(at)), 0) + np.where(deal < 0.04, 0.06, 0)
    discount = np.clip(np.round(discount, 3), 0, 0.45)
    unit = np.round(cat.price[product] * m.prices[cls, day]).astype(np.int64)
    listed = unit * quantity
    net = np.round(listed * (1 - discount)).astype(np.int64)
    cost = np.round(cat.price[product] * m.costs[cls, day] * cat.cost_share[product]).astype(np.int64) * quantity
    online = (c.number[who] % 10 < 3) | (rng.random(len(at)) < 0.1)
    chain = np.isin(c.type[who], [plan.TYPE_CODES.index("chain_federal"), plan.TYPE_CODES.index("chain_regional")])
    channel = np.where(chain, 2, np.where(online, 1, 0))
    lines = _lines(order, day, who, product, quantity, net, listed, cost, channel, kind=0)
    return {k: v[kept] for k, v in lines.items()}


def _choose(m: Market, rng: np.random.Generator, who, cls, want) -> np.ndarray:
    """A product of the class for each line.

    Every client keeps to its own assortment; what is far dearer than the line is worth gives way to another choice.
    """
    c, cat = m.clients, m.catalogue
    own = (c.number[who] * 7919 + cls * 31) % (cat.count[cls] * 3 // 4)
    breadth = np.minimum(2 + 0.45 * np.sqrt(c.orders * c.lines)[who], cat.count[cls])
    chosen = None
    for _ in range(3):
        place = (breadth * rng.random(len(cls)) ** 1.6).astype(int)
        product = cat.first[cls] + (place * 7 + own) % cat.count[cls]
        if chosen is None:
            chosen = product
        else:
            dear = cat.price[chosen] > 120 * want  # kopecks against roubles
            chosen = np.where(dear & (cat.price[product] < cat.price[chosen]), product, chosen)
    return chosen


def _services(m: Market, rng: np.random.Generator, who, day, order) -> dict[str, np.ndarray]:
    """Delivery billed with some orders, cutting and kitting with a few."""
    federal = m.clients.type[who] == plan.TYPE_CODES.index("chain_federal")
    u = rng.random(len(who))
    billed = (u < 0.15) & ~federal
    n = int(billed.sum())
    net = np.round(rng.gamma(3.0, 1100, n) + 900, -2).astype(np.int64) * 100
    cost = np.round(net * rng.uniform(0.78, 1.02, n)).astype(np.int64)
    product = m.catalogue.goods + (u[billed] < 0.02)
    return _lines(
        order[billed], day[billed], who[billed], product, np.ones(n, int), net, net, cost, np.zeros(n), kind=2
    )


def _desk(m: Market, rng: np.random.Generator, month: int) -> dict[str, np.ndarray]:
    """Small sales at the retail desk, without a client."""
    days, cat = np.flatnonzero(m.cal.month == month), m.catalogue
    receipts = rng.poisson(DESK_ORDERS * len(m.clients) / plan.BLOCK * (0.25 + 0.75 * m.cal.open[days]))
    day = np.repeat(days, receipts)
    order = -1 - np.arange(len(day)) - month * 1_000_000  # receipts are numbered apart
    at = np.repeat(np.arange(len(day)), 1 + rng.poisson(0.7, len(day)))
    day, order = day[at], order[at]
    product = rng.integers(0, cat.goods, len(at))
    unit = np.round(cat.price[product] * m.prices[cat.product_class[product], day]).astype(np.int64)
    quantity = np.clip(np.round(rng.gamma(1.2, 400_000, len(at)) / cat.price[product]), 1, 40).astype(np.int64)
    cost = np.round(unit * cat.cost_share[product]).astype(np.int64) * quantity
    amount, nobody = unit * quantity, np.full(len(at), -1)
    return _lines(order, day, nobody, product, quantity, amount, amount, cost, np.full(len(at), 3), kind=0)


def _returns(m: Market, rng: np.random.Generator, sold: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """Lines that come back, whole or in part, within three weeks."""
    chosen = rng.random(len(sold["who"])) < m.clients.returns[sold["who"]]
    back = {k: v[chosen] for k, v in sold.items()}
    n = len(back["who"])
    part = np.where(rng.random(n) < 0.45, 1.0, rng.uniform(0.1, 0.7, n))
    quantity = np.maximum(1, np.round(back["quantity"] * part)).astype(np.int64)
    for name in ("net", "listed", "cost"):
        back[name] = -np.round(back[name] * (quantity / back["quantity"])).astype(np.int64)
    back["quantity"] = -quantity
    back["day"] = back["day"] + rng.integers(3, 22, n)
    back["order"] = m.next_return + np.arange(n)
    back["kind"] = np.full(n, 1, np.int8)
    m.next_return += n
    return back


def _lines(order, day, who, product, quantity, net, listed, cost, channel, kind: int) -> dict[str, np.ndarray]:
    """Columns of lines; amounts in kopecks; who is −1 without a client."""
    return {
        "order": order.astype(np.int64),
        "day": day.astype(np.int32),
        "who": who.astype(np.int32),
        "product": product.astype(np.int32),
        "quantity": quantity.astype(np.int64),
        "net": net.astype(np.int64),
        "listed": listed.astype(np.int64),
        "cost": cost.astype(np.int64),
        "channel": channel.astype(np.int8),
        "kind": np.full(len(order), kind, np.int8),
    }


def _join(parts: list[dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    return {k: np.concatenate([p[k] for p in parts]) for k in parts[0]}


def _table(m: Market, x: dict[str, np.ndarray]) -> pa.Table:
    n, nobody = len(x["order"]), x["who"] < 0
    who = np.maximum(x["who"], 0)
    line_id = m.next_line + np.arange(n)
    m.next_line += n
    number = pc.utf8_lpad(pa.array(np.abs(x["order"])).cast(pa.string()), 8, "0")
    prefix = arrow.pick(["S", "R", "K"], np.where(x["kind"] == 1, 1, np.where(x["order"] < 0, 2, 0)))
    return arrow.table(
        "sales_lines",
        {
            "line_id": line_id,
            "order_id": pc.binary_join_element_wise(prefix, number, ""),
            "order_date": arrow.days(x["day"], m.cal.start),
            "client_id": arrow.codes("C", who + 1, 4, nobody),
            "product_id": arrow.pick(m.catalogue.table["product_id"].to_pylist(), x["product"]),
            "quantity": arrow.decimals(x["quantity"] * 10_000),
            "net_amount": arrow.decimals(x["net"] * 100),
            "list_amount": arrow.decimals(x["listed"] * 100),
            "cost_amount": arrow.decimals(x["cost"] * 100),
            "manager_id": arrow.codes("M", manager_of(m.clients, who, x["day"]), 2, nobody),
            "currency": arrow.pick(["RUB"], np.zeros(n)),
            "channel": arrow.pick(CHANNELS, x["channel"]),
            "line_kind": arrow.pick(KINDS, x["kind"]),
        },
    )


def _invoices(m: Market, rng: np.random.Generator, sold: dict[str, np.ndarray]) -> pa.Table:
    """One invoice an order: due by the client's terms, paid in its manner; open if not paid by the end."""
    order, at = np.unique(sold["order"], return_inverse=True)
    amount = np.bincount(at, weights=sold["net"], minlength=len(order)).astype(np.int64)
    who, day = np.zeros(len(order), int), np.zeros(len(order), int)
    who[at], day[at] = sold["who"], sold["day"]
    c = m.clients
    terms = c.terms[who]
    wait = np.select([terms == 1, terms == 2], [7, 3], c.credit[who])
    due = day + wait
    late = np.round(c.late[who] + rng.gamma(1.2, 5, len(who)) - 4).astype(int)
    paid = np.where(np.isin(terms, [0, 3]), day, np.maximum(due + late, day))
    open_ = (paid >= m.cal.n_days) | (rng.random(len(who)) < 0.0006)
    return arrow.table(
        "receivables",
        {
            "invoice_id": arrow.codes("I", order, 8),
            "client_id": arrow.codes("C", who + 1, 4),
            "invoiced_on": arrow.days(day, m.cal.start),
            "due_on": arrow.days(due, m.cal.start),
            "paid_on": arrow.days(np.where(open_, 0, paid), m.cal.start, open_),
            "amount": arrow.decimals(amount * 100),
        },
    )


def payments(cal: plan.Calendar, invoices: pa.Table) -> pa.Table:
    """The canonical table payments of these invoices: the money of the last three months, as the bank has it."""
    since = cal.start + timedelta(days=int(np.flatnonzero(cal.month == cal.month[-1] - 2)[0]))
    paid = invoices.filter(pc.greater_equal(invoices["paid_on"], pa.scalar(since)))
    number = pc.utf8_slice_codeunits(paid["invoice_id"], 1)
    return arrow.table(
        "payments",
        {
            "client_id": paid["client_id"],
            "paid_on": paid["paid_on"],
            "amount": paid["amount"],
            "payment_id": pc.binary_join_element_wise("P", number, ""),
            "order_id": pc.binary_join_element_wise("S", number, ""),
        },
    )


def market(seed: int, cal: plan.Calendar, clients: plan.Clients) -> Market:
    """Everything month_lines needs; the fates of single lines are kept for the first block only."""
    prices, costs = goods.price_index(seed, cal)
    first = clients.take(np.arange(min(plan.BLOCK, len(clients))))
    return Market(
        seed, cal, clients, goods.catalogue(seed), prices, costs,
        planted.dropped_classes(first, cal), planted.discount_rises(first, cal),
    )  # fmt: skip
