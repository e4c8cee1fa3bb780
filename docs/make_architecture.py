"""docs/architecture.svg: the rooms, each above those it imports from, and about how often it does.

A cell counts pairs of modules: one in the room of its row that imports one in the room of its column. Whatever lay
left of the diagonal would be an import upwards.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import grimp

FILE = Path(__file__).with_name("architecture.svg")
PROJECT = FILE.parent.parent / "pyproject.toml"
# rounded down to these, so that the picture changes when the house does and not with every import
STEPS = (100, 30, 10, 1)
CELL, ROW, LEFT, TOP = 54, 28, 84, 10
COLOURS = {1: "#dbe6f5", 10: "#8db0de", 30: "#3d70b2", 100: "#1f4e8c"}


def rooms() -> list[str]:
    """From the dashboard down, in the order that import-linter holds."""
    contracts = tomllib.loads(PROJECT.read_text("utf-8"))["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c.get("containers") == ["kamlib"])
    return ["app", "kamlib", *(room.strip() for layer in layers for room in layer.split("|"))]


def imports() -> Counter[tuple[str, str]]:
    """(room, room it imports from) -> how many pairs of modules."""
    graph = grimp.build_graph("kamlib", "app", cache_dir=None)
    found: Counter[tuple[str, str]] = Counter()
    for module in graph.modules:
        for other in graph.find_modules_directly_imported_by(module):
            pair = _room(module), _room(other)
            if pair[0] != pair[1]:
                found[pair] += 1
    return found


def _room(module: str) -> str:
    package, _, rest = module.partition(".")
    return package if package == "app" else rest.partition(".")[0] or package


def picture() -> str:
    """The picture as SVG."""
    names, found = rooms(), imports()
    parts = []
    for row, room in enumerate(names):
        parts += _row(row, room, [found[room, other] for other in names])
    width, height = LEFT + CELL * len(names) + TOP, TOP + ROW * len(names) + TOP
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" width="{width}" height="{height}"'
        ' font-family="Helvetica, Arial, sans-serif" font-size="13">'
        f'<rect width="{width}" height="{height}" fill="#ffffff"/>'
    )
    return "\n".join([head, *parts, "</svg>", ""])


def _row(row: int, room: str, counts: list[int]) -> list[str]:
    """A room: its name, its place on the diagonal, and in each column how often it imports from that room."""
    middle = TOP + ROW * row + ROW // 2
    parts = [f'<text x="{LEFT - 8}" y="{middle + 5}" text-anchor="end" fill="#111111">{room}</text>']
    parts += _cell(LEFT + CELL * row, middle, room, "#30343b", "#ffffff", 10)
    for column, count in enumerate(counts):
        if count:
            least = next(step for step in STEPS if count >= step)
            ink = "#ffffff" if least >= 30 else "#111111"
            parts += _cell(LEFT + CELL * column, middle, f"{least}+", COLOURS[least], ink, 13)
    return parts


def _cell(x: int, middle: int, words: str, colour: str, ink: str, size: int) -> list[str]:
    return [
        f'<rect x="{x}" y="{middle - ROW // 2 + 1}" width="{CELL - 2}" height="{ROW - 2}" fill="{colour}"/>',
        f'<text x="{x + CELL // 2 - 1}" y="{middle + 5}" text-anchor="middle" font-size="{size}" fill="{ink}">'
        f"{words}</text>",
    ]
