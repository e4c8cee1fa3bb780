"""Where the bars of a chart begin and end."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from kamlib.charts.rows import FLAT


@dataclass(frozen=True)
class Scale:
    """low and high end of an axis; is_cut: it does not begin at zero."""

    low: float
    high: float
    is_cut: bool = False

    def place(self, x: float) -> float:
        """Where a value stands between the ends, 0 to 1."""
        return (x - self.low) / ((self.high - self.low) or 1.0)


def scale_of(values: list[float]) -> Scale:
    """An axis from zero that holds these values."""
    known = [x for x in values if x == x]
    return Scale(min(0.0, *known), max(0.0, *known)) if known else Scale(0.0, 1.0)


def bridge(frame: pd.DataFrame) -> tuple[Scale, list[tuple[float, float]]]:
    """The axis of a bridge and where each of its bars begins and ends; where its levels differ little, the axis begins
    above zero, or no change could be seen."""
    spans, level = [], 0.0
    for value, is_level in zip(frame["value"], frame["is_level"], strict=True):
        begin, end = (0.0, value) if is_level else (level, level + value)
        spans.append((begin, end))
        level = end
    ends = [end for _, end in spans]
    low, high = min(0.0, *ends), max(0.0, *ends)
    if min(ends) > 0 and high - min(ends) < FLAT * high:
        low = max(0.0, min(ends) - (high - min(ends) or high))
        return Scale(low, high, True), [(max(begin, low), end) for begin, end in spans]
    return Scale(low, high), spans
