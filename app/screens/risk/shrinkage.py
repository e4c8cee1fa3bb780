"""What has already happened: clients below their expectation, and classes clients go on buying without."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, texts
from app.widgets import client_filters, downloads, tables, url
from app.widgets.client_filters import of_these
from app.widgets.figures import chart, open_clicked
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.charts.risk_shrinkage import LEVELS
from kamlib.core import formats
from kamlib.labels import columns

words = texts("risk")

SHRUNK = (
    "name", "missing", "level", "decline", "actual", "expected", "met_share", "missing_contribution", "false_share",
    "abc", "manager",
)  # fmt: skip
WATCHED = (
    "name", "missing", "net_3m", "net_3m_year_ago", "since", "months_below", "level", "missing_contribution", "abc",
    "manager",
)  # fmt: skip
NARROWED = (
    "name", "product_class", "status", "net_year", "fell_share", "away_share", "class_days_year", "purchases_since",
    "last_purchase", "client_share", "abc", "manager",
)  # fmt: skip
CHECKED = {
    "called": "called", "held": "kept_falling", "left": "called_left", "away": "left_away", "fell": "all_fell",
    "stayed": "stayed_away", "found": "found",
}  # fmt: skip


def heading(title: str, kind: str, column: str, table: str | None = None) -> None:
    """A heading that says whether what follows has happened or is only likely."""
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.subheader(title, anchor=False, width="content", help=help_of(column, table))
        st.badge(words(kind), color="blue" if kind == "fact" else "orange")


def shrunk(asked: client_filters.Asked) -> None:
    """Clients that bought less than expected: how many, how much is missing, who."""
    heading(words("shrunk"), "fact", "missing")
    every = of_these(ask("shrinkage"), asked)
    assessed = every[every["level"].notna()]
    reasons = every.loc[every["level"].isna(), "status"].value_counts()
    rules = book().policy.churn
    horizon = formats.sale_days(rules.horizon_days, lang())
    if assessed.empty:
        why = _why(reasons.index[0]) if len(reasons) else ""
        st.info(words("shrunk_not_assessed", why=why))
        return
    found = assessed[assessed["level"].isin(LEVELS)]
    counted = {"all": formats.count(len(assessed), lang()), "horizon": horizon}
    if found.empty:
        st.info(words("shrunk_none", **counted))
        _left_out(reasons)
        return
    share = formats.policy_share(rules.false_discovery_rate, lang())
    missing = plain(money(found["missing"].sum()))
    st.markdown(words("shrunk_in_all", n=len(found), money=missing, share=share, **counted))
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        chart("shrinking_clients", found, on_click=open_clicked)
    with right:
        labels = {"level": words("col_level"), "met_share": words("col_met")}
        tables.shown(
            found, SHRUNK, key=f"shrunk:{lang()}", table="shrinkage", opens_client=True, rows=12, labels=labels
        )
        tables.more_rows(found)
    _left_out(reasons)
    downloads.buttons(found, "bought_less", table="shrinkage")


def _narrowing_check() -> None:
    """What the same test would have said at past dates, and what came."""
    then = ask("narrowing_check")
    if then.empty:
        return
    counts = {k: formats.count(then[v].sum(), lang()) for k, v in CHECKED.items()}
    days = {"first": formats.date(then["said_on"].min(), lang()), "last": formats.date(then["said_on"].max(), lang())}
    st.markdown(
        words("narrowed_check", dates=formats.count(len(then), lang()), **days, **counts),
        help=help_of("kept_falling"),
    )


def watched(asked: client_filters.Asked) -> None:
    """The largest clients whose last quarter was below the same one last year, beyond chance or not."""
    heading(words("watched"), "fact", "missing", "key_watch")
    every = of_these(ask("key_watch"), asked)
    found = every[every["missing"] > 0]
    if not every["missing"].notna().any():
        st.info(words("watched_not_known"))
    elif found.empty:
        st.info(words("watched_none", all=formats.count(len(every), lang())))
    else:
        counted = {"n": len(found), "all": formats.count(len(every), lang())}
        st.markdown(words("watched_in_all", money=plain(money(found["missing"].sum())), **counted))
        labels = {"level": words("col_level")}
        tables.shown(
            found, WATCHED, key=f"watched:{lang()}", table="key_watch", opens_client=True, rows=8, labels=labels
        )
        downloads.buttons(found, "below_last_year", table="key_watch")


def _left_out(reasons: pd.Series) -> None:
    """How many clients cannot be held against an expectation, by reason."""
    parts = [f"{_label(status)} — {formats.count(n, lang())}" for status, n in reasons.items()]
    if parts:
        st.caption(words("shrunk_left_out", parts=", ".join(parts)))


def _label(status: str) -> str:
    return columns.code_label("shrink_status", status, lang(), book().policy).lower()


def _why(status: str) -> str:
    return columns.code_meaning("shrink_status", status, lang(), book().policy)


def narrowed(asked: client_filters.Asked) -> None:
    """Product classes that clients gave up while they go on buying: what is at stake, where, since when."""
    heading(words("narrowed"), "fact", "status", "narrowing")
    every = of_these(ask("narrowing"), asked)
    sure = every[every["status"] != "pause"] if len(every) else every
    if every.empty:
        classes = ask("product_classes")
        is_known = (classes["product_class"] != "").any() if len(classes) else False
        st.info(words("narrowed_none" if is_known else "narrowed_no_classes"))
        return
    if sure.empty:
        st.info(words("narrowed_none"))
    else:
        clients = sure["client_id"].nunique()
        st.markdown(
            words(
                "narrowed_in_all",
                n=clients,
                money=plain(money(sure["net_year"].sum())),
            )
        )
    _narrowing_check()
    left, right = st.columns([1, 1.1], gap="medium")
    with left:
        chart("narrowing_classes", sure, on_click=open_clicked)
    with right:
        found = _with_pauses(every, sure)
        labels = {
            "net_year": words("col_stake"),
            "purchases_since": words("col_without"),
            "class_days_year": words("col_with"),
        }
        tables.shown(
            found, NARROWED, key=f"narrowed:{lang()}", table="narrowing", opens_client=True, rows=10, labels=labels
        )
        tables.more_rows(found)
    downloads.buttons(found, "narrowing", table="narrowing")


def _with_pauses(every: pd.DataFrame, sure: pd.DataFrame) -> pd.DataFrame:
    """What may be chance is shown only when asked for."""
    pauses = len(every) - len(sure)
    if not pauses or sure.empty:
        return every
    options = {"sure": words("which_sure"), "all": words("which_all", n=formats.count(pauses, lang()))}
    label = columns.label("status", lang(), "narrowing")
    chosen = url.one("narrowing", label, options, lang(), "sure", label_visibility="collapsed", required=True)
    return every if chosen == "all" else sure
