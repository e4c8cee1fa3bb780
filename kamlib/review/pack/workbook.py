"""The workbook of a pack: every table whole, every chart with the numbers it is drawn from, and a list of the sheets.

Text stands as text: nothing in it can run. The same contents give the same bytes.
"""

from __future__ import annotations

import io
import re
from datetime import datetime
from typing import Any

import pandas as pd
import xlsxwriter

from kamlib.charts.theme import palette
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.review.pack import geometry
from kamlib.review.pack.parts import Chart, Pack, Spread, Table

FORBIDDEN = re.compile(r"[\[\]:*?/\\']")
SHEET_NAME = 31
NARROWEST, WIDEST = 10, 60
HEAD_PT, HEAD_LETTERS = 15, 11  # height of a line of the headings, and about how many letters it holds
SHARES = ("whale_curve", "dependence", "fit_heat")  # charts of shares; the others are of money, or counts
CHART_PX = (760, 420)
PAGE_ROWS = 55
BELOW, WIDE_COLUMNS = 23, 9  # rows that a chart takes, and columns
LINE_PT, NOTE_LETTERS = 15, 105  # height of a line of the contents, and about how many letters it holds
ACROSS = 4  # rows above a table: title, note
TONES = ("level", "gain", "loss", "grey", "accent")


def workbook(pack: Pack) -> bytes:
    """The pack as an Excel file."""
    return _Made(pack).file()


class _Made:
    def __init__(self, pack: Pack):
        self.pack, self.held = pack, io.BytesIO()
        self.book = xlsxwriter.Workbook(
            self.held, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
        )
        settled = datetime(pack.as_of.year, pack.as_of.month, pack.as_of.day)
        self.book.set_properties({"title": pack.title, "company": pack.company, "created": settled})
        self.bold = self.book.add_format({"bold": True, "text_wrap": True, "valign": "top", "bottom": 1})
        self.title = self.book.add_format({"bold": True, "font_size": 13})
        self.plain = self.book.add_format({"text_wrap": True, "valign": "top"})
        self.link = self.book.add_format({"font_color": palette().accent, "underline": 1})
        self.listed: list[tuple[str, str, int, bool]] = []  # sheet, what it shows, rows, is it a chart
        self.numbers: dict[str, Any] = {}

    def file(self) -> bytes:
        first = self.book.add_worksheet(FORBIDDEN.sub(" ", t("pack.sheet_contents", self.pack.lang)))
        for number, spread in enumerate(self.pack.spreads, 1):
            for at, part in enumerate(_parts(spread), 1):
                if isinstance(part, Chart):
                    self._chart(spread, part, f"{number}.{at}")
                else:
                    self._table(spread, part, f"{number}.{at}")
        self._contents(first)
        self.book.close()
        return self.held.getvalue()

    def _sheet(self, spread: Spread, part: Chart | Table, number: str) -> Any:
        title = part.title or spread.question
        name = f"{number} {FORBIDDEN.sub(' ', title)}"[:SHEET_NAME].strip()
        sheet = self.book.add_worksheet(name)
        sheet.write_string(0, 0, f"{spread.question} {part.title}".strip(), self.title)
        sheet.write_string(1, 0, f"{self.pack.head} · {self.pack.foot}")
        if part.note:
            sheet.write_string(2, 0, part.note)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.set_footer("&L&A&R&P / &N")
        self.listed.append((name, f"{spread.question} {part.title}".strip(), len(part.frame), isinstance(part, Chart)))
        return sheet

    def _contents(self, sheet: Any) -> None:
        lang = self.pack.lang
        sheet.write_string(0, 0, f"{self.pack.company}: {self.pack.title}", self.title)
        sheet.write_string(1, 0, self.pack.foot)
        heads = (t("pack.sheet", lang), t("pack.what", lang), t("pack.rows", lang))
        for at, head in enumerate(heads):
            sheet.write_string(ACROSS - 1, at, head, self.bold)
        for row, (name, what, rows, is_chart) in enumerate(self.listed, ACROSS):
            sheet.write_url(row, 0, f"internal:'{name}'!A1", self.link, name)
            sheet.write_string(row, 1, f"{what} ({t('pack.chart', lang)})" if is_chart else what)
            sheet.write_number(row, 2, rows)
        last = ACROSS + len(self.listed)
        notes = [x for s in self.pack.spreads for x in (*s.sentences, *s.notes)]
        for row, text in enumerate(notes, last + 1):
            sheet.merge_range(row, 0, row, 2, text, self.plain)
            sheet.set_row(row, LINE_PT * (len(text) // NOTE_LETTERS + 1))
        sheet.set_column(0, 0, 34)
        sheet.set_column(1, 1, 70)
        sheet.freeze_panes(ACROSS, 0)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last + 1 + len(notes), 2)

    def _table(self, spread: Spread, table: Table, number: str) -> None:
        sheet = self._sheet(spread, table, number)
        for at, column in enumerate(table.columns):
            values = table.frame[column.name].tolist()
            sheet.write_string(ACROSS - 1, at, column.head, self.bold)
            form = self._format(column.format)
            for row, x in enumerate(values, ACROSS):
                self._cell(sheet, row, at, x, column.format, form)
            sheet.set_column(at, at, _width(column.head, values, column.is_number))
        sheet.set_row(ACROSS - 1, HEAD_PT * max(len(c.head) // HEAD_LETTERS + 1 for c in table.columns))
        last = ACROSS + max(len(table.frame), 1) - 1
        sheet.autofilter(ACROSS - 1, 0, last, len(table.columns) - 1)
        sheet.freeze_panes(ACROSS, 1)
        sheet.repeat_rows(ACROSS - 1)
        sheet.fit_to_pages(1, 0)
        sheet.print_area(0, 0, last, len(table.columns) - 1)

    def _format(self, kind: str) -> Any:
        told = formats.excel_format(kind)
        if not told:
            return self.plain
        if told not in self.numbers:
            self.numbers[told] = self.book.add_format({"num_format": told, "valign": "top"})
        return self.numbers[told]

    def _cell(self, sheet: Any, row: int, at: int, x: object, kind: str, form: Any) -> None:
        if formats.is_unknown(x):
            return
        if isinstance(x, str):
            sheet.write_string(row, at, x, form)
        elif kind == "flag":
            sheet.write_string(row, at, formats.by_format("flag", x, self.pack.lang), form)
        elif hasattr(x, "year"):
            sheet.write_datetime(row, at, pd.Timestamp(x).to_pydatetime(), form)
        else:
            sheet.write_number(row, at, float(x), form)  # type: ignore[arg-type]

    # charts: the chart, and below it its numbers, on one page

    def _chart(self, spread: Spread, chart: Chart, number: str) -> None:
        sheet = self._sheet(spread, chart, number)
        frame = self._numbers_of(chart)
        first = ACROSS if chart.kind == "heat" else ACROSS + BELOW
        kind = "share" if chart.key in SHARES else "money"
        for at, name in enumerate(frame.columns):
            sheet.write_string(first - 1, at, str(name), self.bold)
            for row, x in enumerate(frame[name].tolist(), first):
                self._cell(sheet, row, at, x, "text", self._format(kind) if at else None)
            sheet.set_column(at, at, _width(str(name), frame[name].tolist(), at > 0))
        across, last = len(frame.columns), first + len(frame) - 1
        if chart.kind == "heat":
            ends: dict[str, Any] = {"min_color": "#ffffff", "max_color": palette().accent, "type": "2_color_scale"}
            ends |= {"min_type": "num", "min_value": 0, "max_type": "num", "max_value": 1}
            sheet.conditional_format(ACROSS, 1, last, across - 1, ends)
            sheet.set_column(1, across - 1, 14, self._format("share"))
            sheet.print_area(0, 0, last, across - 1)
        else:
            sheet.insert_chart(ACROSS - 1, 0, self._drawn(chart, frame, sheet.get_name(), first))
            sheet.print_area(0, 0, last, max(across, WIDE_COLUMNS) - 1)
        sheet.freeze_panes(ACROSS, 0)
        # the chart stands above its numbers; where those are many they go on overleaf
        sheet.fit_to_pages(1, 1 if last < PAGE_ROWS else 0)

    def _numbers_of(self, chart: Chart) -> pd.DataFrame:
        f = chart.frame
        value = t("pack.value", self.pack.lang)
        if chart.kind == "heat":
            made = f.pivot_table("value", "row", "column", sort=False, observed=True)
            made = made.reindex(columns=[c for c in f["column"].cat.categories if c in made.columns])
            return made.rename_axis(None, axis=1).rename_axis("", axis=0).reset_index()
        if chart.kind == "lines":
            return f.rename(columns={"x": ""})
        if chart.kind == "pairs":
            return f[["label", "before", "now"]].set_axis(["", *chart.series], axis=1)
        if chart.kind == "bars":
            return f[["label", "value"]].set_axis(["", value], axis=1)
        parts = {series_label(name, self.pack.lang): x for name, x in bridge_series(f).items()}
        return pd.DataFrame({"": f["label"], value: f["value"], **parts})

    def _drawn(self, chart: Chart, frame: pd.DataFrame, sheet: str, top: int) -> Any:
        """The native chart of numbers whose first row is `top`."""
        kinds = {
            "bridge": ("column", "stacked"), "bars": ("bar", None), "pairs": ("bar", None), "lines": ("line", None),
        }  # fmt: skip
        kind, sub = kinds[chart.kind]
        drawn = self.book.add_chart({"type": kind, **({"subtype": sub} if sub else {})})
        last, p = top + len(frame) - 1, palette()
        first = 2 if chart.kind == "bridge" else 1
        tones = list(bridge_series(chart.frame)) if chart.kind == "bridge" else []
        for at in range(first, len(frame.columns)):
            series: dict[str, Any] = {"name": [sheet, top - 1, at], "categories": [sheet, top, 0, last, 0]}
            series |= {"values": [sheet, top, at, last, at], "gap": 40}
            if chart.kind == "bridge":
                tone = tones[at - first]
                series |= {"fill": {"none": True}} if tone == BASE else {"fill": {"color": colour_of(tone)}}
            elif chart.kind == "lines":
                series["line"] = {
                    "color": (p.accent, p.muted)[at - 1],
                    "width": 2,
                    "dash_type": ("solid", "dash")[at - 1],
                }
            elif chart.kind == "pairs":
                series["fill"] = {"color": (p.grey, p.accent)[at - 1]}
            else:
                series |= {"fill": {"color": colour_of(chart.frame["tone"].iloc[0])}, "invert_if_negative": False}
                series["data_labels"] = {"value": True, "num_format": "0.0%" if chart.key in SHARES else "#,##0"}
            drawn.add_series(series)
        drawn.set_title({"name": chart.title, "name_font": {"size": 12}})
        drawn.set_size({"width": CHART_PX[0], "height": CHART_PX[1]})
        axis: dict[str, Any] = {"num_format": "0%" if chart.key in SHARES else "#,##0"}
        (drawn.set_x_axis if kind == "bar" else drawn.set_y_axis)(axis)
        if kind != "bar":
            drawn.set_x_axis({"label_position": "low"})
        if kind == "bar":
            drawn.set_y_axis({"reverse": True, "label_position": "low"})
        if chart.kind == "bridge" and geometry.bridge(chart.frame)[0].is_cut:
            drawn.set_y_axis(axis | {"min": geometry.bridge(chart.frame)[0].low})
        if chart.kind in ("bars", "bridge"):
            drawn.set_legend({"none": True})
        else:
            drawn.set_legend({"position": "bottom"})
        return drawn


def _parts(spread: Spread) -> list[Chart | Table]:
    return [*spread.charts, *spread.tables]


BASE = "base"


def series_label(name: str, lang: str) -> str:
    """What a series of a bridge is called."""
    return t(f"pack.series_{name}", lang)


def colour_of(name: str) -> str:
    """The colour of a tone of a bridge or a bar."""
    p = palette()
    return {"level": p.muted, "gain": p.gain, "loss": p.loss, "grey": p.grey}.get(name.split("_")[0], p.accent)


def bridge_series(frame: pd.DataFrame) -> dict[str, list[float]]:
    """A bridge as series of stacked columns: what lifts a bar (not to be seen), then the bars by tone; a bar that
    crosses zero has a part in two series."""
    _, spans = geometry.bridge(frame)
    names = [BASE, *(x for tone in TONES for x in (tone, f"{tone}_below"))]
    found: dict[str, list[float]] = {name: [0.0] * len(frame) for name in names}
    rows = zip(frame["value"], frame["is_level"], frame["tone"], spans, strict=True)
    for at, (value, is_level, tone, (begin, end)) in enumerate(rows):
        low, high = (min(0.0, value), max(0.0, value)) if is_level else sorted((begin, end))
        if low >= 0:
            found[BASE][at], found[tone][at] = low, high - low
        elif high <= 0:
            found[BASE][at], found[tone][at] = high, low - high
        else:
            found[tone][at], found[f"{tone}_below"][at] = high, low
    return {name: values for name, values in found.items() if name == BASE or any(values)}


def _width(head: str, values: list[Any], is_number: bool) -> float:
    if is_number:
        known = [abs(float(x)) for x in values if not formats.is_unknown(x) and not isinstance(x, str)]
        digits = len(f"{max(known, default=0):,.2f}") + 2
        return max(NARROWEST, digits, *(len(word) + 1 for word in head.split() or [""]))
    longest = max([len(head) / 1.5, *(max(map(len, str(v).split("\n"))) for v in values[:500])])
    return min(max(longest, NARROWEST), WIDEST)
