"""Which months the data lack, and since when a comparison can be made, as sentences."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import groupby
from typing import Any

import pandas as pd

from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns


def missing_months_text(missing: pd.DataFrame, lang: str) -> str:
    """The rows of `missing_months` in words, "" if none; months in a row are one span: "Mar 2024 – May 2024: …"."""
    months = [(pd.Period(m, "M"), p) for m, p in zip(missing["month"], missing["problem"], strict=True)]
    spans = []
    # consecutive months of one problem have the same difference between their number and their place
    for (_, problem), span in groupby(enumerate(months), key=lambda x: (x[1][0].ordinal - x[0], x[1][1])):
        at = [month for _, (month, _) in span]
        ends = [formats.month(m.start_time.date(), lang) for m in ([at[0], at[-1]] if len(at) > 1 else at)]
        spans.append(f"{' – '.join(ends)}: {columns.code_label('month_problem', problem, lang)}")
    return "; ".join(spans)


def dated_text(info: Mapping[str, Any], lang: str) -> str:
    """How finely the sales of a book (its `info`) are dated, "" where all are by day; an older book does not know."""
    if info.get("grain") == "month":
        return t("coverage.by_month", lang)
    if known_from := info.get("days_known_from"):
        return t("coverage.days_known_from", lang, day=formats.date(known_from, lang))
    return ""


def not_compared_text(row: Mapping[str, Any], lang: str) -> str:
    """One sentence on a row of `comparisons` that is not covered: how many months lack, and when it can be made."""
    when = "not_soon" if formats.is_unknown(row["known_from"]) else "known_from"
    return t(
        f"coverage.{when}_{row['period']}",
        lang,
        months=t("coverage.months", lang, n=int(row["months_lacking"])),
        day=formats.date(row["known_from"], lang),
    )
