"""What was found of the company and its clients, as sentences."""

from __future__ import annotations

from collections.abc import Mapping

from kamlib.core import formats
from kamlib.core.texts import t


def finding_text(row: Mapping, lang: str, currency: str | None = None) -> str:
    """One sentence on a row of `findings`: what was found, in the numbers it was found by.

    row: finding, detail, class_before, class_now, since, value, value_before (a dict, or a row of the DataFrame).
    Raises KeyError for a finding that is not known.
    """
    finding, detail, now, before = (row[k] for k in ("finding", "detail", "value", "value_before"))
    if lang == "en" and "detail_en" in row:
        detail = row["detail_en"]
    if finding == "silent" or (finding in ("lost", "dropped_class") and not formats.is_unknown(before)):
        gap = t("findings.every", lang, n=formats.shown_gap(before))
        return t(f"findings.{finding}", lang, idle=formats.since_sale(now, lang), gap=gap, detail=detail)
    if finding in ("lost", "dropped_class"):
        return t(f"findings.{finding}_no_rhythm", lang, idle=formats.since_sale(now, lang), detail=detail)
    if finding == "discount_without_growth":
        shares = {k: formats.share(v, lang) for k, v in (("now", now), ("before", before))}
        return t("findings.discount_without_growth", lang, **shares)
    if finding == "concentration":
        return t("findings.concentration", lang, share=formats.share(now, lang))
    if finding == "unprofitable":
        return t(f"findings.unprofitable_{detail}", lang, loss=formats.money(-now, lang, currency, compact=True))
    if finding == "emerging" and (formats.is_unknown(before) or before <= 0):
        return t("findings.emerging_new", lang, now=formats.money(now, lang, currency, compact=True))
    amounts = {k: formats.money(v, lang, currency, compact=True) for k, v in (("now", now), ("before", before))}
    if finding == "moved_down":
        return t("findings.moved_down", lang, was=row["class_before"], is_now=row["class_now"], **amounts)
    change = formats.growth(now / before - 1, lang, 0) if before else formats.UNKNOWN
    since = formats.sale_from(row["since"], lang) if finding == "shrinking" else None
    return t(f"findings.{finding}", lang, change=change, since=since, **amounts)
