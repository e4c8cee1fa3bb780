"""Classes that clients lack among clients like them, over all clients asked for: what to offer, to whom first."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, texts
from app.widgets import downloads, gaps_checked, tables, url
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

words = texts("white_space")

GAPS = ("name", "product_class", "stake", "expected_12m", "fill_chance", "buying_share", "peers", "bought_before")
MORE = ("came_share", "low_12m", "high_12m", "peers_buying", "circle", "abc", "manager", "client_id")
HEADS = ("stake", "fill_chance", "buying_share", "bought_before")
KINDS = ("never", "before")


def of_clients(clients: pd.DataFrame) -> None:
    """The gaps of these clients by what they are likely to bring, of the kind asked for; a row opens its client."""
    if clients.empty or not book().has("white_space_status"):
        return  # nobody is asked for, or the book is from before this was computed
    with st.expander(words("heading_all"), key="white_space"):
        every = ask("white_space")
        every = every[every["client_id"].isin(clients["client_id"])]
        if every.empty:
            st.info(_why())
            return
        options = {"all": words("which_all")} | {k: words(f"which_{k}") for k in KINDS}
        kind = url.one("gaps", words("heading_all"), options, lang(), "never", label_visibility="collapsed")
        found = every if kind == "all" else every[every["gap_kind"] == kind]
        if found.empty:
            st.info(words("nobody"))
            return
        sums = {"gaps": formats.count(len(found), lang()), "expected": plain(money(found["expected_12m"].sum()))}
        told = f"{words('in_all', n=found['client_id'].nunique(), **sums)} {gaps_checked.likely(found)}"
        st.markdown(told, help=help_of("expected_12m", "white_space"))
        gaps_checked.told(found["gap_kind"].unique())
        labels = {name: words(f"col_{name}") for name in HEADS}
        tables.shown(
            found, GAPS, key=f"white_space:{lang()}", table="white_space", opens_client=True, rows=12, more=MORE,
            labels=labels,
        )  # fmt: skip
        tables.more_rows(found)
        downloads.buttons(found, "white_space", table="white_space")


def _why() -> str:
    """Why no gap is named: the one reason that all clients have, else that nobody asked for has any."""
    reasons = ask("white_space_status")["gap_status"].unique()
    if len(reasons) == 1:
        return columns.code_meaning("gap_status", reasons[0], lang(), book().policy)
    return words("nobody")
