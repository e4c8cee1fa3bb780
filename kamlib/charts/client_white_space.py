"""What clients like this one buy and this one does not: the money expected of each class, with its range."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.theme import empty, figure, key, mix, palette, ticks
from kamlib.charts.words import hover, money, numbers, product_class, safe, say, short
from kamlib.core import formats


def white_space(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 12,
) -> go.Figure:
    """A bar for each class of `white_space` of one client, at most `most`: expected money of 12 months.

    The range of the middle half of peers is a line. A class bought before these 12 months is paler: it narrowed.
    """
    if frame.empty:
        return empty(lang, dark, "white_space", title, "no_white_space")
    p = palette(dark)
    first = frame.head(most).to_dict("records")
    names = [product_class(r, lang) for r in first]
    expected, low, high = (numbers([r[c] for r in first]) for c in ("expected_12m", "low_12m", "high_12m"))
    colours = {"never": p.accent, "before": mix(p.accent, p.surface, 0.5)}
    kinds = [k for k in colours if k in {r["gap_kind"] for r in first}]
    notes = [key("■", colours[k], say(f"gap_{k}", lang)) for k in kinds] + [
        key("─", p.text, say("half_of_peers", lang))
    ]
    if len(frame) > most:
        notes.append(say("and_more", lang, n=formats.count(len(frame) - most, lang)))
    texts = [money(x, lang, currency) for x in expected]
    fig = figure(lang, dark, "white_space", title, notes, right=rows.column_width(texts))
    fig.bar(
        name="expected",
        orientation="h",
        y=list(range(len(first))),
        x=expected,
        width=rows.BAR,
        marker={"color": [colours[r["gap_kind"]] for r in first], "line": {"width": 0}},
        error_x={
            "type": "data",
            "symmetric": False,
            "array": [b - x for b, x in zip(high, expected, strict=True)],
            "arrayminus": [x - a for a, x in zip(low, expected, strict=True)],
            "color": p.text,
            "thickness": 1.5,
            "width": 4,
        },
        customdata=[r["product_class"] for r in first],
        hovertext=[_hover(r, name, lang, currency) for r, name in zip(first, names, strict=True)],
        hoverinfo="text",
    )
    rows.lay_out(fig, p, [short(n) for n in names], texts)
    top = max(*high, *expected) or 1.0
    fig.x(range=[0, top * 1.03], **ticks(0.0, top, lambda v: money(v, lang, currency), 2))
    fig.set(height=fig.height + 16, shapes=[rows.zero_line(p)])
    return fig.done()


def _hover(row: dict[str, object], name: str, lang: str, currency: str | None) -> str:
    counts = {"n": formats.count(row["peers_buying"], lang), "all": formats.count(row["peers"], lang)}
    ends = [formats.money(row[c], lang, currency) for c in ("low_12m", "high_12m")]
    lines = [
        (say("bought_by", lang), say("n_of_all", lang, **counts)),
        (say("expected_in_12m", lang), formats.money(row["expected_12m"], lang, currency)),
        (say("half_of_peers", lang), " – ".join(ends)),
    ]
    if not formats.is_unknown(row["bought_before"]):
        lines.append((say("last_purchase", lang), formats.sale_day(row["bought_before"], lang)))
    if not formats.is_unknown(row["fill_chance"]):
        lines.append((say("such_filled", lang), formats.share(row["fill_chance"], lang)))
    return hover(safe(name), *lines)
