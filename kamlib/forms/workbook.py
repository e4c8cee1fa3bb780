"""The Excel form a manager fills in, made from the contract.

What comes back is an ordinary workbook for the import: headings are the contract's labels and nothing else
stands in the tabs. A hidden sheet (form_mark.py) says which tab is which table and which code is behind each
choice. Shares are numbers 0–1, as in the contract: in a percent cell Excel would read a typed 1 as 1 %.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import xlsxwriter
from xlsxwriter.exceptions import XlsxWriterException

from kamlib.contract import Table, codes, tables
from kamlib.core.errors import KamError
from kamlib.core.texts import LANGUAGES, t
from kamlib.forms.cells import LAST_ROW, Lists, note, validation, width
from kamlib.forms.choices import known_choices, sold_to
from kamlib.forms.mark import FORM_VERSION, MARK_SHEET, mark_columns
from kamlib.forms.rows import current_rows, write_rows
from kamlib.forms.start import write_start

EXCEL_LIST_LIMIT = 32_767
NAVY, PALE, KEY, MISSING, LINE = "#1F3864", "#D9E2F0", "#EEF3FA", "#F8CBCB", "#C9D3E3"
NUMBER_FORMATS = {
    "text": "@",  # codes keep their leading zeros and nothing typed becomes a formula
    "date": {"en": "yyyy-mm-dd", "ru": "dd.mm.yyyy"},
    "money": "#,##0.00",
    "quantity": "#,##0.00",
    "number": "#,##0.00",
    "share": "0.00",
    "integer": "0",
}


@dataclass(frozen=True)
class Form:
    """What was written: the file, its language, tab -> table, how many clients its list offers and are known, how
    many rows were filled in from the register."""

    path: Path
    lang: str
    tabs: dict[str, str]
    clients: int
    clients_known: int
    rows: int


def form_tables(names: list[str] | None = None) -> list[Table]:
    """The tables to make tabs for, in the order of the contract; all that have a form by default.

    Raises KamError naming every table that has no form.
    """
    known = {name: table for name, table in tables().items() if table.form}
    unknown = [name for name in names or () if name not in known]
    if unknown:
        raise KamError("forms.unknown_tables", unknown=", ".join(unknown), known=", ".join(known))
    return [table for name, table in known.items() if not names or name in names]


def write_form(
    path: Path, lang: str, tables: list[str] | None = None, home: Path | None = None, clients: list[str] | None = None
) -> Path:
    """Write an Excel form for `tables` (default: all that have one) in `lang` ("en", "ru"); return its path.

    With a company's `home`, cells that name clients, managers, contacts or USPs offer those already loaded, and the
    register's tables are filled with what it holds now: of these `clients` (codes), by default of all.
    An existing file is replaced. Raises KamError for an unknown table, language or client, a name that does not end
    in .xlsx, and a file that cannot be written.
    """
    return make_form(path, lang, tables, home, clients).path


def make_form(
    path: Path, lang: str, names: list[str] | None = None, home: Path | None = None, clients: list[str] | None = None
) -> Form:
    """`write_form`, telling what was written."""
    path = Path(path)
    if lang not in LANGUAGES:
        raise KamError("forms.unknown_lang", asked=lang)
    if path.suffix.lower() != ".xlsx":
        raise KamError("forms.not_excel", file=path)
    chosen = form_tables(names)
    refs = {ref for table in chosen for column in table.columns.values() if (ref := column.ref)}
    found = {ref: known_choices(home, ref, lang) for ref in sorted(refs | {"clients"})}
    choices = {ref: entries for ref, entries in found.items() if 0 < len(entries) <= EXCEL_LIST_LIMIT}
    tabs = {table.label(lang): table.name for table in chosen}
    filled = current_rows(home, chosen, clients, _known(home, found["clients"], clients or []))

    book = xlsxwriter.Workbook(str(path), {"strings_to_formulas": False, "strings_to_urls": False})
    book.set_properties({"title": t("forms.title", lang)})
    book.set_custom_property("kam_form_version", FORM_VERSION)
    book.set_custom_property("kam_form_lang", lang)
    start = book.add_worksheet(t("forms.tab_start", lang))
    sheets = [(book.add_worksheet(table.label(lang)), table) for table in chosen]
    lists = _write_hidden(book, lang, tabs, choices, filled.source)
    formats = _formats(book, lang)
    rows = sum(map(len, filled.rows.values()))
    write_start(book, start, lang, chosen, clients=len(found["clients"]), limit=EXCEL_LIST_LIMIT, filled=rows > 0)
    for sheet, table in sheets:
        _write_table(sheet, table, lang, lists, formats)
        write_rows(sheet, table, filled.rows.get(table.name, []), lang, choices, formats)
    try:
        book.close()
    except (XlsxWriterException, OSError) as problem:
        raise KamError("forms.cannot_write", file=path, reason=problem) from problem
    return Form(path, lang, tabs, len(choices.get("clients", {})), len(found["clients"]), rows)


def _known(home: Path | None, listed: dict[str, str], clients: list[str]) -> set[str]:
    """Codes of clients: those of the list, and where one asked for is not there, those that have bought as well."""
    known = set(listed.values())
    return known if home is None or known >= set(clients) else known | sold_to(home)


def _write_hidden(book, lang: str, tabs: dict[str, str], choices: dict[str, dict[str, str]], filled_from) -> Lists:
    """The hidden sheet: the mark of the form, then every list of the drop-downs, one in a column."""
    sheet = book.add_worksheet(MARK_SHEET)
    sheet.very_hidden()
    columns = mark_columns(lang, tabs, choices, filled_from)
    columns.append(("flag", [t("forms.yes", lang), t("forms.no", lang)]))
    columns += [(f"list {name}", [e[lang] for e in entries.values()]) for name, entries in codes().items()]
    ranges = {}
    for position, (heading, values) in enumerate(columns):
        sheet.write_string(0, position, heading)
        for row, value in enumerate(values, start=1):
            sheet.write_string(row, position, value)
        column = xlsxwriter.utility.xl_col_to_name(position, col_abs=True)
        ranges[heading] = f"={MARK_SHEET}!{column}$2:{column}${len(values) + 1}"
    return Lists(ranges, frozenset(choices))


def _formats(book, lang: str) -> dict:
    """Cell formats: ("head", required) for headings, (type, key) for cells, "missing"."""
    head = {"bold": True, "text_wrap": True, "valign": "vcenter", "border": 1, "border_color": LINE}
    result = {
        ("head", True): book.add_format({**head, "bg_color": NAVY, "font_color": "#FFFFFF"}),
        ("head", False): book.add_format({**head, "bg_color": PALE, "font_color": NAVY}),
        "missing": book.add_format({"bg_color": MISSING}),
    }
    for kind in ("text", "date", "money", "quantity", "number", "share", "score", "integer", "flag"):
        number_format = NUMBER_FORMATS.get(kind, "General")
        if isinstance(number_format, dict):
            number_format = number_format[lang]
        for key in (True, False):
            look = {"num_format": number_format, "valign": "top", "text_wrap": kind == "text"}
            if key:
                look |= {"bg_color": KEY, "border": 1, "border_color": LINE}
            result[kind, key] = book.add_format(look)
    return result


def _write_table(sheet, table: Table, lang: str, lists: Lists, formats: dict) -> None:
    """One tab without its rows: headings with notes, formats and checks for every row below."""
    columns = list(table.columns.values())
    last = xlsxwriter.utility.xl_col_to_name(len(columns) - 1)
    lines = 1
    for position, column in enumerate(columns):
        key = column.name in table.key
        wide = width(table, column, lang, lists)
        lines = max(lines, -(-len(column.label(lang)) // (wide - 3)))
        sheet.set_column(position, position, wide, formats[column.type, key])
        sheet.write_string(0, position, column.label(lang), formats["head", column.required])
        text, size = note(table, column, lang, lists)
        sheet.write_comment(0, position, text, size)
        check = validation(table, column, lang, lists)
        if check:
            sheet.data_validation(1, position, LAST_ROW, position, check)
        if column.required:
            cell = xlsxwriter.utility.xl_rowcol_to_cell(1, position)
            started = f"=AND(COUNTA($A2:${last}2)>0,ISBLANK({cell}))"
            rule = {"type": "formula", "criteria": started, "format": formats["missing"]}
            sheet.conditional_format(1, position, LAST_ROW, position, rule)
    sheet.set_row(0, 16 * lines + 8)
    sheet.freeze_panes(1, 1)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(0)
