"""When clients order and for how much: renewal processes that run faster in season and with volume."""

from __future__ import annotations

import numpy as np

from kamlib.demo import plan

YEARLY_TURNOVER = 1.25e9  # roubles, 400 clients, the last twelve months, before fates take effect
RATE_PART = 0.55  # how much of a change of volume is more orders; the rest is larger orders


def block_orders(c: plan.Clients, seed: int, number: int, cal: plan.Calendar, prices: np.ndarray):
    """Orders of one block: client number (from 0), day, list value in prices of the first day (roubles).

    `prices` is the price index class × day. Orders stand by client, then by day.
    """
    volume = plan.level(c, seed, number, cal)
    season = (c.taste @ plan.SEASON.T).astype(np.float32)[:, cal.month_of_year]
    pull = volume * season
    open_days = cal.open.astype(np.float32)
    rate = pull**RATE_PART * (open_days / _open_year(cal))[None, :] * c.orders[:, None]
    seasonal = c.role == "seasonal"  # all its orders of a year fall into a few months
    rate[seasonal] *= 12 / 5
    value = (c.annual / c.orders / (1 - c.discount))[:, None] * pull ** (1 - RATE_PART)

    rng = np.random.default_rng([seed, 3, number])
    clock = np.cumsum(rate, axis=1, dtype=np.float64)
    total = clock[:, -1]
    most = int(total.max() + 8 * np.sqrt(total.max()) + 20)
    ticks = _ticks(rng, c.regular, total, most)
    who, when = _on_days(clock, ticks, total)
    index = prices[:, -365:].mean()
    expected = (rate[:, -365:] * value[:, -365:] * (1 - c.discount[:, None])).sum()
    unit = YEARLY_TURNOVER * len(c) / plan.BLOCK / expected / index
    wide = c.spread[who]
    spread = np.exp(rng.normal(size=len(who)) * wide - wide**2 / 2)
    return (
        (c.number[who] - 1).astype(np.int32),
        when.astype(np.int16),
        (value[who, when] * spread * unit).astype(np.float32),
    )


def _open_year(cal: plan.Calendar) -> float:
    """Readiness to order summed over an average year."""
    return float(cal.open.sum() / cal.n_days * 365.25)


def _ticks(rng: np.random.Generator, shape: np.ndarray, total: np.ndarray, most: int):
    """Moments of orders on each client's own clock (mean gap 1, gamma with its shape), as flat arrays."""
    need = np.minimum(most, np.ceil(total + 6 * np.sqrt(total / np.minimum(shape, 1)) + 6).astype(int))
    who = np.repeat(np.arange(len(total)), need)
    gap = rng.standard_gamma(shape[who]) / shape[who]
    start = np.concatenate([[0], np.cumsum(need)[:-1]])
    gap[start] *= rng.random(len(start))  # the first gap is already running
    running = np.cumsum(gap)
    before = running[start] - gap[start]
    return who, running - before[who]


def _on_days(clock: np.ndarray, ticks, total: np.ndarray):
    """The day on which each client's clock passes each moment."""
    who, moment = ticks
    kept = moment < total[who]
    who, moment = who[kept], moment[kept]
    shift = np.concatenate([[0], np.cumsum(total + 1)[:-1]])  # one rising line out of all clocks
    flat = (clock + shift[:, None]).ravel()
    place = np.searchsorted(flat, moment + shift[who], side="left")
    return who, place - who * clock.shape[1]
