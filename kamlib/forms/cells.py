"""The cells of a form: what may be typed into them, and the notes that say so."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from kamlib.contract import Column, Table, codes, tables
from kamlib.contract.describe import type_text
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.forms.mark import listed

LAST_ROW = 1_048_575
EARLIEST, LATEST = date(1950, 1, 1), date(2100, 12, 31)
LONG_TEXT = {"evidence", "text", "reasons", "result", "need", "need_en", "note", "task", "what", "means", "goal"}


@dataclass(frozen=True)
class Lists:
    """Ranges of the drop-down lists by their heading on the hidden sheet; the tables whose rows are known."""

    ranges: dict[str, str]
    known: frozenset[str]

    def ref(self, table: Table, column: Column) -> str | None:
        """The table whose known rows the column offers, or None."""
        target = listed(table, column)
        return target if target in self.known else None


def validation(table: Table, column: Column, lang: str, lists: Lists) -> dict | None:
    """Excel's check of a column's cells (XlsxWriter's options); None where any text may stand."""
    ref = lists.ref(table, column)
    if column.codes:
        text = "forms.cell_codes_open" if column.open else "forms.cell_codes"
        return _list(lists.ranges[f"list {column.codes}"], t(text, lang), lang, strict=not column.open)
    if ref:
        return _list(lists.ranges[f"choice {ref}"], t("forms.cell_ref", lang), lang, strict=False)
    if column.type == "flag":
        return _list(lists.ranges["flag"], t("forms.cell_codes", lang), lang, strict=True)
    if column.type == "text":
        return None
    stop = {"error_type": "stop", "error_title": t("forms.cell_stop", lang)}
    if column.type == "date":
        shown = {"low": formats.typed_date(EARLIEST, lang), "high": formats.typed_date(LATEST, lang)}
        message = t("forms.cell_date", lang, example=t("forms.example_date", lang), **shown)
        check = {"validate": "date", "criteria": "between", "minimum": EARLIEST, "maximum": LATEST}
        return {**check, **stop, "error_message": message}
    return {**_number(column, lang), **stop}


def _list(source: str, message: str, lang: str, strict: bool) -> dict:
    return {
        "validate": "list",
        "source": source,
        "error_type": "stop" if strict else "warning",
        "error_title": t("forms.cell_stop" if strict else "forms.cell_warn", lang),
        "error_message": message,
    }


def _number(column: Column, lang: str) -> dict:
    """The check of a number: within its bounds, or at least a number."""
    low, high = column.bounds
    whole = column.type == "integer"
    check = {"validate": "integer" if whole else "decimal"}
    shown = {"low": formats.number(low or 0, lang), "high": formats.number(high or 0, lang)}
    if column.type == "share":
        message = t("forms.cell_share", lang, example=t("forms.example_share", lang))
    elif low is not None and high is not None:
        message = t("forms.cell_whole_between" if whole else "forms.cell_between", lang, **shown)
    elif low is not None:
        message = t("forms.cell_at_least", lang, low=shown["low"])
    else:
        message = t("forms.cell_number", lang)
    if low is not None and high is None:
        return {**check, "criteria": ">=", "value": low, "error_message": message}
    # without bounds: as wide as DECIMAL(18,4), so that a word is still refused
    least, most = -1e14 if low is None else low, 1e14 if high is None else high
    return {**check, "criteria": "between", "minimum": least, "maximum": most, "error_message": message}


def note(table: Table, column: Column, lang: str, lists: Lists) -> tuple[str, dict]:
    """The note on a column's heading, and its size in pixels (XlsxWriter's options)."""
    lines = [t("forms.note_required", lang)] if column.required else []
    if column.name in table.key:
        others = "; ".join(table.columns[name].label(lang) for name in table.key if name != column.name)
        lines.append(t("forms.note_key_with" if others else "forms.note_key", lang, others=others))
    if table.key == (column.name,):
        lines.append(t(f"forms.note_code_{table.name}", lang))
    if column.note(lang):
        lines.append(column.note(lang))
    lines += [t("forms.not_before", lang, date=first.label(lang)) for first in table.after(column.name)]
    if column.codes:
        lines.append(t("forms.note_codes_open" if column.open else "forms.note_codes", lang))
        lines += [f"• {entry[lang]}" for entry in codes()[column.codes].values()]
    elif lists.ref(table, column):
        lines.append(t("forms.note_ref_list", lang))
    elif column.ref:
        lines.append(t("forms.note_ref", lang, table=tables()[column.ref].label(lang)))
    elif column.type != "text" or not lines:
        lines.append(t("forms.note_type", lang, type=_hint(column, lang)))
    rows = sum(-(-len(line) // 40) for line in lines)
    return "\n".join(lines), {"width": 290, "height": 17 * rows + 14, "font_size": 9, "author": "KAM"}


def _hint(column: Column, lang: str) -> str:
    words = type_text(column, lang)
    if column.type in ("date", "share"):
        words += f" ({t(f'forms.example_{column.type}', lang)})"
    return words


def width(table: Table, column: Column, lang: str, lists: Lists) -> int:
    """Width of a column in characters, for its longest choice and the longest word of its heading."""
    longest_word = max(len(word) for word in column.label(lang).split()) + 4
    if column.codes:
        body = min(max(len(entry[lang]) for entry in codes()[column.codes].values()) + 3, 40)
    elif lists.ref(table, column):
        body = 36
    elif column.type == "text":
        body = 44 if column.name in LONG_TEXT else 24
    else:
        body = 14
    return max(body, longest_word)
