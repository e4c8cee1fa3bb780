"""The preview and the result of an import on the terminal."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pandas as pd
from rich.console import Console
from rich.table import Table as Grid

from kamlib.contract import codes, tables
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.intake.questions import Answered
from kamlib.intake.report import ImportReport, Preview, SourceResult
from kamlib.labels.importing import target_label
from kamlib.register import in_words

SHOWN = 60  # values listed one by one


def meaning_label(table: str, target: str, lang: str) -> str:
    """A contract column in the user's words, with its name."""
    owner, name = target.split(".", 1) if "." in target else (table, target)
    label = tables()[owner].columns[name].label(lang)
    return f"{tables()[owner].label(lang)}: {label}" if owner != table else label


def preview(out: Console, found: Preview, lang: str) -> None:
    """What was taken for what, how values are written, what is not used."""
    out.print()
    out.print(t("intake.preview_title", lang, sheet=found.label, table=tables()[found.table].label(lang)), markup=False)
    said = options(found.options, lang)
    if said:
        out.print(said, markup=False)
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for title in ("col_heading", "col_meaning", "col_why", "col_example"):
        grid.add_column(t(f"intake.{title}", lang))
    for heading, target, why in found.takes:
        grid.add_row(
            _plain(heading),
            _plain(f"{meaning_label(found.table, target, lang)} ({target})"),
            t(f"intake.why_{why}", lang),
            _plain(_example(found, heading)),
        )
    out.print(grid)
    if found.unused:
        out.print(t("intake.unused", lang, columns=", ".join(found.unused)), markup=False)
    for key, values in found.notes:
        out.print(t(key, lang, **values), markup=False)
    kept = [_brief(found, a, lang) for a in found.answers if a.source == "kept"]
    if kept:
        out.print(t("intake.as_last_time", lang, answers="; ".join(kept)), markup=False)
    for a in found.answers:
        if a.source not in ("asked", "kept"):
            out.print(
                t(f"intake.answer_{a.source}", lang, question=a.question.text(lang), answer=a.labelled(lang)),
                markup=False,
            )


def _brief(found: Preview, answered: Answered, lang: str) -> str:
    """An answer in a few words: what it is about, and what was said."""
    kind, _, about = answered.question.code.partition(":")
    if kind == "column":
        return f"{target_label(found.table, about, lang)} → «{answered.answer}»"
    about = answered.question.column or about
    return f"«{about}» → {answered.labelled(lang)}" if about else answered.labelled(lang)


def _plain(text: str) -> str:
    return text.replace("[", r"\[")


def _example(found: Preview, heading: str) -> str:
    if heading not in found.headings:
        return ""
    i = found.headings.index(heading)
    return next((row[i][:30] for row in found.rows if i < len(row) and row[i]), "")


def options(found: dict[str, Any], lang: str) -> str:
    """Encoding, separator, marks and dates in one line."""
    names = {",": "«,»", ";": "«;»", "\t": "Tab", "|": "«|»", ".": "«.»", "": "–"}
    parts = []
    for key in ("encoding", "delimiter", "header_row", "decimal", "thousands"):
        if key in found and (key != "thousands" or found[key]):
            value = names.get(found[key], found[key])
            parts.append(f"{t(f'intake.option_{key}', lang)} {value}")
    if found.get("dates"):
        shapes = ", ".join(
            f"{c} {' | '.join(_shape(s, lang) for s in shapes) or '?'}" for c, shapes in found["dates"].items()
        )
        parts.append(f"{t('intake.option_dates', lang)} {shapes}")
    if found.get("merged_cells_filled"):
        parts.append(t("intake.option_merged", lang, n=formats.count(found["merged_cells_filled"], lang)))
    if found.get("stray_cells"):
        parts.append(t("intake.option_stray_cells", lang, n=formats.count(found["stray_cells"], lang)))
    for key in ("shape", "grain"):
        if found.get(key):
            parts.append(t(f"intake.{key}_{found[key]}", lang))
    return " · ".join(parts)


def _shape(shape: str, lang: str) -> str:
    return t(f"intake.shape_{shape.replace(' DD/MM', '_day').replace(' MM/DD', '_month')}", lang)


def differences(out: Console, found: pd.DataFrame, lang: str) -> None:
    """What an import changes in the register: every changed value (key, column, old, new), new rows counted."""
    new, changed = found[found["is_new"].astype(bool)], found[~found["is_new"].astype(bool)]
    rows = new.drop_duplicates(["table_name", "key"])
    values = {"new": formats.count(len(rows), lang), "changed": formats.count(len(changed), lang)}
    out.print()
    out.print(t("intake.differences_title", lang, **values), markup=False)
    for name, of in rows.groupby("table_name", sort=False):
        told = {"table": tables()[name].label(lang), "rows": formats.count(len(of), lang)}
        out.print(t("intake.differences_new", lang, **told), markup=False)
    listed = pd.concat([changed, new])
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for title in ("row", "column", "old", "new"):
        grid.add_column(t(f"intake.col_{title}", lang))
    for d in listed.head(SHOWN).itertuples():
        column = tables()[d.table_name].columns[d.column]
        old, new = (in_words.value(column, x, lang) for x in (d.old, d.new))
        cells = (in_words.row(tables()[d.table_name], d.key, lang), column.label(lang), old, new)
        grid.add_row(*map(_plain, cells))
    out.print(grid)
    if len(listed) > SHOWN:
        out.print(t("intake.differences_more", lang, n=formats.count(len(listed) - SHOWN, lang)), markup=False)


def result(out: Console, report: ImportReport, lang: str) -> None:
    """The reconciliation: rows and amounts read, accepted, rejected; reasons; overlaps; what points nowhere."""
    for source in report.sources:
        _source(out, source, lang)
    for sheet, key in report.skipped:
        out.print(
            t("intake.sheet_skipped", lang, sheet=sheet, why=t(f"intake.short_{key.split('.')[1]}", lang)), markup=False
        )
    if report.overlaps:
        o = report.overlaps
        out.print(
            t(
                "intake.overlap_found",
                lang,
                rows=formats.count(o["rows"], lang),
                amount=_amount(o["amount"], lang),
                first=formats.date(o["date_from"], lang),
                last=formats.date(o["date_to"], lang),
                files="; ".join(" ↔ ".join(b) for b in o["between"]),
            ),
            markup=False,
        )
        if o.get("replaced"):
            said = {"rows": formats.count(o["replaced"], lang), "amount": _amount(o["replaced_amount"], lang)}
            out.print(t("intake.overlap_replaced", lang, **said), markup=False)
    for r in report.without_rate:
        shown = r | {"rows": formats.count(r["rows"], lang), "amount": _amount(r["amount"], lang)}
        out.print(t("intake.without_rate", lang, **shown), markup=False)
    for d in report.dangling:
        table = tables()[d["table"]]
        values = {"values": formats.count(d["values"], lang), "rows": formats.count(d["rows"], lang)}
        names = {"table": table.label(lang), "column": table.columns[d["column"]].label(lang)}
        said = t("intake.points_nowhere", lang, ref=tables()[d["ref"]].label(lang), **names, **values)
        out.print(said, markup=False)
    if report.differences is not None and not report.dry_run:
        key = "intake.entered" if report.entries else "intake.nothing_entered"
        out.print(t(key, lang, entries=formats.count(report.entries, lang)), markup=False)
    if report.dry_run:
        out.print(t("intake.nothing_imported", lang), markup=False)


def _told(notice: dict[str, Any], lang: str) -> str:
    """A notice of a source in words: counts and amounts as numbers are written."""
    values = {k: formats.count(v, lang) if isinstance(v, int) else v for k, v in notice.items() if k != "what"}
    if "amount" in values:
        values["amount"] = _amount(values["amount"], lang)
    return t(f"intake.told_{notice['what']}", lang, **values)


def _source(out: Console, source: SourceResult, lang: str) -> None:
    r = source.record
    label = f"{r['file']} [{r['sheet']}]" if r["sheet"] else r["file"]
    out.print()
    if source.status == "same_content":
        out.print(t("intake.status_same_content", lang, source=label, other=source.same_as), markup=False)
        return
    table = tables()[r["table"]].label(lang)
    out.print(t(f"intake.status_{source.status}", lang, source=label, table=table), markup=False)
    if source.status in ("unchanged", "removed"):
        return
    grid = Grid(box=None, padding=(0, 2, 0, 0))
    for title in ("", "col_rows", "col_amount"):
        grid.add_column(t(f"intake.{title}", lang) if title else "", justify="right" if title else "left")
    for name in ("read", "accepted", "rejected"):
        amount = _amount(r[f"amount_{name}"], lang) if f"amount_{name}" in r else ""
        grid.add_row(t(f"intake.row_{name}", lang), formats.count(r[f"rows_{name}"], lang), amount)
    for kind, of in r.get("by_line_kind", {}).items():
        label = "  " + codes()["line_kind"][kind][lang]
        grid.add_row(label, formats.count(of["rows"], lang), _amount(of["amount"], lang))
    nobody = r.get("without_client")
    if nobody and nobody["rows"]:
        label = t("intake.row_without_client", lang)
        grid.add_row(label, formats.count(nobody["rows"], lang), _amount(nobody["amount"], lang))
    out.print(grid)
    if r.get("lines"):
        _lines(out, r["lines"], lang)
    _totals(out, r, lang)
    for told in r.get("told", ()):
        out.print("  " + _told(told, lang), markup=False)
    for reason, rows in source.reasons.items():
        said = {"rows": formats.count(rows, lang), "reason": t(f"intake.reason_{reason}", lang)}
        out.print("  " + t("intake.rejected_for", lang, **said), markup=False)
    for e in source.examples:
        out.print("    " + where(e, lang), markup=False)


def _amount(x: object, lang: str) -> str:
    return formats.money(x, lang, digits=2)


def _lines(out: Console, lines: dict[str, Any], lang: str) -> None:
    """What became of the file's lines, where anything but headings in one line and rows stands there."""
    told = {"above": lines["above"], "rows": lines["rows"], "blank": lines["blank"], "further": lines["further"]}
    told |= lines["shape"]
    if lines["above"] + lines["rows"] != lines["file"] or lines["above"] > 1:
        parts = ", ".join(f"{t(f'intake.lines_{k}', lang)} {formats.count(n, lang)}" for k, n in told.items() if n)
        out.print(
            "  " + t("intake.lines_are", lang, lines=formats.count(lines["file"], lang), parts=parts), markup=False
        )
    if lines["stray_quotes"]:
        where = ", ".join(map(str, lines["stray_quotes"][:5])) + ("…" if len(lines["stray_quotes"]) > 5 else "")
        out.print("  " + t("intake.lines_stray_quotes", lang, lines=where), markup=False)


def _totals(out: Console, record: dict[str, Any], lang: str) -> None:
    """Rows of totals against the lines they sum, and rows that are only called so."""
    totals = record.get("totals")
    amount = record.get("totals_rows", {}).get("amount")
    if totals and totals["rows"] == totals["agree"] == 1 and Decimal(amount) == Decimal(record["amount_accepted"]):
        out.print("  " + t("intake.totals_agree", lang, amount=_amount(amount, lang)), markup=False)
    elif totals and totals["agree"]:
        of = {"agree": formats.count(totals["agree"], lang), "rows": formats.count(totals["rows"], lang)}
        out.print("  " + t("intake.totals_rows_agree", lang, **of), markup=False)
    for d in totals["differ"] if totals else ():
        said = {"says": _amount(d["says"], lang), "sum": _amount(d["sum"], lang)}
        out.print("  " + t("intake.totals_differ", lang, line=d["line"], name=d["name"], **said), markup=False)
    for k in record.get("called_like_totals", ())[:3]:
        said = {"line": k["line"], "name": k["name"], "amount": _amount(k["amount"], lang)}
        out.print("  " + t("intake.called_like_totals", lang, **said), markup=False)


def where(reject: dict[str, Any], lang: str) -> str:
    """One rejected row in a line: where it is, what was found."""
    place = (
        t("intake.at_cell", lang, cell=reject["cell"])
        if reject["cell"]
        else t("intake.at_line", lang, line=reject["line"])
    )
    column = f", {reject['column_name']}" if reject["column_name"] else ""
    value = f": «{reject['value'][:60]}»" if reject["value"] else ""
    return f"{place}{column}{value} – {t('intake.reason_' + reject['reason'], lang)}"
