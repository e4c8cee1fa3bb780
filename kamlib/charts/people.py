"""The people of a client: power by the post against the say they really have."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd
import plotly.graph_objects as go

from kamlib.charts.theme import empty, figure, key, palette
from kamlib.charts.words import hover, short
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns

NAME = 22  # letters beside a mark
MIDDLE = 60  # of the post's power: names to the right of it stand left of their marks
NEAR, ACROSS = 8, 45  # marks as near as that, up and across, would have their names one over the other


def decision_map(frame: pd.DataFrame, lang: str = "en", dark: bool = False, title: str | None = None) -> go.Figure:
    """People by formal power and real influence (`kam.decision_map`); above the slanting line the say exceeds the post.

    Those whose power or influence is not told are counted below the title. A person is called as `person` says where
    the frame has it, else by position or code; the colour is the attitude to us.
    """
    judged = frame.dropna(subset=["formal_power", "real_influence"]) if len(frame) else frame
    if judged.empty:
        return empty(lang, dark, "decision_map", title, "no_influence")
    p = palette(dark)
    colours = {"for": p.gain, "against": p.loss, "none": p.grey}
    shown = {side: key("●", colour, t(f"charts.attitude_{side}", lang)) for side, colour in colours.items()}
    sides = [_side(x) for x in judged["attitude"]]
    notes = [shown[side] for side in colours if side in sides]
    if rest := len(frame) - len(judged):
        notes.append(t("charts.people_not_judged", lang, n=rest))
    fig = figure(lang, dark, "decision_map", title, notes, height=340)
    line = {"color": p.muted, "width": 1, "dash": "dot"}
    fig.scatter(mode="lines", x=[0, 100], y=[0, 100], line=line, hoverinfo="skip")
    rows = judged.to_dict("records")
    fig.scatter(
        mode="markers+text",
        x=judged["formal_power"].tolist(),
        y=judged["real_influence"].tolist(),
        text=[short(_name(r, lang), NAME) for r in rows],
        textposition=_places(rows),
        textfont={"size": 11, "color": p.text},
        marker={"size": [13 if r["decides"] is True else 9 for r in rows], "color": [colours[s] for s in sides]},
        hovertext=[_hover(r, lang) for r in rows],
        hoverinfo="text",
    )
    for axis, name in ((fig.x, "formal_power"), (fig.y, "real_influence")):
        label = {"text": columns.label(name, lang)}
        axis(range=[-4, 104], tickvals=[0, 25, 50, 75, 100], title=label, showgrid=True, gridcolor=p.faint)
    return fig.done()


def _places(rows: list[dict[str, Any]]) -> list[str]:
    """Where each name stands: on the side that has room, below its mark where another's would be covered."""
    places = []
    for n, row in enumerate(rows):
        side = "left" if row["formal_power"] > MIDDLE else "right"
        covers = any(
            abs(row["real_influence"] - other["real_influence"]) < NEAR
            and abs(row["formal_power"] - other["formal_power"]) < ACROSS
            for other in rows[:n]
        )
        places.append(f"{'bottom' if covers else 'middle'} {side}")
    return places


def _side(attitude: object) -> str:
    if formats.is_unknown(attitude) or attitude == 0:
        return "none"
    return "for" if float(attitude) > 0 else "against"  # type: ignore[arg-type]


def _name(row: Mapping[str, Any], lang: str) -> str:
    english = row.get("person_en") if lang == "en" else None
    told = (english, row.get("person"), row["position"], row["contact_id"])
    return str(next(x for x in told if not formats.is_unknown(x) and x))


def _hover(row: Mapping[str, Any], lang: str) -> str:
    lines = [(columns.label(n, lang), formats.number(row[n], lang, 0)) for n in ("formal_power", "real_influence")]
    if not formats.is_unknown(row["decision_role"]):
        role = columns.code_label("decision_role", row["decision_role"], lang)
        lines.append((columns.label("decision_role", lang), role))
    if not formats.is_unknown(row["last_talk"]):
        lines.append((columns.label("last_talk", lang), formats.date(row["last_talk"], lang)))
    return hover(short(_name(row, lang), 60), *lines)
