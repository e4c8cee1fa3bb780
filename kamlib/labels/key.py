"""Who is key in words: why a client is on the list or not, what a group is and how to work with it."""

from __future__ import annotations

from collections.abc import Mapping

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.policy import Policy

_SHARES = ("level", "trend", "claims", "returns", "life", "pace", "profit_share", "potential", "small_with_us")
_DAYS = ("payment",)
_SALE_DAYS = ("tenure", "with_us", "new")
_COUNTS = ("new_classes",)
_RATIOS = ("steadiness", "breadth")


def why_text(row: Mapping, lang: str, policy: Policy | None = None) -> str:
    """One row of `key_clients` or `selection` as a sentence: what decided, and by how much."""
    side, reason = "in" if row["is_key"] else "out", row["decided_by"]
    margin = row["margin"]
    if side == "out" and reason in ("places", "capacity") and formats.is_unknown(margin):
        reason = "full"
    values = {}
    if reason in ("score", "places", "capacity"):
        values["points"] = formats.number(abs(margin), lang, 1)
    if reason == "fit":
        values["fit"] = formats.share(row["fit_share"], lang)
        values["threshold"] = formats.policy_share((policy or Policy()).fit.threshold, lang)
    said = t(f"key.why_{side}_{reason}", lang, **values)
    marked = side == "in" and reason != "decision" and formats.is_unknown(row["passes"])
    return said + t("key.fit_not_known", lang) if marked else said


def group_text(group: str, lang: str) -> tuple[str, str]:
    """Who belongs to a group of key clients, and how to work with it. Raises KeyError for an unknown group."""
    return t(f"key.who_{group}", lang), t(f"key.work_{group}", lang)


def in_its_unit(of: str, value: object, lang: str) -> str:
    """A value, mark, threshold or distance of a part (`criteria_parts`) or condition (`group_conditions`) as written:
    a share, days, a count, a ratio; points for all others."""
    if formats.is_unknown(value):
        return formats.UNKNOWN
    if of in _SHARES:
        return formats.growth(value, lang) if of in ("trend", "pace") else formats.share(value, lang, 2)
    if of in (*_DAYS, *_SALE_DAYS):
        return (formats.days if of in _DAYS else formats.since_sale)(round(value), lang)
    if of in _COUNTS:
        return formats.number(value, lang, 0)
    return formats.number(value, lang, 2 if of in _RATIOS else 1)


def stays_text(share: float, lang: str) -> str:
    """How often of 100 a client stays on the list; all and none only where it is all and none."""
    n = round(100 * share)
    return formats.count(n if share in (0, 1) else min(max(n, 1), 99), lang)
