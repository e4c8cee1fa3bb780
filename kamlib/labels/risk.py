"""The reasons of a risk as sentences, with the client's own values."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kamlib.core import formats
from kamlib.core.grain import by_month
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import Churn

SINCE_SALE = ("recency_days", "tenure_days")
DAYS = ("days_late_365d", "contact_silence_days")
HALF = 0.5  # most of its pauses
SHARES = ("discount_180d", "returns_share")


def driver_text(row: Mapping[str, Any], lang: str, currency: str | None = None) -> str:
    """One row of `risk_drivers` in words: "silent for 74 days; usually buys every 21 days"."""
    measure = row["measure"]
    if formats.is_unknown(measure):
        return t("risk.unknown", lang)
    value, usual = (_written(measure, row[k], lang, currency) for k in ("value", "usual"))
    if measure == "recency_days":
        usual = _every(row["usual"], lang)
        if by_month() and not formats.months_since(row["value"]):
            measure += "_this_month"
    alone = "_alone" if formats.is_unknown(row["usual"]) else ""
    return t(f"risk.{measure}{alone}", lang, value=value, usual=usual)


def sign_text(row: Mapping[str, Any], lang: str, currency: str | None = None) -> str:
    """A sign of `why_moved` then and now: "Days since the last purchase: 5 → 20"."""
    label = columns.code_label("driver_measure", row["measure"], lang)
    then, now = (
        formats.UNKNOWN if formats.is_unknown(row[k]) else _written(row["measure"], row[k], lang, currency)
        for k in ("value_then", "value_now")
    )
    return f"{label}: {then} → {now}"


def call_text(row: Mapping[str, Any], lang: str, currency: str | None = None) -> str | None:
    """Why a row of `save_list` is there, where it is not the forecast: what it bought, and against what."""
    if row["call_cause"] == "at_risk":
        return None
    now, usual = (formats.money(row[k], lang, currency, compact=True) for k in ("bought", "bought_usually"))
    return t(f"risk.call_{row['call_cause']}", lang, now=now, usual=usual)


def silence_text(chance: float, lang: str) -> str:
    """How unusual a silence is, from the share of the client's own pauses that last longer (`silence_chance`)."""
    shown = formats.share(chance, lang, 0)
    if shown == formats.share(0, lang, 0):
        return t("risk.silence_rare", lang)
    return t("risk.silence_usual" if chance >= HALF else "risk.silence_some", lang, share=shown)


def method_text(card: Mapping[str, Any], rules: Churn, lang: str) -> str:
    """Which method answers and why that one, from `model_card` and the policy; where none does, why."""
    if formats.is_unknown(card["method"]):
        return columns.code_label("churn_status", card["status"], lang)
    is_enough = card["events_learnt"] >= rules.blend_from_events
    size, usual = ("large", "blend") if is_enough else ("small", "small")
    if card["target"] == "shrunk":
        size, usual = ("large", "learners") if is_enough else ("own", "logistic")
    names = {k: columns.code_label("churn_method", k, lang) for k in (card["method"], usual)}
    why = t(f"risk.rung_{size}", lang, n=card["events_learnt"], usual=names[usual], blend_from=rules.blend_from_events)
    chosen = "rung_kept" if card["method"] == usual else "rung_changed"
    return f"{t('risk.rung', lang, method=names[card['method']])} {why} {t(f'risk.{chosen}', lang)}"


def _written(measure: str, x: object, lang: str, currency: str | None) -> str:
    if measure in SINCE_SALE:
        return formats.since_sale(x, lang)
    if measure in DAYS:
        return formats.days(x, lang)
    if measure in SHARES:
        return formats.share(x, lang)
    if measure == "net_90d":
        return formats.money(x, lang, currency, compact=True)
    return formats.number(x, lang, 1)


def _every(gap: object, lang: str) -> str:
    return formats.UNKNOWN if formats.is_unknown(gap) else t("findings.every", lang, n=formats.shown_gap(gap))
