"""What an import found and did, as plain data: shown by the command, read by machines with --json."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from kamlib.intake.questions import Answered


@dataclass
class Preview:
    """What was decided about one sheet, before anything is imported."""

    label: str
    table: str
    profile: str
    options: dict[str, Any]
    takes: list[tuple[str, str, str]]  # heading, meaning, why
    unused: list[str]
    notes: list[tuple[str, dict]]
    headings: list[str]
    rows: list[list[str | None]]
    answers: list[Answered] = field(default_factory=list)


@dataclass
class SourceResult:
    """What came of one source. status: new, replaced, unchanged, same_content."""

    status: str
    record: dict[str, Any]
    reasons: dict[str, int] = field(default_factory=dict)
    examples: list[dict[str, Any]] = field(default_factory=list)
    same_as: str | None = None


@dataclass
class ImportReport:
    """The whole import: per source, overlaps between sources, references that point nowhere."""

    home: str
    sources: list[SourceResult] = field(default_factory=list)
    previews: list[Preview] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)  # sheet, text key
    overlaps: dict[str, Any] | None = None
    dangling: list[dict[str, Any]] = field(default_factory=list)
    without_rate: list[dict[str, Any]] = field(default_factory=list)  # currency, rows, amount, first, last
    dry_run: bool = False
    differences: pd.DataFrame | None = None  # of the register, as Register.differences has them; None: none were asked
    entries: int = 0  # made in the register
    answers: list[tuple[list[str], dict[str, str]]] = field(default_factory=list)  # headings of a sheet, its answers

    @property
    def changed_values(self) -> int:
        """How many values of the register the files change."""
        return 0 if self.differences is None else len(self.differences)

    def to_dict(self) -> dict[str, Any]:
        """For --json."""
        return {
            "home": self.home,
            "dry_run": self.dry_run,
            "sources": [
                {"status": s.status, "reasons": s.reasons, "same_as": s.same_as, **s.record} for s in self.sources
            ],
            "skipped": [{"sheet": sheet, "reason": reason} for sheet, reason in self.skipped],
            "overlaps": self.overlaps,
            "currencies_without_rate": self.without_rate,
            "references_that_point_nowhere": self.dangling,
            "register": {
                "entries": self.entries,
                "values_changed": self.changed_values,
                "differences": _records(self.differences),
            },
            "recognised": [
                {
                    "sheet": p.label,
                    "table": p.table,
                    "options": p.options,
                    "columns": [{"heading": h, "meaning": m, "why": w} for h, m, w in p.takes],
                    "unused": p.unused,
                    "answers": {a.question.code: {"answer": a.answer, "from": a.source} for a in p.answers},
                }
                for p in self.previews
            ],
        }


def _records(frame: pd.DataFrame | None) -> list[dict[str, Any]]:
    return [] if frame is None else frame.head(1000).to_dict("records")
