"""What has changed since an earlier review: as it was seen then, what was corrected since, as it is now."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.session import book, home, lang, of_reviews, review_before, reviews, texts
from app.widgets import downloads, tables, url
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.review import measure_change, measure_value
from kamlib.review.compare import Comparison

words = texts("review")
LIST = ("name", "change", "selection_cause", "selection_score_then", "selection_score", "fit_share_then", "fit_share",
        "net_12m")  # fmt: skip
RISK = ("name", "risk_outcome", "p_churn_then", "contribution_at_risk_then", "net_since", "p_churn", "was_key")
MOVED = ("name", "part", "contribution_12m_change", "net_12m_change", "net_12m_then", "net_12m", "p_churn_then",
         "p_churn", "abc_then", "abc", "net_12m_corrected")  # fmt: skip
COHORTS = ("cohort_year", "acquired_by", "clients", "active_then", "active_now", "net_12m_then", "net_12m",
           "net_12m_change", "contribution_12m_then", "contribution_12m", "is_from_start")  # fmt: skip
MOVES = ("axis", "class_before", "class_now", "clients", "net_12m")
HEADS = {"now": "measure_now", "change": "measure_change", "said_then": "said_then", "corrected": "corrected"}
ROWS, NAME_PX = 10, 215


def show() -> None:
    """The two dates, the company, the bridges, then who moved on the list, in risk, in money, between classes."""
    known = reviews()
    if not known:
        st.info(words("nothing_before", home=home()))
        return
    day = _date(known)
    told = of_reviews("compare", day)
    dates = {"before": formats.date(told.before_as_of, lang()), "after": formats.date(told.after_as_of, lang())}
    st.subheader(words("changed_head", **dates), anchor=False)
    st.caption(words("reconstructed" if told.is_reconstructed else "seen_then" if told.has_then else "no_then"))
    _company(told)
    left, right = st.columns(2, gap="medium")
    for cell, row in zip((left, right), told.bridges.to_dict("records"), strict=False):
        with cell:
            chart("compare_bridge", pd.DataFrame([row]), key=f"compare_bridge:{row['bridge']}")
    _list_moves(told.clients)
    _at_risk_then(told.clients)
    _movers(told.clients)
    with st.expander(words("cohorts")):
        _cohorts(told.cohorts)
    with st.expander(words("class_moves")):
        tables.shown(told.moves, MOVES, f"class-moves:{day}", "compare_moves", rows=ROWS)


def _date(known: list[date]) -> date:
    """Which review to hold against: by default the nearest one a quarter before."""
    default = review_before() or known[-1]
    labels = {d.isoformat(): formats.date(d, lang()) for d in known}
    picked = url.one("before", words("against"), labels, lang(), default.isoformat(), draw=st.selectbox)
    return date.fromisoformat(picked)


def _company(told: Comparison) -> None:
    rows, currency = told.company.to_dict("records"), book().currency

    def cells(name: str) -> list[str]:
        return [measure_value(r["company_measure"], r[name], lang(), currency) for r in rows]

    names = [columns.code_label("company_measure", r["company_measure"], lang()) for r in rows]
    shown = {words("measure"): names, words("change"): [measure_change(r, lang(), currency) for r in rows]}
    shown[words("now")] = cells("measure_now")
    shown[words("said_then")] = cells("said_then")
    if (told.company["corrected"].fillna(0) != 0).any():
        shown[words("corrected")] = cells("corrected")
    st.dataframe(
        pd.DataFrame(shown),
        hide_index=True,
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * len(rows) + tables.HEAD_PX,
        column_config={words("measure"): st.column_config.TextColumn(words("measure"), width=NAME_PX)}
        | {
            words(text): st.column_config.TextColumn(words(text), help=help_of(column), alignment="right")
            for text, column in HEADS.items()
        },
    )


def _list_moves(clients: pd.DataFrame) -> None:
    st.subheader(words("list_moves"), anchor=False)
    if clients["change"].isna().all():
        st.caption(words("no_selection_then"))
        return
    found = clients[clients["change"].isin(["enters", "leaves"])].sort_values(
        ["change", "net_12m"], ascending=[True, False]
    )
    if found.empty:
        st.caption(words("no_list_moves"))
        return
    tables.shown(found, LIST, "list-moves", "compare_clients", opens_client=True, rows=ROWS)


def _at_risk_then(clients: pd.DataFrame) -> None:
    st.subheader(words("at_risk_then"), anchor=False)
    found = clients[clients["risk_band_then"].isin(["high", "raised"])]
    if found.empty:
        st.caption(words("nobody_at_risk"))
        return
    outcomes = found["risk_outcome"].value_counts()
    counts = [
        f"{columns.code_label('risk_outcome', code, lang())}: {formats.count(outcomes[code], lang())}"
        for code in columns.code_lists()["risk_outcome"]
        if code in outcomes
    ]
    st.markdown(plain(" · ".join(counts)))
    found = found.sort_values("contribution_at_risk_then", ascending=False)
    tables.shown(found, RISK, "at-risk-then", "compare_clients", opens_client=True, rows=ROWS)


def _cohorts(cohorts: pd.DataFrame) -> None:
    if cohorts["acquired_by"].isna().all():
        st.caption(words("cohorts_unknown"))
        found, without = cohorts[cohorts["cohort_by"] == "year"], {"acquired_by"}
    else:
        labels = {code: columns.code_label("cohort_by", code, lang()) for code in columns.code_lists()["cohort_by"]}
        by = url.one("cohort_by", columns.label("cohort_by", lang()), labels, lang(), "year")
        found = cohorts[cohorts["cohort_by"] == by]
        without = {"year": {"acquired_by"}, "way": {"cohort_year"}}.get(by, set())
    shown = [name for name in COHORTS if name not in without]
    tables.shown(found, shown, "cohorts", "compare_cohorts", rows=ROWS)


def _movers(clients: pd.DataFrame) -> None:
    st.subheader(words("movers"), anchor=False)
    tables.shown(clients, MOVED, "compare-movers", "compare_clients", opens_client=True, rows=ROWS)
    tables.more_rows(clients)
    downloads.buttons(clients, "compare", table="compare_clients")
