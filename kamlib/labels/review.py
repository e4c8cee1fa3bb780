"""A review in words: the measures of two dates, what a decision rested on and what became of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from kamlib.core import formats
from kamlib.core.renamed import RENAMED
from kamlib.core.texts import t
from kamlib.labels import columns

SHARES = ("at_risk_top_share", "key_revenue_share", "key_contribution_share", "key_fit_mean")
MONEY = ("net_12m", "contribution_12m", "contribution_at_risk_12m", "revenue_at_risk_12m")
# of what a decision froze, what is told beside the number of now
THEN_AND_NOW = ("is_key", "net_12m", "contribution_12m", "contribution_at_risk_12m", "p_churn", "fit_share")


def measure_value(measure: str, x: Any, lang: str, currency: str | None = None, digits: int = 1) -> str:
    """A number of `Comparison.company` in the unit of its measure; digits: of a share, in percent."""
    if measure in MONEY:
        return formats.money(x, lang, currency, compact=True)
    return formats.share(x, lang, digits) if measure in SHARES else formats.count(x, lang)


def measure_change(row: Mapping[str, Any], lang: str, currency: str | None = None) -> str:
    """How a measure changed: money also in percent, shares in percentage points."""
    measure, x = row["company_measure"], row["measure_change"]
    if formats.is_unknown(x):
        return formats.UNKNOWN
    sign = "+" if x > 0 else ""
    if measure in SHARES:
        return t("review.points", lang, points=f"{sign}{formats.number(x * 100, lang, 1)}")
    said = sign + measure_value(measure, x, lang, currency)
    before = row["said_then"] if formats.is_unknown(row["known_then"]) else row["known_then"]
    return f"{said} ({formats.growth(x / before, lang)})" if measure in MONEY and before else said


def then_and_now(row: Mapping[str, Any], lang: str, currency: str | None = None) -> list[tuple[str, str, str]]:
    """What a decision froze of its client beside the same of now: (label, then, now); what is unknown of then is left
    out. row: of `decision_outcomes`."""
    try:
        frozen = json.loads(row["numbers"]) if isinstance(row["numbers"], str) else {}
    except json.JSONDecodeError:
        frozen = {}
    held = frozen.get("client") if isinstance(frozen, Mapping) else None
    held = {RENAMED.get(k, k): v for k, v in held.items()} if isinstance(held, Mapping) else {}
    return [
        (columns.label(name, lang), _value(name, held[name], lang, currency), _value(name, row[name], lang, currency))
        for name in THEN_AND_NOW
        if not formats.is_unknown(held.get(name))
    ]


def _value(name: str, x: Any, lang: str, currency: str | None) -> str:
    if columns.info(name).format == "money":
        return formats.money(x, lang, currency, compact=True)
    return columns.value(name, x, lang, currency)


def outcome_text(row: Mapping[str, Any], lang: str, currency: str | None = None) -> str:
    """How a decision turned out, in a sentence or two. row: of `decision_outcomes`."""
    amounts = {k: formats.money(row[k], lang, currency, compact=True) for k in ("net_since", "net_year_before")}
    if formats.is_unknown(row["change_since"]):
        return t("review.since_alone", lang, **amounts)
    said = t("review.since", lang, change=formats.growth(row["change_since"], lang, 0), **amounts)
    if formats.is_unknown(row["change_low"]):
        return f"{said} {t('review.too_few', lang, n=int(row['comparables']))}"
    low, high = (formats.growth(row[k], lang, 0) for k in ("change_low", "change_high"))
    return f"{said} {t('review.comparable', lang, n=formats.count(row['comparables'], lang), low=low, high=high)}"
