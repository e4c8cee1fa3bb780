"""How every chart looks: colours with a meaning, fonts, the frame of a figure, light and dark."""

from __future__ import annotations

import math
import textwrap
from dataclasses import dataclass

import plotly.graph_objects as go
import plotly.io as pio

from kamlib.core import formats
from kamlib.core.texts import t

# plotly's own template is merged into every figure and costs more time than building one
pio.templates.default = "none"

CONFIG = {"displayModeBar": False, "responsive": True}  # for st.plotly_chart(config=…) and fig.show(config=…)
# a name that has a digit must be quoted, or the browser drops the whole list and labels are measured in another font
FONT = "'Source Sans', 'Source Sans 3', 'Source Sans Pro', 'Noto Sans', 'Segoe UI', Roboto, 'DejaVu Sans', sans-serif"
SIZE = 12  # px of labels; a title is a little larger
CLEAR = "rgba(0,0,0,0)"
LINE_CHARS = 42  # that many letters of a title, and
NOTE_CHARS = 54  # of the line below it, fit into 360 px


@dataclass(frozen=True)
class Palette:
    """Blue, orange-red and green that stay apart for colour-blind eyes; grey is for what only gives context."""

    text: str
    muted: str
    grid: str
    faint: str  # an empty cell, the ground of a bar
    surface: str  # the page below; only to mix tints and to draw gaps
    grey: str
    accent: str
    loss: str
    gain: str


LIGHT = Palette("#1f2933", "#5b6672", "#e3e7eb", "#f1f3f5", "#ffffff", "#b4bdc6", "#1f66b0", "#bf4a26", "#1c7c66")
DARK = Palette("#e6eaee", "#a3adb8", "#343c46", "#1c232c", "#0e1117", "#66717d", "#6aa8ee", "#ee8a66", "#52c2a5")


def palette(dark: bool = False) -> Palette:
    return DARK if dark else LIGHT


def mix(colour: str, ground: str, share: float) -> str:
    """`share` of the first colour outcome over the second; both "#rrggbb"."""
    one, two = ([int(c[i : i + 2], 16) for i in (1, 3, 5)] for c in (colour, ground))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in zip(one, two, strict=True))


def ink(fill: str, p: Palette) -> str:
    """The colour of text that reads best on this fill."""
    return max(("#ffffff", "#1f2933"), key=lambda c: _contrast(c, fill)) if fill != CLEAR else p.text


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    r, g, b = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _contrast(a: str, b: str) -> float:
    low, high = sorted((_luminance(a), _luminance(b)))
    return (high + 0.05) / (low + 0.05)


def key(mark: str, colour: str, text: str) -> str:
    """A sign in its colour and what it stands for: the legend, written into the line below the title."""
    text = (text[:1].lower() + text[1:]).replace(" ", "\u00a0")
    return f'<span style="color:{colour}">{mark}</span>\u00a0{text}'


class Draft:
    """A figure in the making, as plain dicts: plotly checks it once, when it is done, which is many times faster."""

    def __init__(self, layout: dict):
        self.traces: list[dict] = []
        self.layout = layout

    def bar(self, **trace: object) -> None:
        self.traces.append({"type": "bar", **trace})

    def scatter(self, **trace: object) -> None:
        self.traces.append({"type": "scatter", **trace})

    def x(self, **axis: object) -> None:
        _merge(self.layout["xaxis"], axis)

    def y(self, **axis: object) -> None:
        _merge(self.layout["yaxis"], axis)

    def set(self, **layout: object) -> None:
        _merge(self.layout, layout)

    @property
    def height(self) -> float:
        return self.layout["height"]

    @property
    def top(self) -> float:
        """Height of the title and the notes."""
        return self.layout["margin"]["t"]

    def done(self) -> go.Figure:
        return go.Figure(data=self.traces, layout=self.layout)


def _merge(into: dict, new: dict) -> None:
    for name, value in new.items():
        if isinstance(value, dict) and isinstance(into.get(name), dict):
            _merge(into[name], value)
        else:
            into[name] = value


def figure(
    lang: str,
    dark: bool,
    default_title: str,
    title: str | None = None,
    notes: list[str] | None = None,
    height: int = 360,
    right: int = 14,
) -> Draft:
    """An empty figure with its title (None: the default text; "": none) and the notes below it."""
    p = palette(dark)
    lines = textwrap.wrap(t(f"charts.{default_title}", lang) if title is None else title, LINE_CHARS)
    below = _fill(notes or [])
    head = "<br>".join([f'<span style="font-size:14px"><b>{line}</b></span>' for line in lines] + below)
    font = {"family": FONT, "size": SIZE, "color": p.text}
    return Draft(
        {
            "title": {
                "text": head,
                "x": 0,
                "xref": "container",
                "xanchor": "left",
                "y": 1,
                "yref": "container",
                "yanchor": "top",
                # plotly anchors a title of several lines a little too high
                "pad": {"l": 6, "t": 8 if len(lines) + len(below) < 2 else 16},
                "font": font,
            },
            "font": font,
            "paper_bgcolor": CLEAR,
            "plot_bgcolor": CLEAR,
            "margin": {"l": 8, "r": right, "t": 12 + 20 * len(lines) + 17 * len(below), "b": 10},
            "height": height,
            "showlegend": False,
            "separators": formats.plotly_separators(lang),
            "hoverlabel": {"bgcolor": p.surface, "bordercolor": p.grid, "font": font, "align": "left"},
            "hovermode": "closest",
            "dragmode": False,
            "clickmode": "event+select",
            "barmode": "overlay",
            "xaxis": _axis(p),
            "yaxis": _axis(p),
        }
    )


def _fill(notes: list[str]) -> list[str]:
    """Notes put side by side as long as a line of a narrow screen holds them."""
    lines: list[str] = []
    length = 0
    for note in notes:
        visible = len(_plain(note))
        if lines and length + 3 + visible <= NOTE_CHARS:
            lines[-1] += "\u2002 " + note
            length += 3 + visible
        else:
            parts = textwrap.wrap(note, NOTE_CHARS) if "<" not in note else [note]
            lines += parts
            length = len(parts[-1]) if "<" not in note else visible
    return lines


def _plain(text: str) -> str:
    while "<" in text and ">" in text:
        text = text[: text.index("<")] + text[text.index(">") + 1 :]
    return text


def _axis(p: Palette) -> dict:
    return {
        "automargin": True,
        "fixedrange": True,
        "showgrid": False,
        "zeroline": False,
        "showline": False,
        "ticks": "",
        "tickangle": 0,
        "tickfont": {"size": 11, "color": p.muted},
        "title": {"font": {"size": 11, "color": p.muted}, "standoff": 6},
    }


def empty(lang: str, dark: bool, default_title: str, title: str | None = None, message: str = "nothing") -> go.Figure:
    """A figure that says in plain words why there is nothing to see."""
    fig = figure(lang, dark, default_title, title, height=180)
    words = "<br>".join(textwrap.wrap(t(f"charts.{message}", lang), 44))
    fig.x(visible=False)
    fig.y(visible=False)
    note = {"text": words, "x": 0.5, "y": 0.5, "xref": "paper", "yref": "paper", "showarrow": False}
    fig.set(annotations=[note | {"font": {"color": palette(dark).muted}}])
    return fig.done()


def ticks(low: float, high: float, write, most: int = 4) -> dict:
    """An axis from `low` to `high` with at most `most` steps at round values, each written by `write`."""
    span = (high - low) or abs(high) or 1.0
    size = 10.0 ** math.floor(math.log10(span / most))
    step = next(size * m for m in (1, 2, 2.5, 5, 10) if span / (size * m) <= most)
    first, last = math.ceil(low / step - 1e-9), math.floor(high / step + 1e-9)
    values = [round(k * step, 10) for k in range(first, last + 1)]
    return {"tickvals": values, "ticktext": [write(v) for v in values]}


def months_axis(months: list, lang: str, most: int = 5) -> dict:
    """Ticks of a long axis of months: a few of them, written in the language."""
    step = next(s for s in (1, 2, 3, 6, 12, 24, 36, 60, 120) if len(months) / s <= most or s == 120)
    shown = [m for m in months if step < 2 or (m.year * 12 + m.month - 1) % step == 0] or months[:1]
    return {"tickvals": shown, "ticktext": [formats.month(m, lang).replace(" ", "<br>", 1) for m in shown]}
