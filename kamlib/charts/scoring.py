"""Who is who: ABC × XYZ and the RFM segments, both to be clicked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import cells
from kamlib.charts.theme import empty, figure, key, mix, palette
from kamlib.charts.words import hover, money, number, safe, say
from kamlib.core import formats
from kamlib.labels import columns

STATES = {  # what a segment tells of its clients; a company's own segments stand among the others
    "stays": ("champions", "loyal"),
    "leaves": ("cannot_lose", "at_risk", "fading", "almost_lost"),
}
ASPECT = 1.3  # between a wide screen and a telephone


def abc_xyz_matrix(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    selected: tuple[str | None, str | None] | None = None,
) -> go.Figure:
    """Clients and money by ABC class (rows) and XYZ class (columns), from `matrix`; a stronger colour is more money.

    A click gives [abc, xyz], "" where not judged; `selected` is such a pair.
    """
    if frame.empty:
        return empty(lang, dark, "abc_xyz_matrix", title)
    p = palette(dark)
    known = {(_code(r["abc"]), _code(r["xyz"])): r for r in frame.to_dict("records")}
    abcs = [*"ABC", *([""] if any(a == "" for a, _ in known) else [])]
    xyzs = [*"XYZ", *([""] if any(x == "" for _, x in known) else [])]
    chosen = None if selected is None else tuple(_code(c) for c in selected)
    most = max((_weight(r) for r in known.values()), default=0) or 1
    table = []
    for y, a in enumerate(abcs):
        for x, b in enumerate(xyzs):
            r = known.get((a, b), {"clients": 0, "net_12m": 0.0, "net_share": 0.0})
            share = number(r["net_share"])
            # the square root keeps small cells apart where one holds nearly everything
            fill = mix(p.accent, p.surface, 0.08 + 0.87 * (_weight(r) / most) ** 0.5) if r["clients"] else p.faint
            text = f"<b>{formats.count(r['clients'], lang)}</b>"
            if r["clients"]:
                text += f"<br>{money(r['net_12m'], lang, currency)}"
            lines = [
                (say("clients", lang), formats.count(r["clients"], lang)),
                (say("revenue_12m", lang), formats.money(r["net_12m"], lang, currency)),
                (say("share_of_revenue", lang), formats.share(share, lang)),
            ]
            meanings = [("", columns.code_meaning("xyz", b, lang))] if b else [("", say("not_judged_meaning", lang))]
            head = " ".join([a or say("cost_unknown", lang), b or say("not_judged", lang).lower()])
            table.append(
                cells.Cell(x, y, fill, text, hover(head, *lines, *meanings), [a, b], is_selected=(a, b) == chosen)
            )
    fig = figure(lang, dark, "abc_xyz_matrix", title, [say("matrix_note", lang)])
    cells.draw(fig, p, table)
    shown = {"X": "xyz_x", "Y": "xyz_y", "Z": "xyz_z", "": "not_judged_short"}
    cells.table_axes(fig, p, [say(shown[c], lang) for c in xyzs], [a or say("no_class", lang) for a in abcs])
    fig.y(tickfont={"size": 15 if "" not in abcs else 12})
    return fig.done()


def _weight(row: Mapping[Any, Any]) -> float:
    """A share of money as the strength of a colour: 0 where it is negative or not known."""
    return 0.0 if formats.is_unknown(row["net_share"]) else max(number(row["net_share"]), 0.0)


def _code(x: object) -> str:
    return "" if formats.is_unknown(x) else str(x)


def segment_map(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    selected: str | None = None,
) -> go.Figure:
    """RFM segments as areas by number of clients, with their share of money, from `segments`.

    Blue stays, red is leaving, grey is between or not known. A click gives [segment], "" where not known.
    """
    frame = frame[frame["clients"] > 0] if len(frame) else frame
    if frame.empty:
        return empty(lang, dark, "segment_map", title)
    p = palette(dark)
    records = frame.sort_values(["clients", "segment"], ascending=[False, True]).to_dict("records")
    total = sum(r["clients"] for r in records)
    places = cells.squarify([float(r["clients"]) for r in records], ASPECT)
    most = max(_weight(r) for r in records) or 1
    table = []
    for r, (x, y, width, height) in zip(records, places, strict=True):
        code = _code(r["segment"])
        name = safe(columns.code_label("segment", code, lang)) if code else say("segment_unknown", lang)
        share = number(r["net_share"])
        colour = p.accent if code in STATES["stays"] else p.loss if code in STATES["leaves"] else p.grey
        fill = mix(colour, p.surface, 0.35 + 0.55 * (_weight(r) / most) ** 0.5)
        clients = formats.count(r["clients"], lang)
        broken = name.replace(" ", "<br>") if width < 0.3 and len(name) > 10 else name
        text = f"<b>{broken}</b><br>{clients} · {formats.share(share, lang, 0)}"
        lines = [
            (say("clients", lang), f"{clients} ({formats.share(r['clients'] / total, lang)})"),
            (say("revenue_12m", lang), formats.money(r["monetary_12m"], lang, currency)),
            (say("share_of_revenue", lang), formats.share(share, lang)),
            (say("median_recency", lang), formats.since_sale(r["recency_days"], lang)),
            (say("median_frequency", lang), formats.number(r["frequency_12m"], lang, 1)),
        ]
        if not code:
            lines.append(("", columns.code_label("unknown_reason", "no_spread", lang)))
        table.append(cells.Cell(x, y, fill, text, hover(name, *lines), [code], width, height, code == selected))
    notes = [say("segment_note", lang), key("■", p.accent, say("staying", lang))]
    notes += [key("■", p.grey, say("between", lang)), key("■", p.loss, say("leaving", lang))]
    fig = figure(lang, dark, "segment_map", title, notes, height=380)
    cells.draw(fig, p, table, gap=0.008)
    fig.x(range=[0, 1], showticklabels=False)
    fig.y(range=[1, 0], showticklabels=False)
    return fig.done()
