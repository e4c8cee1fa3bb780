"""Who is key: today against the long term, what each further place adds, and one client's seven criteria."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts.theme import Draft, Palette, empty, figure, key, mix, palette, ticks
from kamlib.charts.words import client_name, hover, money, number, numbers, safe, short
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import Policy

NAMED = 5
SHUT_OUT = ("veto", "fit", "fit_unknown")
UP_TO = 3  # times the present list: beyond that the curve answers nobody's question
PANEL, GAP = 118, 44  # px of height of a panel of the curve, and between two
ROW = 46


def key_map(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    policy: Policy | None = None,
    dark: bool = False,
    title: str | None = None,
    long_weight: float | None = None,
) -> go.Figure:
    """Clients by today's score and by that for the long term (`key_clients`, `selection`); a click gives the client_id.

    The line is the selection rule's boundary: its slope is the weight of the long term (`long_weight`, else the
    policy's).
    """
    if frame.empty:
        return empty(lang, dark, "key_map", title)
    p = palette(dark)
    weight = (policy or Policy()).selection.long_weight if long_weight is None else long_weight
    shut = ~frame["is_key"] & frame["decided_by"].isin(SHUT_OUT)
    kinds = [
        (~frame["is_key"] & ~shut, p.grey, "key_map_out", 7),
        (shut, p.loss, "key_map_shut", 8),
        (frame["is_key"], p.accent, "key_map_in", 9),
    ]
    notes = [key("●", colour, t(f"key_page.{said}", lang)) for which, colour, said, _ in kinds[::-1] if which.any()]
    notes.append(key("╲", p.muted, t("key_page.key_map_line", lang)))
    fig = figure(lang, dark, "key_map", title, notes, height=430, right=20)
    for which, colour, _, size in kinds:
        part = frame[which]
        fig.scatter(
            mode="markers",
            x=numbers(part["score_low"]),
            y=numbers(part["long_score"]),
            marker={"size": size, "color": colour, "opacity": 0.85, "line": {"width": 0}},
            customdata=part["client_id"].tolist(),
            hovertext=[_map_hover(r, lang, currency) for r in part.to_dict("records")],
            hoverinfo="text",
            cliponaxis=False,
        )
    top_x, top_y = (max(10.0, float(frame[c].max()) * 1.08) for c in ("score_low", "long_score"))
    if ends := _boundary(frame, weight, top_x, top_y):
        fig.scatter(mode="lines", x=ends[0], y=ends[1], line={"color": p.muted, "width": 1.5}, hoverinfo="skip")
    fig.layout["annotations"] = _names(p, frame, lang, top_x, top_y)
    for axis, top, name in ((fig.x, top_x, "score_low"), (fig.y, top_y, "long_score")):
        marks = ticks(0, top, lambda x: formats.number(x, lang, 0))
        axis(range=[0, top], showgrid=True, gridcolor=p.grid, title={"text": t(f"key_page.axis_{name}", lang)}, **marks)
    return fig.done()


def _boundary(frame: pd.DataFrame, weight: float, top_x: float, top_y: float) -> tuple[list, list] | None:
    """Where the selection rule's score is that of the last client on the list by points: (1 − w) · today + w · long =
    score."""
    by_points = frame[frame["is_key"] & (frame["decided_by"] != "decision")]
    if by_points.empty:
        return None
    edge = float(by_points["selection_score"].min())
    if weight <= 0:
        return [edge, edge], [0, top_y]
    at = [(edge - (1 - weight) * x) / weight for x in (0, top_x)]
    xs = [0.0, top_x]
    for i, y in enumerate(at):
        if weight < 1 and not 0 <= y <= top_y:
            at[i] = min(max(y, 0.0), top_y)
            xs[i] = (edge - weight * at[i]) / (1 - weight)
    return xs, at


def _map_hover(r: dict, lang: str, currency: str | None) -> str:
    lines = [
        (columns.label(n, lang), formats.number(r[n], lang, 1)) for n in ("selection_score", "score_low", "long_score")
    ]
    lines.append((columns.label("decided_by", lang), columns.code_label("selection_reason", r["decided_by"], lang)))
    lines += [
        (columns.label("fit_share", lang), formats.share(r["fit_share"], lang)),
        (columns.label("contribution_12m", lang), formats.money(r["contribution_12m"], lang, currency)),
        (
            columns.label("expected_contribution_12m", lang),
            formats.money(r["expected_contribution_12m"], lang, currency),
        ),
    ]
    return hover(safe(client_name(r, lang)), *lines)


def _names(p: Palette, frame: pd.DataFrame, lang: str, top_x: float, top_y: float) -> list[dict]:
    """Names of the first of the list, where one does not cover another."""
    labels: list[dict] = []
    for r in frame[frame["is_key"]].sort_values("rank").to_dict("records"):
        x, y = number(r["score_low"]), number(r["long_score"])
        near = any(abs(y - o["y"]) < 0.05 * top_y and abs(x - o["x"]) < 0.4 * top_x for o in labels)
        if near or len(labels) == NAMED:
            continue
        side = "right" if x > 0.5 * top_x else "left"
        label = {"text": short(client_name(r, lang), 18), "x": x, "y": y, "showarrow": False, "xanchor": side}
        labels.append(
            label | {"xshift": 6 if side == "right" else -6, "yshift": 11, "font": {"size": 11, "color": p.text}}
        )
    return labels


def key_client_curve(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    places: int | None = None,
) -> go.Figure:
    """What each further key client adds (`key_client_curve`): contribution covered, load, margin at risk.

    `places`: how many the list has now; marked, and shown to three times as many. A click gives the client_id.
    """
    if frame.empty:
        return empty(lang, dark, "key_client_curve", title)
    frame = frame.head(UP_TO * places) if places else frame
    p = palette(dark)
    panels = [("contribution_share", p.accent, _share(lang)), ("load_share", p.grey, _share(lang))]
    if frame["load_share"].isna().all():
        panels[1] = ("load_hours", p.grey, lambda x: formats.number(x, lang, 0))
    if frame["contribution_share"].isna().all():
        panels[0] = ("net_share", p.accent, _share(lang))
    if frame["contribution_at_risk_12m"].max() > 0:
        panels.append(("contribution_at_risk_12m", p.loss, lambda x: money(x, lang, currency)))
    notes = [key("│", p.text, t("key_page.curve_now", lang, n=formats.count(places, lang)))] if places else []
    fig = figure(lang, dark, "key_client_curve", title, notes)
    whole = len(panels) * PANEL + (len(panels) - 1) * GAP
    fig.set(height=fig.top + 18 + whole + 46, annotations=[], shapes=[])
    # the first panel needs room for its name inside the plot
    fig.layout["margin"]["t"] += 18
    told = [_curve_hover(r, lang, currency) for r in frame.to_dict("records")]
    for i, (name, colour, write) in enumerate(panels):
        _panel(fig, p, frame, name, colour, write, told, (i, len(panels)), whole, places, lang)
    fig.x(
        title={"text": t("key_page.axis_places", lang)},
        anchor="y" if len(panels) == 1 else f"y{len(panels)}",
        range=[0.2, len(frame) + 0.8],
        **ticks(0, len(frame), lambda x: formats.count(x, lang), most=6),
    )
    return fig.done()


def _share(lang: str):
    return lambda x: formats.share(x, lang, 0)


def _panel(fig: Draft, p: Palette, frame, name, colour, write, told, nth, whole, places, lang) -> None:
    i, n = nth
    top = 1 - i * (PANEL + GAP) / whole
    bottom, axis = max(0.0, top - PANEL / whole), "y" if i == 0 else f"y{i + 1}"
    values, xs = numbers(frame[name]), frame["selection_place"].tolist()
    fig.scatter(
        mode="lines",
        x=xs,
        y=values,
        yaxis=axis,
        line={"color": colour, "width": 2, "shape": "hv" if n == 0 else "linear"},
        fill="tozeroy",
        fillcolor=mix(colour, p.surface, 0.12),
        customdata=frame["client_id"].tolist(),
        hovertext=told,
        hoverinfo="text",
    )
    most = max(max(values), 1e-9) * 1.1
    settings = {
        "domain": [bottom, top],
        "range": [0, most],
        "showgrid": True,
        "gridcolor": p.grid,
        **ticks(0, most, write, most=3),
    }
    base = {k: v for k, v in fig.layout["yaxis"].items() if k not in ("domain", "range", "tickvals", "ticktext")}
    fig.layout["yaxis" if i == 0 else f"yaxis{i + 1}"] = base | settings
    head = t(f"key_page.curve_{name}", lang)
    if places and places <= len(values):
        head += f": <b>{write(values[places - 1])}</b>"
        line = {"color": p.text, "width": 1.5}
        fig.layout["shapes"].append({"type": "line", "x0": places, "x1": places, "yref": f"{axis} domain", "y0": 0,
                                     "y1": 1, "line": line})  # fmt: skip
    if name == "load_share" and most > 1:
        full = {"color": p.loss, "width": 1.5, "dash": "dash"}
        fig.layout["shapes"].append({"type": "line", "xref": "paper", "x0": 0, "x1": 1, "yref": axis, "y0": 1, "y1": 1,
                                     "line": full})  # fmt: skip
        head += t("key_page.curve_full", lang)
    fig.layout["annotations"].append(
        {
            "text": head,
            "xref": "paper",
            "x": 0,
            "xanchor": "left",
            "yref": "paper",
            "y": top,
            "yanchor": "bottom",
            "showarrow": False,
            "font": {"size": 12, "color": p.text},
        }
    )


def _curve_hover(r: dict, lang: str, currency: str | None) -> str:
    return hover(
        t("key_page.curve_place", lang, n=formats.count(r["selection_place"], lang), name=safe(client_name(r, lang))),
        (t("key_page.curve_contribution_share", lang), formats.share(r["contribution_share"], lang)),
        (t("key_page.curve_net_share", lang), formats.share(r["net_share"], lang)),
        (t("key_page.curve_load_hours", lang), formats.number(r["load_hours"], lang, 0)),
        (
            t("key_page.curve_contribution_at_risk_12m", lang),
            formats.money(r["contribution_at_risk_12m"], lang, currency),
        ),
    )


def criteria_bars(frame: pd.DataFrame, lang: str = "en", dark: bool = False, title: str | None = None) -> go.Figure:
    """The seven criteria of one client (`criteria`): points known, and how far the unknown could carry them.

    A click gives the criterion.
    """
    if frame.empty:
        return empty(lang, dark, "criteria_bars", title)
    p = palette(dark)
    records = frame.to_dict("records")
    colours = [p.accent if r["how"] in ("measured", "combined") else mix(p.accent, p.surface, 0.6) for r in records]
    notes = [
        key("■", p.accent, t("key_page.bars_measured", lang)),
        key("■", mix(p.accent, p.surface, 0.6), t("key_page.bars_judged", lang)),
        key("■", mix(p.grey, p.surface, 0.45), t("key_page.bars_unknown", lang)),
    ]
    fig = figure(lang, dark, "criteria_bars", title, notes, right=62)
    places, told = list(range(len(records))), [_criterion_hover(r, lang) for r in records]
    common = {"orientation": "h", "y": places, "width": 0.34, "hovertext": told, "hoverinfo": "text"}
    common["customdata"] = [r["criterion"] for r in records]
    low, high = numbers(frame["score_low"]), numbers(frame["score_high"])
    fig.bar(x=[100] * len(records), marker={"color": p.faint, "line": {"width": 0}}, **common)
    unknown = mix(p.grey, p.surface, 0.45)
    fig.bar(x=[h - x for h, x in zip(high, low, strict=True)], base=low, marker={"color": unknown}, **common)
    fig.bar(x=low, marker={"color": colours, "line": {"width": 0}}, **common)
    fig.x(range=[0, 100], showticklabels=False)
    fig.y(range=[len(records) - 0.6, -0.85], showticklabels=False)
    fig.set(height=fig.top + 12 + ROW * len(records))
    for i, r in enumerate(records):
        name = safe(columns.code_label("criterion", r["criterion"], lang))
        how = columns.code_label("how_obtained", r["how"], lang)
        how = f"{formats.share(r['weight'], lang, 0)} · {how[:1].lower()}{how[1:]}"
        text = f'{name} <span style="color:{p.muted}">{how}</span>'
        fig.layout.setdefault("annotations", []).extend(
            [
                _note(text, 0, i - 0.2, "left", "bottom", p.text, 12),
                _note(f"<b>{_points(r, lang)}</b>", 1, i, "left", "middle", p.text, 13) | {"xshift": 8},
            ]
        )
    return fig.done()


def _points(r: dict, lang: str) -> str:
    """The points; of a criterion known in part, what it has for sure and what it could have."""
    if formats.is_unknown(r["score"]):
        return formats.UNKNOWN
    low, high = (formats.number(r[f"score_{end}"], lang, 0) for end in ("low", "high"))
    return low if low == high else f"{low}–{high}"


def _note(text: str, x: float, y: float, xanchor: str, yanchor: str, colour: str, size: int) -> dict:
    return {"text": text, "xref": "paper", "x": x, "y": y, "xanchor": xanchor, "yanchor": yanchor, "showarrow": False,
            "font": {"size": size, "color": colour}}  # fmt: skip


def _criterion_hover(r: dict, lang: str) -> str:
    lines = [
        (columns.label("score", lang, "criteria"), formats.number(r["score"], lang, 0)),
        (columns.label("weight", lang), formats.share(r["weight"], lang)),
        (columns.label("known_share", lang, "criteria"), formats.share(r["known_share"], lang, 0)),
    ]
    if not formats.is_unknown(r["author"]):
        lines.append((columns.label("author", lang), safe(r["author"])))
        lines.append((columns.label("judged_on", lang), formats.date(r["judged_on"], lang)))
        lines.append((columns.label("expires_on", lang), formats.date(r["expires_on"], lang)))
    return hover(safe(columns.code_label("criterion", r["criterion"], lang)), *lines)
