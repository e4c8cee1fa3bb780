"""The SKAM room in words: the numbers a decision was made on, the values of a policy, the minutes of a review."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from datetime import date

import pandas as pd

from kamlib import columns, formats
from kamlib.intake.contract import Column
from kamlib.intake.contract import tables as contract
from kamlib.policy import Policy
from kamlib.register import Register
from kamlib.texts import t

MINUTES = ("at", "author", "table", "client", "subject", "decided", "why", "decided_by", "until", "next_review",
           "numbers", "source")  # fmt: skip
_PARTS = {"client": "key_clients", "list": "ruler_totals"}
Pairs = list[tuple[str, str]]


def numbers_told(numbers: str | Mapping | None, lang: str, currency: str | None = None) -> dict[str, Pairs]:
    """The numbers a decision rests on as (label, value), in parts: client, list (the key clients together), policy
    (each value before and after), other. What is not known, and what no dictionary knows, is left out."""
    if isinstance(numbers, str):
        try:
            numbers = json.loads(numbers)
        except json.JSONDecodeError:
            return {}
    if not isinstance(numbers, Mapping):
        return {}
    parts = {part: numbers[part] for part in _PARTS if isinstance(numbers.get(part), Mapping)}
    if "policy" not in numbers and "list" in parts:  # nobody moves by a decision about one client
        parts["list"] = {name: x for name, x in parts["list"].items() if name not in ("enters", "leaves")}
    other = {name: x for name, x in numbers.items() if not isinstance(x, Mapping | list)}
    told = {part: _told(held, _PARTS.get(part), lang, currency) for part, held in (parts | {"other": other}).items()}
    changed = numbers.get("policy") or {}
    told["policy"] = [
        (policy_label(name, lang), f"{policy_value(name, was, lang)} → {policy_value(name, now, lang)}")
        for name, (was, now) in changed.items()
    ]
    return {part: pairs for part, pairs in told.items() if pairs}


def _told(held: Mapping, table: str | None, lang: str, currency: str | None) -> Pairs:
    found = []
    for name, x in held.items():
        try:
            kind = columns.info(name, table).format
        except KeyError:
            continue
        if formats.is_unknown(x) or name == "contribution_level":
            continue
        if name == "contribution_12m" and held.get("contribution_level") == "revenue":
            continue  # it would be the revenue again
        if kind == "money":
            said = formats.money(x, lang, currency, compact=True)
        else:
            said = formats.value(name, x, lang, currency, table)
        found.append((columns.label(name, lang, table), said))
    return found


def numbers_line(numbers: str | Mapping | None, lang: str, currency: str | None = None) -> str:
    """`numbers_told` in one line."""
    told = numbers_told(numbers, lang, currency)
    return "; ".join(f"{label}: {x}" for pairs in told.values() for label, x in pairs)


def policy_label(name: str, lang: str) -> str:
    """What a value of the policy is called; its name where this version does not know it."""
    return t(f"policy.{name}", lang) if name in Policy().scalars() else name


def policy_value(name: str, x: object, lang: str) -> str:
    """A value of the policy as written: a share as a percentage, a word in the language."""
    if formats.is_unknown(x):
        return formats.UNKNOWN
    if isinstance(x, str):
        return t(f"skam_page.value_{x}", lang) if x in ("allowed", "refused") else x
    return formats.policy_share(x, lang) if _is_share(name) else formats.number(x, lang)


def _is_share(name: str) -> bool:
    for section, part in Policy():
        field = type(part).model_fields.get(name.removeprefix(f"{section}_"))
        if name.startswith(f"{section}_") and field is not None:
            return field.annotation is float and any(getattr(m, "le", None) == 1 for m in field.metadata)
    return False


# Minutes


def minutes(
    register: Register,
    since: date,
    lang: str,
    currency: str | None = None,
    name_of: Callable[[str], str] = str,
    tables: tuple[str, ...] | None = None,
) -> pd.DataFrame:
    """One row per entry that people made on or after a day (UTC), in the order they were made: the minutes of a review.

    at, author, table (its label), client (`name_of` its code), subject (decision, question, promise, need …), decided
    (what was entered or changed, in words), why, decided_by, until, next_review, numbers (of a decision), source.
    tables: only of these tables of the register. Files that were imported are left out.
    """
    entries = register.history(since=since)
    entries = entries[~entries["source"].str.startswith("file ")].sort_values("entry_id")
    if tables:
        entries = entries[entries["table_name"].isin(tables)]
    kept = register.current("promises")
    promises = dict(zip(kept["promise_id"], kept["promise"], strict=True))
    rows = [_minute(e, lang, currency, name_of, promises) for e in entries.to_dict("records")]
    return pd.DataFrame(rows, columns=list(MINUTES), dtype=object)


def _minute(e: dict, lang: str, currency: str | None, name_of: Callable[[str], str], promises: dict) -> dict:
    table, new = contract()[e["table_name"]], e["new"] or {}
    client = e["client_id"]
    row = {
        "at": f"{formats.date(e['at'], lang)} {e['at']:%H:%M} UTC",
        "author": e["author"],
        "table": table.label(lang),
        "client": None if client is None else name_of(client),
        "source": e["source"],
    }
    if e["table_name"] == "decisions":
        row |= {
            "subject": columns.code_label("decision_kind", new["kind"], lang) if "kind" in new else e["key"][0],
            "decided": new.get("subject") or _changes(e, lang, currency),
            "why": new.get("why"),
            "decided_by": new.get("decided_by"),
            "numbers": numbers_line(new.get("numbers"), lang, currency) or None,
            **{n: formats.date(new[n], lang) for n in ("until", "next_review") if new.get(n)},
        }
        return row
    return row | {"subject": _subject(e, lang, promises), "decided": _changes(e, lang, currency)}


def _subject(e: dict, lang: str, promises: dict) -> str:
    table, new = contract()[e["table_name"]], e["new"] or {}
    if e["table_name"] == "promises":
        return new.get("promise") or promises.get(e["key"][0]) or e["key"][0]
    said = [
        _value(table.columns[n], x, lang, None) for n, x in zip(table.key, e["key"], strict=True) if n != "client_id"
    ]
    return " · ".join(x for x in said if x != formats.UNKNOWN)


def _changes(e: dict, lang: str, currency: str | None) -> str:
    """What an entry did, column by column."""
    if e["what"] == "withdrawn":
        return t("skam_page.withdrawn", lang)
    spec, said = contract()[e["table_name"]].columns, []
    for name in e["columns"]:
        if name in ("client_id", "promise"):
            continue
        old, new = (_value(spec[name], (e[side] or {}).get(name), lang, currency) for side in ("old", "new"))
        said.append(f"{spec[name].label(lang)}: {new if e['old'] is None else f'{old} → {new}'}")
    return "; ".join(said)


def _value(column: Column, x: object, lang: str, currency: str | None) -> str:
    if formats.is_unknown(x):
        return formats.UNKNOWN
    if column.codes:
        return columns.code_label(column.codes, str(x), lang)
    if column.type == "money":
        return formats.money(x, lang, currency)
    if column.type == "date":
        return formats.date(x, lang)
    if column.type == "flag":
        return formats.by_format("flag", x, lang)
    return formats.number(x, lang) if column.type in ("share", "score", "number") else str(x)
