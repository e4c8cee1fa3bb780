"""Which way clients moved between classes, to be clicked."""

from __future__ import annotations

import re

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import cells
from kamlib.charts.theme import Palette, empty, figure, key, mix, palette
from kamlib.charts.words import class_name, hover, in_order, is_ranked, money, number, safe, say, short
from kamlib.core import formats
from kamlib.policy import Policy


def migration_matrix(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    measure: str = "clients",
    selected: tuple[str, str] | None = None,
    policy: Policy | None = None,
    goods: pd.DataFrame | None = None,
) -> go.Figure:
    """Class then (rows) and class now (columns), from `migration`; green is better than then, red worse, grey stayed.

    measure: "clients" or "money" (12-month revenue then; now, for those who were not there). A click gives
    [class_before, class_now]; `selected` is such a pair. goods: `product_classes`, for their English names (axis T2).
    """
    if frame.empty:
        return empty(lang, dark, "migration_matrix", title)
    p = palette(dark)
    axis = frame["axis"].iloc[0]
    order = in_order(axis, [*frame["class_before"], *frame["class_now"]])
    then, now = (
        [c for c in order if c in present] for present in (set(frame["class_before"]), set(frame["class_now"]))
    )
    size = {}
    for r in frame.to_dict("records"):
        cash = number(r["net_12m_before"]) or number(r["net_12m_now"])
        size[r["class_before"], r["class_now"]] = (number(r["clients"]) if measure == "clients" else cash, r)
    moved = max((v for (a, b), (v, _) in size.items() if a != b), default=0) or 1
    names = {c: class_name(axis, c, lang, policy, goods) for c in order}
    table = []
    for y, a in enumerate(then):
        for x, b in enumerate(now):
            value, r = size.get((a, b), (0.0, None))
            fill, text, told = p.faint, "", ""
            if r:
                colour = _direction_colour(axis, order, a, b, p)
                fill = mix(colour, p.surface, 0.35 if a == b else 0.2 + 0.75 * min(max(value / moved, 0), 1))
                text = formats.count(value, lang) if measure == "clients" else _narrow(money(value, lang, currency))
                told = hover(
                    f"{safe(names[a])} → {safe(names[b])}",
                    (say("clients", lang), formats.count(r["clients"], lang)),
                    (say("revenue_then", lang), formats.money(r["net_12m_before"], lang, currency)),
                    (say("revenue_now", lang), formats.money(r["net_12m_now"], lang, currency)),
                    (say("of_class_before", lang), formats.share(r["clients_share"], lang)),
                )
            table.append(cells.Cell(x, y, fill, text, told, [a, b], is_selected=(a, b) == selected))
    notes = [say("then_now", lang)]
    if is_ranked(axis):
        notes += [key("■", p.gain, say("better", lang)), key("■", p.loss, say("worse", lang))]
    fig = figure(lang, dark, "migration_matrix", title, notes)
    cells.draw(fig, p, table, smallest=7)
    cells.table_axes(fig, p, [short(names[c], 16) for c in now], [short(names[c], 16) for c in then], many=4)
    fig.x(title={"text": say("class_now", lang)})
    fig.y(title={"text": say("class_then", lang)})
    fig.set(height=max(fig.top + 80 + 34 * len(then), 300))
    return fig.done()


def _narrow(text: str) -> str:
    """Money in two lines: the number, then its unit; languages that write no spaces there keep one line."""
    return re.sub(r"\s(?=\D)", "<br>", text, count=1)


def _direction_colour(axis: str, order: list[str], before: str, now: str, p: Palette) -> str:
    """Green towards the better end; leaving is worse and coming better, whatever the classification."""
    if before == now:
        return p.grey
    gone = ("inactive", "not_yet", "lost")
    if now in gone and before not in gone:
        return p.loss
    if before in gone and now not in gone:
        return p.gain
    if not is_ranked(axis) or "unknown" in (before, now):
        return p.accent
    return p.gain if order.index(now) < order.index(before) else p.loss
