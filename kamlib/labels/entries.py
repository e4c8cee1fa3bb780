"""The files of the dictionary: columns/<topic>.toml, one entry a column, each written once.

A column stands with the topic of the model that makes it (kamlib/sql/<schema>/<topic>/), or of its answer where no
model does; what many topics use is in common.toml, where the format of an entry is explained too.
"""

from __future__ import annotations

import tomllib
from importlib.resources.abc import Traversable
from typing import Any

# the order of the definitions; a topic that is not in it comes after these
ORDER = (
    "common",
    "queue",
    "day",
    "company",
    "clients",
    "client",
    "scoring",
    "key",
    "fit",
    "risk",
    "people",
    "skam",
    "review",
    "data",
)


def read_entries(folder: Traversable) -> dict[str, dict[str, Any]]:
    """Every entry of a folder, key -> entry with its `topic`, in the order of the topics and of their files.

    Raises ValueError where a column, or what one table means by it, has two entries.
    """
    entries: dict[str, dict[str, Any]] = {}
    stands_in: dict[str, str] = {}
    files = {f.name.removesuffix(".toml"): f for f in folder.iterdir() if f.name.endswith(".toml")}
    for topic in sorted(files, key=place):
        file = files[topic]
        for key, entry in tomllib.loads(file.read_text("utf-8")).items():
            for name in names_of(key):
                if name in stands_in:
                    raise ValueError(f"{name} has two entries, in {stands_in[name]} and in {file.name}: keep one")
                stands_in[name] = file.name
            entries[key] = entry | {"topic": topic}
    return entries


def names_of(key: str) -> list[str]:
    """What an entry is about: "column" alone, or of ["table, other table.column"] each "table.column"."""
    if "." not in key:
        return [key]
    tables, column = key.split(".")
    return [f"{table.strip()}.{column}" for table in tables.split(",")]


def place(topic: str) -> tuple[int, str]:
    """What sorts topics."""
    return (ORDER.index(topic) if topic in ORDER else len(ORDER), topic)
