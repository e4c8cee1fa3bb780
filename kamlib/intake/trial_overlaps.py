"""Files that are not imported yet beside what is: lines that would count once, documents in two versions."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import duckdb

from kamlib.core.home import Home, counts
from kamlib.intake.overlaps import find_overlaps
from kamlib.intake.questions import Asker, Question
from kamlib.intake.revised import Decisions
from kamlib.intake.same_name import replaced
from kamlib.intake.sources import withdraw


def trial_overlaps(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    home: Home,
    records: list[dict[str, Any]],
    asker: Asker,
    replaces: Sequence[int],
) -> tuple[dict[str, Any] | None, list[Question]]:
    """What `overlaps` an import would report (None: nothing stands twice), and the questions still open.

    `records`: the new sources as the manifest would have them, their data files in `folder`.
    """
    manifest = home.manifest()
    for number in replaces:
        withdraw(manifest, number)
    gone = replaced(manifest["sources"], records)
    old = [s for s in manifest["sources"] if counts(s) and s not in gone]
    there = [{**s, "data_files": {t: str(home.path / f) for t, f in s["data_files"].items()}} for s in old]
    names = {s["source_no"]: f"{s['file']} [{s['sheet']}]" if s["sheet"] else s["file"] for s in [*old, *records]}
    kept = {n: a for n, a in manifest.get("revised", {}).items() if int(n) in names}
    decisions = Decisions(asker, names, {r["source_no"] for r in records}, kept)
    found = find_overlaps(con, folder, [*there, *records], decisions)
    return found, list(asker.open)
