"""The review dates of a book whose date is a month end."""

from __future__ import annotations

import calendar
from datetime import date


def month_ends(as_of: date, back: int) -> list[date]:
    """`as_of`, a month end, and the `back` month ends before it, the newest first."""
    result = []
    for n in range(back + 1):
        year, month = divmod(as_of.year * 12 + as_of.month - 1 - n, 12)
        result.append(date(year, month + 1, calendar.monthrange(year, month + 1)[1]))
    return result
