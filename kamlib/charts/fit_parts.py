"""One client's needs, what misfit costs, and what a changed value chain moves."""

from __future__ import annotations

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts import rows
from kamlib.charts.fit import VETO, say
from kamlib.charts.theme import Palette, empty, figure, key, mix, palette
from kamlib.charts.words import client_name, hover, money, number, safe, short
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.policy import Policy

ROW = 46
PARTS = ("discount", "terms", "service")


def need_bars(frame: pd.DataFrame, lang: str = "en", dark: bool = False, title: str | None = None) -> go.Figure:
    """One client's needs (`usp_gaps`), the most open first: what each weighs, and how much of it is covered.

    Right: the fit were this need covered in full. A click gives the need.
    """
    if frame.empty:
        return empty(lang, dark, "need_bars", title, "no_needs")
    p, records = palette(dark), frame.to_dict("records")
    notes = [
        key("■", p.accent, say("bar_covered", lang)),
        key("■", mix(p.loss, p.surface, 0.35), say("bar_open", lang)),
        key("▨", p.muted, say("key_unknown", lang)),
        key("●", p.text, say("key_must", lang)),
        say("bar_right", lang),
    ]
    right = [f"→ {formats.share(r['fit_after'], lang, 0)}" for r in records]
    fig = figure(lang, dark, "need_bars", title, notes, right=rows.column_width(right))
    n = len(records)
    common = {
        "orientation": "h",
        "y": list(range(n)),
        "width": 0.34,
        "customdata": [r["need"] for r in records],
        "hovertext": [_need_hover(r, lang) for r in records],
        "hoverinfo": "text",
    }
    weights = [number(r["weight_share"]) for r in records]
    unknown = [formats.is_unknown(r["coverage"]) for r in records]
    ground = [mix(p.grey, p.surface, 0.3) if u else mix(p.loss, p.surface, 0.35) for u in unknown]
    pattern = {"shape": ["/" if u else "" for u in unknown], "size": 6, "solidity": 0.2, "fgcolor": p.muted,
               "fillmode": "overlay"}  # fmt: skip
    fig.bar(name="weight", x=weights, marker={"color": ground, "line": {"width": 0}, "pattern": pattern}, **common)
    covered = [0.0 if u else w * r["coverage"] for w, u, r in zip(weights, unknown, records, strict=True)]
    colours = [p.loss if r["is_veto"] is True else p.accent for r in records]
    fig.bar(name="covered", x=covered, marker={"color": colours, "line": {"width": 0}}, **common)
    fig.x(range=[0, max(weights) * 1.01], showticklabels=False)
    fig.y(range=[n - 0.6, -0.85], showticklabels=False)
    fig.set(height=fig.top + 12 + ROW * n, annotations=[])
    for i, r in enumerate(records):
        fig.layout["annotations"] += [
            _note(_need_label(r, p, lang), 0, i - 0.2, "left", "bottom", p.text),
            _note(right[i], 1, i, "left", "middle", p.text) | {"xshift": 8},
        ]
    return fig.done()


def _need_label(r: dict, p: Palette, lang: str) -> str:
    mark = f'<span style="color:{p.loss}">{VETO}</span> ' if r["is_veto"] is True else "● " if r["must_have"] else ""
    covered = "?" if formats.is_unknown(r["coverage"]) else formats.share(r["coverage"], lang, 0)
    name = short(_english(r, "need", lang), 34)
    return f'{mark}{name} <span style="color:{p.muted}">{covered}</span>'


def _english(r: dict, name: str, lang: str) -> str:
    english = r.get(f"{name}_en") if lang == "en" else None
    return str(r[name] if formats.is_unknown(english) else english)


def _need_hover(r: dict, lang: str) -> str:
    unknown = formats.is_unknown(r["coverage"])
    lines = [
        (columns.label("weight_share", lang), formats.share(r["weight_share"], lang)),
        (columns.label("coverage", lang), say("not_assessed", lang) if unknown else formats.share(r["coverage"], lang)),
    ]
    if not formats.is_unknown(r["usp"]):
        lines.append((columns.label("usp", lang), safe(_english(r, "usp", lang))))
    if not formats.is_unknown(r["minimum"]):
        lines.append((columns.label("minimum", lang), formats.share(r["minimum"], lang, 0)))
    if not formats.is_unknown(r["evidence"]):
        lines.append((columns.label("evidence", lang, "usp_gaps"), safe(r["evidence"])))
    return hover(safe(_english(r, "need", lang)), *lines)


def _note(text: str, x: float, y: float, xanchor: str, yanchor: str, colour: str) -> dict:
    return {"text": text, "xref": "paper", "x": x, "y": y, "xanchor": xanchor, "yanchor": yanchor, "showarrow": False,
            "font": {"size": 12, "color": colour}}  # fmt: skip


def part_colours(p: Palette) -> dict[str, str]:
    """Discount, terms and service, apart from each other and from good and bad."""
    return {"discount": p.accent, "terms": mix(p.accent, p.surface, 0.45), "service": p.grey}


def misfit_bars(
    frame: pd.DataFrame,
    lang: str = "en",
    currency: str | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 20,
) -> go.Figure:
    """What misfit costs a year by client (`misfit_cost`), part by part; the line is the interval of the total.

    The dearest first; clients of whom it is not known are left out. A click gives the client_id.
    """
    known = frame[(frame["part"] == "total") & frame["excess_12m"].notna()] if len(frame) else frame
    if known.empty:
        return empty(lang, dark, "misfit_bars", title, "no_misfit")
    p, shown = palette(dark), known.head(most)
    colours = part_colours(p)
    notes = [key("■", c, columns.code_label("misfit_part", part, lang)) for part, c in colours.items()]
    notes.append(key("├┤", p.text, say("key_interval", lang)))
    records = shown.to_dict("records")
    totals = [money(r["excess_12m"], lang, currency) for r in records]
    fig = figure(lang, dark, "misfit_bars", title, notes, right=rows.column_width(totals))
    rows.lay_out(fig, p, [short(client_name(r, lang)) for r in records], totals)
    by_part = {
        part: frame[frame["part"] == part].set_index("client_id")["excess_12m"].astype(float).to_dict()
        for part in PARTS
    }
    codes = [r["client_id"] for r in records]
    told = [_misfit_hover(r, by_part, lang, currency) for r in records]
    above, below = [0.0] * len(records), [0.0] * len(records)
    for part in PARTS:
        values = [by_part[part].get(c) for c in codes]
        values = [0.0 if formats.is_unknown(v) else float(v) for v in values]
        bases = [above[i] if v >= 0 else below[i] for i, v in enumerate(values)]
        above = [a + max(v, 0) for a, v in zip(above, values, strict=True)]
        below = [b + min(v, 0) for b, v in zip(below, values, strict=True)]
        fig.bar(
            name=part,
            orientation="h",
            y=list(range(len(records))),
            x=values,
            base=bases,
            width=rows.BAR,
            marker={"color": colours[part], "line": {"width": 0}},
            customdata=codes,
            hovertext=told,
            hoverinfo="text",
        )
    low, high = ([number(r[f"{k}_excess_12m"]) for r in records] for k in ("low", "high"))
    fig.scatter(
        name="interval",
        mode="lines",
        x=[x for a, b in zip(low, high, strict=True) for x in (a, b, None)],
        y=[y for i in range(len(records)) for y in (i, i, None)],
        line={"color": p.text, "width": 1.5},
        hoverinfo="skip",
    )
    ends = [*above, *below, *low, *high, 0.0]
    spare = 0.02 * (max(ends) - min(ends) or 1)
    fig.x(range=[min(ends) - spare, max(ends) + spare], showticklabels=False)
    fig.set(shapes=[*rows.guides(p, len(records)), rows.zero_line(p)])
    return fig.done()


def _misfit_hover(r: dict, by_part: dict, lang: str, currency: str | None) -> str:
    lines = [
        (
            columns.code_label("misfit_part", part, lang),
            formats.money(by_part[part].get(r["client_id"]), lang, currency),
        )
        for part in PARTS
    ]
    lines.append((columns.code_label("misfit_part", "total", lang), formats.money(r["excess_12m"], lang, currency)))
    ends = {k: formats.money(r[f"{k}_excess_12m"], lang, currency) for k in ("low", "high")}
    return hover(safe(client_name(r, lang)), *lines, ("", say("hover_interval", lang, **ends)))


def chain_moves(
    frame: pd.DataFrame,
    lang: str = "en",
    policy: Policy | None = None,
    dark: bool = False,
    title: str | None = None,
    most: int = 20,
) -> go.Figure:
    """Fit before and after a change of the value chain (`value_chain(…).clients`); those that change sides first.

    A click gives the client_id.
    """
    if frame.empty:
        return empty(lang, dark, "chain_moves", title, "nobody_changes")
    p, threshold = palette(dark), (policy or Policy()).fit.threshold
    first = frame.assign(order=(~frame["fit_change"].isin(["crosses", "falls"])).astype(int))
    shown = first.sort_values("order", kind="stable").head(most)
    known = shown[shown["fit_before"].notna() & shown["fit_after"].notna()]
    records = known.to_dict("records")
    notes = [
        key("●", p.grey, say("key_before", lang)),
        key("●", p.gain, say("key_after", lang)),
        key("│", p.text, formats.policy_share(threshold, lang)),
    ]
    right = [formats.share(r["fit_after"], lang) for r in records]
    colours = [_side(r["fit_change"], p) for r in records]
    fig = figure(lang, dark, "chain_moves", title, notes, right=rows.column_width(right))
    rows.lay_out(fig, p, [short(client_name(r, lang)) for r in records], right, colours)
    before, after = ([number(r[f"fit_{k}"]) for r in records] for k in ("before", "after"))
    told = [
        hover(
            safe(client_name(r, lang)),
            ("", columns.code_label("fit_change", r["fit_change"], lang)),
            (columns.label("fit_before", lang), formats.share(r["fit_before"], lang)),
            (columns.label("fit_after", lang, "value_chain"), formats.share(r["fit_after"], lang)),
        )
        for r in records
    ]
    rows.dumbbells(fig, p, before, after, told, [r["client_id"] for r in records])
    fig.x(range=[max(0.0, min([*before, *after, threshold]) - 0.06), 1.02], showticklabels=False)
    fig.set(
        shapes=[*rows.guides(p, len(records)), rows.zero_line(p, threshold) | {"line": {"color": p.text, "width": 1.5}}]
    )
    return fig.done()


def _side(change: str, p: Palette) -> str:
    return p.gain if change == "crosses" else p.loss if change == "falls" else p.text
