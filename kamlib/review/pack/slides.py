"""The slides of a pack: native charts and tables that can be edited, what is said in the notes.

The company's own template, where one is given, brings its size, layouts, fonts and colours of text; its sample slides
are left out. The same contents give the same bytes.
"""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pandas as pd
from pptx import Presentation
from pptx.chart.data import CategoryChartData
from pptx.dml.color import RGBColor
from pptx.enum.chart import XL_CHART_TYPE, XL_LEGEND_POSITION, XL_TICK_LABEL_POSITION
from pptx.enum.dml import MSO_LINE
from pptx.enum.text import MSO_ANCHOR, PP_ALIGN
from pptx.exc import PackageNotFoundError
from pptx.util import Emu, Pt

from kamlib.charts.theme import ink, mix, palette
from kamlib.core.errors import KamError
from kamlib.core.texts import t
from kamlib.review.pack import geometry
from kamlib.review.pack.parts import Chart, Pack, Spread, Table
from kamlib.review.pack.workbook import BASE, bridge_series, colour_of, series_label

WIDE, HIGH = Emu(12192000), Emu(6858000)  # 16 : 9
ROWS, LONG_ROWS = 10, 6  # of a table on a slide, and of one with long texts
LONG = 60  # letters of a long text
MILLIONS, THOUSANDS = 5e6, 5e3
MANY = 7  # columns
HEAT_ROW = 20  # points of height a row of a heat map takes at least
HEAT_HEAD = 4  # rows that its heading and the note below take
CELL = 90  # letters of a cell
MARGIN = 0.045  # of the width
LEFT_OUT = (
    "definitions",
    "policy",
    "class_moves",
    "upkeep",
    "at_risk",
    "bands",
)  # too long to be shown; the PDF has them
NO_SIGNS = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]")


def slides(pack: Pack, template: Path | str | None = None) -> bytes:
    """The pack as a PowerPoint file. Raises KamError for a template that cannot be used."""
    deck = _deck(template)
    made = _Made(pack, deck)
    made.title_slide()
    for spread in pack.spreads:
        made.spread(spread)
    settled = datetime(pack.as_of.year, pack.as_of.month, pack.as_of.day)
    told = deck.core_properties
    told.title, told.author, told.last_modified_by, told.revision = pack.title, pack.company, pack.company, 1
    told.created = told.modified = settled
    held = io.BytesIO()
    deck.save(held)
    return settled_zip(held.getvalue(), pack.as_of)


def _deck(template: Path | str | None) -> Any:
    if template is None:
        deck = Presentation()
        deck.slide_width, deck.slide_height = WIDE, HIGH
        return deck
    if not Path(template).is_file():
        raise KamError("pack.no_file", file=template)
    try:
        deck = Presentation(str(template))
    except (PackageNotFoundError, KeyError, ValueError, zipfile.BadZipFile) as fault:
        raise KamError("pack.no_template", file=template, fault=fault) from None
    listed = deck.slides._sldIdLst
    for slide in list(listed):
        deck.part.drop_rel(slide.rId)
        listed.remove(slide)
    return deck


class _Made:
    def __init__(self, pack: Pack, deck: Any):
        self.pack, self.deck = pack, deck
        self.wide, self.high = int(deck.slide_width), int(deck.slide_height)
        layouts = [x for x in deck.slide_layouts if any(p.placeholder_format.type in (1, 3) for p in x.placeholders)]
        if not layouts:
            raise KamError("pack.no_template", file=pack.title, fault="no layout with a title")
        # the one with a title and the least else
        self.layout = min(layouts, key=lambda x: len([p for p in x.placeholders if p.placeholder_format.idx < 10]))
        self.left, self.across = int(self.wide * MARGIN), int(self.wide * (1 - 2 * MARGIN))
        self.top, self.low = int(self.high * 0.17), int(self.high * 0.92)

    def title_slide(self) -> None:
        slide = self._slide(f"{self.pack.company}: {self.pack.title}", ())
        self._text(slide, (self.pack.head, self.pack.foot), self.top, 18)

    def spread(self, spread: Spread) -> None:
        """A slide a chart and a table; what is said stands on the first of them."""
        said = (*spread.sentences, *spread.notes)
        if spread.key in ("reading", "page_one"):
            self._first(spread)
            return
        for chart in spread.charts:
            self._chart_slide(spread, chart, said)
            said = ()
        for table in spread.tables:
            if table.key not in LEFT_OUT:
                self._table_slide(spread, table, said)
                said = ()
        if said:
            self._text(self._slide(spread.question, said), said, self.top, 18)

    def _first(self, spread: Spread) -> None:
        slide = self._slide(spread.question, (*spread.sentences, *spread.notes))
        low = self._text(slide, (*spread.sentences, *spread.notes), self.top, 18)
        if spread.figures:
            shown = [(f.label, f.value, f.against) for f in spread.figures]
            low = self._grid(slide, [list(x) for x in zip(*shown, strict=True)], low, (12, 22, 12), is_head=False)
        for table in spread.tables:
            rows = [[c.head for c in table.columns], *(list(r) for r in table.printed)]
            low = self._grid(slide, rows, low + int(self.high * 0.03), (13,))

    # a slide and what stands on it

    def _slide(self, title: str, notes: tuple[str, ...], above: str = "") -> Any:
        """A slide with its title, `above` it in small the question, at its foot book and number."""
        slide = self.deck.slides.add_slide(self.layout)
        for shape in list(slide.placeholders):
            if shape.placeholder_format.type not in (1, 3):
                shape._element.getparent().remove(shape._element)
        head = slide.shapes.title
        head.text_frame.text = clean(title)
        head.left, head.top, head.width, head.height = (
            self.left,
            int(self.high * 0.05),
            self.across,
            int(self.high * 0.11),
        )
        for run in head.text_frame.paragraphs[0].runs:
            run.font.size = Pt(26)
        head.text_frame.paragraphs[0].alignment = PP_ALIGN.LEFT
        head.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
        if above:
            line = slide.shapes.add_textbox(self.left, int(self.high * 0.025), self.across, int(self.high * 0.05))
            self._write(line.text_frame, above, 12, palette().muted)
        foot = slide.shapes.add_textbox(self.left, int(self.high * 0.94), self.across, int(self.high * 0.05))
        number = len(self.deck.slides)
        self._write(foot.text_frame, f"{self.pack.head} · {self.pack.foot} · {number}", 10, palette().muted)
        source = t("pack.notes_from", self.pack.lang, book=self.pack.book)
        slide.notes_slide.notes_text_frame.text = clean("\n".join((*notes, source)))
        return slide

    def _text(self, slide: Any, lines: tuple[str, ...], top: int, size: int) -> int:
        """Lines below each other; gives where they end, by a guess of their length."""
        size = size if len(lines) < 5 else 14
        letters = self.across / (Pt(size) * 0.52)
        high = sum(-(-len(line) // int(letters)) for line in lines) * Pt(size) * 1.35 + Pt(6) * len(lines)
        box = slide.shapes.add_textbox(self.left, top, self.across, int(high))
        box.text_frame.word_wrap = True
        for at, line in enumerate(lines):
            place = box.text_frame.paragraphs[0] if at == 0 else box.text_frame.add_paragraph()
            place.space_after = Pt(6)
            run = place.add_run()
            run.text, run.font.size = clean(line), Pt(size)
        return top + int(high)

    def _write(self, frame: Any, text: str, size: float, colour: str | None = None, bold: bool = False) -> None:
        frame.word_wrap = True
        run = frame.paragraphs[0].add_run()
        run.text, run.font.size, run.font.bold = clean(text), Pt(size), bold
        if colour:
            run.font.color.rgb = RGBColor(*bytes.fromhex(colour[1:]))

    def _grid(self, slide: Any, rows: list[list[str]], top: int, sizes: tuple[float, ...], is_head: bool = True) -> int:
        """A native table; sizes of its rows in points, the last for all others."""
        tall = int(Pt(sizes[-1]) * 2.1)
        shape = slide.shapes.add_table(len(rows), len(rows[0]), self.left, top, self.across, tall * len(rows))
        shape.table.first_row = is_head
        for n, row in enumerate(rows):
            for at, text in enumerate(row):
                size = sizes[min(n, len(sizes) - 1)]
                self._in_cell(shape.table.cell(n, at), text, size, is_head and n == 0)
        return top + tall * len(rows)

    def _in_cell(self, cell: Any, text: str, size: float, bold: bool, fill: str | None = None) -> None:
        cell.margin_left = cell.margin_right = Pt(4)
        cell.margin_top = cell.margin_bottom = Pt(2)
        cell.fill.solid()
        ground = fill or ("#e3e7eb" if bold else "#ffffff")
        cell.fill.fore_color.rgb = _rgb(ground)
        self._write(cell.text_frame, text, size, ink(ground, palette()), bold)

    def _table_slide(self, spread: Spread, table: Table, said: tuple[str, ...]) -> None:
        has_long = any(len(x) > LONG for row in table.printed for x in row)
        printed = table.printed[: LONG_ROWS if has_long else ROWS]
        size = 10 if has_long or len(table.columns) > MANY else 12
        rest = len(table.frame) - len(printed)
        more = (t("pack.more", self.pack.lang, n=rest),) if rest > 0 else ()
        above = spread.question if table.title else ""
        slide = self._slide(table.title or spread.question, (*said, *more), above)
        top = self._text(slide, said, self.top, 14) if said else self.top
        rows = [[c.head for c in table.columns], *([_cut(x) for x in row] for row in printed)]
        tall = int(Pt(size) * 2.2)
        shape = slide.shapes.add_table(len(rows), len(table.columns), self.left, top, self.across, tall * len(rows))
        whole = sum(c.width for c in table.columns)
        for at, column in enumerate(table.columns):
            shape.table.columns[at].width = int(self.across * column.width / whole)
            for n, row in enumerate(rows):
                cell = shape.table.cell(n, at)
                self._in_cell(cell, row[at], size, n == 0)
                if column.is_number:
                    cell.text_frame.paragraphs[0].alignment = PP_ALIGN.RIGHT
        if more:
            self._below(slide, more[0])

    def _below(self, slide: Any, text: str) -> None:
        box = slide.shapes.add_textbox(self.left, int(self.high * 0.9), self.across, int(self.high * 0.04))
        self._write(box.text_frame, text, 11, palette().muted)

    # charts

    def _chart_slide(self, spread: Spread, chart: Chart, said: tuple[str, ...]) -> None:
        slide = self._slide(chart.title, (*said, chart.alt, *([chart.note] if chart.note else [])), spread.question)
        top = self._text(slide, said, self.top, 14) if said else self.top
        if chart.kind == "heat":
            self._heat(slide, chart, top)
        else:
            place = (self.left, top, self.across, self.low - top - int(self.high * 0.03))
            kind, data = _data(chart, self.pack.lang)
            drawn = slide.shapes.add_chart(kind, *place, data)
            drawn.name = clean(chart.title)
            drawn._element.nvGraphicFramePr.cNvPr.set("descr", clean(chart.alt))
            _style(drawn.chart, chart, self.pack.lang)
        if chart.note:
            self._below(slide, chart.note)

    def _heat(self, slide: Any, chart: Chart, top: int) -> None:
        f, p = chart.frame, palette()
        names = [c for c in f["column"].cat.categories if c in set(f["column"])]
        clients = list(dict.fromkeys(f["row"]))[: int((self.low - top) / Pt(HEAT_ROW)) - HEAT_HEAD]
        cells = {(r["row"], r["column"]): r for r in f.to_dict("records")}
        tall = int((self.low - top - Pt(14)) / (len(clients) + HEAT_HEAD))
        shape = slide.shapes.add_table(
            len(clients) + 1, len(names) + 1, self.left, top, self.across, tall * len(clients)
        )
        first = int(self.across * 0.2)
        for at in range(len(names) + 1):
            shape.table.columns[at].width = first if at == 0 else (self.across - first) // len(names)
        for at, name in enumerate(["", *names]):
            self._in_cell(shape.table.cell(0, at), name, 9, True)
        for n, client in enumerate(clients, 1):
            self._in_cell(shape.table.cell(n, 0), client, 9, False)
            for at, name in enumerate(names, 1):
                found = cells.get((client, name))
                share = min(max(found["value"], 0.0), 1.0) * 0.85 if found else 0.0
                fill = mix(p.accent, "#ffffff", share)
                self._in_cell(shape.table.cell(n, at), found["shown"] if found else "", 9, False, fill)


def _data(chart: Chart, lang: str) -> tuple[Any, CategoryChartData]:
    """The kind of a native chart and its numbers; each name has its number as written."""
    f, data = chart.frame, CategoryChartData()
    if chart.kind == "lines":
        data.categories = [clean(x) for x in f["x"]]
        for name in chart.series:
            data.add_series(name, [None if pd.isna(x) else float(x) for x in f[name]])
        return XL_CHART_TYPE.LINE, data
    breaks = "\n" if chart.kind == "bridge" else ": "
    data.categories = [clean(f"{a}{breaks}{b}") for a, b in zip(f["label"], f["shown"], strict=True)]
    if chart.kind == "bridge":
        for name, values in bridge_series(f).items():
            data.add_series(series_label(name, lang), values)
        return XL_CHART_TYPE.COLUMN_STACKED, data
    if chart.kind == "pairs":
        data.add_series(chart.series[0], [float(x) for x in f["before"]])
        data.add_series(chart.series[1], [float(x) for x in f["now"]])
    else:
        data.add_series(clean(chart.title), [float(x) for x in f["value"]])
    return XL_CHART_TYPE.BAR_CLUSTERED, data


def _style(drawn: Any, chart: Chart, lang: str) -> None:
    p = palette()
    drawn.font.size = Pt(11)
    drawn.has_title = False
    drawn.has_legend = len(chart.series) > 1
    if drawn.has_legend:
        drawn.legend.position, drawn.legend.include_in_layout = XL_LEGEND_POSITION.BOTTOM, False
    drawn.value_axis.has_major_gridlines = chart.kind == "lines"
    drawn.value_axis.visible = chart.kind == "lines"
    drawn.category_axis.tick_label_position = XL_TICK_LABEL_POSITION.LOW
    if chart.kind in ("bars", "pairs"):
        drawn.category_axis.reverse_order = True
    plot = drawn.plots[0]
    if chart.kind != "lines":
        plot.gap_width = 45
    if chart.kind == "bridge":
        plot.overlap = 100
        scale = geometry.bridge(chart.frame)[0]
        if scale.is_cut:
            drawn.value_axis.minimum_scale = scale.low
    if chart.kind == "lines":
        drawn.value_axis.minimum_scale = 0 if min(x for x, _ in chart.ticks) >= 0 else None
        drawn.value_axis.tick_labels.number_format_is_linked = False
        drawn.value_axis.tick_labels.number_format = _axis_format(max(x for x, _ in chart.ticks), lang)
    tones = list(bridge_series(chart.frame)) if chart.kind == "bridge" else []
    for at, series in enumerate(plot.series):
        if chart.kind == "lines":
            series.format.line.color.rgb = _rgb((p.accent, p.muted)[at])
            series.format.line.width, series.smooth = Pt(2.25), False
            if at:
                series.format.line.dash_style = MSO_LINE.DASH
        elif tones and tones[at] == BASE:
            series.format.fill.background()
        else:
            tone = tones[at] if tones else chart.frame["tone"].iloc[0] if chart.kind == "bars" else ""
            colour = (p.grey, p.accent)[at] if chart.kind == "pairs" else colour_of(str(tone))
            series.invert_if_negative = False
            series.format.fill.solid()
            series.format.fill.fore_color.rgb = _rgb(colour)


def _axis_format(high: float, lang: str) -> str:
    """How the numbers of an axis are written: shares, millions or thousands."""
    if high <= 1:
        return "0%"
    size, commas = ("millions", ",,") if high >= MILLIONS else ("thousands", ",") if high >= THOUSANDS else ("", "")
    return f'#,##0{commas}"{t(f"pack.{size}", lang)}"' if size else "#,##0"


def _rgb(colour: str) -> RGBColor:
    return RGBColor(*bytes.fromhex(colour[1:]))


def _cut(text: str) -> str:
    lines = text.split("\n")
    return "\n".join(x if len(x) <= CELL else x[: CELL - 1].rstrip() + "…" for x in lines)


def clean(text: str) -> str:
    """A text without signs that XML cannot hold or that turn the direction of what follows."""
    return NO_SIGNS.sub("", text)


def settled_zip(made: bytes, day: date) -> bytes:
    """The same file without the time it was made at: dates of its parts, and of the workbooks within."""
    held, settled = io.BytesIO(), f"{datetime(day.year, day.month, day.day).isoformat()}Z".encode()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as out:
        for name, part in _parts(made):
            if name.endswith(".xlsx"):
                part = settled_zip(part, day)
            elif name == "docProps/core.xml":
                part = re.sub(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", settled, part)
            out.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), part, zipfile.ZIP_DEFLATED)
    return held.getvalue()


def _parts(made: bytes) -> Iterator[tuple[str, bytes]]:
    with zipfile.ZipFile(io.BytesIO(made)) as file:
        for name in file.namelist():
            yield name, file.read(name)
