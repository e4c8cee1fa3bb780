"""How far our USPs cover what clients need: clients by needs, each against the line, who is large and does not fit."""

from __future__ import annotations

import math

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.cells import Cell, draw, table_axes
from kamlib.charts.theme import Draft, Palette, empty, figure, key, mix, palette
from kamlib.charts.words import client_name, hover, money, number, numbers, safe, short
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import Policy

HEAD_PX = 146  # names of needs stand upright above the cells
HEAD_CHARS, ROW_CHARS = 27, 19
NAMED = 6
MISFIT = ("below", "vetoed")
VETO = "⊘"


def say(key: str, lang: str, **values: object) -> str:
    """A text of fit_page.toml."""
    return t(f"fit_page.{key}", lang, **values)


def colour_of(status: str, p: Palette) -> str:
    """Blue: fits; red: does not; grey: cannot be told."""
    return p.accent if status == "fits" else p.loss if status in MISFIT else p.grey


def coverage_fill(coverage: float, threshold: float, p: Palette) -> str:
    """Blue from the line upwards, red below it, the stronger the further from it."""
    if coverage >= threshold:
        return mix(p.accent, p.surface, 0.25 + 0.65 * (coverage - threshold) / ((1 - threshold) or 1))
    return mix(p.loss, p.surface, 0.2 + 0.7 * (threshold - coverage) / threshold)


def fit_heat(
    frame: pd.DataFrame,
    lang: str = "en",
    policy: Policy | None = None,
    dark: bool = False,
    title: str | None = None,
) -> go.Figure:
    """Clients by their needs (`fit_matrix`): how far each need is covered. A click gives the client_id.

    Rows keep the frame's order of clients; columns go by the weight they have among these. Blank: not a need of it.
    """
    if frame.empty:
        return empty(lang, dark, "fit_heat", title, "no_needs")
    p, threshold = palette(dark), (policy or Policy()).fit.threshold
    clients = frame.drop_duplicates("client_id").to_dict("records")
    by_weight = frame.groupby("need")["weight_share"].sum().sort_values(ascending=False, kind="stable")
    at_row = {r["client_id"]: i for i, r in enumerate(clients)}
    at_column = {need: i for i, need in enumerate(by_weight.index)}
    line = formats.policy_share(threshold, lang)
    notes = [
        key("■", coverage_fill(0.95, threshold, p), say("key_covered", lang, line=line)),
        key("■", coverage_fill(0.2, threshold, p), say("key_short", lang, line=line)),
        key("▨", p.muted, say("key_unknown", lang)),
        key("☐", p.text, say("key_must", lang)),
        key(VETO, p.loss, say("key_veto", lang)),
    ]
    fig = figure(lang, dark, "fit_heat", title, notes, right=54)
    fig.layout["margin"]["t"] += HEAD_PX
    cells = [
        _need_cell(r, at_column[r["need"]], at_row[r["client_id"]], threshold, p, lang)
        for r in frame.to_dict("records")
    ]
    draw(fig, p, cells, gap=0.06, smallest=9)
    names = frame.drop_duplicates("need").set_index("need")
    heads = [short(_need(names.loc[n], n, lang), HEAD_CHARS) for n in by_weight.index]
    table_axes(fig, p, heads, [_client_label(r, p, lang) for r in clients], many=0)
    fig.x(side="top", tickangle=-90, autotickangles=None, automargin=False, tickfont={"size": 10, "color": p.text})
    fig.y(tickfont={"size": 11, "color": p.text})
    fig.set(height=fig.top + rows.ROW * len(clients) + 12, bargap=0)
    fig.layout["annotations"] = [
        {"text": formats.share(r["fit_share"], lang), "x": 1, "xref": "paper", "xanchor": "left", "xshift": 6,
         "y": i + 0.5, "showarrow": False, "font": {"size": 12, "color": _ink_of(r["fit_status"], p)}}
        for i, r in enumerate(clients)
    ]  # fmt: skip
    return fig.done()


def _need(row, need: str, lang: str) -> str:
    english = row.get("need_en") if lang == "en" else None
    return need if formats.is_unknown(english) else str(english)


def _ink_of(status: str, p: Palette) -> str:
    return p.loss if status in MISFIT else p.text if status == "fits" else p.muted


def _client_label(r: dict, p: Palette, lang: str) -> str:
    mark = f'<span style="color:{p.loss}">{VETO}</span> ' if r["fit_status"] == "vetoed" else ""
    return mark + short(client_name(r, lang), ROW_CHARS)


def _need_cell(r: dict, x: int, y: int, threshold: float, p: Palette, lang: str) -> Cell:
    unknown = formats.is_unknown(r["coverage"])
    if unknown:
        text = "?"
    else:
        text = formats.number(round(100 * r["coverage"]), lang, 0)
        text = f"{VETO}{text}" if r["is_veto"] is True else text
    lines = [
        (columns.label("coverage", lang), say("not_assessed", lang) if unknown else formats.share(r["coverage"], lang)),
        (columns.label("weight_share", lang), formats.share(r["weight_share"], lang)),
    ]
    if r["must_have"]:
        lines.append(("", say("key_veto" if r["is_veto"] is True else "key_must", lang)))
    return Cell(
        x,
        y,
        mix(p.grey, p.surface, 0.3) if unknown else coverage_fill(r["coverage"], threshold, p),
        text,
        hover(safe(client_name(r, lang)), ("", safe(_need(r, r["need"], lang))), *lines),
        [r["client_id"]],
        line=2 if r["must_have"] else 0,
        is_hatched=unknown,
    )


def fit_bullets(
    frame: pd.DataFrame,
    lang: str = "en",
    policy: Policy | None = None,
    dark: bool = False,
    title: str | None = None,
) -> go.Figure:
    """Each client's fit against the line (`usp_fit`), with how far what is not assessed could carry it.

    Rows keep the frame's order; clients of which nothing is known are left out. A click gives the client_id.
    """
    known = frame[frame["fit_low"].notna()] if len(frame) else frame
    if known.empty:
        return empty(lang, dark, "fit_bullets", title, "no_needs")
    p, threshold = palette(dark), (policy or Policy()).fit.threshold
    notes = [
        key("▬", p.accent, columns.code_label("fit_status", "fits", lang)),
        key("▬", p.loss, columns.code_label("fit_status", "below", lang)),
        key("▬", mix(p.grey, p.surface, 0.7), say("key_range", lang)),
        key("│", p.text, formats.policy_share(threshold, lang)),
    ]
    records = known.to_dict("records")
    numbers_ = [formats.share(r["fit_share"], lang) for r in records]
    fig = figure(lang, dark, "fit_bullets", title, notes, right=rows.column_width(numbers_))
    rows.lay_out(fig, p, [_client_label(r, p, lang) for r in records], numbers_,
                 [_ink_of(r["fit_status"], p) for r in records])  # fmt: skip
    common = {
        "orientation": "h",
        "y": list(range(len(records))),
        "customdata": [r["client_id"] for r in records],
        "hovertext": [fit_hover(r, lang) for r in records],
        "hoverinfo": "text",
    }
    low, high = numbers(known["fit_low"]), numbers(known["fit_high"])
    fig.bar(name="ground", x=[1] * len(records), width=0.62, marker={"color": p.faint, "line": {"width": 0}}, **common)
    fig.bar(name="range", base=low, x=[b - a for a, b in zip(low, high, strict=True)], width=0.62,
            marker={"color": mix(p.grey, p.surface, 0.7), "line": {"width": 0}}, **common)  # fmt: skip
    colours = [colour_of(r["fit_status"], p) for r in records]
    fig.bar(
        name="fit", x=numbers(known["fit_share"]), width=0.3, marker={"color": colours, "line": {"width": 0}}, **common
    )
    fig.x(range=[0, 1.005], showticklabels=False)
    fig.set(shapes=[rows.zero_line(p, threshold) | {"line": {"color": p.text, "width": 1.5}}])
    return fig.done()


def fit_hover(r: dict, lang: str) -> str:
    """One client's fit in a few lines."""
    lines = [(columns.label("fit_status", lang), columns.code_label("fit_status", r["fit_status"], lang))]
    if not formats.is_unknown(r["fit_share"]):
        lines.append((columns.label("fit_share", lang), formats.share(r["fit_share"], lang)))
    if not formats.is_unknown(r["fit_low"]) and r["fit_low"] < r["fit_high"]:
        between = {k: formats.share(r[f"fit_{k}"], lang, 0) for k in ("low", "high")}
        lines.append(("", say("hover_range", lang, **between)))
    veto, gap = (_need_in_words(r, name, lang) for name in ("vetoed_by", "main_gap"))
    lines += [(columns.label(n, lang), x) for n, x in (("vetoed_by", veto), ("main_gap", gap)) if x]
    return hover(safe(client_name(r, lang)), *lines)


def _need_in_words(r: dict, name: str, lang: str) -> str:
    need = r.get(name)
    if formats.is_unknown(need):
        return ""
    english = r.get(f"{name}_en") if lang == "en" else None
    return safe(need if formats.is_unknown(english) else english)


def fit_map(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    policy: Policy | None = None,
    dark: bool = False,
    title: str | None = None,
) -> go.Figure:
    """Clients by fit and by what they bring (`usp_fit`), money on a scale that shows small and large, gain and loss.

    Contribution, or revenue where it is not known. A thin line: how far what is not assessed could carry the fit. A
    click gives the client_id.
    """
    of = "contribution_12m" if len(frame) and frame["contribution_12m"].notna().any() else "net_12m"
    known = frame[frame["fit_share"].notna() & frame[of].notna()] if len(frame) else frame
    if known.empty:
        return empty(lang, dark, "fit_map", title, "no_needs")
    p, threshold = palette(dark), (policy or Policy()).fit.threshold
    sizes = known[of].abs()
    unit = 10.0 ** math.floor(math.log10(max(float(sizes.median()), 1.0)))

    def place(x: float) -> float:
        return math.copysign(math.log10(1 + abs(x) / unit), x)

    groups = [("open", "open"), ("fits", "fits"), ("below", "below"), ("vetoed", "vetoed")]
    there = set(known["fit_status"])
    notes = [
        key("✕" if s == "vetoed" else "●", colour_of(s, p), columns.code_label("fit_status", s, lang))
        for s, _ in groups[1:] + groups[:1]
        if s in there
    ]
    fig = figure(lang, dark, "fit_map", title, notes, height=430, right=20)
    for status, name in groups:
        part = known[known["fit_status"] == status].to_dict("records")
        if not part:
            continue
        _ranges(fig, part, of, place, colour_of(status, p))
        fig.scatter(
            name=name,
            mode="markers",
            x=[r["fit_share"] for r in part],
            y=[place(number(r[of])) for r in part],
            marker={"size": 10, "color": colour_of(status, p), "opacity": 0.8, "line": {"width": 0},
                    "symbol": "x" if status == "vetoed" else "circle"},
            customdata=[r["client_id"] for r in part],
            hovertext=[_map_hover(r, of, lang, currency) for r in part],
            hoverinfo="text",
            cliponaxis=False,
        )  # fmt: skip
    low = min(0.0, place(float(known[of].min())) * 1.1)
    high = place(float(known[of].max())) * 1.06
    marks = [0.0] + [s * unit * 10**k for s in (1, -1) for k in range(8) if low <= place(s * unit * 10**k) <= high]
    fig.y(range=[low - 0.05, high], tickvals=[place(x) for x in marks], showgrid=True, gridcolor=p.grid,
          ticktext=[money(x, lang, currency) for x in marks], title={"text": columns.label(of, lang)})  # fmt: skip
    left = max(0.0, math.floor(10 * float(known[["fit_share", "fit_low"]].min().min())) / 10 - 0.05)
    steps = [x / 4 for x in range(5) if x / 4 >= left] if left < 0.3 else [x / 10 for x in range(11) if x / 10 >= left]
    fig.x(range=[left, 1.02], tickvals=steps, ticktext=[formats.share(x, lang, 0) for x in steps],
          title={"text": say("axis_fit", lang)}, showgrid=True, gridcolor=p.faint)  # fmt: skip
    fig.set(shapes=[{"type": "line", "x0": threshold, "x1": threshold, "yref": "paper", "y0": 0, "y1": 1,
                     "line": {"color": p.text, "width": 1.5}}])  # fmt: skip
    fig.layout["annotations"] = _map_names(p, known, of, place, lang, left)
    return fig.done()


def _ranges(fig: Draft, part: list[dict], of: str, place, colour: str) -> None:
    open_ = [r for r in part if r["fit_low"] < r["fit_high"]]
    if open_:
        fig.scatter(
            name="range",
            mode="lines",
            x=[x for r in open_ for x in (r["fit_low"], r["fit_high"], None)],
            y=[y for r in open_ for y in (place(number(r[of])),) * 2 + (None,)],
            line={"color": colour, "width": 1},
            hoverinfo="skip",
        )


def _map_hover(r: dict, of: str, lang: str, currency: str | None) -> str:
    return f"{fit_hover(r, lang)}<br>{columns.label(of, lang)}: {formats.money(r[of], lang, currency)}"


def _map_names(p: Palette, known: pd.DataFrame, of: str, place, lang: str, left: float) -> list[dict]:
    """Names of the largest that do not fit for certain, where one does not cover another."""
    labels: list[dict] = []
    for r in known[known["fit_status"] != "fits"].sort_values(of, ascending=False).to_dict("records"):
        x, y = number(r["fit_share"]), place(number(r[of]))
        near = any(abs(y - o["y"]) < 0.3 for o in labels)
        if near or len(labels) == NAMED:
            continue
        side = "right" if x > (1 + left) / 2 else "left"
        label = {"text": short(client_name(r, lang), 18), "x": x, "y": y, "showarrow": False, "xanchor": side}
        labels.append(label | {"xshift": -9 if side == "right" else 9, "font": {"size": 11, "color": p.text}})
    return labels
