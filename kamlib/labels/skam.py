"""The SKAM room in words: the numbers a decision was made on, the values of a policy."""

from __future__ import annotations

import json
from collections.abc import Mapping

from kamlib.core import formats
from kamlib.core.renamed import RENAMED
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import Policy

_PARTS = {"client": "key_clients", "list": "selection_totals"}
Pairs = list[tuple[str, str]]


def numbers_in_words(numbers: str | Mapping | None, lang: str, currency: str | None = None) -> dict[str, Pairs]:
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
    said = {
        part: _in_words(held, _PARTS.get(part), lang, currency) for part, held in (parts | {"other": other}).items()
    }
    changed = {RENAMED.get(name, name): values for name, values in (numbers.get("policy") or {}).items()}
    said["policy"] = [
        (policy_label(name, lang), f"{policy_value(name, was, lang)} → {policy_value(name, now, lang)}")
        for name, (was, now) in changed.items()
    ]
    return {part: pairs for part, pairs in said.items() if pairs}


def _in_words(held: Mapping, table: str | None, lang: str, currency: str | None) -> Pairs:
    found = []
    for name, x in ((RENAMED.get(name, name), x) for name, x in held.items()):
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
            said = columns.value(name, x, lang, currency, table)
        found.append((columns.label(name, lang, table), said))
    return found


def numbers_line(numbers: str | Mapping | None, lang: str, currency: str | None = None) -> str:
    """`numbers_in_words` in one line."""
    said = numbers_in_words(numbers, lang, currency)
    return "; ".join(f"{label}: {x}" for pairs in said.values() for label, x in pairs)


def policy_label(name: str, lang: str) -> str:
    """What a value of the policy is called; its name where this version does not know it."""
    return t(f"policy.{name}", lang) if name in Policy().scalars() else name


def policy_value(name: str, x: object, lang: str) -> str:
    """A value of the policy as written: a share as a percentage, a word in the language."""
    if formats.is_unknown(x):
        return formats.UNKNOWN
    if isinstance(x, str):
        return t(f"skam_page.value_{x}", lang) if x in ("allowed", "refused") else x
    return formats.policy_share(x, lang) if _is_share(name) else formats.number(x, lang, 6)


def _is_share(name: str) -> bool:
    for section, part in Policy():
        field = type(part).model_fields.get(name.removeprefix(f"{section}_"))
        if name.startswith(f"{section}_") and field is not None:
            return field.annotation is float and any(getattr(m, "le", None) == 1 for m in field.metadata)
    return False
