"""The first tab of a form: what it is, how to fill it in, what each tab makes possible."""

from __future__ import annotations

from kamlib.contract import Table
from kamlib.core import formats
from kamlib.core.texts import t

WIDTHS = (30, 48, 72)
NAVY, LINE = "#1F3864", "#C9D3E3"


def write_start(book, sheet, lang: str, chosen: list[Table], clients: int, limit: int, filled: bool) -> None:
    """Fill the first tab. `clients` is how many are known, `limit` how many an Excel list can hold."""
    text = book.add_format({"text_wrap": True, "valign": "top"})
    for position, wide in enumerate(WIDTHS):
        sheet.set_column(position, position, wide)
    sheet.hide_gridlines(2)
    title = book.add_format({"bold": True, "font_size": 18, "font_color": NAVY, "valign": "vcenter"})
    section = book.add_format({"bold": True, "font_size": 13, "font_color": NAVY, "valign": "bottom"})
    sheet.set_row(0, 32)
    sheet.write_string(0, 0, t("forms.title", lang), title)
    row = _paragraph(sheet, 1, t("forms.intro", lang), text)

    sheet.set_row(row, 28)
    sheet.write_string(row, 0, t("forms.how_title", lang), section)
    examples = {name: t(f"forms.example_{name}", lang) for name in ("date", "share")}
    steps = t("forms.how", lang, **examples).splitlines()
    steps.insert(5, _about_clients(clients, limit, lang))
    if filled:
        steps.insert(2, t("forms.how_filled", lang))
    row += 1
    for number, step in enumerate(steps, start=1):
        row = _paragraph(sheet, row, f"{number}. {step}", text)

    row = _legend(book, sheet, row, lang, section, text)
    _tabs(book, sheet, row, lang, chosen, section)
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.fit_to_pages(1, 0)
    sheet.activate()


def _about_clients(clients: int, limit: int, lang: str) -> str:
    if not clients:
        return t("forms.clients_not_listed", lang)
    return t(
        "forms.clients_listed" if clients <= limit else "forms.clients_too_many",
        lang,
        count=formats.count(clients, lang),
    )


def _paragraph(sheet, row: int, words: str, look) -> int:
    """A paragraph across all columns, as high as its text needs; returns the next row."""
    sheet.merge_range(row, 0, row, len(WIDTHS) - 1, "", look)
    sheet.write_string(row, 0, words, look)
    sheet.set_row(row, 16 * _lines(words, sum(WIDTHS)) + 3)
    return row + 1


def _lines(words: str, wide: int) -> int:
    return -(-len(words) // wide)


def _legend(book, sheet, row: int, lang: str, section, text) -> int:
    sheet.set_row(row, 28)
    sheet.write_string(row, 0, t("forms.legend_title", lang), section)
    looks = {
        "required": {"bg_color": NAVY, "font_color": "#FFFFFF", "bold": True},
        "optional": {"bg_color": "#D9E2F0", "font_color": NAVY, "bold": True},
        "key": {"bg_color": "#EEF3FA"},
        "missing": {"bg_color": "#F8CBCB"},
    }
    for name, look in looks.items():
        row += 1
        swatch = book.add_format({**look, "valign": "top", "border": 1, "border_color": LINE})
        sheet.write_string(row, 0, t(f"forms.legend_{name}", lang), swatch)
        sheet.merge_range(row, 1, row, 2, "", text)
        sheet.write_string(row, 1, t(f"forms.legend_{name}_text", lang), text)
    return row + 1


def _tabs(book, sheet, row: int, lang: str, chosen: list[Table], section) -> None:
    sheet.set_row(row, 28)
    sheet.write_string(row, 0, t("forms.tabs_title", lang), section)
    head = book.add_format({"bold": True, "bottom": 1, "bottom_color": NAVY})
    cell = book.add_format({"text_wrap": True, "valign": "top", "bottom": 1, "bottom_color": LINE})
    link = book.add_format(
        {"font_color": "#0B5CAD", "underline": 1, "valign": "top", "bottom": 1, "bottom_color": LINE}
    )
    row += 1
    for position, name in enumerate(("tabs_tab", "tabs_grain", "tabs_unlocks")):
        sheet.write_string(row, position, t(f"forms.{name}", lang), head)
    for table in chosen:
        row += 1
        grain, unlocks = table.grain(lang), t(f"forms.unlocks_{table.name}", lang)
        sheet.write_url(row, 0, f"internal:'{table.label(lang)}'!A2", link, table.label(lang))
        sheet.write_string(row, 1, grain, cell)
        sheet.write_string(row, 2, unlocks, cell)
        sheet.set_row(row, 16 * max(_lines(grain, WIDTHS[1]), _lines(unlocks, WIDTHS[2])) + 3)
