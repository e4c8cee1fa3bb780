"""From the names the user gave to sheets ready to be recognised: files, workbooks, database queries, joins."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from kamlib.contract import tables
from kamlib.core.errors import KamError
from kamlib.core.home import counts
from kamlib.intake import csvfile, excel, joins, related, shapes, tabular
from kamlib.intake.headings import normalise
from kamlib.intake.profile import Profile, SourcePart
from kamlib.intake.questions import Asker
from kamlib.intake.recognise import has_dates
from kamlib.intake.report import ImportReport, SourceResult
from kamlib.intake.scan import Scan, scan
from kamlib.reading.sheet import Sheet

QUERY = "postgresql:"


def open_sheets(
    con: duckdb.DuckDBPyConnection,
    tmp: Path,
    files: list[str | Path],
    profile: Profile,
    options: dict[str, Any],
    manifest: dict[str, Any],
    report: ImportReport,
    tell: Callable[[str, int, int], None],
    asker: Asker,
) -> list[tuple[Sheet, SourcePart]]:
    """Every sheet of every file with the part of the profile that fits it. Files already imported are left out."""
    if not files:
        raise KamError("intake.no_files")
    names = [str(f) for f in files]
    found: dict[str, Scan | str] = {}
    for done, name in enumerate(names):
        label = name if name.startswith(QUERY) else Path(name).name
        if label in found:
            raise KamError("intake.same_name_twice", file=label)
        tell(label, done, len(names))
        found[label] = (
            name if name.startswith(QUERY) else scan(Path(name), options.get("encoding") or _asked(profile, label))
        )
    result = []
    past = _brought_in(manifest, found, profile, report)
    for label, what in found.items():
        if label in past:
            continue
        parts = profile.parts_for(label)
        if not parts and not profile.joined_only(label):
            raise KamError("intake.profile_has_no_part", file=label, name=profile.name)
        for part in parts:
            combined = _combined(what, part, found) if part.joins else None
            if not isinstance(what, str) and _unchanged(manifest, label, combined or what.sha256, profile, report):
                continue
            for sheet in _sheets(con, tmp, what, part, options, profile, report, asker):
                sheet = shapes.read_dates(con, sheet)
                if part.joins:
                    sheet = joins.joined(con, tmp, sheet, part, found, options)
                    sheet.sha256 = combined or sheet.sha256
                result.append((sheet, part))
    return related.brought_together(con, tmp, result, report)


def _asked(profile: Profile, label: str) -> str | None:
    return next((p.file["encoding"] for p in profile.parts_for(label) if "encoding" in p.file), None)


def _combined(what: Scan | str, part: SourcePart, found: dict[str, Any]) -> str:
    """One fingerprint for a file and the files joined to it."""
    others = [joins.partner(j, found) for j in part.joins]
    return related.together([what if isinstance(what, str) else what.sha256, *(found[o].sha256 for o in others)])


def _brought_in(
    manifest: dict[str, Any], found: dict[str, Scan | str], profile: Profile, report: ImportReport
) -> set[str]:
    """Files imported before as one, of which none has changed: the first of them is told as unchanged."""
    done: set[str] = set()
    for s in manifest["sources"]:
        files = [s["file"], *s.get("joined", ())]
        scans = [f for f in (found.get(name) for name in files) if isinstance(f, Scan)]
        if len(files) > 1 and len(scans) == len(files):
            sha = related.together([f.sha256 for f in scans])
            if _unchanged(manifest, s["file"], sha, profile, report):
                done.update(files)
    return done


def _unchanged(manifest: dict[str, Any], label: str, sha: str, profile: Profile, report: ImportReport) -> bool:
    """Were these bytes imported under this name and profile before? Then there is nothing to do."""
    same = [s for s in manifest["sources"] if s["file"] == label and s["sha256"] == sha]
    same = [s for s in same if s["read_by"] == profile.sha256 and counts(s)]
    if not same:
        return False
    known = {id(r.record) for r in report.sources}
    report.sources += [SourceResult("unchanged", s) for s in same if id(s) not in known]
    return True


def _sheets(
    con,
    tmp,
    what,
    part: SourcePart,
    options: dict[str, Any],
    profile: Profile,
    report: ImportReport,
    asker: Asker,
) -> Iterator[Sheet]:
    asked = {**part.file, **options}
    known = {normalise(h) for h in part.columns}
    if isinstance(what, str):
        yield tabular.read_query(con, tmp, what, profile)
    elif what.kind == "csv":
        yield csvfile.read_csv(what, tmp, asked, known)
    elif what.kind == "parquet":
        yield tabular.read_parquet(con, what)
    else:
        yield from excel.read_workbook(what, tmp, asked, known, report.skipped, asker)


def is_unrelated(fault: KamError, sheet: Sheet, part: SourcePart, opened: list[tuple[Sheet, SourcePart]]) -> bool:
    """Is a sheet that is none of the tables one of several in its workbook, and no lines of sales?

    One without any dates beside a sheet of lines that has them sums those up, or something else.
    """
    others = [(s, p) for s, p in opened if s.file == sheet.file and s is not sheet]
    if fault.key != "intake.missing_columns" or not others or part.table:
        return False
    no_dates = "order_date" in str(fault.values["absent"]) and any(has_dates(s) for s, _ in others)
    return no_dates or fault.values["table"] != tables()["sales_lines"].en
