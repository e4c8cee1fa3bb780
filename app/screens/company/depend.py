"""On whom we depend: the key clients, or where there are none the largest, as a compact table."""

from __future__ import annotations

import streamlit as st

from app.pages import page
from app.session import ask_live, book, texts
from app.widgets import tables, url

words = texts("overview")
LIST = ("name", "revenue_share", "net_months", "growth_3m", "risk_band", "fit_share", "last_contact")
ROWS = 7
WIDTHS = {"name": 116, "revenue_share": 52, "net_months": 58, "growth_3m": 68, "risk_band": 66, "fit_share": 62}


def on_whom_we_depend() -> None:
    """Each with its share of revenue, its year month by month, risk, fit, last contact; a click opens the client."""
    if not book().has("dependence"):
        return  # a book from before one could ask
    found = ask_live("dependence")
    if found.empty:
        return
    heads = {n: words(f"col_{n}") for n in LIST[1:]}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(words("depend" if found["is_key"].any() else "depend_largest"), anchor=False)
        st.page_link(page("key_clients"), label=words("all_key"), query_params=url.of_shell(), width="content")
    tables.shown(
        found,
        LIST,
        "dependence",
        "dependence",
        opens_client=True,
        rows=ROWS,
        labels=heads,
        lines=("net_months",),
        widths=WIDTHS,
    )
