"""One client's purchase days with the silence of now, and its product classes month by month against last year."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import cells, rows
from kamlib.charts.theme import empty, figure, key, mix, palette
from kamlib.charts.words import hover, number, numbers, product_class, safe, say, short
from kamlib.core import formats
from kamlib.core.grain import by_month
from kamlib.labels import columns
from kamlib.labels.risk import silence_text

SMALLEST, LARGEST = 5, 17  # px across the dots,
MANY, LARGEST_OF_MANY = 120, 11  # which shrink where there are so many that they would cover each other
LANE = 66  # px of height a year takes


def order_dots(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    as_of: date | None = None,
    usual_gap: float | None = None,
    silence_chance: float | None = None,
) -> go.Figure:
    """A dot a purchase day of 24 months by its money, this year below the one before, from `order_days`.

    Where sales are dated by month a dot is a month, on its 15th, and spans are told in months.

    The silence of now is a bar up to `as_of` (default: the last day told), the client's usual gap a bar below it;
    silence_chance (of `churn_risk`) tells in words how unusual that is. Days of returns only are crosses.
    """
    if frame.empty:
        return empty(lang, dark, "order_dots", title, "nothing_24m")
    p = palette(dark)
    today = pd.Timestamp(as_of) if as_of is not None else pd.Timestamp(frame["day"].max())
    turn = today - pd.DateOffset(months=12)
    days = [pd.Timestamp(d) for d in frame["day"]]
    net, bought = numbers(frame["net"]), list(frame["is_purchase"].astype(bool))
    most = max((abs(x) for x in net), default=0) or 1.0
    largest = LARGEST if len(days) <= MANY else LARGEST_OF_MANY
    sizes = [SMALLEST + (largest - SMALLEST) * math.sqrt(abs(x) / most) for x in net]
    hovers = []
    for day, x, is_purchase, gap in zip(days, net, bought, frame["gap_days"], strict=True):
        lines = [(say("turnover" if is_purchase else "returned", lang), formats.money(x, lang, currency))]
        lines += [] if formats.is_unknown(gap) else [(say("since_purchase_before", lang), formats.sale_days(gap, lang))]
        hovers.append(hover(formats.sale_day(day, lang), *lines))
    purchases = [d for d, is_purchase in zip(days, bought, strict=True) if is_purchase]
    silent = (today - purchases[-1]).days if purchases else 0
    if by_month() and not formats.months_since(silent):
        silent = 0  # it bought in the month of the review
    unusual = 1.0 if formats.is_unknown(silence_chance) else 1 - number(silence_chance)
    alarm = mix(p.loss, p.grey, unusual)  # the rarer so long a pause, the redder
    notes = [key("●", p.accent, say("purchase_day", lang))]
    if not all(bought):
        notes.append(key("✕", p.loss, say("returned", lang)))
    if silent:
        notes.append(key("■", alarm, say("silence_now", lang, days=formats.since_sale(silent, lang))))
    if not formats.is_unknown(usual_gap):
        told = say("usual_gap", lang, days=formats.sale_days(usual_gap, lang))
        notes.append(key("■", p.muted, told) if silent else told)
    if silent and not formats.is_unknown(silence_chance):
        notes.append(silence_text(silence_chance, lang))
    fig = figure(lang, dark, "order_dots", title, notes)
    if silent:
        _bars(fig, "silence", purchases[-1], today, turn, 0.0, 0.26, alarm)
        if not formats.is_unknown(usual_gap):
            end = min(purchases[-1] + pd.Timedelta(days=float(usual_gap)), today)
            _bars(fig, "usual_gap", purchases[-1], end, turn, 0.24, 0.1, p.muted)
    for is_purchase in (True, False):
        at = [i for i, b in enumerate(bought) if b == is_purchase]
        mark = {"color": p.accent, "opacity": 0.6} if is_purchase else {"color": p.loss, "symbol": "x-thin"}
        fig.scatter(
            name="purchases" if is_purchase else "returns",
            mode="markers",
            x=[_in_lane(days[i], turn) for i in at],
            y=[_lane(days[i], turn) + (0 if is_purchase else -0.3) for i in at],
            marker=mark | {"size": [sizes[i] for i in at], "line": {"width": 0 if is_purchase else 2, "color": p.loss}},
            hovertext=[hovers[i] for i in at],
            hoverinfo="text",
            cliponaxis=False,
        )
    months = [m for m in pd.date_range(turn, today, freq="MS") if m > turn]
    names = say("months_short", lang).split()
    fig.x(
        type="date",
        range=[turn, today + pd.Timedelta(days=4)],
        tickvals=months[::2],
        ticktext=[names[m.month - 1] for m in months[::2]],
        showgrid=True,
        gridcolor=p.grid,
    )
    labels = [say("lane_before", lang), say("lane_now", lang)]
    fig.y(
        tickvals=[0, 1], ticktext=labels, range=[1.5, -0.5], tickfont={"size": 12, "color": p.text}, ticklabelstandoff=8
    )
    end = {"type": "line", "x0": today, "x1": today, "y0": 0.5, "y1": 1.5, "line": {"color": p.text, "width": 1.5}}
    fig.set(height=fig.top + 2 * LANE + 36, shapes=[end], barmode="overlay")
    return fig.done()


def _lane(day: pd.Timestamp, turn: pd.Timestamp) -> int:
    return int(day > turn)


def _in_lane(day: pd.Timestamp, turn: pd.Timestamp) -> pd.Timestamp:
    """A day of the year before stands where the same day of this year does."""
    return day if day > turn else day + pd.DateOffset(years=1)


def _bars(fig, name: str, start, end, turn, below: float, width: float, colour: str) -> None:
    """A span of days, cut where the lane ends."""
    parts = [(start, end)] if start > turn or end <= turn else [(start, turn), (turn + pd.Timedelta(days=1), end)]
    fig.bar(
        name=name,
        orientation="h",
        base=[_in_lane(a, turn) for a, _ in parts],
        x=[(b - a).total_seconds() * 1000 for a, b in parts],
        y=[_lane(a, turn) + below for a, _ in parts],
        width=width,
        marker={"color": colour, "line": {"width": 0}},
        hoverinfo="skip",
    )


def class_heat(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    narrowing: pd.DataFrame | None = None,
    known_from: date | None = None,
    as_of: date | None = None,
    most: int = 12,
) -> go.Figure:
    """Product classes by the months of a year, coloured by the change to the same month a year before (`class_months`).

    A dash: bought then, not now. Classes that `narrowing` finds left or leaving are marked. Months whose year before
    lies before `known_from` (the first month of the data), and a month that `as_of` cuts short, are not coloured.
    """
    if frame.empty:
        return empty(lang, dark, "class_heat", title, "nothing_24m")
    p = palette(dark)
    classes = list(dict.fromkeys(frame["product_class"]))
    months = [pd.Timestamp(m) for m in sorted(frame["month"].unique())]
    part = frame[frame["product_class"].isin(classes[:most])]
    fair = {m for m in months if _is_fair(m, known_from, as_of)}
    changes = [abs(number(r.change)) for r in part.itertuples() if pd.Timestamp(r.month) in fair]
    largest = max(changes, default=0) or 1.0
    left = _left(narrowing)
    table, labels = [], {}
    for r in part.to_dict("records"):
        name, month = product_class(r, lang), pd.Timestamp(r["month"])
        mark = f'<span style="color:{p.loss}">▼</span> ' if r["product_class"] in left else ""
        labels[r["product_class"]] = mark + short(name, 18)
        now, before, change = (number(r[c]) for c in ("net", "net_year_ago", "change"))
        fill, text = p.faint, ""
        if month in fair and change:
            strength = 0.14 + 0.8 * math.sqrt(abs(change) / largest)
            fill = mix(p.gain if change > 0 else p.loss, p.surface, strength)
            text = "–" if not now else ""
        elif now:
            fill = mix(p.grey, p.surface, 0.55)
        x, y = months.index(month), classes.index(r["product_class"])
        told = _heat_hover(name, month, now, before, month in fair, left.get(r["product_class"]), lang, currency)
        table.append(cells.Cell(x, y, fill, text, told, [r["product_class"], month.date().isoformat()]))
    notes = [say("heat_note", lang), key("■", p.gain, say("more_than_then", lang))]
    notes += [key("■", p.loss, say("less_than_then", lang)), key("–", p.text, say("none_now", lang))]
    if any(c in left for c in classes[:most]):
        notes.append(key("▼", p.loss, say("class_given_up", lang)))
    if len(fair) < len(months):
        notes.append(key("■", p.grey, say("not_comparable", lang)))
    if len(classes) > most:
        notes.append(say("other_classes_hidden", lang, n=formats.count(len(classes) - most, lang)))
    fig = figure(lang, dark, "class_heat", title, notes)
    cells.draw(fig, p, table)
    names = say("months_short", lang).split()
    cells.table_axes(fig, p, [names[m.month - 1] for m in months], list(labels.values()))
    fig.set(height=fig.top + rows.ROW * len(labels) + 40)
    return fig.done()


def _is_fair(month: pd.Timestamp, known_from: date | None, as_of: date | None) -> bool:
    """Is the month over, and does the data reach back to the same month a year before?"""
    is_over = as_of is None or month + pd.offsets.MonthEnd(0) <= pd.Timestamp(as_of)
    return is_over and (known_from is None or month - pd.DateOffset(years=1) >= pd.Timestamp(known_from))


def _left(narrowing: pd.DataFrame | None) -> dict[str, str]:
    """The classes given up beyond chance, and their status."""
    if narrowing is None or narrowing.empty:
        return {}
    sure = narrowing[narrowing["status"] != "pause"]
    return dict(zip(sure["product_class"], sure["status"], strict=True))


def _heat_hover(name, month, now, before, is_fair: bool, status: str | None, lang: str, currency: str | None) -> str:
    lines = [(say("turnover", lang), formats.money(now, lang, currency))]
    if is_fair:
        lines.append((say("year_before", lang).capitalize(), formats.money(before, lang, currency)))
        lines.append((say("change", lang), formats.money(now - before, lang, currency)))
    else:
        lines.append(("", say("not_comparable", lang).capitalize()))
    if status:
        lines.append(("", columns.code_label("narrowing_status", status, lang)))
    return hover(f"{safe(name)}, {formats.month(month, lang)}", *lines)
