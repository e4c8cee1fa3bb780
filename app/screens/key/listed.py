"""Who is key: the list in one sentence, who stands at its edge, the list itself, today against the long term."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask_live, lang, live_book, say, texts
from app.widgets import client_filters, downloads, tables, url
from app.widgets.client_filters import of_these
from app.widgets.figures import chart, open_clicked
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import metric
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import stays_text, why_text
from kamlib.policy import GROUPS

words = texts("key_page")

NUMBERS = {
    "contribution_share": 1,
    "net_share": 1,
    "expected_contribution_12m": 1.35,
    "load_share": 1,
    "fit_mean": 1.35,
}
ORDERS = ("rank", "rank_today", "rank_long")
EDGE = ("just_in", "just_out", "kept_out")
LIST = (
    "name", "selection_place", "standing", "selection_score", "fit_share", "contribution_12m",
    "expected_contribution_12m", "p_churn", "group_primary", "manager",
)  # fmt: skip
MORE = (
    "known_share", "stays_share", "potential_12m", "decided_by", "margin", "load_hours", "rank_today", "rank_long",
    "contribution_at_risk_12m", "last_contact", "region", "type", "abc",
)  # fmt: skip
BESIDE = ("p_churn", "last_contact", "region", "type", "abc")  # of the list of clients
HEADS = {
    "selection_place": "col_place",
    "selection_score": "col_score",
    "known_share": "col_known",
    "stays_share": "col_stays",
    "margin": "col_margin",
    "fit_share": "col_fit",
    "contribution_12m": "col_now",
    "expected_contribution_12m": "col_expected",
    "potential_12m": "col_potential",
    "load_hours": "col_hours",
    "rank_today": "col_today",
    "rank_long": "col_long",
    "group_primary": "group",
}


def heads() -> dict[str, str]:
    """Headings short enough for a wide table."""
    return {name: words(text) for name, text in HEADS.items()}


def headline() -> None:
    """The list in a sentence and its totals; what is not known of all."""
    seen = ask_live("selection_totals").iloc[0]
    n = seen["key_clients"]
    if n:
        by_money = by_revenue()
        load = ""
        if not formats.is_unknown(seen["capacity_hours"]):
            hours = {k: formats.number(seen[f"{k}_hours"], lang(), 0) for k in ("load", "capacity")}
            load = words("with_load", **hours)
        told = {
            "all": formats.count(len(ask_live("key_list")), lang()),
            "share": formats.share(seen["net_share" if by_money else "contribution_share"], lang(), 0),
            "what": words("what_revenue" if by_money else "what_contribution"),
            "load": load,
        }
        st.markdown(words("list_in_all", n=n, **told))
    else:
        st.markdown(words("list_none"))
    _what_is_missing()
    # a cell as wide as its name needs
    twice = ("contribution_share",) if by_revenue() else ()
    known = {n: width for n, width in NUMBERS.items() if n not in twice and not formats.is_unknown(seen[n])}
    for cell, name in zip(st.columns(list(known.values())), known, strict=True):
        with cell:
            metric(name, seen[name], table="selection_totals")


def by_revenue() -> bool:
    """Whether costs are not known, so that contribution is the revenue again."""
    return bool((ask_live("key_list")["contribution_level"].dropna() == "revenue").all())


def _what_is_missing() -> None:
    if not (ask_live("usp_fit")["needs"] > 0).any():
        st.info(words("no_needs"))
    if ask_live("criteria")["judgement_score"].isna().all():
        st.info(words("no_judgements"))


def edge_and_map(asked: client_filters.Asked) -> None:
    """Who is at the edge of the list, and all clients by today and by the long term."""
    left, right = st.columns([1, 1.35], gap="large")
    with left:
        edge(asked)
    with right:
        weight = live_book().policy.selection.long_weight
        chart("key_map", of_these(ask_live("key_list"), asked), on_click=open_clicked, long_weight=weight)


def edge(asked: client_filters.Asked) -> None:
    """Who is just in, just out, or kept out by a condition only: with what decided, and how often it stays."""
    found = of_these(ask_live("key_list"), asked)
    found = found[found["standing"].isin(EDGE)]
    st.subheader(words("edge"), anchor=False, help=help_of("standing"))
    if found.empty:
        st.caption(words("edge_none"))
        return
    st.caption(words("edge_note"))
    with st.container(gap=None):
        for code in EDGE:
            rows = found[found["standing"] == code].to_dict("records")
            if rows:
                st.markdown(f"**{columns.code_label('standing', code, lang())}**")
            for row in rows:
                _edge_entry(row)


def _edge_entry(row: dict) -> None:
    """A client in one line, with what decided in full one click away."""
    if row["standing"] == "kept_out":
        how_sure = words("score_would_do", score=formats.number(row["selection_score"], lang(), 1))
    else:
        how_sure = words("stays" if row["is_key"] else "would_be", n=stays_text(row["stays_share"], lang()))
    with st.container(
        horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", key=f"edge-{row['client_id']}"
    ):
        if st.button(plain(name_of(row)), key=f"edge-open-{row['client_id']}", type="tertiary"):
            tables.open_client(row["client_id"])
        why = why_text(row, lang(), live_book().policy)
        st.caption(plain(how_sure), width="content", help=plain(f"{why}."))


def listing(asked: client_filters.Asked) -> None:
    """The list itself: of whom, in which order, of which group; taken away as a file."""
    found = of_these(ask_live("key_list"), asked)
    orders = {name: words(f"order_{name}") for name in ORDERS}
    shown = {name: words(f"whom_{name}") for name in ("key", "edge", "all")}
    groups = {g: columns.code_label("key_group", g, lang()) for g in GROUPS}
    left, middle, right = st.columns([1.1, 1, 1.4], vertical_alignment="bottom")
    with left:
        whom = url.one("whom", words("whom"), shown, lang(), "key", required=True)
    with middle:
        order = url.one("order", words("order"), orders, lang(), "rank", required=True)
    with right:
        chosen = url.several("group", words("group"), groups, lang(), say("everything"))
    _effect_of_order(found, order)
    if whom != "all":
        found = found[found["is_key"] | (found["standing"].isin(EDGE) if whom == "edge" else False)]
    if chosen:
        found = found[found[[f"is_{g}" for g in chosen]].fillna(False).any(axis=1)]
    if found.empty:
        st.info(words("nobody") if chosen else words("list_none"))
        return
    found = found.sort_values([order, "client_id"])
    place = "selection_place" if order == "rank" else order
    names = [place if name == "selection_place" else name for name in LIST]
    more = [name for name in MORE if name not in names]
    beside = ask_live("clients").set_index("client_id")
    found = found.join(beside[[n for n in BESIDE if n in beside and n not in found]], on="client_id")
    tables.shown(
        found, names, f"key:{lang()}", table="key_clients", opens_client=True, rows=20, labels=heads(), more=more
    )
    tables.more_rows(found)
    downloads.buttons(found, "key_clients", table="key_clients")


def _effect_of_order(found: pd.DataFrame, order: str) -> None:
    """What the weight of the long term does: who of the list would not be on it by one side alone."""
    if order == "rank":
        weight = live_book().policy.selection.long_weight
        shares = {"long": formats.policy_share(weight, lang()), "today": formats.policy_share(1 - weight, lang())}
        st.caption(words("order_note_rank", **shares), help=help_of("selection_score"))
        return
    key = found[found["is_key"]]
    leaves = (~key[order.replace("rank", "is_key")]).sum()
    counts = {"leaves": formats.count(leaves, lang()), "n": formats.count(len(key), lang())}
    st.caption(words(f"order_note_{order}", **counts), help=help_of("selection_score"))
