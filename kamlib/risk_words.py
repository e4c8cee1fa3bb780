"""The reasons of a risk as sentences, with the client's own values."""

from __future__ import annotations

from collections.abc import Mapping

from kamlib import formats
from kamlib.texts import t

DAYS = ("recency_days", "tenure_days", "days_late_365d", "contact_silence_days")
SHARES = ("discount_180d", "returns_share")


def driver_text(row: Mapping, lang: str, currency: str | None = None) -> str:
    """One row of `risk_drivers` in words: "silent for 74 days; usually buys every 21 days"."""
    measure = row["measure"]
    if formats.is_unknown(measure):
        return t("risk.unknown", lang)
    value, usual = (_written(measure, row[k], lang, currency) for k in ("value", "usual"))
    if measure == "recency_days":
        usual = _every(row["usual"], lang)
    alone = "_alone" if formats.is_unknown(row["usual"]) else ""
    return t(f"risk.{measure}{alone}", lang, value=value, usual=usual)


def _written(measure: str, x: object, lang: str, currency: str | None) -> str:
    if measure in DAYS:
        return formats.days(x, lang)
    if measure in SHARES:
        return formats.share(x, lang)
    if measure == "net_90d":
        return formats.money(x, lang, currency, compact=True)
    return formats.number(x, lang, 1)


def _every(gap: object, lang: str) -> str:
    if formats.is_unknown(gap):
        return formats.UNKNOWN
    form = "day" if formats.shown_days(gap) == 1 else formats.plural(formats.shown_days(gap), lang)
    return t(f"findings.every_{form}", lang, n=formats.number(formats.shown_days(gap), lang, 1))
