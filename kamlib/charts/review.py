"""Two reviews side by side: the bridge from what was said then to what is now."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.company_changes import GAINS, LOSSES
from kamlib.charts.theme import empty, figure, palette
from kamlib.charts.words import hover, money, number, one_row, say, signed
from kamlib.core import formats
from kamlib.labels import columns


def compare_bridge(
    row: pd.DataFrame | pd.Series | Mapping[str, object],
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
) -> go.Figure:
    """From the money said then to that of now, part by part, late corrections apart: one row of `Comparison.bridges`.

    Where little has changed, the bars of the levels do not begin at zero, and are torn to show it.
    """
    row = one_row(row)
    if not row:
        return empty(lang, dark, "compare_bridge", title)
    p = palette(dark)
    said, now = number(row["said_then"]), number(row["measure_now"])
    what = columns.code_label("bridge", row["bridge"], lang)
    values = [(code, number(row[code])) for code in ("corrected", *GAINS)]
    values += [(code, -number(row[code])) for code in LOSSES]
    steps = [_level("said_then", said, what, lang, currency, p.muted)]
    for code, value in values:
        if code == "corrected" and value == 0:
            continue
        name = columns.label(code, lang) if code == "corrected" else columns.code_label("part", code, lang)
        meaning = columns.meaning(code, lang) if code == "corrected" else columns.code_meaning("part", code, lang)
        text = hover(name, (say("change", lang), formats.money(value, lang, currency)), ("", meaning))
        colour = p.grey if code == "corrected" else p.gain if code in GAINS else p.loss
        steps.append(rows.Step(name, value, signed(value, lang, currency), text, colour, code=code))
    steps.append(_level("measure_now", now, what, lang, currency, p.muted))
    name = f"compare_bridge_{row['bridge']}"
    fig = figure(lang, dark, name, title, [], right=rows.column_width([s.number for s in steps]))
    return rows.waterfall(fig, p, steps, may_cut=True).done()


def _level(code: str, value: float, what: str, lang: str, currency: str | None, colour: str) -> rows.Step:
    name = columns.label(code, lang)
    text = hover(name, (what, formats.money(value, lang, currency)))
    return rows.Step(name, value, money(value, lang, currency), text, colour, True, code)
