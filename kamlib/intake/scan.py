"""One pass over a file's bytes: its fingerprint, what kind of file it is, its encoding, its line count."""

from __future__ import annotations

import codecs
import gzip
import hashlib
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa

from kamlib.core.errors import KamError

CHUNK = 1 << 20
ENCODINGS = ("utf-8", "utf-16", "cp1251")
_UNTIDY_UTF8 = (
    b"\xc2\xa0",
    b"\xc2\xad",
    b"\xe2\x80",
    b"\xe2\x81",
    b"\xe1\x9a",
    b"\xe3\x80",
    b"\xef\xbb",
    b"\xcc",
    b"\xcd",
)
_SIGNS = (0xA8, 0xB8, 0xB9, 0xAB, 0xBB, 0xA0, 0x96, 0x97)
_ALL_HIGH = re.compile(rb"(?<![A-Za-z\xc0-\xff])[\xa8\xb8\xc0-\xff]{2,}(?![A-Za-z\xc0-\xff])")
_MIXED = re.compile(rb"(?:[A-Za-z]+[\xc0-\xff]+[A-Za-z]*|[\xc0-\xff]+[A-Za-z]+)(?:[\xc0-\xff]+[A-Za-z]*)*")
_BOMS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class Scan:
    """What the bytes of a file say: kind is csv, excel, parquet."""

    path: Path
    kind: str
    sha256: str
    size: int
    gzipped: bool = False
    encoding: str = "utf-8"
    newlines: int = 0
    trailing_newlines: int = 0
    ascii_only: bool = False
    tidy: bool = False  # nothing in it that codes and names would have to be tidied of (see reading.convert.named)
    plain: bool = True  # utf-8 without compression: DuckDB may read it in place


def scan(path: Path, encoding: str | None = None) -> Scan:
    """Read the whole file once. Raises KamError for what cannot be a table (missing, empty, zip, binary ...)."""
    name = path.name
    if not path.exists():
        raise KamError("intake.no_such_file", file=path)
    if path.is_dir():
        raise KamError("intake.is_folder", file=path)
    size = path.stat().st_size
    if size == 0:
        raise KamError("intake.empty_file", file=name)
    with path.open("rb") as f:
        head = f.read(4096)
    if head[:4] == b"PAR1":
        return Scan(path, "parquet", _sha(path), size)
    if head[:4] == b"PK\x03\x04":
        return _zip(path, size)
    if head[:8] == bytes.fromhex("d0cf11e0a1b11ae1"):
        return Scan(path, "excel", _sha(path), size)
    for mark, what in ((b"%PDF", "PDF"), (b"\x89PNG", "PNG"), (b"\xff\xd8\xff", "JPEG"), (b"Rar!", "RAR"),
                       (b"7z\xbc\xaf", "7z"), (b"SQLite format 3", "SQLite")):  # fmt: skip
        if head.startswith(mark):
            raise KamError("intake.not_a_table", file=name, what=what)
    start = head.lstrip(codecs.BOM_UTF8 + b" \t\r\n")[:200].lower()
    if start.startswith((b"<!doctype html", b"<html", b"<table", b"<?xml")):
        raise KamError("intake.not_a_table", file=name, what="HTML/XML")
    gzipped = head[:2] == b"\x1f\x8b"
    return _text(path, size, gzipped, encoding)


def _sha(path: Path) -> str:
    with path.open("rb") as f:
        return hashlib.file_digest(f, "sha256").hexdigest()


def _zip(path: Path, size: int) -> Scan:
    try:
        with zipfile.ZipFile(path) as z:
            names = z.namelist()
    except zipfile.BadZipFile as e:
        raise KamError("intake.broken_workbook", file=path.name) from e
    if any(n.startswith("xl/") for n in names) or "content.xml" in names:
        return Scan(path, "excel", _sha(path), size)
    raise KamError("intake.is_zip", file=path.name, inside=", ".join(names[:5]))


def open_bytes(path: Path, gzipped: bool):
    return gzip.open(path, "rb") if gzipped else path.open("rb")


def _text(path: Path, size: int, gzipped: bool, asked: str | None) -> Scan:
    """Count lines and settle the encoding from every byte of the file, not from its beginning."""
    sha, newlines, tail, first, cut = hashlib.sha256(), 0, b"", b"", b""
    valid, ascii_only, nul, untidy, untidy_utf8 = True, True, False, False, False
    try:
        with open_bytes(path, gzipped) as f:
            while block := f.read(CHUNK):
                first = first or block
                if not gzipped:
                    sha.update(block)
                newlines += block.count(b"\n")
                untidy = untidy or b"  " in block or (tail.endswith(b" ") and block.startswith(b" "))
                if not block.isascii() and not untidy:
                    untidy_utf8 = untidy_utf8 or any(mark[:1] in block and mark in block for mark in _UNTIDY_UTF8)
                tail = (tail + block)[-64:]
                if cut or not block.isascii():
                    ascii_only = False
                    whole, cut = _whole_characters(cut + block)
                    valid = valid and _is_utf8(whole)
                nul = nul or b"\0" in block[:65536]
            valid = valid and (not cut or _is_utf8(cut))
    except (EOFError, zlib.error, gzip.BadGzipFile) as e:
        raise KamError("intake.broken_gzip", file=path.name) from e
    if not first.strip():
        raise KamError("intake.empty_file", file=path.name)
    encoding = asked or _encoding(path.name, first, valid, nul)
    # in a code page every Russian 1C export has no-break spaces, so only UTF-8 is looked through
    tidy = not untidy and (ascii_only or (encoding == "utf-8" and not untidy_utf8))
    digest = _sha(path) if gzipped else sha.hexdigest()
    trailing = len(tail) - len(tail.rstrip(b"\r\n"))
    trailing = tail[len(tail) - trailing :].count(b"\n")
    return Scan(path, "csv", digest, size, gzipped, encoding, newlines, trailing, ascii_only, tidy=tidy,
                plain=not gzipped and encoding == "utf-8")  # fmt: skip


def _whole_characters(block: bytes) -> tuple[bytes, bytes]:
    """The block up to the last beginning of a character of several bytes, when that may be cut, and the rest."""
    for n in range(1, min(4, len(block) + 1)):
        if block[-n] >= 0xC0:
            return block[:-n], block[-n:]
        if block[-n] < 0x80:
            break
    return block, b""


def _is_utf8(block: bytes) -> bool:
    """As decoding would tell, several times as fast."""
    ends = pa.array([0, len(block)], pa.int32()).buffers()[1]
    try:
        pa.StringArray.from_buffers(1, ends, pa.py_buffer(block)).validate(full=True)
    except pa.ArrowInvalid:
        return False
    return True


def _encoding(name: str, first: bytes, valid_utf8: bool, nul: bool) -> str:
    for bom, encoding in _BOMS.items():
        if first.startswith(bom):
            return encoding
    if nul:
        even, odd = first[:4096:2].count(0), first[1:4096:2].count(0)
        most, least, places = max(even, odd), min(even, odd), len(first[:4096]) / 2
        if most > places / 10 and least < most / 100:
            return "utf-16-le" if odd > even else "utf-16-be"
        raise KamError("intake.not_a_table", file=name, what="binary")
    if valid_utf8:
        return "utf-8"
    if not _looks_like_letters(first):
        return "utf-8"
    return _russian_or_western(name, first)


def _looks_like_letters(block: bytes) -> bool:
    """Are the bytes above 127 mostly letters and signs of a Russian or a Western code page?"""
    high = [b for b in block if b > 127]
    letters = sum(b >= 0xC0 or b in _SIGNS for b in high)
    return bool(high) and letters >= 0.9 * len(high) and sum(b >= 0xC0 for b in high) >= 0.4 * len(high)


def _russian_or_western(name: str, block: bytes) -> str:
    """cp1251, the usual encoding of 1C exports, or cp1252: words in Cyrillic are letters above 127 from end to end, and
    accented letters stand one by one among plain ones. Raises KamError where both are there in numbers."""
    russian = len(_ALL_HIGH.findall(block))
    mixed = _MIXED.findall(block)
    if russian >= 3 * len(mixed):
        return "cp1251"
    if len(mixed) >= 3 * russian:
        return "cp1252"
    seen = mixed[0]
    raise KamError(
        "intake.which_encoding", file=name, russian=seen.decode("cp1251"), western=seen.decode("cp1252", "replace")
    )


def to_utf8(found: Scan, target: Path) -> None:
    """Write the file's text as plain utf-8. Raises KamError naming the line and the byte that cannot be read."""
    encoding = found.encoding
    decoder = codecs.getincrementaldecoder("utf-8-sig" if encoding == "utf-8" else encoding)()
    line = 1
    with open_bytes(found.path, found.gzipped) as src, target.open("wb") as out:
        while True:
            block = src.read(CHUNK)
            try:
                text = decoder.decode(block, final=not block)
            except UnicodeDecodeError as e:
                at = line + e.object[: e.start].count(b"\n")
                raise KamError(
                    "intake.undecodable",
                    file=found.path.name,
                    line=at,
                    byte=f"0x{e.object[e.start]:02X}",
                    encoding=encoding,
                ) from e
            out.write(text.encode("utf-8"))
            line += text.count("\n")
            if not block:
                return
