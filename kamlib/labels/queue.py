"""Why something is in the queue, in a sentence: the cause, in the numbers it was found by."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.key import why_text
from kamlib.policy import Policy


def queue_text(row: Mapping[str, Any], lang: str, currency: str | None = None, policy: Policy | None = None) -> str:
    """One row of `queue` or `queue_items` in words: "Silent for 127 days; usually buys every 7"."""
    item, now, before = row["item"], row["value"], row["value_before"]
    detail = row["detail_en"] if lang == "en" and "detail_en" in row else row["detail"]
    if item == "leaving" and not formats.is_unknown(before) and now <= before:
        # its silence is as usual: then that is no cause, the forecast alone is
        if formats.is_unknown(row.get("p_churn")):
            return columns.code_label("queue_item", item, lang, policy)
        horizon = formats.sale_days((policy or Policy()).churn.horizon_days, lang)
        return t("queue.leaving_forecast", lang, p=formats.share(row["p_churn"], lang, 0), horizon=horizon)
    if item in ("leaving", "gone", "dropped_class"):
        rhythm = "" if formats.is_unknown(before) else "_rhythm"
        gap = "" if formats.is_unknown(before) else t("findings.every", lang, n=formats.shown_gap(before))
        return t(f"queue.{item}{rhythm}", lang, idle=formats.since_sale(now, lang), gap=gap, detail=detail)
    if item in ("shrunk", "below_last_year"):
        amounts = {k: formats.money(v, lang, currency, compact=True) for k, v in (("now", now), ("before", before))}
        change = formats.growth(now / before - 1, lang, 0) if before else formats.UNKNOWN
        return t(f"queue.{item}", lang, change=change, **amounts)
    if item in ("misfit", "fit_failed"):
        return t(f"queue.{item}", lang, fit=formats.share(now, lang, 0))
    if item in ("left", "entered"):
        told = {
            "is_key": item == "entered",
            "decided_by": row["detail"],
            "margin": now,
            "fit_share": now,
            "passes": True,
        }
        return t(f"queue.{item}", lang, why=why_text(told, lang, policy))
    if item == "over_limit":
        shown = {k: _given(row["detail"], v, lang, currency) for k, v in (("now", now), ("before", before))}
        return t(f"queue.over_limit_{row['detail']}", lang, **shown)
    if item == "unprofitable":
        return t("queue.unprofitable", lang, loss=formats.money(-now, lang, currency, compact=True))
    label = columns.code_label("queue_item", item, lang, policy)
    if item == "judgement_expired":
        detail = columns.code_label("criterion", detail, lang)
    elif item.startswith("charter"):
        detail = columns.code_label("charter_question", detail, lang)
    return label if formats.is_unknown(detail) else f"{label}: {detail}"


def check_text(row: Mapping[str, Any], lang: str, currency: str | None = None, policy: Policy | None = None) -> str:
    """One row of `queue_checks` in words: the reason, whether it holds, and the number it goes by."""
    label = columns.code_label("queue_item", row["item"], lang, policy)
    state = "unknown" if formats.is_unknown(row["is_in_queue"]) else "yes" if row["is_in_queue"] else "no"
    told = t(f"queue.check_{state}", lang, reason=label)
    if formats.is_unknown(row["number_value"]):
        return told
    shown = {"value": _number(row["item"], row["number_value"], lang, currency)}
    if row["item"] in LIMITED:
        shown["limit"] = _number(row["item"], row["number_limit"], lang, currency)
    number = t(f"queue.number_{row['item']}", lang, **shown)
    return f"{told} ({number})"


def _given(limit: str, x: Any, lang: str, currency: str | None) -> str:
    """What a client is given, or may be, in the unit of a limit of the charter."""
    if limit == "discount":
        return formats.share(x, lang)
    return formats.days(round(x), lang) if limit == "deferral" else formats.money(x, lang, currency, compact=True)


LIMITED = ("leaving", "below_last_year")


def _number(item: str, x: Any, lang: str, currency: str | None) -> str:
    if item == "dropped_class":
        return formats.count(x, lang)
    if item in ("misfit", "unprofitable"):
        return formats.money(x, lang, currency, compact=True)
    return formats.share(x, lang, 0 if item != "leaving" else 1)
