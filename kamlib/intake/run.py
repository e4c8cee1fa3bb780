"""An import from beginning to end: scan, recognise, load, reconcile, publish."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd

from kamlib.contract import register_tables
from kamlib.core import home as store
from kamlib.core.errors import KamError
from kamlib.intake import entering, references
from kamlib.intake.kept import about_sheets, fingerprint, keep, kept_answers
from kamlib.intake.keys import Sold
from kamlib.intake.load import Loaded, load
from kamlib.intake.open import is_unrelated, open_sheets
from kamlib.intake.overlaps import find_overlaps
from kamlib.intake.profile import FILE_KEYS, Profile, file_faults, load_profile
from kamlib.intake.questions import Answered, Asker
from kamlib.intake.rates import without_rate
from kamlib.intake.report import ImportReport, Preview, SourceResult
from kamlib.intake.revised import Decisions
from kamlib.intake.same_name import former
from kamlib.intake.saved import recipe
from kamlib.intake.sources import withdraw
from kamlib.intake.understand import sales_first, understood
from kamlib.reading.plan import Plan
from kamlib.register import default_author, open_register
from kamlib.register.adopt import adopt_locked

MEMORY = "2GB"


def import_files(
    home: str | Path,
    files: list[str | Path],
    profile: str | Path | None = None,
    ask: Callable[..., Any] | None = None,
    progress: Callable[[str, int, int], None] | None = None,
    lang: str | None = None,
    confirm: Callable[[list[Preview]], bool] | None = None,
    dry_run: bool = False,
    confirm_changes: Callable[[pd.DataFrame], bool] | None = None,
    author: str | None = None,
    answers: Mapping[str, str] | None = None,
    today: date | None = None,
    replaces: Sequence[int] = (),
    **overrides: object,
) -> ImportReport:
    """Bring `files` into the company's home; all of them count afterwards, or, on any error, none.

    ask: called with a plan.Question where the file does not say something, returns a value of its options (or None);
    without it such a question is a KamError that says what would settle it. answers: question's code -> answer, given
    beforehand; those given for the last file of the same headings are used besides. progress: called with (label, done,
    total). confirm: shown the previews before anything is read; False stops. confirm_changes: shown what the files
    change in the register (Register.differences), where they change anything; False stops. author: who enters it, by
    default the user of this computer. today: rows after it are told; by default the computer's date. replaces: numbers
    of sources (`sources_of`) that these files stand for: those are withdrawn in the same step.
    overrides: keys of a profile's [file] (encoding, delimiter, decimal, thousands, date_format, day_first, sheets,
    header_row), which go before it.

    Raises KamError for whatever the user can mend (RegisterConflict where a form was filled from values that somebody
    changed since); nothing is changed then.
    """
    unknown = set(overrides) - FILE_KEYS
    if unknown:
        raise TypeError(f"unknown options: {', '.join(sorted(unknown))}")
    home = Path(home)
    chosen = load_profile(profile, home)
    faults = file_faults({k: v for k, v in overrides.items() if v is not None})
    if faults:
        raise KamError("intake.profile_faults", name="", faults="\n".join(faults))
    tell = progress or (lambda label, done, total: None)
    options = {k: v for k, v in overrides.items() if v is not None}
    with store.locked(home), _workplace(home) as folder:
        tmp = Path(folder)
        con = connected(tmp)
        manifest = store.Home(home).manifest()
        store.remove_unnamed(home, manifest)
        adopt_locked(home, manifest)
        report = ImportReport(str(home), dry_run=dry_run)
        asker = Asker(ask, lang, answers or {})
        recipes: dict[int, dict[str, Any]] = {}
        plans = _plan_all(con, home, tmp, manifest, files, chosen, options, asker, report, tell, recipes)
        if dry_run or (confirm and plans and not confirm(report.previews)):
            report.dry_run = True
            if dry_run:
                _look(con, home, tmp, plans, report)
            return report
        if not plans:
            return report
        _remove_gone(manifest, plans, report)
        loaded = []
        for done, plan in enumerate(plans):
            tell(plan.sheet.label, done, len(plans))
            mine = recipes[id(plan)]
            loaded.append(_import_one(con, home, manifest, plan, report, chosen.sha256, today or date.today(), mine))
        tell("", len(plans), len(plans))
        for number in replaces:
            withdraw(manifest, number)
        _find_overlaps(con, home, manifest, report, asker)
        if not _enter(home, plans, loaded, report, confirm_changes, author):
            report.dry_run = True
            return report
        counting = list(filter(store.counts, manifest["sources"]))
        report.without_rate = without_rate(con, home, counting)
        report.dangling = references.dangling(con, home, counting)
        store.publish(home, manifest)
        keep(home, report.answers)
        con.close()
    return report


def _find_overlaps(con, home: Path, manifest: dict[str, Any], report: ImportReport, asker: Asker) -> None:
    """Lines that stay out of the books: copies, and other versions of documents, where somebody said which holds."""
    sources = list(filter(store.counts, manifest["sources"]))
    names = {s["source_no"]: f"{s['file']} [{s['sheet']}]" if s["sheet"] else s["file"] for s in sources}
    fresh = {s.record["source_no"] for s in report.sources if s.status in ("new", "replaced")}
    there = {s["source_no"] for s in manifest["sources"]}  # a withdrawn one may count again
    kept = {n: a for n, a in manifest.get("revised", {}).items() if int(n) in there}
    asker.about({f"revised:{names[int(n)]}": a for n, a in kept.items() if int(n) in names})
    decisions = Decisions(asker, names, fresh, kept)
    manifest["overlaps"] = report.overlaps = find_overlaps(con, home, sources, decisions)
    asker.finish()
    asker.finish_all()
    manifest["revised"] = decisions.kept


def _enter(home, plans: list[Plan], loaded: list[Loaded], report: ImportReport, confirm, author: str | None) -> bool:
    """Write what belongs into the register, all in one transaction; False where the user does not want it."""
    found = [(p, rows) for p, rows in zip(plans, loaded, strict=True) if p.table.register]
    if not found:
        return True
    with closing(open_register(home)) as register:
        changes = [entering.change(register, *f) for f in found]
        report.differences = register.differences_all(changes)
        if report.changed_values and confirm and not confirm(report.differences):
            return False
        report.entries = register.write_all(changes, author=author or default_author()).entries
    return True


def _look(con, home: Path, tmp: Path, plans: list[Plan], report: ImportReport) -> None:
    """What the files would change in the register; nothing is written outside the workplace."""
    mine = [p for p in plans if p.table.register]
    if mine:
        with closing(open_register(home)) as register:
            changes = [
                entering.change(register, p, load(con, tmp, p, n, f"look-{n}", date.today()))
                for n, p in enumerate(mine)
            ]
            report.differences = register.differences_all(changes)


def _workplace(home: Path) -> tempfile.TemporaryDirectory:
    """A folder for what is needed during the import only; those of killed imports are removed."""
    for left in home.glob(".import-*"):
        shutil.rmtree(left, ignore_errors=True)
    return tempfile.TemporaryDirectory(prefix=".import-", dir=home)


def connected(tmp: Path) -> duckdb.DuckDBPyConnection:
    """A connection that reads files; what does not fit into memory goes to the folder given."""
    con = duckdb.connect()
    con.execute(f"SET memory_limit = '{MEMORY}'")
    con.execute("SET temp_directory = ?", [str(tmp / "spill")])
    con.execute("SET preserve_insertion_order = true")  # line numbers are row numbers
    # Both make DuckDB work out for every row what a CASE asks for a few: regular expressions on clean numbers
    con.execute("SET disabled_optimizers = 'common_subexpressions,in_clause'")
    con.execute("SET autoinstall_known_extensions = false")
    return con


def _plan_all(con, home, tmp, manifest, files, chosen: Profile, options, asker, report, tell, recipes) -> list[Plan]:
    """A plan per sheet that is to be imported; sheets already imported are noted in the report.

    `recipes` gets what was decided about each, by the plan's id."""
    plans: list[Plan] = []
    kept = kept_answers(home)
    asker.about(about_sheets(kept), chosen.answers)
    opened = open_sheets(con, tmp, files, chosen, options, manifest, report, tell, asker)
    door = asker.settled
    sold = Sold(con, lambda: store.Home(home, manifest).files("sales_lines"))
    found: dict[int, tuple[Plan, dict[str, Answered]]] = {}
    unrelated: list[KamError] = []
    for n in sales_first(opened):
        sheet, part = opened[n]
        alike = fingerprint(sheet.headings)
        asker.about(kept.get(alike, {}).get("answers", {}), part.answers)
        try:
            plan = understood(con, sheet, part, chosen.name, options, asker, sold)
        except KamError as e:
            if not is_unrelated(e, sheet, part, opened):
                raise
            report.skipped.append((sheet.label, "intake.unrelated"))
            unrelated.append(e)
            continue
        own = {code: a for code, a in door.items() if a.question.values["file"] == sheet.file}
        found[n] = plan, {**own, **asker.settled}
        answered = {code: a.answer for code, a in asker.settled.items()}
        kept.setdefault(alike, {"answers": answered})  # a second file of the same headings is not asked about
    asker.finish()  # the questions of all files at once
    for n in sorted(found):
        plan, settled = found[n]
        sheet = plan.sheet
        same = _same_content(manifest, plans, plan)
        if same:
            report.sources.append(SourceResult("same_content", _identity(plan), same_as=same))
            continue
        plans.append(plan)
        recipes[id(plan)] = recipe(plan, opened[n][1], options, settled)
        report.answers.append((sheet.headings, {code: a.answer for code, a in settled.items()}))
        report.previews.append(_preview(plan, list(settled.values())))
    if unrelated and not plans and not report.sources:
        raise unrelated[0]
    asker.finish_all(later="revised")
    return plans


def _identity(plan: Plan) -> dict[str, Any]:
    sheet = plan.sheet
    return {"table": plan.table.name, "file": sheet.file, "sheet": sheet.sheet, "sha256": sheet.sha256}


def _same_content(manifest: dict[str, Any], plans: list[Plan], plan: Plan) -> str | None:
    """Name of another source with the very same content, if any: it is told, not imported twice."""
    mine = _identity(plan)
    for other in [*filter(store.counts, manifest["sources"]), *(_identity(p) for p in plans)]:
        same = all(other[k] == mine[k] for k in ("table", "sheet", "sha256"))
        if same and other["file"] != mine["file"]:
            return other["file"]
    return None


def _remove_gone(manifest: dict[str, Any], plans: list[Plan], report: ImportReport) -> None:
    """Sources of an earlier version of a file that it no longer has: a sheet taken out, a table read otherwise."""
    new = [_identity(p) for p in plans]
    stay = [s.record for s in report.sources if s.status == "unchanged"]
    for old in list(manifest["sources"]):
        mine = [n for n in new if n["file"] == old["file"]]
        again = any(n["table"] == old["table"] and n["sheet"] == old["sheet"] for n in mine)
        stale = any(n["sha256"] != old["sha256"] or n["sheet"] == old["sheet"] for n in mine)
        if stale and not again and old not in stay:
            manifest["sources"].remove(old)
            if old["table"] not in register_tables():  # what was entered stays, whatever becomes of its file
                report.sources.append(SourceResult("removed", old))


def _import_one(
    con,
    home: Path,
    manifest: dict[str, Any],
    plan: Plan,
    report: ImportReport,
    read_by: str,
    today: date,
    decided: dict[str, Any],
) -> Loaded:
    mine = _identity(plan)
    likely = next((s for s in manifest["sources"] if all(s[k] == mine[k] for k in ("table", "file", "sheet"))), None)
    source_no = likely["source_no"] if likely else manifest["next_source_no"]
    loaded, record = _loaded(con, home, plan, source_no, read_by, today)
    replaced = former(manifest["sources"], record)
    old = replaced[0] if replaced else None
    if old is not likely:  # the lines have their source's number, and the days are known only now
        source_no = old["source_no"] if old else manifest["next_source_no"]
        loaded, record = _loaded(con, home, plan, source_no, read_by, today)
    record |= {"recipe": decided}
    for other in replaced[1:]:
        manifest["sources"].remove(other)
        report.sources.append(SourceResult("removed", other))
    if old:
        manifest["sources"][manifest["sources"].index(old)] = record
    else:
        manifest["sources"].append(record)
        manifest["next_source_no"] += 1
    report.sources.append(SourceResult("replaced" if old else "new", record, loaded.reasons, loaded.examples))
    return loaded


def _loaded(
    con: duckdb.DuckDBPyConnection, home: Path, plan: Plan, source_no: int, read_by: str, today: date
) -> tuple[Loaded, dict[str, Any]]:
    stem = f"{source_no:04d}-{plan.sheet.sha256[:12]}-{_plan_hash(plan)}"
    loaded = load(con, home, plan, source_no, stem, today)
    return loaded, _record(plan, loaded, source_no, read_by)


def _plan_hash(plan: Plan) -> str:
    """The same file read by other decisions must not overwrite the files in use."""
    said = repr((plan.takes, plan.dims, plan.numbers, plan.dates, plan.rules, plan.upper, datetime.now(UTC)))
    return hashlib.sha256(said.encode()).hexdigest()[:6]


def _record(plan: Plan, loaded: Loaded, source_no: int, read_by: str) -> dict[str, Any]:
    sheet = plan.sheet
    figures = {"date_from": None, "date_to": None, **loaded.figures}
    return {
        "source_id": f"{source_no:04d}",
        "source_no": source_no,
        **_identity(plan),
        "size": sheet.size,
        "imported_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "profile": plan.profile or None,
        "read_by": read_by,
        "options": sheet.options,
        "mapping": plan.mapping(),
        **({"joined": list(sheet.joined)} if sheet.joined else {}),
        "lines": sheet.lines.to_dict() if sheet.lines else None,
        **figures,
        **_shape_sums(sheet.sums, figures.get("totals")),
        "data_files": loaded.data_files,
        "rejects_file": loaded.rejects_file,
    }


def _shape_sums(of_shape: dict[str, Any], of_rows: dict[str, Any] | None) -> dict[str, Any]:
    """The rows of totals of both kinds: those a report's shape holds, and those found among its lines."""
    if not of_shape.get("rows"):
        return {}
    rows = of_rows or {"rows": 0, "agree": 0, "differ": []}
    return {"totals": {name: of_shape[name] + rows[name] for name in of_shape}}


def _preview(plan: Plan, answers: list[Answered]) -> Preview:
    takes = []
    for target, take in plan.takes.items():
        names = [plan.sheet.headings[i] for i in take.columns]
        if take.kind == "multiply" and take.discount is not None:
            names.append(plan.sheet.headings[take.discount])
        heading = {"multiply": " × ", "subtract": " − "}.get(take.kind, ", ").join(names) or f"= {take.value}"
        if take.kind != "multiply" and take.discount is not None:
            heading += f" − {plan.sheet.headings[take.discount]}"
        heading += "".join(f" + {plan.sheet.headings[i]}" for i in take.plus)
        heading += "".join(f" − {plan.sheet.headings[i]}" for i in take.minus)
        takes.append((heading, target, take.why))
    takes += [
        (plan.sheet.headings[i], f"{table}.{column}", plan.dim_why.get((table, column), "heading"))
        for (table, column), i in plan.dims.items()
    ]
    return Preview(
        plan.sheet.label, plan.table.name, plan.profile, plan.sheet.options, takes, plan.unused, plan.notes,
        plan.sheet.headings, plan.sheet.samples[:5], answers,
    )  # fmt: skip
