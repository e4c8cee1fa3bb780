"""Files looked at before anything is imported: how each would be understood, what is open, what would come of it."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from kamlib.core.errors import KamError
from kamlib.core.home import Home, counts
from kamlib.intake.headings import meaning
from kamlib.intake.kept import about_sheets, fingerprint, kept_answers
from kamlib.intake.keys import Sold
from kamlib.intake.load import Loaded, load
from kamlib.intake.open import is_unrelated, open_sheets
from kamlib.intake.profile import SourcePart, load_profile
from kamlib.intake.questions import Answered, Asker, Question
from kamlib.intake.report import ImportReport
from kamlib.intake.run import connected
from kamlib.intake.same_name import replaced
from kamlib.intake.trial_overlaps import trial_overlaps
from kamlib.intake.understand import sales_first, understood
from kamlib.reading.plan import Plan
from kamlib.reading.sheet import Sheet, lit

EXAMPLES = 3
SHOWN_ROWS = 5


@dataclass
class Column:
    """A column of a file: what it is taken for (None: nothing), why (heading, profile, chosen, computed), examples."""

    heading: str
    target: str | None
    why: str | None
    examples: list[str]


@dataclass
class SheetTrial:
    """One sheet: its columns, its first rows as text, what is open or was answered, and what would come of it.

    fault: why it cannot be imported as it stands (None: it can). months: of a sales table one row a month: month,
    lines, net (money). figures: rows_read, rows_accepted, rows_rejected, and of a sales table amounts, dates, clients.
    reasons: reason of a reject -> rows. first: the first rows as they would be imported, columns of the table that are
    filled. Figures are empty while a question is open. record: as in the manifest. shape: what a report was whose rows
    are no lines as they stand (None: a table); taken_out: its rows that are no lines, by what they are.
    """

    label: str
    table: str | None
    columns: list[Column]
    rows: list[list[str | None]]
    questions: list[Question] = field(default_factory=list)
    answered: list[Answered] = field(default_factory=list)
    notes: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    fault: KamError | None = None
    figures: dict[str, object] = field(default_factory=dict)
    reasons: dict[str, int] = field(default_factory=dict)
    examples: list[dict[str, object]] = field(default_factory=list)
    months: pd.DataFrame | None = None
    first: pd.DataFrame | None = None
    record: dict[str, Any] | None = None
    shape: str | None = None
    taken_out: dict[str, int] = field(default_factory=dict)

    @property
    def is_ready(self) -> bool:
        """Whether it can be imported as it stands."""
        return self.fault is None and not self.questions


@dataclass
class Trial:
    """What an import of the files would do. unchanged: files that are imported already; skipped: sheets left out.

    overlaps: rows, amount and `between` (pairs of names) of lines that stand in two sources and count once, or whose
    document another source replaces; None: nothing stands twice. instead: numbers of the sources whose place these
    files take, since they have the same name and days.
    """

    sheets: list[SheetTrial]
    unchanged: list[str] = field(default_factory=list)
    skipped: list[tuple[str, str]] = field(default_factory=list)
    overlaps: dict[str, Any] | None = None
    instead: list[int] = field(default_factory=list)

    @property
    def is_ready(self) -> bool:
        """Whether an import would go through."""
        return bool(self.sheets) and all(s.is_ready for s in self.sheets)


def try_files(
    home: Path | str,
    files: list[str | Path],
    answers: Mapping[str, str] | None = None,
    profile: str | Path | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    replaces: Sequence[int] = (),
) -> Trial:
    """How `import_files` with the same answers would read the files. Nothing is written into the home.

    Raises KamError where a file cannot be opened as a table at all; what is wrong with one sheet is its `fault`.
    """
    home = Path(home)
    chosen, tell = load_profile(profile, home), progress or (lambda label, done, total: None)
    report, manifest = ImportReport(str(home), dry_run=True), Home(home).manifest()
    kept = kept_answers(home)
    with tempfile.TemporaryDirectory(prefix="kam-trial-") as folder, connected(Path(folder)) as con:
        door = Asker(None, None, answers or {})
        door.about(about_sheets(kept), chosen.answers)
        opened = open_sheets(con, Path(folder), list(files), chosen, {}, manifest, report, tell, door)
        sold = Sold(con, lambda: Home(home).files("sales_lines"))
        found: dict[int, SheetTrial] = {}
        for done, number in enumerate(sales_first(opened)):
            sheet, part = opened[number]
            tell(sheet.label, done, len(opened))
            asker = Asker(None, None, answers or {})
            asker.about(kept.get(fingerprint(sheet.headings), {}).get("answers", {}), part.answers)
            source_no = manifest["next_source_no"] + number
            tried = _tried(con, Path(folder), source_no, sheet, part, chosen.name, asker, sold)
            if tried.fault and is_unrelated(tried.fault, sheet, part, opened):
                report.skipped.append((sheet.label, "intake.unrelated"))
                continue
            at_door = [q for q in door.open if q.values["file"] == sheet.file]  # about sheets that are hidden
            door.open = [q for q in door.open if q not in at_door]
            tried.questions += at_door
            tried.answered += [a for a in door.settled.values() if a.question.values["file"] == sheet.file]
            found[number] = tried
        sheets = [found[number] for number in sorted(found)]
        twice, instead = None, list[int]()
        if sheets and all(s.is_ready for s in sheets):
            records = [s.record for s in sheets if s.record]
            counting = [s for s in manifest["sources"] if counts(s) and s["date_from"]]
            instead = [s["source_no"] for s in replaced(counting, records)]
            last = Asker(None, None, answers or {})
            twice, questions = trial_overlaps(con, Path(folder), Home(home), records, last, replaces)
            for sheet_tried in sheets:
                sheet_tried.questions += [q for q in questions if q.values["file"] == sheet_tried.label]
                sheet_tried.answered += [
                    a for a in last.settled.values() if a.question.values["file"] == sheet_tried.label
                ]
    unchanged = [s.record["file"] for s in report.sources if s.status == "unchanged"]
    return Trial(sheets, unchanged, report.skipped, twice, instead)


def _tried(
    con: duckdb.DuckDBPyConnection,
    folder: Path,
    number: int,
    sheet: Sheet,
    part: SourcePart,
    profile: str,
    asker: Asker,
    sold: Sold,
) -> SheetTrial:
    rows = sheet.samples[:SHOWN_ROWS]
    begun: list[Plan] = []
    try:
        plan = understood(con, sheet, part, profile, {}, asker, sold, begun.append)
    except KamError as fault:
        half = begun[0] if begun else None
        return SheetTrial(
            sheet.label, half.table.name if half else None, _columns(sheet, half, asker), rows, fault=fault,
            answered=list(asker.settled.values()),
        )  # fmt: skip
    tried = SheetTrial(
        sheet.label, plan.table.name, _columns(sheet, plan, asker), rows, list(asker.open),
        list(asker.settled.values()), plan.notes, shape=sheet.options.get("shape"),
        taken_out=sheet.lines.shape if sheet.lines else {},
    )  # fmt: skip
    if not asker.open:
        try:
            _figures(con, folder, plan, number, tried)
        except KamError as fault:
            tried.fault = fault
    return tried


def _columns(sheet: Sheet, plan: Plan | None, asker: Asker) -> list[Column]:
    found: dict[int, tuple[str | None, str | None]] = {}
    if plan:
        for (table, column), i in plan.dims.items():
            found[i] = (f"{table}.{column}", plan.dim_why.get((table, column), "heading"))
        for target, take in plan.takes.items():
            for i in take.parts:
                found[i] = (target, take.why)
    for question in asker.open:  # what it is asked about as, though nothing is settled yet
        asked = sheet.index(question.column) if question.column else None
        meant = meaning(plan.table.name, sheet.headings[asked]) if plan and asked is not None else None
        if asked is not None and asked not in found and meant:
            found[asked] = (meant, "heading")
    chosen = {a.question.code for a in asker.settled.values()}
    result = []
    for i, heading in enumerate(sheet.headings):
        values = [row[i] for row in sheet.samples if i < len(row) and row[i] and str(row[i]).strip()]
        examples = [str(v) for v in dict.fromkeys(values)][:EXAMPLES]
        taken_for, why = found.get(i, (None, None))
        result.append(Column(heading, taken_for, "chosen" if f"use:{heading}" in chosen else why, examples))
    return result


def _figures(con: duckdb.DuckDBPyConnection, folder: Path, plan: Plan, number: int, tried: SheetTrial) -> None:
    loaded = load(con, folder, plan, number, f"trial-{number}", date.today())
    tried.figures, tried.reasons, tried.examples = dict(loaded.figures), loaded.reasons, loaded.examples
    tried.first = _first(con, folder, plan, loaded)
    tried.record = {
        "source_no": number, "table": plan.table.name, "file": plan.sheet.file, "sheet": plan.sheet.sheet,
        "date_from": None, "date_to": None, **loaded.figures,
        "data_files": {name: str(folder / file) for name, file in loaded.data_files.items()},
    }  # fmt: skip
    if plan.table.name == "sales_lines":
        source = f"read_parquet({lit(folder / loaded.data_files['sales_lines'])})"
        tried.months = con.execute(
            "SELECT CAST(date_trunc('month', order_date) AS DATE) AS month, count(*) AS lines, sum(net_amount) AS net"
            f" FROM {source} WHERE order_date IS NOT NULL GROUP BY 1 ORDER BY 1"
        ).df()
        tried.figures["clients"] = con.execute(f"SELECT count(DISTINCT client_id) FROM {source}").fetchall()[0][0]


def _first(con: duckdb.DuckDBPyConnection, folder: Path, plan: Plan, loaded: Loaded) -> pd.DataFrame:
    if loaded.rows is not None:
        found = pd.DataFrame(loaded.rows[:SHOWN_ROWS])
    else:
        file = lit(folder / loaded.data_files[plan.table.name])
        order = "line_id" if plan.table.name == "sales_lines" else "source_line"
        found = con.execute(f"SELECT * FROM read_parquet({file}) ORDER BY {order} LIMIT {SHOWN_ROWS}").df()
    said = {*plan.takes, "line_kind"} - {"line_id"}
    return found[[c for c in plan.table.columns if c in said and c in found and found[c].notna().any()]]
