"""Results of learning kept in a folder: what was learnt from the same data, by the same code, is not learnt again.

A result lies under the fingerprint of all it was made from, so that nothing ever has to be marked as out of date; a
file that is lost or damaged is made anew. Anybody may delete the folder at any time.
"""

from __future__ import annotations

import hashlib
import os
import time
from collections.abc import Callable, Iterable
from dataclasses import fields, is_dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import parquet

DAYS = 400  # what nobody asked for in this time is deleted: an origin of a year ago is asked for again
LEARNERS = ("numpy", "scipy", "scikit-learn", "pandas")


class Kept:
    """Tables by what they were made from; without a folder nothing is kept and everything is made."""

    def __init__(self, folder: Path | None, code: str):
        """code: a fingerprint of the code that learns."""
        self.folder = folder
        self.made_by = (code, *(version(name) for name in LEARNERS))

    def table(self, name: str, made_from: tuple[Any, ...], make: Callable[[], pd.DataFrame | None]) -> pd.DataFrame:
        """The table kept under the name and all it is made from, or else the one that `make` gives, kept from now on.

        An empty one stands for None.
        """
        if self.folder is None:
            return _or_empty(make())
        file = self.folder / f"{name}-{fingerprint((self.made_by, name, made_from))}.parquet"
        found = _read(file)
        if found is None:
            found = _or_empty(make())
            _write(file, found)
        return found

    def forget(self) -> None:
        """Delete what nobody asked for in a long time."""
        oldest = time.time() - DAYS * 86_400
        for file in self.folder.glob("*.parquet*") if self.folder else ():
            if file.stat().st_mtime < oldest:
                file.unlink(missing_ok=True)


NOTHING_KEPT = Kept(None, "")


def fingerprint(of: Any) -> str:
    """The same for the same values, types and order: of frames, arrays, dataclasses and all that has a full repr."""
    digest = hashlib.sha256()
    for part in _parts(of):
        digest.update(part)
    return digest.hexdigest()[:32]


def _parts(of: Any) -> Iterable[bytes]:
    yield type(of).__name__.encode() + b":"
    if isinstance(of, pd.DataFrame):
        yield repr([*zip(of.columns, of.dtypes.astype(str), strict=True), len(of)]).encode()
        for name in of:
            yield pd.util.hash_array(of[name].to_numpy(), categorize=True).tobytes()
    elif isinstance(of, np.ndarray):
        yield repr((of.shape, of.dtype)).encode() + np.ascontiguousarray(of).tobytes()
    elif is_dataclass(of):
        for field in fields(of):
            yield from _parts(getattr(of, field.name))
    elif isinstance(of, tuple | list):
        for part in of:
            yield from _parts(part)
    else:
        yield repr(of).encode() + b";"


def _or_empty(frame: pd.DataFrame | None) -> pd.DataFrame:
    return pd.DataFrame() if frame is None else frame


def _read(file: Path) -> pd.DataFrame | None:
    try:
        found = parquet.read_table(file, page_checksum_verification=True).to_pandas()
        os.utime(file)
    except (OSError, pa.ArrowException):
        return None
    return found


def _write(file: Path, frame: pd.DataFrame) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_suffix(f".parquet.{os.getpid()}")
    parquet.write_table(pa.Table.from_pandas(frame, preserve_index=False), aside, write_page_checksum=True)
    aside.replace(file)
