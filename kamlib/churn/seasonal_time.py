"""Seasonal time: a clock that runs fast in the company's busy months and slow in its quiet ones.

BG/NBD takes purchases as equally likely on every day. Where orders follow the season, three silent weeks in August
and three in November say different things; on a clock on which a day counts by the company's usual orders of that
month, they are of different length, and the same model fits. Where the seasons are an artefact of a short history the
clock misleads, so the member that uses it keeps the calendar unless the clock makes the purchases more likely.

Days are numpy datetime64[D]. A clock is made from what was known at its cut-off and extends over the horizon.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
_MONTH_DAYS = np.array([31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31])


@dataclass(frozen=True)
class Clock:
    """`reading[i]` is what the clock shows at the end of the i-th day from first_day on."""

    first_day: np.datetime64
    reading: Array

    def at(self, days: ArrayLike) -> Array:
        """The clock at the end of each day. Raises ValueError for a day the clock does not cover."""
        place = (_days(days) - _days(self.first_day)).astype(np.int64)
        if place.size and (place.min() < 0 or place.max() >= self.reading.size):
            raise ValueError("a day outside the clock's calendar")
        return self.reading[place]

    def elapsed(self, start: ArrayLike, end: ArrayLike) -> Array:
        """Time from the end of `start` to the end of `end`, in mean days."""
        return self.at(end) - self.at(start)


class History(NamedTuple):
    """BG/NBD's three numbers, one entry per client; times in the unit asked for."""

    frequency: Array
    recency: Array
    age: Array


def history(
    first_day: ArrayLike,
    last_day: ArrayLike,
    purchase_days: ArrayLike,
    cut_off: np.datetime64 | str,
    clock: Clock | None = None,
    unit_days: float = 1.0,
) -> History:
    """Repeat purchase days, time to the last of them, and age at the end of the cut-off day, one entry per client.

    first_day, last_day: first and last purchase day up to the cut-off; purchase_days: different days with a purchase.
    On the calendar, or on `clock`; in days, or in units of `unit_days` (7: weeks).
    """
    first_day, last_day = _days(first_day), _days(last_day)
    return History(
        np.asarray(purchase_days, dtype=float) - 1,
        _elapsed(first_day, last_day, clock) / unit_days,
        _elapsed(first_day, _days(cut_off), clock) / unit_days,
    )


def order_intensity(days: ArrayLike, cut_off: np.datetime64 | str, floor: float = 0.1) -> Array | None:
    """How many orders a day of each month of the year brings, January first; 1 on average over a year.

    days: one entry per client and purchase day; days after the cut-off are not read, nor are incomplete months at
    either end. From 24 months on, each month's orders a day are compared with the 12 months around it, so that growth
    is not taken for season, and the median by month counts; from 12 months on, with the mean of the last 12. NULL
    (None) with less. No month falls below `floor`, so that the clock never stands still.
    """
    days, cut_off = _days(days), _days(cut_off)
    days = days[days <= cut_off]
    if not days.size:
        return None
    month = days.astype("datetime64[M]")
    first, end = days.min().astype("datetime64[M]"), (cut_off + 1).astype("datetime64[M]")
    if days.min() > _days(first):
        first += 1
    months = np.arange(first, end)
    if months.size < 12:
        return None
    inside = month[(month >= first) & (month < end)]
    lengths = (_days(months + 1) - _days(months)).astype(float)
    rate = np.bincount((inside - first).astype(int), minlength=months.size) / lengths

    if months.size >= 24:
        around = np.convolve(rate, np.r_[0.5, np.ones(11), 0.5] / 12, mode="valid")
        ratio, months = rate[6:-6] / np.where(around > 0, around, np.nan), months[6:-6]
    else:
        ratio, months = rate[-12:] / rate[-12:].mean() if rate[-12:].any() else np.ones(12), months[-12:]
    of_year = months.astype(int) % 12
    index = np.array([np.median(ratio[of_year == m]) for m in range(12)])
    if not np.isfinite(index).all():
        return None
    index = np.maximum(index / np.average(index, weights=_MONTH_DAYS), floor)
    return index / np.average(index, weights=_MONTH_DAYS)


def day_intensity(month_intensity: ArrayLike, first_day: np.datetime64 | str, last_day: np.datetime64 | str) -> Array:
    """The intensity of each day from first_day to last_day, both included, by its month (12 values, January first)."""
    days = np.arange(_days(first_day), _days(last_day) + 1)
    return np.asarray(month_intensity, dtype=float)[days.astype("datetime64[M]").astype(int) % 12]


def seasonal_clock(first_day: np.datetime64 | str, intensity: ArrayLike) -> Clock:
    """A clock on which the i-th day from first_day on lasts `intensity[i]`; with 1 everywhere it is the calendar.

    Raises ValueError unless every intensity is above zero.
    """
    intensity = np.asarray(intensity, dtype=float)
    if not (np.isfinite(intensity) & (intensity > 0)).all():
        raise ValueError("a day's intensity is a number above zero")
    return Clock(_days(first_day), np.cumsum(intensity))


def horizon(cut_off: np.datetime64 | str, horizon_days: int, clock: Clock | None = None) -> float:
    """The length of the next `horizon_days` days on the clock, in mean days."""
    return float(_elapsed(_days(cut_off), _days(cut_off) + horizon_days, clock))


def _elapsed(start: NDArray, end: NDArray, clock: Clock | None) -> Array:
    return (end - start).astype(float) if clock is None else clock.elapsed(start, end)


def _days(values: ArrayLike) -> NDArray:
    return np.asarray(values, dtype="datetime64[D]")
