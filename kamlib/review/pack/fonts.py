"""The fonts that come with the pack, and the text they can show.

Noto Sans (SIL Open Font License) for what is read, DejaVu Sans (Bitstream Vera licence) for signs that it lacks.
"""

from __future__ import annotations

import re
import struct
import unicodedata
from functools import cache
from importlib.resources import files
from pathlib import Path

FOLDER = Path(str(files("kamlib.review.pack").joinpath("fonts")))
FAMILIES = ("Noto Sans", "DejaVu Sans")
MISSING = "\u25a1"  # a box: a sign that no font has
LONG = re.compile(r"\S{25,}")
EVERY = 12  # letters after which a long word may be broken
NOT_SEEN = ("Cc", "Cf", "Cs")  # control and direction marks, halves of a sign
BREAK = "\u200b"


@cache
def signs() -> frozenset[int]:
    """Every sign that a shipped font of regular weight can show."""
    found: set[int] = set()
    for file in sorted(FOLDER.glob("*.ttf")):
        if "Bold" not in file.name:
            found |= _signs(file.read_bytes())
    return frozenset(found)


def _signs(font: bytes) -> set[int]:
    """The signs of a TrueType file, from its table of segments (cmap, format 4)."""
    (tables,) = struct.unpack_from(">H", font, 4)
    places = {font[12 + 16 * n : 16 + 16 * n]: struct.unpack_from(">I", font, 20 + 16 * n)[0] for n in range(tables)}
    start = places[b"cmap"]
    (count,) = struct.unpack_from(">H", font, start + 2)
    for n in range(count):
        at = start + struct.unpack_from(">HHI", font, start + 4 + 8 * n)[2]
        kind, _, _, twice = struct.unpack_from(">HHHH", font, at)
        if kind == 4:
            segments = twice // 2
            ends = struct.unpack_from(f">{segments}H", font, at + 14)
            begins = struct.unpack_from(f">{segments}H", font, at + 16 + twice)
            return {c for a, b in zip(begins, ends, strict=True) for c in range(a, b + 1) if c != 0xFFFF}
    return set()


def shown(text: str) -> str:
    """A text as it can be printed: no control or direction marks, a box for what no font has, long words breakable.

    Letters and the direction of the script itself stay.
    """
    kept = "".join(_sign(c) for c in unicodedata.normalize("NFC", text))
    return LONG.sub(lambda m: BREAK.join(m[0][i : i + EVERY] for i in range(0, len(m[0]), EVERY)), kept)


def _sign(c: str) -> str:
    if c == "\n":
        return c
    if unicodedata.category(c) in NOT_SEEN:
        return " " if c in "\t\r" else ""
    if ord(c) in signs():
        return c
    return "" if unicodedata.combining(c) or unicodedata.category(c) == "Me" else MISSING
