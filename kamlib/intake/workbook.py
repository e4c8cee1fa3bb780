"""A workbook looked at before it is opened: what it would take in memory, and cells that stand far from its content."""

from __future__ import annotations

import re
import zipfile
from itertools import pairwise
from pathlib import Path

from kamlib.core.errors import KamError

MOST_BYTES = 3 << 30  # of all its parts, unpacked
MOST_PART = 1 << 30
MOST_RATIO = 400  # unpacked to packed, of a part worth looking at
MOST_CELLS = 30_000_000  # of the rectangle that a sheet's cells span
GAP_ROWS, GAP_COLUMNS = 5_000, 200  # what lies behind so much of nothing is not the table's
_CELL = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"[^>]*?(?:/>|>.*?</c>)', re.DOTALL)
_PLACE = re.compile(rb'<c\b[^>]*?\br="([A-Z]+)(\d+)"')


def safe(path: Path, tmp: Path) -> tuple[Path, int]:
    """The workbook to open and how many stray cells were left out of it: itself, or a copy without them.

    Raises KamError for one that would unpack to more than a computer holds.
    """
    if not zipfile.is_zipfile(path):
        return path, 0  # an old .xls
    try:
        with zipfile.ZipFile(path) as book:
            _bounded(book, path)
            sheets = [i.filename for i in book.infolist() if i.filename.startswith("xl/worksheets/sheet")]
            trimmed = {name: found for name in sheets if (found := _trimmed(book.read(name)))}
            if not trimmed:
                return path, 0
            copy = tmp / f"{path.stem}-{len(list(tmp.glob('*.trimmed.xlsx')))}.trimmed.xlsx"
            with zipfile.ZipFile(copy, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as out:
                for name in book.namelist():
                    out.writestr(name, trimmed[name][0] if name in trimmed else book.read(name))
    except (zipfile.BadZipFile, OSError, EOFError) as e:
        raise KamError("intake.broken_workbook", file=path.name) from e
    return copy, sum(n for _, n in trimmed.values())


def _bounded(book: zipfile.ZipFile, path: Path) -> None:
    """Sizes as the archive tells them; reading stops there, whatever is packed inside."""
    infos = book.infolist()
    bombs = [i for i in infos if i.file_size > 64 << 20 and i.file_size > MOST_RATIO * max(i.compress_size, 1)]
    if bombs or sum(i.file_size for i in infos) > MOST_BYTES or any(i.file_size > MOST_PART for i in infos):
        size = sum(i.file_size for i in infos) >> 20
        raise KamError("intake.workbook_too_large", file=path.name, size=size)


def _trimmed(content: bytes) -> tuple[bytes, int] | None:
    """The sheet without cells far from its content, and how many those were; None where all stand together."""
    places = [(int(row), _number(letters)) for letters, row in _PLACE.findall(content)]
    if not places:
        return None
    rows, columns = sorted({r for r, _ in places}), sorted({c for _, c in places})
    if rows[-1] * columns[-1] <= MOST_CELLS:
        return None
    last_row, last_column = _end(rows, GAP_ROWS), _end(columns, GAP_COLUMNS)
    dropped = sum(r > last_row or c > last_column for r, c in places)
    if not dropped:
        return None

    def keep(match: re.Match[bytes]) -> bytes:
        return match[0] if int(match[2]) <= last_row and _number(match[1]) <= last_column else b""

    content = re.sub(rb"<dimension\b[^>]*/>", b"", _CELL.sub(keep, content))
    return content, dropped


def _end(places: list[int], gap: int) -> int:
    """The last of these before a gap."""
    return next((a for a, b in pairwise(places) if b - a > gap), places[-1])


def _number(letters: bytes) -> int:
    n = 0
    for letter in letters:
        n = n * 26 + letter - 64
    return n
