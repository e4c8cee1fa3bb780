"""Homes of earlier versions kept what people entered as files; their rows are entered into the register once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import duckdb

from kamlib.contract import register_tables
from kamlib.core import home as store
from kamlib.register import open_register
from kamlib.register.rows import stored
from kamlib.register.write import Change


def adopt(home: Path) -> None:
    """Enter the rows of such files, the earliest first, and take the files out of the manifest."""
    if not _left(store.Home(home).manifest()):
        return
    with store.locked(home):
        adopt_locked(home, store.Home(home).manifest())


def adopt_locked(home: Path, manifest: store.Manifest) -> None:
    """`adopt` for who holds the import's lock already; changes the manifest given, and publishes it."""
    left = _left(manifest)
    if not left:
        return
    changes = []
    with duckdb.connect() as con:
        for source, name in left:
            table = register_tables()[name]
            file = con.read_parquet(str(home / source["data_files"][name]))
            names = [c for c in table.columns if c in file.columns]
            found = file.project(", ".join(f'"{c}"' for c in names)).fetchall()
            rows = [stored(dict(zip(names, values, strict=True))) for values in found]
            changes.append(Change(table, rows, f"file {source['file']}", keep_known=True))
    register = open_register(home)
    register.write_all(changes, author="import")
    register.close()
    for source, name in left:
        del source["data_files"][name]
    store.publish(home, manifest)


def _left(manifest: store.Manifest) -> list[tuple[dict[str, Any], str]]:
    return [(s, name) for s in manifest["sources"] for name in s["data_files"] if name in register_tables()]
