"""The plan of a client in words: a goal in the unit of its measure, what the data suggest, by what a tie is known."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns

_SHARES = ("potential_share", "fit", "discount")
_MONEY = ("revenue", "contribution")


def measured(measure: object, value: object, lang: str, currency: str | None = None) -> str | None:
    """A number of a goal in the unit of its measure (money, share, days, count); None: not known."""
    if formats.is_unknown(value):
        return None
    if measure in _MONEY:
        return formats.money(value, lang, currency, compact=True)
    if measure in _SHARES:
        return formats.share(value, lang)
    return formats.days(value, lang) if measure == "days_to_pay" else formats.number(value, lang)


def suggestion_text(row: Mapping[str, Any], lang: str) -> str:
    """A suggested goal of `plan_goals` as it would be called in the plan, with the need or class it is about."""
    said = columns.code_label("goal_suggestion", row["suggestion"], lang)
    english = ("need_en", "product_class_en") if lang == "en" else ()
    about = next((row[n] for n in (*english, "need", "product_class") if not formats.is_unknown(row[n])), None)
    return said if about is None else t("plan.about", lang, goal=said, about=about)


def tie_text(row: Mapping[str, Any], lang: str, currency: str | None = None) -> str:
    """By what a tie of `ties` is known: its number, its days, how strong it is said to be."""
    told = [t("plan.seen" if row["is_measured"] else "plan.entered", lang)]
    if not formats.is_unknown(row["tie_value"]):
        told[0] += f" ({_number(row, lang, currency)})"
    if not row["holds"]:
        told.append(t("plan.over", lang, date=formats.date(row["until"], lang)))
    else:
        days = [d for d in ("since", "until") if not formats.is_unknown(row[d])]
        told += [t(f"plan.{d}", lang, date=formats.date(row[d], lang)) for d in days]
    if not formats.is_unknown(row["strength"]):
        told.append(t("plan.strength", lang, n=formats.count(row["strength"], lang)))
    return ", ".join(told)


def _number(row: Mapping[str, Any], lang: str, currency: str | None) -> str:
    value = row["tie_value"]
    if row["tie"] == "stock":
        return formats.money(value, lang, currency, compact=True)
    if row["tie"] in ("edi", "online_ordering"):
        return t("plan.share_of_lines", lang, share=formats.share(value, lang, 0))
    return t("plan.people" if row["tie"] == "several_contacts" else "plan.trainings", lang, n=int(value))
