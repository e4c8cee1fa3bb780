"""Charts of one thing a row: its name on the left, the bar, and its number in a column on the right."""

from __future__ import annotations

from dataclasses import dataclass

from kamlib.charts.theme import Draft, Palette

ROW = 30  # px of height a row takes
BAR = 0.62


def column_width(texts: list[str]) -> int:
    """Right margin, in px, that holds the longest of these texts."""
    return 14 + round(7.6 * max((len(x) for x in texts), default=0))


def lay_out(fig: Draft, p: Palette, labels: list[str], numbers: list[str], colours: list[str] | None = None):
    """Rows from the top down: names on the left, numbers in a column on the right."""
    n = len(labels)
    fig.set(
        height=fig.top + 26 + ROW * n,
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


def _line(colour: str, **places) -> dict:
    return {"type": "line", "line": {"color": colour, "width": 1}, **places}


def zero_line(p: Palette, at: float = 0) -> dict:
    """The shape of an upright line over all rows."""
    return _line(p.muted, x0=at, x1=at, y0=0, y1=1, yref="paper")


def guides(p: Palette, n: int) -> list[dict]:
    """The shapes of thin lines that lead the eye from each name to its number."""
    return [_line(p.grid, x0=0, x1=1, xref="paper", y0=i, y1=i, layer="below") for i in range(n)]


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


FLAT = 0.3  # of the highest level: where all levels lie within this part of it, the bars begin above zero


def waterfall(fig: Draft, p: Palette, steps: list[Step], may_cut: bool = False) -> Draft:
    """The steps below each other, each beginning where the one above ended.

    may_cut: where the levels differ little, the bars begin above zero, or no change could be seen; their ends are torn.
    """
    bases, level = [], 0.0
    ends = []
    for s in steps:
        bases.append(0.0 if s.is_total else level)
        level = s.value if s.is_total else level + s.value
        ends.append(level)
    fig.bar(
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
    # below the bars, so that a step of nothing still shows where the level stands
    joints = [_line(p.muted, x0=end, x1=end, y0=i, y1=i + 1, layer="below") for i, end in enumerate(ends[:-1])]
    lay_out(fig, p, [s.label for s in steps], [s.number for s in steps])
    low, high = min(0.0, *ends), max(0.0, *ends)
    is_cut = may_cut and min(ends) > 0 and high - min(ends) < FLAT * high
    if is_cut:
        low = max(0.0, min(ends) - (high - min(ends) or high))
    spare = 0.01 * (high - low or 1)
    shapes = [*joints, *(_torn(p, low, high, i) for i, s in enumerate(steps) if s.is_total)] if is_cut else [*joints]
    fig.set(
        shapes=[*shapes, *([] if is_cut else [zero_line(p)])],
        xaxis={"showticklabels": False, "range": [low - spare, high + spare]},
    )
    return fig


def _torn(p: Palette, low: float, high: float, row: int) -> dict[str, object]:
    """The shape of a gap in a bar that does not begin at zero."""
    x, half = low + 0.06 * (high - low), 0.012 * (high - low)
    corners = [(x - half, row + 0.4), (x + half, row - 0.4), (x + 3 * half, row - 0.4), (x + half, row + 0.4)]
    path = "M " + " L ".join(f"{a},{b}" for a, b in corners) + " Z"
    return {"type": "path", "path": path, "fillcolor": p.surface, "line": {"width": 0}}


def dumbbells(fig: Draft, p: Palette, before: list, now: list, hovers: list[str], codes: list) -> Draft:
    """A grey dot for then, a coloured one for now, and the way between them: green where it grew, red where it fell."""
    colours = [p.gain if b > a else p.loss if b < a else p.grey for a, b in zip(before, now, strict=True)]
    for colour in dict.fromkeys(colours):
        pairs = [(i, a, b) for i, (a, b, c) in enumerate(zip(before, now, colours, strict=True)) if c == colour]
        fig.scatter(
            mode="lines",
            x=[x for _, a, b in pairs for x in (a, b, None)],
            y=[y for i, _, _ in pairs for y in (i, i, None)],
            line={"color": colour, "width": 5},
            hoverinfo="skip",
        )
    for values, colour, size, name in ((before, p.grey, 10, "before"), (now, colours, 12, "now")):
        fig.scatter(
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
