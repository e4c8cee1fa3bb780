"""Taking a table away as CSV or Excel, with headings in the reader's language; a spreadsheet can run nothing in it."""

from __future__ import annotations

import io
from collections.abc import Callable

import pandas as pd
import streamlit as st

from app.session import book, lang, say
from kamlib.core import formats
from kamlib.core.grain import by_month, told_by_month
from kamlib.labels import columns
from kamlib.labels.spreadsheet import safe_csv

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def buttons(frame: pd.DataFrame, name: str, table: str | None = None) -> None:
    """Two buttons; the file is made only when one is pressed."""
    language, policy, as_of, is_by_month = lang(), book().policy, book().as_of, by_month()

    def made(write: Callable[..., bytes], *more: object) -> bytes:
        # it is made out of the run of the page, which alone knows of days or months
        with told_by_month(is_by_month):
            shown = columns.display(frame, language, table, policy)
            return write(shown, headings(shown, language, table), *more)

    left, right, _ = st.columns([1, 1, 4])
    left.download_button(
        say("download_csv"),
        data=lambda: made(csv),
        file_name=f"{name}_{as_of}.csv",
        mime="text/csv",
        on_click="ignore",
        width="stretch",
    )
    right.download_button(
        say("download_excel"),
        data=lambda: made(excel, table),
        file_name=f"{name}_{as_of}.xlsx",
        mime=EXCEL,
        on_click="ignore",
        width="stretch",
    )


def headings(frame: pd.DataFrame, language: str, table: str | None) -> list[str]:
    """The labels of the columns; two columns of one label also tell their names."""
    labels = [columns.label(n, language, table) for n in frame.columns]
    return [f"{x} ({n})" if labels.count(x) > 1 else x for x, n in zip(labels, frame.columns, strict=True)]


def csv(frame: pd.DataFrame, heads: list[str]) -> bytes:
    """UTF-8 with a mark, so that Excel reads it; text that would run as a formula is set off."""
    return safe_csv(frame.set_axis(heads, axis=1)).encode("utf-8-sig")


def cell_formats(frame: pd.DataFrame, table: str | None) -> list[str | None]:
    """The number format of each column; None: as it is."""
    return [formats.excel_format(columns.info(n, table).format) for n in frame.columns]


def excel(frame: pd.DataFrame, heads: list[str], table: str | None, kept: list[str | None] | None = None) -> bytes:
    """A workbook of one sheet: texts are written as strings, numbers and dates with their formats, widths set.

    kept: the columns' number formats (default: `cell_formats`).
    """
    import xlsxwriter

    held = io.BytesIO()
    with xlsxwriter.Workbook(
        held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        sheet = workbook.add_worksheet()
        bold = workbook.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        for at, (name, head, told) in enumerate(
            zip(frame.columns, heads, kept or cell_formats(frame, table), strict=True)
        ):
            form = workbook.add_format({"num_format": told}) if told else None
            sheet.write_string(0, at, head, bold)
            for row, x in enumerate(frame[name], 1):
                _cell(sheet, row, at, x, form)
            width = (
                12 if columns.info(name, table).is_number else max([len(head), *frame[name].map(lambda v: len(str(v)))])
            )
            sheet.set_column(at, at, min(max(width, 11), 40))
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(frame), len(heads) - 1)
    return held.getvalue()


def _cell(sheet, row: int, at: int, x: object, form) -> None:
    if x is None or pd.isna(x):
        return
    if isinstance(x, str):
        sheet.write_string(row, at, x)
    elif hasattr(x, "year"):
        sheet.write_datetime(row, at, pd.Timestamp(x).to_pydatetime(), form)
    elif isinstance(x, bool):
        sheet.write_boolean(row, at, x)
    else:
        sheet.write_number(row, at, float(x), form)
