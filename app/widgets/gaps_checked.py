"""How likely gaps fill, and what the same rule was worth at past dates."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, texts
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

words = texts("white_space")

SHARES = {"share": "filled_share", "others": "others_filled_share", "rival": "rival_filled_share"}


def likely(found: pd.DataFrame) -> str:
    """What of the money expected of these gaps is likely, or that it is not known."""
    if found["stake"].isna().any():
        return words("likely_not_known", cases=formats.count(book().policy.white_space.min_cases, lang()))
    return words("likely", stake=plain(money(found["stake"].sum())))


def told(kinds: Iterable[str]) -> None:
    """In a line for each kind, what such gaps named at the last past date came to, beside those not named and the
    simplest rival."""
    then = ask("white_space_check")
    for kind in sorted(kinds, reverse=True):
        of_kind = then[then["gap_kind"] == kind].to_dict("records")
        if of_kind:
            st.caption(_line(of_kind[-1]), help=help_of("rival_filled_share", "white_space_check"))
    if then.empty:
        st.caption(words("not_checked"))


def _line(row: dict[str, Any]) -> str:
    shares = {k: formats.share(row[v], lang()) for k, v in SHARES.items()}
    sums = {"net": plain(money(row["filled_net"])), "expected": plain(money(row["filled_expected"]))}
    counts = {k: formats.count(row[k], lang()) for k in ("gaps", "filled")}
    kind = columns.code_label("gap_kind", row["gap_kind"], lang()).lower()
    line = words("checked", date=formats.date(row["said_on"], lang()), kind=kind, **counts, **shares, **sums)
    return line if row["is_better"] else f"{line} {words('checked_no_better')}"
