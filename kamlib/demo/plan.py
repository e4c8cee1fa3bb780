"""Who the clients are and what will happen to them: one block of up to 400 clients at a time.

A block is drawn from its own random stream, so a larger company keeps its first 400 clients and their fates.
Clients are first ranked by size, fates are given to ranks (planted.py), and codes are handed out by the date
of acquaintance: neither the code nor any table tells a fate.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from datetime import date, timedelta

import numpy as np
from scipy.special import ndtri

from kamlib.demo import planted, words
from kamlib.demo.constants import ACCOUNT, CLASS_SHARE, HUNTER, LEAVER, NEVER

BLOCK = 400
MANAGERS = 25
SEASON = np.array([c[4] for c in words.CLASSES], dtype=float).T  # month × class
SEASON /= SEASON.mean(axis=0)
TYPE_CODES = list(words.TYPES)
TERMS = ["prepayment_full", "prepayment_partial", "on_delivery", "into_money", "deferred", "special"]


@dataclass(frozen=True)
class Calendar:
    """The days of the company's data: day 0 is the first day of a month 3½ years before the end."""

    end: date

    @property
    def start(self) -> date:
        months = self.end.year * 12 + self.end.month - 1 - 41
        return date(months // 12, months % 12 + 1, 1)

    @property
    def n_days(self) -> int:
        return (self.end - self.start).days + 1

    def date(self, day: int) -> date:
        return self.start + timedelta(days=int(day))

    @property
    def month(self) -> np.ndarray:
        """Month number 0 … 41 of every day."""
        d = np.datetime64(self.start) + np.arange(self.n_days)
        m = d.astype("datetime64[M]").astype(int)
        return m - m[0]

    @property
    def month_of_year(self) -> np.ndarray:
        return (self.month + self.start.month - 1) % 12

    @property
    def open(self) -> np.ndarray:
        """Relative readiness to order by day: weekdays, Saturdays, Sundays and Russian public holidays."""
        d = np.datetime64(self.start) + np.arange(self.n_days)
        weekday = (d.astype("datetime64[D]").astype(int) + 3) % 7
        factor = np.array([1.08, 1.12, 1.06, 1.02, 0.86, 0.09, 0.012])[weekday]
        day_of_month = (d - d.astype("datetime64[M]")).astype(int) + 1
        month = d.astype("datetime64[M]").astype(int) % 12 + 1
        holiday = (month == 1) & (day_of_month <= 8)
        for m, day in [(2, 23), (3, 8), (5, 1), (5, 9), (6, 12), (11, 4)]:
            holiday |= (month == m) & (day_of_month == day)
        return np.where(holiday, 0.01, factor)


@dataclass
class Clients:
    """One block of clients; every array has one element (or row) per client, in the order of their codes."""

    number: np.ndarray  # 1, 2, …: the client's code
    rank: np.ndarray  # by size within the block, 0 the largest
    type: np.ndarray  # index into TYPE_CODES
    region: np.ndarray
    since: np.ndarray  # day number, negative before the data begin
    first: np.ndarray  # first day on which the client may buy
    stop: np.ndarray  # first day on which it buys no more, NEVER if it stays
    annual: np.ndarray  # turnover of a full year at full level, relative
    orders: np.ndarray  # orders a year at full level
    regular: np.ndarray  # shape of the gaps between orders: 1 random, 4 steady
    growth: np.ndarray  # of log volume a year
    noise: np.ndarray  # spread of the monthly level
    lines: np.ndarray  # mean lines an order
    spread: np.ndarray  # of the size of orders, on the log scale
    discount: np.ndarray
    returns: np.ndarray  # share of lines that come back
    taste: np.ndarray  # client × class, shares of turnover
    terms: np.ndarray  # index into TERMS
    credit: np.ndarray  # days of deferral
    late: np.ndarray  # mean days late
    touch: np.ndarray  # contacts of ours with the client a year
    delivered: np.ndarray  # share of orders that we bring; the rest is fetched
    backup: np.ndarray  # share of these contacts held by others than the account manager
    managers: np.ndarray  # client × 3: local numbers of the account managers one after another
    handover: np.ndarray  # client × 2: first day of the second and the third manager
    role: np.ndarray  # planted fate, "" for none

    def take(self, order: np.ndarray) -> Clients:
        return Clients(**{f.name: getattr(self, f.name)[order] for f in fields(self)})

    def __len__(self) -> int:
        return len(self.rank)


def sizes(n: int, rng: np.random.Generator, first: bool) -> np.ndarray:
    """Shares of turnover by rank: a log-normal body, and four very large clients ahead of the first block."""
    z = np.sort(rng.normal(size=n) * 0.05 + ndtri((np.arange(n) + 0.5) / n))[::-1]
    share = np.exp(1.60 * z)
    if not first:
        return share / share.sum()
    head = np.array([0.0745, 0.068, 0.067, 0.066])
    body = share[4:] / share[4:].sum() * (1 - head.sum())
    return np.concatenate([head, body])


def block(seed: int, number: int, n: int, cal: Calendar) -> Clients:
    """The clients of block `number`, `n` of them. Only block 0 has planted fates."""
    rng = np.random.default_rng([seed, 1, number])
    last = cal.n_days
    quota = np.repeat(np.arange(len(TYPE_CODES)), [words.TYPES[t][0] for t in TYPE_CODES])[: max(n, BLOCK)]
    kind = quota[rng.permutation(len(quota))[:n]]
    score = np.array([words.TYPES[TYPE_CODES[k]][1] for k in kind]) + rng.normal(0, 0.75, n)
    kind = kind[np.argsort(-score, kind="stable")]
    role, kind = planted.roles(number, n, kind, TYPE_CODES)
    share = sizes(n, rng, number == 0)
    rank = np.arange(n)
    big = rank < 0.15 * n

    since = np.where(
        rng.random(n) < np.where(big, 0.85, 0.62), rng.integers(-4700, -30, n), rng.integers(20, last - 40, n)
    )
    hazard = np.where(big, 0.0, np.where(rank < 0.4 * n, 0.035, 0.09))
    stop = np.maximum(since, 0) + 120 + rng.exponential(1, n) / np.maximum(hazard, 1e-9) * 365
    stop = np.where(stop < last, stop, NEVER).astype(int)
    # the smaller, the rarer; 1.2 … 230 orders a year
    orders = np.clip(44 * (share / share.mean()) ** 0.5 * np.exp(rng.normal(0.0, 0.55, n)), 1.6, 230)
    regular = np.clip(rng.lognormal(0.75, 0.5, n), 0.7, 6)
    taste = rng.gamma(1.3 + 1.2 * big[:, None], size=(n, len(CLASS_SHARE))) * CLASS_SHARE
    taste *= np.array([words.TASTES[TYPE_CODES[k]] for k in kind])
    taste /= taste.sum(axis=1, keepdims=True)
    taste[taste < 0.035] = 0
    taste /= taste.sum(axis=1, keepdims=True)
    base = np.array([words.TYPES[TYPE_CODES[k]][2] for k in kind])
    discount = np.clip(base + 0.012 * np.log(share / share.mean()) + rng.normal(0, 0.018, n), 0, 0.22)
    discount[rng.random(n) < np.where(big, 0, 0.12)] = 0
    terms, credit = _terms(rng, kind, rank / n, n)
    managers = np.stack([rng.choice([a for a in ACCOUNT if a != LEAVER], n) for _ in range(3)], axis=1)
    handover = np.full((n, 2), NEVER)
    moved = rng.random(n) < 0.15
    handover[moved, 0] = rng.integers(60, last - 30, moved.sum())
    fresh = since >= 0  # won by a hunter, handed over after half a year
    managers[fresh, 0] = rng.choice(HUNTER, fresh.sum())
    handover[fresh, 0] = since[fresh] + 180
    clients = Clients(
        number=np.zeros(n, int),
        rank=rank,
        type=kind,
        region=rng.choice(len(words.REGIONS), n, p=[w for _, w in words.REGIONS]),
        since=since,
        first=np.maximum(since, 0),
        stop=stop,
        annual=share,
        orders=orders,
        regular=regular,
        growth=rng.normal(0.02, 0.10, n),
        noise=rng.uniform(0.08, 0.24, n),
        lines=np.zeros(n),
        spread=np.full(n, 0.4),
        discount=discount,
        returns=np.clip(rng.lognormal(-4.35, 0.5, n), 0.002, 0.06),
        taste=taste,
        terms=terms,
        credit=credit,
        late=np.clip(rng.normal(3, 5, n), -2, 25),
        touch=np.clip(orders * rng.uniform(0.25, 0.6, n), 2, 90) * np.where(rng.random(n) < 0.12, 2.5, 1),
        delivered=np.where(rng.random(n) < 0.2, 0.0, rng.uniform(0.3, 0.95, n)),
        backup=rng.uniform(0.1, 0.5, n),
        managers=managers,
        handover=handover,
        role=role,
    )
    spoilt = (rank > 0.4 * n) & (rng.random(n) < 0.25)  # small, and called on as if they were large
    clients.touch[spoilt] = rng.uniform(20, 48, spoilt.sum())
    occasional = (rank > 0.75 * n) & (rng.random(n) < 0.22) & (role == "")
    clients.orders[occasional] = rng.uniform(0.4, 1.2, occasional.sum())
    planted.shape(clients, rng, cal)
    # a larger order has more lines; the size of an order is its share of a year's turnover
    value = clients.annual / clients.orders
    clients.lines = np.clip(4.2 * (value / np.median(value)) ** 0.30, 1.4, 22)
    order = np.argsort(clients.since, kind="stable")
    clients = clients.take(order)
    clients.number = number * BLOCK + 1 + np.arange(n)
    return clients


def _terms(rng: np.random.Generator, kind: np.ndarray, size: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Payment terms and days of deferral: the larger and the more of a chain, the longer."""
    u = rng.random(n) - 0.35 * (0.5 - size)
    chain = np.isin(kind, [TYPE_CODES.index(t) for t in ("chain_federal", "chain_regional", "chain_local")])
    terms = np.select([chain | (u < 0.42), u < 0.55, u < 0.67, u < 0.75, u < 0.77], [4, 2, 1, 3, 5], 0)
    days = rng.choice([14, 21, 30, 45], n, p=[0.25, 0.25, 0.35, 0.15]) + np.where(chain, 30, 0)
    return terms, np.where(terms == 4, days, np.where(terms == 5, 60, 0))


def level(c: Clients, seed: int, number: int, cal: Calendar) -> np.ndarray:
    """Client × day: volume against the client's full level, before seasons; 0 where it does not buy."""
    rng = np.random.default_rng([seed, 2, number])
    n, day = len(c), np.arange(cal.n_days)
    month = cal.month
    shock = rng.normal(size=(n, month[-1] + 2))
    for m in range(1, shock.shape[1]):
        shock[:, m] = 0.75 * shock[:, m - 1] + 0.66 * shock[:, m]
    result = np.exp(shock[:, month] * c.noise[:, None] + np.outer(c.growth, (day - cal.n_days) / 365.0))
    age = np.clip((day[None, :] - c.first[:, None]) / 120.0, 0, 1)
    newcomer = (c.since >= 0)[:, None]
    result *= np.where(newcomer, 0.3 + 0.7 * age, 1.0)
    result[day[None, :] < c.first[:, None]] = 0
    result[day[None, :] >= c.stop[:, None]] = 0
    if number == 0:
        planted.bend(c, result, cal)
    return result.astype(np.float32)


def concat(parts: list[Clients]) -> Clients:
    """Several blocks as one."""
    return Clients(**{f.name: np.concatenate([getattr(p, f.name) for p in parts]) for f in fields(Clients)})


def local_manager(c: Clients, who, day):
    """Local number (from 0) of the account manager who has the client on that day; scalars or arrays."""
    return c.managers[who, (day >= c.handover[who, 0]) * 1 + (day >= c.handover[who, 1])]
