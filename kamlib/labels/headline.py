"""The company in three sentences: what the last quarter brought and what is expected, what is at risk, who is key.

`show` says how a number that leads to a page (its second argument) stands there: by default as it is written.
`earlier` is the review to compare with (its date and the measures of `Comparison.company`), None where there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any

import pandas as pd

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels.review import measure_value

NAMED = 2  # key clients likely to leave that are named; the rest are counted
LIKELY = ("high", "raised")
Show = Callable[[str, str], str]
Earlier = tuple[date, pd.DataFrame]


def as_written(text: str, _page: str = "") -> str:
    """A number or a name on its own, without a way to a page."""
    return text


def revenue_text(
    seen: Mapping[str, Any],
    plan_share: float | None,
    expected: Mapping[str, Any],
    lang: str,
    currency: str | None = None,
    show: Show = as_written,
) -> str:
    """The quarter (or where it is not known the year) against last year, the quarter before and the plan, and what is
    expected next.

    seen: `overview`. plan_share: of the quarter's plan sold (None: there is no plan). expected: `expected_total`.
    """
    known = not formats.is_unknown(seen["net_3m"])
    now, name = (seen["net_3m"], "quarter") if known else (seen["net_12m"], "year")
    compared = {"on_year": "net_3m_year_ago", "on_quarter": "net_3m_before"} if known else {"on_year": "net_12m_before"}
    parts = [t(f"overview.{name}", lang, net=show(_money(now, lang, currency), "clients"))]
    for text, before in compared.items():
        grown = formats.change(now, seen[before])
        if grown is not None:
            parts.append(t(f"overview.{text}", lang, growth=formats.growth(grown, lang)))
    if plan_share is not None and not formats.is_unknown(plan_share):
        parts.append(t("overview.of_plan", lang, share=formats.share(plan_share, lang, 0)))
    # nothing where none is expected, or no past date could be tested
    if expected and not formats.is_unknown(expected["low_total"]):
        amounts = {k: show(_money(expected[f"{k}_total"], lang, currency), "") for k in ("low", "high")}
        amounts["expected"] = show(_money(expected["expected_total"], lang, currency), "risk")
        horizon = formats.sale_days(expected["horizon_days"], lang)
        parts.append(t("overview.next_expected", lang, horizon=horizon, **amounts))
    return ", ".join(parts) + "."


def quarter_share(plan: pd.DataFrame) -> float | None:
    """How much of the quarter's plan was sold, from the company's rows of `plan`; None where there is no plan."""
    found = plan[plan["plan_period"] == "quarter"] if len(plan) else plan
    return None if found.empty else found["plan_share_to_date"].iloc[0]


def at_risk_text(
    total: Mapping[str, Any],
    moves: pd.DataFrame,
    before: pd.DataFrame,
    lang: str,
    currency: str | None = None,
    show: Show = as_written,
    earlier: Earlier | None = None,
) -> str:
    """Margin at risk, how much of it lies with few, how many alarms are new; "" where nothing was said before.

    total: `at_risk_total`; moves: `risk_moves`; before: `risk_before`.
    """
    if before.empty or not total:
        return ""
    is_revenue, cut_off = total["contribution_level"] == "revenue", before["cut_off"].iloc[0]
    is_dated = earlier is not None and pd.Timestamp(earlier[0]) != pd.Timestamp(cut_off)
    return t(
        "queue.at_risk_revenue" if is_revenue else "queue.at_risk",
        lang,
        was=_was(
            earlier, "revenue_at_risk_12m" if is_revenue else "contribution_at_risk_12m", lang, currency, is_dated
        ),
        share_was=_was(earlier, "at_risk_top_share", lang),
        money=show(_money(total["contribution_at_risk_12m"], lang, currency), "risk"),
        share=formats.share(total["top_share"], lang, 0),
        date=_date(cut_off, lang),
        n=formats.count(int((moves["risk_move"] == "new").sum()), lang),
    )


def keys_text(
    keys: pd.DataFrame,
    totals: Mapping[str, Any],
    leaving: Sequence[str],
    lang: str,
    show: Show = as_written,
    earlier: Earlier | None = None,
) -> str:
    """The key clients' share of revenue, and who of them is likely to leave; "" where nobody is key.

    keys: the key ones of `key_clients`; totals: the first row of `selection_totals`; leaving: the names of those
    likely to leave, the most at risk first.
    """
    if keys.empty:
        return ""
    named = [show(name, "") for name in leaving[:NAMED]]
    if more := len(leaving) - len(named):
        named.append(t("queue.and_more", lang, n=more))
    share, part = (formats.share(totals[name], lang, 0) for name in ("net_share", "contribution_share"))
    is_revenue = (keys["contribution_level"].dropna() == "revenue").all()
    part = (
        ""
        if is_revenue
        else t("queue.of_contribution", lang, share=part, share_was=_was(earlier, "key_contribution_share", lang))
    )
    who = ", ".join(named) or t("queue.nobody", lang)
    was = {
        "was": _was(earlier, "key_clients", lang),
        "share_was": _was(earlier, "key_revenue_share", lang),
    }
    return t("queue.keys", lang, n=len(keys), share=share, part=part, who=who, **was)


def _was(earlier: Earlier | None, measure: str, lang: str, currency: str | None = None, dated: bool = False) -> str:
    """What a measure was at the earlier review, in brackets; "" where it is not known."""
    if earlier is None:
        return ""
    day, rows = earlier
    said = rows.loc[rows["company_measure"] == measure, "said_then"].dropna()
    if said.empty:
        return ""
    value = measure_value(measure, said.iloc[0], lang, currency, 0)
    return t("queue.was_on" if dated else "queue.was", lang, value=value, date=_date(day, lang))


def _date(day: object, lang: str) -> str:
    """A date that is not torn at the end of a line."""
    return formats.date(day, lang).replace(" ", "\N{NO-BREAK SPACE}")


def _money(x: object, lang: str, currency: str | None) -> str:
    return formats.money(x, lang, currency, compact=True)
