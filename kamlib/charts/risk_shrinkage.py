"""Who has bought less than its own past and the season imply, and what clients go on buying without."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.theme import Palette, empty, figure, ink, key, mix, months_axis, palette, ticks
from kamlib.charts.words import client_name, hover, money, number, product_class, safe, say, short
from kamlib.core import formats
from kamlib.labels import columns

LEVELS = ("stopped", "halved", "below")
ABOVE = 22  # px that the line of text above a bar takes
MONTHS = 24


def level_colours(p: Palette) -> dict[str, str]:
    """The worse, the stronger."""
    strengths = zip(LEVELS, (1.0, 0.62, 0.32), strict=True)
    return {level: mix(p.loss, p.surface, strength) for level, strength in strengths}


def shrinking_clients(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 12,
) -> go.Figure:
    """What clients bought (bar) and what was expected (mark), from `shrinkage`, the most missing first.

    Only clients below their expectation by more than chance; what is missing is coloured by level and written on the
    right. A click gives the client_id.
    """
    found = frame[frame["level"].isin(LEVELS)] if len(frame) else frame
    if found.empty:
        return empty(lang, dark, "shrinking_clients", title, "nobody_shrank")
    p = palette(dark)
    records = found.sort_values(["missing", "client_id"], ascending=[False, True]).head(most).to_dict("records")
    actual, expected = ([number(r[c]) for r in records] for c in ("actual", "expected"))
    colours, clients = level_colours(p), [r["client_id"] for r in records]
    texts = [money(-number(r["missing"]), lang, currency) for r in records]
    hovers = [
        hover(
            safe(client_name(r, lang)),
            ("", columns.code_label("shrink_level", r["level"], lang)),
            ("", columns.code_label("shrink_decline", r["decline"], lang)),
            (columns.label("actual", lang), formats.money(r["actual"], lang, currency)),
            (columns.label("expected", lang, "shrinkage"), formats.money(r["expected"], lang, currency)),
            (columns.label("missing", lang), formats.money(r["missing"], lang, currency)),
            (columns.label("met_share", lang), formats.share(r["met_share"], lang)),
            (columns.label("missing_contribution", lang), formats.money(r["missing_contribution"], lang, currency)),
        )
        for r in records
    ]
    notes = [key("■", p.accent, say("bought", lang)), key("┃", p.text, say("expected_of_it", lang))]
    seen = [level for level in LEVELS if level in set(found["level"])]
    notes += [key("■", colours[x], columns.code_label("shrink_level", x, lang)) for x in seen]
    if len(found) > len(records):
        notes.append(say("and_more", lang, n=formats.count(len(found) - len(records), lang)))
    fig = figure(lang, dark, "shrinking_clients", title, notes, right=rows.column_width(texts))
    common = {"y": list(range(len(records))), "customdata": clients, "hovertext": hovers, "hoverinfo": "text"}
    fig.bar(
        name="missing",
        orientation="h",
        base=[max(a, 0) for a in actual],
        x=[e - max(a, 0) for a, e in zip(actual, expected, strict=True)],
        width=rows.BAR,
        marker={"color": [colours[r["level"]] for r in records], "line": {"width": 0}},
        **common,
    )
    fig.bar(
        name="actual",
        orientation="h",
        x=actual,
        width=rows.BAR,
        marker={"color": p.accent, "line": {"width": 0}},
        **common,
    )
    mark = {"symbol": "line-ns", "size": 22, "line": {"width": 3, "color": p.text}}
    fig.scatter(name="expected", mode="markers", x=expected, marker=mark, cliponaxis=False, **common)
    rows.lay_out(fig, p, [short(client_name(r, lang)) for r in records], texts, [p.loss] * len(records))
    low, high = min(0.0, *actual), max(*expected, *actual)
    fig.x(range=[low * 1.03, high * 1.03], **ticks(low, high, lambda v: money(v, lang, currency), 2))
    fig.set(height=fig.height + 16, shapes=[*rows.guides(p, len(records)), rows.zero_line(p)])
    return fig.done()


def narrowing_classes(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 10,
) -> go.Figure:
    """When clients gave up a product class they go on buying without, from `narrowing`, the most money first.

    Blue is the last year in which the class was bought, with the purchase days that had it; then come the purchases
    without it. Pauses, which may be chance, are left out. A click gives the client_id.
    """
    found = frame[frame["status"] != "pause"] if len(frame) else frame
    if found.empty:
        return empty(lang, dark, "narrowing_classes", title, "nobody_narrows")
    p = palette(dark)
    order = found.sort_values(["net_year", "client_id", "product_class"], ascending=[False, True, True])
    records = order.head(most).to_dict("records")
    n = len(records)
    lasts = [pd.Timestamp(r["last_purchase"]) for r in records]
    today = lasts[0] + pd.Timedelta(days=int(records[0]["idle_days"]))
    first = today - pd.DateOffset(months=MONTHS)
    starts = [max(day - pd.Timedelta(days=364), first) for day in lasts]
    colours = {"left": p.loss, "leaving": mix(p.loss, p.surface, 0.55)}
    notes = [say("narrowing_note", lang), key("■", p.accent, say("with_class", lang))]
    notes += [key("■", colours[s], say(f"without_{s}", lang)) for s in colours if s in set(found["status"])]
    if len(found) > n:
        notes.append(say("and_more", lang, n=formats.count(len(found) - n, lang)))
    fig = figure(lang, dark, "narrowing_classes", title, notes)
    hovers = [_narrowing_hover(r, lang, currency) for r in records]
    common = {"orientation": "h", "y": list(range(n)), "width": 0.46, "customdata": [r["client_id"] for r in records]}
    common |= {"hovertext": hovers, "hoverinfo": "text", "textposition": "inside", "insidetextanchor": "middle"}
    with_it = [formats.count(r["class_days_year"], lang) for r in records]
    without = [formats.count(r["purchases_since"], lang) for r in records]
    _spans(fig, "with_class", starts, lasts, with_it, [p.accent] * n, p, common)
    _spans(fig, "without", lasts, [today] * n, without, [colours[r["status"]] for r in records], p, common)
    left = {"x": 0, "xref": "paper", "xanchor": "left", "showarrow": False, "font": {"size": 12, "color": p.text}}
    right = left | {"x": 1, "xanchor": "right"}
    marks = []
    for i, r in enumerate(records):
        name, goods = short(client_name(r, lang), 20), short(product_class(r, lang), 18)
        marks.append({"text": f"<b>{name}</b> · {goods}", "y": i - 0.45, **left})
        marks.append({"text": money(r["net_year"], lang, currency), "y": i - 0.45, **right})
    months = list(pd.date_range(first.to_period("M").to_timestamp() + pd.DateOffset(months=1), today, freq="MS"))
    fig.x(type="date", range=[first, today], **months_axis(months, lang, 4))
    fig.y(range=[n - 0.7, -0.75], showticklabels=False)
    fig.set(height=fig.top + (ABOVE + 26) * n + 40, annotations=marks, uniformtext={"minsize": 9, "mode": "hide"})
    return fig.done()


def _spans(fig, name: str, starts: list, ends: list, texts: list[str], colours: list[str], p: Palette, common: dict):
    fig.bar(
        name=name,
        base=starts,
        x=[(b - a).total_seconds() * 1000 for a, b in zip(starts, ends, strict=True)],
        marker={"color": colours, "line": {"width": 0}},
        text=texts,
        textangle=0,
        textfont={"color": [ink(c, p) for c in colours], "size": 11},
        **common,
    )


def _narrowing_hover(r: dict, lang: str, currency: str | None) -> str:
    return hover(
        f"{safe(client_name(r, lang))}: {safe(product_class(r, lang))}",
        ("", columns.code_label("narrowing_status", r["status"], lang)),
        (columns.label("last_purchase", lang, "narrowing"), formats.sale_day(r["last_purchase"], lang)),
        (columns.label("class_days_year", lang), formats.count(r["class_days_year"], lang)),
        (columns.label("purchases_since", lang), formats.count(r["purchases_since"], lang)),
        (columns.label("net_year", lang), formats.money(r["net_year"], lang, currency)),
        (columns.label("client_share", lang, "narrowing"), formats.share(r["client_share"], lang)),
    )
