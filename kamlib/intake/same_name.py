"""Which earlier sources a file of the same name takes the place of: a corrected one does, that of another month not."""

from __future__ import annotations

from datetime import date
from typing import Any


def former(sources: list[dict[str, Any]], record: dict[str, Any]) -> list[dict[str, Any]]:
    """The sources of the same file, sheet and table that `record` replaces, in their order.

    Of lines of sales those whose days it covers to more than half: a system that calls each month's file orders.csv
    means another month. What the others share with it counts once, as with any two files.
    """
    return [s for s in sources if _alike(s, record) and _covered(s, record) > 0.5]


def replaced(sources: list[dict[str, Any]], records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The sources that files of the same name leave nothing of: replaced, or their sheet or table is gone."""
    files = {r["file"] for r in records}
    stay = [s for s in sources if any(_alike(s, r) and not former([s], r) for r in records)]
    return [s for s in sources if s["file"] in files and s not in stay]


def _alike(old: dict[str, Any], new: dict[str, Any]) -> bool:
    return all(old[k] == new[k] for k in ("table", "file", "sheet"))


def _covered(old: dict[str, Any], new: dict[str, Any]) -> float:
    """The share of the old source's days that lie within the new one's; 1 where either has no days."""
    if not (old["date_from"] and new["date_from"]):
        return 1
    first, last, begins, ends = (
        date.fromisoformat(x) for x in (old["date_from"], old["date_to"], new["date_from"], new["date_to"])
    )
    shared = (min(last, ends) - max(first, begins)).days + 1
    return max(shared, 0) / ((last - first).days + 1)
