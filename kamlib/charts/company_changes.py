"""What changed between two periods: bridge, price–volume–mix, retention, emerging and fading clients."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.theme import Palette, empty, figure, key, mix, palette, ticks
from kamlib.charts.words import (
    client_name,
    hover,
    money,
    number,
    one_row,
    product_class,
    safe,
    say,
    short,
    signed,
)
from kamlib.core import formats
from kamlib.labels import columns

GAINS = ("new", "returned", "expansion")
LOSSES = ("contraction", "lost")
PVM = ("price", "volume", "mix", "new_products", "dropped_products", "not_measured", "clients_won", "clients_lost")


def revenue_bridge(
    row: pd.DataFrame | pd.Series | Mapping,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    period: str = "year",
) -> go.Figure:
    """From the revenue before to the revenue after, part by part: one row of `revenue_bridge`.

    Of a frame the row of `period` is taken. A click gives the part (new … lost), as `revenue_changes` takes it.
    """
    row = one_row(row, period)
    if not row:
        return empty(lang, dark, "revenue_bridge", title)
    p = palette(dark)
    before, after = number(row["revenue_before"]), number(row["revenue_after"])
    steps = [_level("before", before, row, lang, currency, p, "base_after", "base_to")]
    for code in (*GAINS, *LOSSES):
        value = number(row[code]) * (1 if code in GAINS else -1)
        name = columns.code_label("part", code, lang)
        lines = [(say("change", lang), formats.money(value, lang, currency))]
        if f"clients_{code}" in row:
            lines.append((say("clients", lang), formats.count(row[f"clients_{code}"], lang)))
        if before:
            lines.append((say("of_before", lang), formats.growth(value / before, lang)))
        text = hover(name, *lines, ("", columns.code_meaning("part", code, lang)))
        colour = p.gain if code in GAINS else p.loss
        steps.append(rows.Step(name, value, signed(value, lang, currency), text, colour, code=code))
    steps.append(_level("after", after, row, lang, currency, p, "current_after", "current_to"))
    notes = _from_to(before, after, lang, currency)
    fig = figure(lang, dark, "revenue_bridge", title, notes, right=rows.column_width([s.number for s in steps]))
    return rows.waterfall(fig, p, steps).done()


def _level(code, value, row, lang, currency, p: Palette, after: str, to: str) -> rows.Step:
    name = say(code, lang)
    lines = [(say("revenue", lang), formats.money(value, lang, currency))]
    if after in row:
        first = pd.Timestamp(row[after]) + pd.Timedelta(days=1)
        lines.append(("", f"{formats.date(first, lang)} – {formats.date(pd.Timestamp(row[to]), lang)}"))
    return rows.Step(name, value, money(value, lang, currency), hover(name, *lines), p.muted, True, code)


def _from_to(before: float, after: float, lang: str, currency: str | None) -> list[str]:
    """In full: in short, a change of some percent would read "from 1.2 to 1.2"."""
    amounts = {"before": formats.money(before, lang, currency), "after": formats.money(after, lang, currency)}
    return [say("from_to", lang, **amounts)] + ([formats.growth(after / before - 1, lang)] if before else [])


def price_volume_mix(
    row: pd.DataFrame | pd.Series | Mapping,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    period: str = "year",
) -> go.Figure:
    """Why revenue changed: one row of `price_volume_mix` or `client_price_volume_mix`, adding up to the change.

    Parts that are zero or not known are left out.
    """
    row = one_row(row, period)
    if not row:
        return empty(lang, dark, "price_volume_mix", title)
    p = palette(dark)
    before, after, change = (number(row[c]) for c in ("net_before", "net_now", "change"))
    steps = []
    for code in PVM:
        value = number(row.get(code))
        if value == value and value != 0:
            name = say(f"pvm_{code}", lang)
            lines = [(say("change", lang), formats.money(value, lang, currency))]
            if before:
                lines.append((say("of_before", lang), formats.growth(value / before, lang)))
            text = hover(name, *lines, ("", say(f"pvm_{code}_meaning", lang)))
            colour = p.grey if code == "not_measured" else p.gain if value > 0 else p.loss
            steps.append(rows.Step(name, value, signed(value, lang, currency), text, colour, code=code))
    text = hover(
        say("change", lang),
        (say("before", lang), formats.money(before, lang, currency)),
        (say("after", lang), formats.money(after, lang, currency)),
        (say("change", lang), formats.money(change, lang, currency)),
    )
    steps.append(rows.Step(say("change", lang), change, signed(change, lang, currency), text, p.muted, True, "change"))
    notes = _from_to(before, after, lang, currency)
    fig = figure(lang, dark, "price_volume_mix", title, notes, right=rows.column_width([s.number for s in steps]))
    return rows.waterfall(fig, p, steps).done()


def retention(
    frame: pd.DataFrame, lang: str = "en", currency: str | None = None, dark: bool = False, title: str | None = None
) -> go.Figure:
    """Revenue kept: GRR as a bar, NRR as a dot, by ABC class (`grr_by_class`) or product class.

    frame: `grr_by_class` or `retention_by_product_class` (which has no NRR: revenue after ÷ before stands for it).
    """
    by_abc = "abc_before" in frame.columns
    frame = frame[frame["grr"].notna()] if len(frame) else frame
    if frame.empty:
        return empty(lang, dark, "retention", title)
    p = palette(dark)
    records = frame.to_dict("records")
    if by_abc:
        order = list(columns.code_lists()["abc_before"])
        records.sort(key=lambda r: order.index(r["abc_before"]) if r["abc_before"] in order else len(order))
        names = [say("class_of", lang, name=columns.code_label("abc_before", r["abc_before"], lang)) for r in records]
        names = [
            n if r["abc_before"] in "ABC" else columns.code_label("abc_before", r["abc_before"], lang)
            for n, r in zip(names, records, strict=True)
        ]
        codes = [r["abc_before"] for r in records]
    else:
        names = [product_class(r, lang) for r in records]
        codes = [r["product_class"] for r in records]
    grr = [number(r["grr"]) for r in records]
    nrr = [number(r["nrr"]) if by_abc else number(r["revenue_after"]) / number(r["revenue_before"]) for r in records]
    hovers = [
        hover(
            safe(name),
            (say("grr", lang), formats.share(g, lang)),
            (say("nrr", lang), formats.share(n, lang)),
            (say("before", lang), formats.money(r["revenue_before"], lang, currency)),
            (say("after", lang), formats.money(r["revenue_after"], lang, currency)),
            *([(say("clients", lang), formats.count(r["clients"], lang))] if by_abc else []),
        )
        for name, r, g, n in zip(names, records, grr, nrr, strict=True)
    ]
    nrr_colours = [p.gain if n >= 1 else p.loss for n in nrr]
    texts = [
        f'<b>{formats.share(g, lang, 0)}</b> <span style="color:{c}">● {formats.share(n, lang, 0)}</span>'
        for g, n, c in zip(grr, nrr, nrr_colours, strict=True)
    ]
    notes = [key("■", p.accent, say("grr", lang)), key("●", p.text, say("nrr", lang))]
    fig = figure(lang, dark, "retention", title, notes, right=98)
    places = list(range(len(records)))
    common = {"y": places, "customdata": codes, "hovertext": hovers, "hoverinfo": "text"}
    lost = mix(p.loss, p.surface, 0.25)
    fig.bar(
        name="lost",
        orientation="h",
        x=[1 - g for g in grr],
        base=grr,
        width=0.5,
        marker={"color": lost, "line": {"width": 0}},
        **common,
    )
    fig.bar(name="grr", orientation="h", x=grr, width=0.5, marker={"color": p.accent, "line": {"width": 0}}, **common)
    fig.scatter(
        name="nrr",
        mode="markers",
        x=nrr,
        marker={"size": 12, "color": nrr_colours, "line": {"width": 2, "color": p.surface}},
        cliponaxis=False,
        **common,
    )
    rows.lay_out(fig, p, [short(n) for n in names], texts)
    high = max(1.0, *nrr)
    fig.x(range=[0, high * 1.03], **ticks(0, high, lambda v: formats.share(v, lang, 0)))
    fig.set(height=fig.height + 20, shapes=[rows.zero_line(p, 1)])
    return fig.done()


def emerging_fading(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 6,
) -> go.Figure:
    """The pace of a year ago and of now for clients becoming key or losing weight (`emerging_fading`).

    The `most` largest changes of each direction; a click gives the client_id.
    """
    if frame.empty:
        return empty(lang, dark, "emerging_fading", title, "nobody_moved")
    p = palette(dark)
    records = [r for d in ("emerging", "fading") for r in frame[frame["direction"] == d].head(most).to_dict("records")]
    before, now = ([number(r[c]) for r in records] for c in ("pace_year_ago", "pace_now"))
    names = [client_name(r, lang) for r in records]
    hovers = [
        hover(
            safe(name),
            (say("pace_year_ago", lang), formats.money(b, lang, currency)),
            (say("pace_now", lang), formats.money(n, lang, currency)),
            (say("change", lang), formats.growth(r["growth"], lang, 0)),
            (say("revenue_12m", lang), formats.money(r["net_12m"], lang, currency)),
            ("", columns.code_label("direction", r["direction"], lang)),
        )
        for name, r, b, n in zip(names, records, before, now, strict=True)
    ]
    texts = [signed(n - b, lang, currency) for b, n in zip(before, now, strict=True)]
    colours = [p.gain if n > b else p.loss for b, n in zip(before, now, strict=True)]
    notes = [say("a_month_out_of_season", lang), key("●", p.grey, say("year_ago", lang))]
    notes += [key("●", p.gain, say("now_more", lang)), key("●", p.loss, say("now_less", lang))]
    hidden = len(frame) - len(records)
    if hidden:
        notes.append(say("and_more", lang, n=formats.count(hidden, lang)))
    fig = figure(lang, dark, "emerging_fading", title, notes, right=rows.column_width(texts))
    rows.dumbbells(fig, p, before, now, hovers, [r["client_id"] for r in records])
    rows.lay_out(fig, p, [short(n) for n in names], texts, colours)
    high = max(*before, *now)
    fig.x(range=[-high * 0.03, high * 1.04], **ticks(0, high, lambda v: money(v, lang, currency), 2))
    fig.set(height=fig.height + 16, shapes=rows.guides(p, len(records)))
    return fig.done()
