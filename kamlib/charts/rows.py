"""Charts of one thing a row: its name on the left, the bar, and its number in a column on the right."""

from __future__ import annotations

from dataclasses import dataclass

import plotly.graph_objects as go

from kamlib.charts.theme import CLEAR, Palette

ROW = 30  # px of height a row takes
BAR = 0.62


def column_width(texts: list[str]) -> int:
    """Right margin, in px, that holds the longest of these texts."""
    return 16 + round(6.6 * max((len(x) for x in texts), default=0))


def lay_out(fig: go.Figure, p: Palette, labels: list[str], numbers: list[str], colours: list[str] | None = None):
    """Rows from the top down: names on the left, numbers in a column on the right."""
    n = len(labels)
    fig.update_layout(
        height=fig.layout.margin.t + 26 + ROW * n,
        yaxis={
            "tickvals": list(range(n)),
            "ticktext": labels,
            "range": [n - 0.4, -0.6],
            "tickfont": {"size": 12, "color": p.text},
            "ticklabelstandoff": 4,
        },
        annotations=[
            {
                "text": text,
                "x": 1,
                "xref": "paper",
                "xanchor": "left",
                "xshift": 8,
                "y": i,
                "showarrow": False,
                "font": {"size": 12, "color": colours[i] if colours else p.text},
            }
            for i, text in enumerate(numbers)
        ],
    )


def zero_line(fig: go.Figure, p: Palette, at: float = 0) -> None:
    fig.add_vline(x=at, line={"color": p.muted, "width": 1})


@dataclass(frozen=True)
class Step:
    """One row of a waterfall. is_total: a level reached (drawn from zero), not a change."""

    label: str
    value: float
    number: str
    hover: str
    colour: str
    is_total: bool = False
    code: str = ""


def waterfall(fig: go.Figure, p: Palette, steps: list[Step]) -> go.Figure:
    """The steps below each other, each beginning where the one above ended."""
    bases, level = [], 0.0
    ends = []
    for s in steps:
        bases.append(0.0 if s.is_total else level)
        level = s.value if s.is_total else level + s.value
        ends.append(level)
    fig.add_bar(
        orientation="h",
        y=list(range(len(steps))),
        x=[s.value for s in steps],
        base=bases,
        width=BAR,
        marker={"color": [s.colour for s in steps], "line": {"width": 0}},
        customdata=[s.code for s in steps],
        hovertext=[s.hover for s in steps],
        hoverinfo="text",
    )
    for i, end in enumerate(ends[:-1]):
        fig.add_shape(
            type="line", x0=end, x1=end, y0=i + BAR / 2, y1=i + 1 - BAR / 2, line={"color": p.muted, "width": 1}
        )
    lay_out(fig, p, [s.label for s in steps], [s.number for s in steps])
    fig.update_xaxes(showticklabels=False)
    zero_line(fig, p)
    return fig


def dumbbells(fig: go.Figure, p: Palette, before: list, now: list, hovers: list[str], codes: list) -> go.Figure:
    """A grey dot for then, a coloured one for now, and the way between them: green where it grew, red where it fell."""
    colours = [p.gain if b > a else p.loss if b < a else p.grey for a, b in zip(before, now, strict=True)]
    fig.add_bar(
        orientation="h",
        y=list(range(len(now))),
        x=[b - a for a, b in zip(before, now, strict=True)],
        base=before,
        width=0.14,
        marker={"color": colours, "line": {"width": 0}},
        hoverinfo="skip",
    )
    for values, colour, size, name in ((before, p.grey, 10, "before"), (now, colours, 12, "now")):
        fig.add_scatter(
            name=name,
            mode="markers",
            x=values,
            y=list(range(len(now))),
            marker={"size": size, "color": colour, "line": {"width": 0}, "opacity": 1},
            customdata=codes,
            hovertext=hovers,
            hoverinfo="text",
            cliponaxis=False,
        )
    return fig


def ground(fig: go.Figure, p: Palette, n: int, colour: str = CLEAR) -> None:
    """Thin lines that lead the eye from a name to its number."""
    for i in range(n):
        fig.add_shape(
            type="line",
            x0=0,
            x1=1,
            xref="paper",
            y0=i,
            y1=i,
            layer="below",
            line={"color": p.grid if colour == CLEAR else colour, "width": 1},
        )
