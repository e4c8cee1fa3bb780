"""Tables of coloured cells, drawn as bars: a dashboard is told which bar was clicked, of a heat map it is not."""

from __future__ import annotations

from dataclasses import dataclass, field

from kamlib.charts.theme import Draft, Palette, ink

GAP = 0.04


@dataclass(frozen=True)
class Cell:
    """A rectangle with its text; `data` is what a click hands over."""

    x: float  # left edge
    y: float  # upper edge
    fill: str
    text: str
    hover: str
    data: list = field(default_factory=list)
    width: float = 1.0
    height: float = 1.0
    is_selected: bool = False
    line: float = 0  # px of a frame around it
    is_hatched: bool = False


def draw(fig: Draft, p: Palette, cells: list[Cell], gap: float = GAP, smallest: int = 8) -> Draft:
    """All cells as one trace, y pointing down."""
    fills = [p.text if c.is_selected else c.fill for c in cells]
    fig.bar(
        x=[c.x + c.width / 2 for c in cells],
        width=[c.width - gap for c in cells],
        base=[c.y + gap / 2 for c in cells],
        y=[c.height - gap for c in cells],
        marker=_marker(p, cells, fills),
        text=[c.text for c in cells],
        textposition="inside",
        insidetextanchor="middle",
        textangle=0,
        textfont={"color": [ink(f, p) for f in fills], "size": 12},
        customdata=[c.data for c in cells],
        hovertext=[c.hover for c in cells],
        hoverinfo="text",
        # a click turns its cell to the colour of text, and must not wash out the others
        selected={"marker": {"color": p.text}, "textfont": {"color": ink(p.text, p)}},
        unselected={"marker": {"opacity": 1}, "textfont": {"color": p.text}},
    )
    fig.set(uniformtext={"minsize": smallest, "mode": "hide"})
    return fig


def _marker(p: Palette, cells: list[Cell], fills: list[str]) -> dict:
    marker: dict = {"color": fills, "line": {"width": 0}}
    if any(c.line for c in cells):
        marker["line"] = {"width": [c.line for c in cells], "color": p.text}
    if any(c.is_hatched for c in cells):
        shapes = ["/" if c.is_hatched else "" for c in cells]
        marker["pattern"] = {"shape": shapes, "size": 6, "solidity": 0.2, "fgcolor": p.muted, "fillmode": "overlay"}
    return marker


def table_axes(fig: Draft, p: Palette, columns: list[str], rows: list[str], many: int = 5) -> Draft:
    """Names of columns below, of rows on the left; many columns are named upright where they would not fit."""
    font = {"size": 12, "color": p.text}
    fig.x(tickvals=[i + 0.5 for i in range(len(columns))], ticktext=columns, range=[0, len(columns)], tickfont=font)
    if len(columns) > many:
        fig.x(tickangle=None, autotickangles=[0, 90], tickfont={"size": 11, "color": p.text})
    fig.y(
        tickvals=[i + 0.5 for i in range(len(rows))],
        ticktext=rows,
        range=[len(rows), 0],
        tickfont=font,
        ticklabelstandoff=2,
    )
    return fig


def squarify(sizes: list[float], aspect: float) -> list[tuple[float, float, float, float]]:
    """Rectangles (x, y, width, height) that fill 1 × 1, areas as `sizes` (largest first), near squares at `aspect`."""
    total = sum(sizes)
    x, y, width, height = 0.0, 0.0, aspect, 1.0
    areas = [s / total * aspect for s in sizes]
    done = []
    while areas:
        side = min(width, height)
        take = 1
        while take < len(areas) and _worst(areas[: take + 1], side) <= _worst(areas[:take], side):
            take += 1
        row, areas = areas[:take], areas[take:]
        thick = sum(row) / side
        at = 0.0
        for area in row:
            length = area / thick
            done.append((x, y + at, thick, length) if width >= height else (x + at, y, length, thick))
            at += length
        if width >= height:
            x, width = x + thick, width - thick
        else:
            y, height = y + thick, height - thick
    return [(a / aspect, b, w / aspect, h) for a, b, w, h in done]


def _worst(row: list[float], side: float) -> float:
    thick = sum(row) / side
    return max(max(thick / (a / thick), (a / thick) / thick) for a in row)
