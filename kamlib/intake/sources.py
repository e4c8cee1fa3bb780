"""The sources of a home: what was imported, and whether it counts."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from kamlib.contract import register_tables
from kamlib.core import home as store
from kamlib.core.errors import KamError
from kamlib.intake.overlaps import find_overlaps
from kamlib.intake.questions import Asker
from kamlib.intake.revised import Decisions

COLUMNS = ("source_no", "file", "sheet", "table_name", "date_from", "date_to", "rows_accepted", "rows_rejected",
           "net_amount", "profile", "imported_at", "status")  # fmt: skip


def sources_of(home: str | Path) -> pd.DataFrame:
    """One row per source, in the order of first import.

    file, sheet (NULL: a file of one table), table_name; date_from, date_to and net_amount (money, as accepted) of sales
    lines, else NULL; rows_accepted, rows_rejected; profile (NULL: none); status: counts, or withdrawn (kept, out of the
    books to come).
    """
    rows = []
    for s in store.Home(home).all_sources():
        amount = s.get("amount_accepted")
        rows.append(
            {
                **{name: s.get(name) for name in COLUMNS},
                "table_name": s["table"],
                "net_amount": None if amount is None else float(amount),
                "status": "counts" if store.counts(s) else store.WITHDRAWN,
            }
        )
    return pd.DataFrame(rows, columns=list(COLUMNS))


def withdraw_source(home: str | Path, source_no: int) -> str:
    """Take a source out of the books to come; its rows are kept, and `restore_source` brings them back.

    Returns its file's name. Raises KamError for a number that is no source, or one whose rows stand in the register.
    """
    return _change(Path(home), source_no, withdraw)


def restore_source(home: str | Path, source_no: int) -> str:
    """Let a withdrawn source count again. Returns its file's name; raises KamError for a number that is no source."""
    return _change(Path(home), source_no, _restore)


def withdraw(manifest: dict[str, Any], source_no: int) -> dict[str, Any]:
    """Mark a source of the manifest as withdrawn and return it. Raises KamError as `withdraw_source` does."""
    record = _source(manifest, source_no)
    record["status"] = store.WITHDRAWN
    return record


def _restore(manifest: dict[str, Any], source_no: int) -> dict[str, Any]:
    record = _source(manifest, source_no)
    record.pop("status", None)
    return record


def _source(manifest: dict[str, Any], source_no: int) -> dict[str, Any]:
    record: dict[str, Any] | None = next((s for s in manifest["sources"] if s["source_no"] == source_no), None)
    if record is None:
        known = ", ".join(f"{s['source_no']} ({s['file']})" for s in manifest["sources"]) or "—"
        raise KamError("intake.no_source", number=source_no, known=known)
    if record["table"] in register_tables():
        raise KamError("intake.source_in_register", file=record["file"])
    return record


def _change(home: Path, source_no: int, change: Callable[[dict[str, Any], int], dict[str, Any]]) -> str:
    with store.locked(home), duckdb.connect() as con:
        manifest = store.Home(home).manifest()
        record = change(manifest, source_no)
        counting = [s for s in manifest["sources"] if store.counts(s)]
        names = {s["source_no"]: s["file"] for s in counting}
        decided = Decisions(Asker(), names, set(), dict(manifest.get("revised", {})))
        manifest["overlaps"] = find_overlaps(con, home, counting, decided)
        store.publish(home, manifest)
    file: str = record["file"]
    return file
