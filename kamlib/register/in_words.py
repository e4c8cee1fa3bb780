"""What stands in the register, in words: a value, which row it is, what an entry changed; one way for every room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from kamlib.contract import Column, Table, codes, tables
from kamlib.core import formats


def value(column: Column, x: Any, lang: str, currency: str | None = None) -> str:
    """A value as its column's type is written: code → label, share → percentage, money to the kopeck where it has some.

    currency: ISO code of the company; None: money without a sign. Not known: "—".
    """
    if formats.is_unknown(x):
        return formats.UNKNOWN
    if column.codes:
        return codes()[column.codes].get(str(x), {lang: str(x)})[lang]  # a code of the company's own is its own label
    match column.type:
        case "money":
            return formats.money(x, lang, currency, digits=0 if x == int(x) else 2)
        case "share":
            return formats.policy_share(x, lang)
        case "number" | "score" | "quantity" | "integer":
            return formats.number(x, lang, 4)
        case "date" | "flag" as kind:
            return formats.by_format(kind, x, lang)
    return str(x)


def row(table: Table, key: Sequence[object], lang: str, without: Sequence[str] = ()) -> str:
    """Which row it is: the values of its key, without some of its columns and what is not known."""
    named = zip(table.key, key, strict=True)
    return " · ".join(
        value(table.columns[name], x, lang) for name, x in named if name not in without and not formats.is_unknown(x)
    )


def change(entry: Mapping[str, Any], lang: str, currency: str | None = None, without: Sequence[str] = ()) -> str:
    """What an entry changed, column by column: "Score: 40 → 60", of a new row "Score: 60".

    entry: table_name, columns, old, new, as a row of `Register.history`.
    """
    spec, said = tables()[entry["table_name"]].columns, []
    for name in entry["columns"]:
        if name in without:
            continue
        old, new = (value(spec[name], (entry[side] or {}).get(name), lang, currency) for side in ("old", "new"))
        said.append(f"{spec[name].label(lang)}: {new if entry['old'] is None else f'{old} → {new}'}")
    return "; ".join(said)
