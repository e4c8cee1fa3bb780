"""Tables for spreadsheets, in which no text can run as a formula."""

from __future__ import annotations

import pandas as pd

_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n")


def safe_text(frame: pd.DataFrame) -> pd.DataFrame:
    """The frame with text that a spreadsheet would run as a formula set off by an apostrophe."""
    safe = frame.copy()
    for name in safe.columns:
        if safe[name].dtype == object or str(safe[name].dtype).startswith("str"):
            safe[name] = safe[name].map(lambda v: "'" + v if isinstance(v, str) and v.startswith(_FORMULA) else v)
    return safe


def safe_csv(frame: pd.DataFrame) -> str:
    """The frame as CSV (UTF-8 text, comma, decimal point) that a spreadsheet can open without running anything."""
    return safe_text(frame).to_csv(index=False)
