"""One client: its turnover against the season, its product classes, its history of classes, its peers."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.theme import empty, figure, ink, key, mix, months_axis, palette, ticks
from kamlib.charts.words import (
    class_name,
    hover,
    in_order,
    is_ranked,
    money,
    number,
    numbers,
    product_class,
    safe,
    say,
    short,
    signed,
)
from kamlib.core import formats
from kamlib.core.grain import by_month
from kamlib.labels import columns
from kamlib.policy import Policy

TIMELINE = ("abc", "rfm", "T3", "T4", "T5", "T10", "T2", "T6", "T8")
MEASURES = {
    "monthly_turnover": "money",
    "margin_share": "share",
    "discount_share": "share",
    "purchase_days_12m": "number",
    "classes_bought": "number",
    "days_late": "days",
}


def client_monthly(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    months: int | None = 24,
) -> go.Figure:
    """The last `months` (None: all) of `client_monthly`: turnover, what its usual pace would bring, the gap between."""
    if frame.empty:
        return empty(lang, dark, "client_monthly", title)
    p = palette(dark)
    part = frame if months is None else frame.tail(months)
    dates = [pd.Timestamp(m) for m in part["month"]]
    net, expected = numbers(part["net"]), numbers(part["expected"])
    missing = [max(e - max(a, 0), 0) if e == e else 0 for a, e in zip(net, expected, strict=True)]
    complete = list(part["is_complete"].astype(bool))
    hovers = []
    for day, a, e, whole, days in zip(dates, net, expected, complete, part["purchase_days"], strict=True):
        lines = [(say("turnover", lang), formats.money(a, lang, currency))]
        lines.append((say("expected", lang), formats.money(e, lang, currency)))
        lines.append((say("difference", lang), formats.money(a - e, lang, currency)))
        if not by_month():
            lines.append((say("purchase_days", lang), formats.count(days, lang)))
        hovers.append(hover(formats.month(day, lang), *lines, *([] if whole else [("", say("not_complete", lang))])))
    notes = [key("■", p.accent, say("turnover", lang)), key("━", p.text, say("expected", lang))]
    notes.append(key("■", mix(p.loss, p.surface, 0.45), say("missing", lang)))
    fig = figure(lang, dark, "client_monthly", title, notes)
    common = {"x": dates, "hovertext": hovers, "hoverinfo": "text"}
    month = 26 * 24 * 3600 * 1000  # width of a bar, in ms: a little less than the shortest month
    fills = [p.accent if whole else mix(p.accent, p.surface, 0.45) for whole in complete]
    fig.bar(name="net", y=net, width=month, marker={"color": fills, "line": {"width": 0}}, **common)
    pale = {"color": mix(p.loss, p.surface, 0.45), "line": {"width": 0}}
    above = [max(a, 0) for a in net]
    fig.bar(name="missing", y=missing, base=above, width=month, marker=pale, **common)
    line = {"color": p.text, "width": 2, "shape": "hvh"}
    fig.scatter(name="expected", y=expected, mode="lines", line=line, **common)
    half = pd.Timedelta(days=17)
    fig.x(range=[dates[0] - half, dates[-1] + half], **months_axis(dates, lang))
    known = [v for v in (*net, *expected) if v == v] + [0.0]
    low, high = min(known), max(known) or 1.0
    marks = ticks(low, high, lambda v: money(v, lang, currency))
    fig.y(showgrid=True, gridcolor=p.grid, range=[low * 1.05, high * 1.06], **marks)
    return fig.done()


def client_classes(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 12,
) -> go.Figure:
    """Each product class a year before and now, from `client_classes`; classes beyond `most` are summed."""
    if frame.empty:
        return empty(lang, dark, "client_classes", title)
    p = palette(dark)
    first, rest = frame.head(most), frame.iloc[most:]
    names = [product_class(r, lang) for r in first.to_dict("records")]
    codes = ["" if formats.is_unknown(c) else c for c in first["product_class"]]
    now, before = numbers(first["net_12m"]), numbers(first["net_12m_before"])
    last = [formats.sale_day(d, lang) for d in first["last_purchase"]]
    if len(rest):
        names.append(say("other_classes", lang, n=formats.count(len(rest), lang)))
        codes.append(None)
        now.append(sum(numbers(rest["net_12m"])))
        before.append(sum(numbers(rest["net_12m_before"])))
        last.append(formats.sale_day(rest["last_purchase"].max(), lang))
    hovers = [
        hover(
            safe(name),
            (say("last_12_months", lang), formats.money(n, lang, currency)),
            (say("year_before", lang), formats.money(b, lang, currency)),
            (
                say("change", lang),
                f"{formats.money(n - b, lang, currency)} ({formats.growth(n / b - 1 if b else None, lang)})",
            ),
            (say("last_purchase", lang), day),
        )
        for name, n, b, day in zip(names, now, before, last, strict=True)
    ]
    texts = [signed(n - b, lang, currency) for b, n in zip(before, now, strict=True)]
    colours = [p.gain if n > b else p.loss if n < b else p.muted for b, n in zip(before, now, strict=True)]
    notes = [key("●", p.grey, say("year_before", lang)), key("●", p.gain, say("now_more", lang))]
    notes.append(key("●", p.loss, say("now_less", lang)))
    fig = figure(lang, dark, "client_classes", title, notes, right=rows.column_width(texts))
    rows.dumbbells(fig, p, before, now, hovers, codes)
    rows.lay_out(fig, p, [short(n) for n in names], texts, colours)
    low, high = min(0.0, *before, *now), max(0.0, *before, *now) or 1.0
    pad = (high - low) * 0.03
    fig.x(range=[low - pad, high + pad], **ticks(low, high, lambda v: money(v, lang, currency), 2))
    fig.set(height=fig.height + 16, shapes=rows.guides(p, len(names)))
    return fig.done()


def class_timeline(
    frame: pd.DataFrame,
    lang: str = "en",
    dark: bool = False,
    title: str | None = None,
    policy: Policy | None = None,
    goods: pd.DataFrame | None = None,
) -> go.Figure:
    """A lane for each classification, its classes over the review dates, from `class_history`.

    A stronger colour is better where a classification has a better end; others (goods, discount) stay grey.
    goods: `product_classes`, for their English names.
    """
    frame = frame[frame["axis"].isin(TIMELINE)] if len(frame) else frame
    if frame.empty:
        return empty(lang, dark, "class_timeline", title)
    p = palette(dark)
    lanes = [a for a in TIMELINE if a in set(frame["axis"])]
    # a class is looked at once a month; each review date is given its half a month before and after
    half = pd.Timedelta(days=15)
    starts, spans, places, fills, texts, hovers, codes = [], [], [], [], [], [], []
    for r in frame.to_dict("records"):
        axis, code = r["axis"], r["class"]
        since, until = pd.Timestamp(r["since"]), pd.Timestamp(r["until"])
        name = class_name(axis, code, lang, policy, goods)
        starts.append(since - half)
        spans.append((until - since + 2 * half).total_seconds() * 1000)
        places.append(lanes.index(axis))
        fills.append(mix(p.accent, p.surface, _rank(axis, code)) if is_ranked(axis) else mix(p.grey, p.surface, 0.6))
        texts.append(safe(name))
        codes.append([axis, code])
        when = f"{formats.date(since, lang)} – {formats.date(until, lang)}"
        older = [("", say("may_be_older", lang))] if r["is_from_start"] else []
        hovers.append(hover(f"{columns.code_label('axis', axis, lang)}: {safe(name)}", ("", when), *older))
    fig = figure(lang, dark, "class_timeline", title, [say("timeline_note", lang)])
    fig.bar(
        orientation="h",
        y=places,
        base=starts,
        x=spans,
        width=0.74,
        marker={"color": fills, "line": {"color": p.surface, "width": 1.5}},
        text=texts,
        textposition="inside",
        insidetextanchor="start",
        textangle=0,
        textfont={"color": [ink(f, p) for f in fills], "size": 11},
        customdata=codes,
        hovertext=hovers,
        hoverinfo="text",
    )
    rows.lay_out(fig, p, [short(say(f"axis_{a}", lang), 18) for a in lanes], [])
    first, last = pd.Timestamp(frame["since"].min()), pd.Timestamp(frame["until"].max())
    months = list(pd.date_range(first.to_period("M").to_timestamp(), last, freq="MS"))
    fig.x(type="date", range=[first - half, last + half], **months_axis(months, lang))
    fig.set(uniformtext={"minsize": 9, "mode": "hide"}, height=fig.height + 24)
    return fig.done()


def _rank(axis: str, code: str) -> float:
    """How strongly a class is coloured: the best of its classification full, the last pale, no class nearly blank."""
    listed = [c for name in columns.AXIS_LISTS[axis] for c in columns.code_lists()[name]]
    order = in_order(axis, listed)
    if code not in order:
        return 0.12
    return 0.9 - 0.72 * order.index(code) / max(len(order) - 1, 1)


def peers(
    row: Mapping | pd.Series | None,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
) -> go.Figure:
    """The client (bar) beside the middle of its peers (mark) for each measure of `client_peers`, each on its own scale.

    A measure not known of the client or of its peers is left out.
    """
    row = dict(row) if row is not None else {}
    known = [m for m in MEASURES if not any(formats.is_unknown(row.get(k)) for k in (m, f"peers_{m}"))]
    if not known:
        return empty(lang, dark, "peers", title, "no_peers")
    p = palette(dark)

    def write(measure: str, x: object) -> str:
        kind = MEASURES[measure]
        if kind == "money":
            return money(x, lang, currency)
        return {"share": formats.share, "days": formats.days}.get(kind, lambda v, _: formats.number(v, lang, 1))(
            x, lang
        )

    own = [number(row[m]) for m in known]
    middle = [number(row[f"peers_{m}"]) for m in known]
    # each measure has its own unit, so each row is scaled to its own larger value
    scale = [max(abs(a), abs(b)) or 1.0 for a, b in zip(own, middle, strict=True)]
    names = [say(f"peers_{m}", lang) for m in known]
    hovers = [
        hover(n, (say("client", lang), write(m, row[m])), (say("middle_of_peers", lang), write(m, row[f"peers_{m}"])))
        for m, n in zip(known, names, strict=True)
    ]
    group = [columns.code_label("turnover_class", row["peer_turnover_class"], lang)]
    if not formats.is_unknown(row.get("peer_type")):
        group.append(columns.code_label("client_type", row["peer_type"], lang))
    notes = [say("peers_note", lang, n=formats.count(row["peers"], lang), group=", ".join(group))]
    notes += [key("■", p.accent, say("client", lang)), key("┃", p.text, say("middle_of_peers", lang))]
    fig = figure(lang, dark, "peers", title, notes)
    places = list(range(len(known)))
    common = {"y": places, "hovertext": hovers, "hoverinfo": "text"}
    widths = [a / s for a, s in zip(own, scale, strict=True)]
    fig.bar(
        name="client", orientation="h", x=widths, width=0.3, customdata=own,
        marker={"color": p.accent, "line": {"width": 0}}, **common,
    )  # fmt: skip
    mark = {"symbol": "line-ns", "size": 20, "line": {"width": 3, "color": p.text}}
    at = [b / s for b, s in zip(middle, scale, strict=True)]
    fig.scatter(name="peers", mode="markers", x=at, customdata=middle, marker=mark, cliponaxis=False, **common)
    low = min(0.0, *widths, *at)
    beside = {"x": 0, "xref": "paper", "xanchor": "left", "showarrow": False, "font": {"size": 12, "color": p.text}}
    texts = [
        f"{names[i]} <b>{write(m, own[i])}</b>"
        f' <span style="color:{p.muted}">{say("of_peers", lang, value=write(m, middle[i]))}</span>'
        for i, m in enumerate(known)
    ]
    fig.x(range=[low, 1.03], showticklabels=False)
    fig.y(range=[len(known) - 0.6, -0.75], showticklabels=False)
    fig.set(
        height=fig.top + 46 * len(known) + 10,
        shapes=[rows.zero_line(p)],
        annotations=[{"text": text, "y": i - 0.42, **beside} for i, text in enumerate(texts)],
    )
    return fig.done()
