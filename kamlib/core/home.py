"""The company's home on disk: which sources count, and where their rows lie.

sources.json alone says what counts. Files are written beside it under new names, and the manifest is replaced in one
step at the end, so that a killed import leaves the last state.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from kamlib.core.errors import KamError

VERSION = 1
Manifest = dict[str, Any]  # sources.json as it is read and written
WITHDRAWN = "withdrawn"  # status of a source that is kept and does not count
LINES_PER_SOURCE = 10**10  # line_id = source_no * LINES_PER_SOURCE + line of the file


class Home:
    """A company's home, read only. See `publish` for writing."""

    def __init__(self, path: str | Path, manifest: Manifest | None = None):
        self.path = Path(path)
        self._fixed = manifest

    def fixed(self) -> Home:
        """The home as its manifest says now, whatever is imported meanwhile."""
        return Home(self.path, self.manifest())

    @property
    def manifest_path(self) -> Path:
        return self.path / "sources.json"

    def manifest(self) -> Manifest:
        """The whole manifest; an empty one before the first import. Raises KamError if it cannot be read."""
        if self._fixed is not None:
            return self._fixed
        try:
            manifest: Manifest = json.loads(self.manifest_path.read_text("utf-8"))
        except FileNotFoundError:
            return {"version": VERSION, "next_source_no": 1, "sources": [], "overlaps": None}
        except (json.JSONDecodeError, UnicodeDecodeError) as e:
            raise KamError("intake.broken_manifest", file=self.manifest_path) from e
        if manifest.get("version") != VERSION:
            raise KamError(
                "intake.manifest_version",
                file=self.manifest_path,
                found=manifest.get("version"),
                known=VERSION,
            )
        return manifest

    def sources(self) -> list[dict[str, Any]]:
        """One record per source that counts now, in the order of first import."""
        return [s for s in self.all_sources() if counts(s)]

    def all_sources(self) -> list[dict[str, Any]]:
        """The same with those that were withdrawn."""
        sources: list[dict[str, Any]] = self.manifest()["sources"]
        return sources

    def files(self, table: str) -> list[Path]:
        """The Parquet files of a canonical table that count now, in the order of first import."""
        return [self.path / s["data_files"][table] for s in self.sources() if table in s["data_files"]]

    def overlaps(self) -> Path | None:
        """Lines that stand in two sources (line_id, kept_line_id), or None when there are none."""
        found = self.manifest()["overlaps"]
        return self.path / found["file"] if found else None

    def rejects(self) -> list[Path]:
        """Parquet files of the rows that could not be used, one per source that has any."""
        return [self.path / s["rejects_file"] for s in self.sources() if s["rejects_file"]]


def counts(source: dict[str, Any]) -> bool:
    """Does a source count, or was it withdrawn?"""
    return source.get("status") != WITHDRAWN


@contextmanager
def locked(home: Path) -> Iterator[None]:
    """Hold the home's import lock; a second import at once gets a KamError instead of a mixed-up home."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / ".import.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as e:
            raise KamError("intake.locked", home=home) from e
        yield


@contextmanager
def reading(home: Path) -> Iterator[None]:
    """Hold the files of the home: an import meanwhile leaves those that count no longer to the next one."""
    with (home / ".reading.lock").open("a") as lock:
        fcntl.flock(lock, fcntl.LOCK_SH)
        yield


def publish(home: Path, manifest: Manifest) -> None:
    """Make `manifest` the one that counts, then remove the files it no longer names."""
    for path in _named(manifest):
        _sync(home / path)
    target = home / "sources.json"
    aside = home / "sources.json.new"
    with aside.open("w", encoding="utf-8") as f:
        json.dump(manifest, f, ensure_ascii=False, indent=1)
        f.flush()
        os.fsync(f.fileno())
    os.replace(aside, target)
    _sync(home)
    remove_unnamed(home, manifest)


def remove_unnamed(home: Path, manifest: Manifest) -> None:
    """Remove data files that the manifest does not name: leftovers of replaced sources and killed imports.

    While a build reads, they stay: it may have begun with them. Only for who holds the import's lock.
    """
    with (home / ".reading.lock").open("a") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            return
        _remove_unnamed(home, manifest)


def _remove_unnamed(home: Path, manifest: Manifest) -> None:
    named = {home / p for p in _named(manifest)}
    for folder in ("canonical", "rejects"):
        for file in (home / folder).rglob("*.parquet"):
            if file not in named:
                file.unlink(missing_ok=True)


def _named(manifest: Manifest) -> set[str]:
    named = {p for s in manifest["sources"] for p in s["data_files"].values()}
    named |= {s["rejects_file"] for s in manifest["sources"] if s["rejects_file"]}
    if manifest["overlaps"]:
        named.add(manifest["overlaps"]["file"])
    return named


def _sync(path: Path) -> None:
    fd = os.open(path, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
