"""Sales of invented companies of which is known who left, who fell and who goes on as before.

Every client has a clock that runs faster in season, on busy weekdays and as it grows, slower after a fall and not at
all after it left; an order is due each time the clock has run by a gap, which is Gamma-distributed around one. The
files hold sales only; the truth is returned beside them.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import numpy as np
import pandas as pd

END = date(2026, 6, 30)
SEED = 1
QUIET_DAYS = 365  # nothing happens to anybody in the first year
FALL_TO = 0.4
CLASSES, PRODUCTS = 8, 40
WORKDAYS = (1.0, 1.0, 1.0, 1.0, 1.0, 0.2, 0.0)


@dataclass(frozen=True)
class Rhythm:
    """How a part of the clients buy.

    share: of the clients; gap: mean days between orders; regular: between which shapes of the Gamma a client's gaps
    lie (1: Poisson, more: steadier); alike: the shape of the Gamma of the clients' rates (more: more alike).
    """

    share: float
    gap: float
    regular: tuple[float, float]
    alike: float = 16


@dataclass(frozen=True)
class Invented:
    """An invented company.

    clients: at the start; arrive, leave, fall: a year, as a share of clients; growth: of a client's turnover a year;
    season: how far the year's swing goes from the mean, as a share of it; week: how busy Monday to Sunday are.
    """

    title: str
    clients: int
    rhythms: tuple[Rhythm, ...]
    years: int = 4
    arrive: float = 0.0
    leave: float = 0.0
    fall: float = 0.0
    growth: float = 0.0
    season: float = 0.0
    week: tuple[float, ...] = WORKDAYS

    @property
    def start(self) -> date:
        """The first day with sales; the last is END."""
        return END.replace(year=END.year - self.years) + timedelta(days=1)

    @property
    def days(self) -> int:
        return (END - self.start).days + 1


class Made(NamedTuple):
    """sales: one row per line of an order; products: one row per product, with its class; truth: one row per client
    that ever bought: client_id, kind ("left", "fell", "stays"), by ("orders" or "value", what a fall is by, else None),
    since (the first day of it; NaT: nothing happened), share (left of what it bought before, besides growth)."""

    sales: pd.DataFrame
    products: pd.DataFrame
    truth: pd.DataFrame


MIXED = (
    Rhythm(0.25, 7, (3, 12)),
    Rhythm(0.25, 14, (3, 12)),
    Rhythm(0.30, 30, (3, 12)),
    Rhythm(0.20, 25, (0.6, 1), alike=4),
)
INVENTED = {
    "noise": Invented("600 clients to whom nothing happens", 600, (Rhythm(1, 15, (1, 1), alike=1.5),), week=(1.0,) * 7),
    "planted": Invented(
        "1 % of 600 clients leave and 1 % fall each month", 600, MIXED, arrive=0.12, leave=0.12, fall=0.12, season=0.3
    ),
    "contracts": Invented(
        "400 clients on quarterly and monthly contracts",
        400,
        (Rhythm(0.6, 91, (30, 100), alike=1000), Rhythm(0.4, 30, (30, 100), alike=1000)),
        arrive=0.10,
        leave=0.15,
    ),
    "growing": Invented(
        "500 clients that grow by a quarter a year", 500, MIXED, arrive=0.3, leave=0.1, fall=0.05, growth=0.25,
        season=0.2,
    ),
    "shrinking": Invented(
        "500 clients that shrink by a quarter a year", 500, MIXED, arrive=0.3, leave=0.1, fall=0.05, growth=-0.25,
        season=0.2,
    ),
    "tiny": Invented(
        "60 irregular clients", 60, (Rhythm(1, 20, (0.6, 1.5), alike=3),), years=3, arrive=0.1, leave=0.15, fall=0.1
    ),
    "dense": Invented(
        "300 clients that buy daily to weekly",
        300,
        (Rhythm(0.2, 1.6, (2, 6)), Rhythm(0.4, 3, (2, 6)), Rhythm(0.4, 7, (2, 6))),
        arrive=0.04,
        leave=0.04,
        fall=0.08,
        season=0.15,
        week=(1.0, 0.9, 0.9, 1.0, 1.2, 0.6, 0.0),
    ),
}  # fmt: skip


def make(name: str, seed: int = SEED) -> Made:
    """The sales of an invented company and what happened to its clients; the same for the same seed."""
    company, rng = INVENTED[name], np.random.default_rng([seed, *name.encode()])
    clients = _clients(company, rng)
    orders_pace, order_value = _levels(company, clients, rng)
    speed = orders_pace * _calendar(company, len(clients), rng) / clients["gap"].to_numpy()[:, None]
    who, day = _orders(speed, clients, rng)
    spread = np.exp(rng.normal(0, 0.5, len(who)) - 0.125)
    value = clients["value"].to_numpy()[who] * order_value[who, day] * spread
    products = _products(rng)
    sales = _lines(company, who, day, value, products, rng)
    return Made(sales, products, _truth(company, clients, who, day))


def files(name: str, work: Path, seed: int = SEED) -> list[Path]:
    """What the company itself would have, written to `work`: products and sales lines, headings as in the contract."""
    made, written = make(name, seed), [work / "products.parquet", work / "sales_lines.parquet"]
    made.products.to_parquet(written[0], index=False)
    made.sales.to_parquet(written[1], index=False)
    return written


def _clients(company: Invented, rng: np.random.Generator) -> pd.DataFrame:
    """One row per client: arrived (day, 0: was there before), gap (days), regular, value (of an order), kind, by, since
    (day; after the end: nothing happens)."""
    new = round(company.clients * company.arrive * company.years)
    n = company.clients + new
    arrived = np.concatenate([np.zeros(company.clients, int), np.sort(rng.integers(1, company.days, new))])
    of = rng.choice(len(company.rhythms), n, p=[r.share for r in company.rhythms])
    gap, alike = (np.array([getattr(r, what) for r in company.rhythms])[of] for what in ("gap", "alike"))
    low, high = np.array([r.regular for r in company.rhythms])[of].T
    happens = company.leave + company.fall
    wait = rng.exponential(365.25 / happens, n) if happens else np.full(n, company.days)
    since = np.maximum(arrived, QUIET_DAYS) + 1 + wait.astype(int)
    leaves = rng.random(n) * happens < company.leave
    kind = np.where(since >= company.days, "stays", np.where(leaves, "left", "fell"))
    return pd.DataFrame(
        {
            "arrived": arrived,
            "gap": gap / (rng.standard_gamma(alike) / alike),
            "regular": rng.uniform(low, high),
            "value": 20_000 * np.exp(rng.normal(0, 0.8, n)),
            "kind": kind,
            "by": np.where(rng.random(n) < 0.5, "orders", "value"),
            "since": since,
        }
    )


def _levels(company: Invented, clients: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Client × day: how many orders and how large, of what was at the start; growth is half in either."""
    day, n = np.arange(company.days), len(clients)
    arrived, since = (clients[c].to_numpy()[:, None] for c in ("arrived", "since"))
    own = np.log1p(company.growth) + rng.normal(0, 0.1, n) * (company.growth != 0)
    grown = np.exp(own[:, None] * np.maximum(day - arrived, 0) / 365.25 / 2)
    left, by_orders = (clients["kind"] == "left").to_numpy(), (clients["by"] == "orders").to_numpy()
    orders_to = np.where(left, 0, np.where(by_orders, FALL_TO, 1))[:, None]
    value_to = np.where(by_orders | left, 1, FALL_TO)[:, None]
    orders = grown * np.where(day >= since, orders_to, 1) * (day >= arrived)
    return orders, grown * np.where(day >= since, value_to, 1)


def _calendar(company: Invented, n: int, rng: np.random.Generator) -> np.ndarray:
    """Client × day: how busy the day is, by weekday and by each client's season; about 1 on average."""
    days = np.arange(company.days)
    week = np.array(company.week)[(days + company.start.weekday()) % 7] / np.mean(company.week)
    swing = company.season * rng.uniform(0.5, 1.5, n)
    peak = rng.normal(330, 30, n)
    of_year = days + company.start.timetuple().tm_yday
    return week * (1 + swing[:, None] * np.cos(2 * np.pi * (of_year - peak[:, None]) / 365.25))


def _orders(speed: np.ndarray, clients: pd.DataFrame, rng: np.random.Generator) -> tuple[np.ndarray, np.ndarray]:
    """Client number and day of every order, by day. Who arrives does so with an order."""
    clock = np.cumsum(speed, axis=1)
    total = clock[:, -1]
    regular = clients["regular"].to_numpy()
    most = int((total + 8 * np.sqrt(total / np.minimum(regular, 1))).max()) + 10
    gaps = rng.standard_gamma(regular[:, None], (len(clients), most)) / regular[:, None]
    # the first gap is already running: a longer one is more likely to be
    running = rng.standard_gamma(regular + 1) / regular * rng.random(len(clients))
    gaps[:, 0] = np.where(clients["arrived"] > 0, 1e-6, running)
    due = np.cumsum(gaps, axis=1)
    who, number = np.nonzero(due < total[:, None])
    before = np.concatenate([[0], np.cumsum(total)[:-1]])  # the clients' clocks one after another
    at = np.searchsorted((clock + before[:, None]).ravel(), due[who, number] + before[who])
    in_own = at // speed.shape[1] == who
    day = (at % speed.shape[1])[in_own]
    order = np.argsort(day, kind="stable")
    return who[in_own][order], day[order]


def _products(rng: np.random.Generator) -> pd.DataFrame:
    """One row per product: product_id, name, product_class."""
    product_class = [f"Class {k % CLASSES + 1}" for k in range(PRODUCTS)]
    ids = [f"P{k + 1:03d}" for k in range(PRODUCTS)]
    return pd.DataFrame({"product_id": ids, "name": [f"Product {k[1:]}" for k in ids], "product_class": product_class})


def _lines(
    company: Invented, who: np.ndarray, day: np.ndarray, value: np.ndarray, products: pd.DataFrame, rng
) -> pd.DataFrame:
    """One to three lines per order, of goods of the classes that the client likes."""
    taste = np.cumsum(rng.dirichlet(np.full(CLASSES, 0.8), who.max() + 1), axis=1)
    price = np.round(np.exp(rng.uniform(np.log(50), np.log(2000), PRODUCTS)))
    lines = 1 + rng.binomial(2, 0.3, len(who))
    at = np.repeat(np.arange(len(who)), lines)
    part = rng.exponential(size=len(at)) + 0.2
    amount = np.maximum(np.round(value[at] * part / np.bincount(at, part)[at], 2), 1)
    in_class = np.minimum((rng.random(len(at))[:, None] > taste[who[at]]).sum(axis=1), CLASSES - 1)
    product = in_class + CLASSES * rng.integers(0, PRODUCTS // CLASSES, len(at))
    return pd.DataFrame(
        {
            "order_id": _codes("S", at, 6),
            "order_date": np.datetime64(company.start, "s") + day[at].astype("timedelta64[D]"),
            "client_id": _codes("C", who[at], 4),
            "product_id": products["product_id"].to_numpy()[product],
            "quantity": np.maximum(np.round(amount / price[product]), 1).astype(int),
            "net_amount": amount,
        }
    )


def _truth(company: Invented, clients: pd.DataFrame, who: np.ndarray, day: np.ndarray) -> pd.DataFrame:
    """What Made says of truth. A client that had not bought before its fall has always been as it is, so it stays."""
    first = pd.Series(day).groupby(who).min()
    known = clients.loc[first.index]
    kind = known["kind"].where(first < known["since"], "stays")
    since = pd.Timestamp(company.start) + pd.to_timedelta(known["since"], unit="D")
    return pd.DataFrame(
        {
            "client_id": _codes("C", first.index.to_numpy(), 4),
            "kind": kind,
            "by": known["by"].where(kind == "fell", None),
            "since": since.where(kind != "stays"),
            "share": kind.map({"left": 0.0, "fell": FALL_TO, "stays": 1.0}),
        }
    ).reset_index(drop=True)


def _codes(letter: str, number: np.ndarray, digits: int) -> np.ndarray:
    """C0001 for client 0."""
    names = np.array([f"{letter}{k + 1:0{digits}d}" for k in range(int(number.max()) + 1)], dtype=object)
    return names[number]
