"""The scored list: find, filter, sort, take away."""

import streamlit as st

from app.screens.clients import maps, same, white_space
from app.session import ask_live, lang, say
from app.widgets import client_filters, downloads, shell, tables, url
from kamlib.core import formats

LIST = (
    "name", "net_12m", "growth_12m", "contribution_12m", "contribution_at_risk_12m", "p_churn", "is_key", "fit_share",
    "manager", "last_contact",
)  # fmt: skip
MORE = (
    "abc", "xyz", "segment", "turnover_class", "relationship", "recency_days", "margin_share", "discount_share", "type",
    "region", "client_id",
)  # fmt: skip

# headings and widths with which all of them stand side by side on a usual screen
HEADS = ("last_contact", "growth_12m", "contribution_at_risk_12m", "p_churn", "is_key", "fit_share")
WIDTHS = {
    "name": 205, "net_12m": 125, "growth_12m": 80, "contribution_12m": 105, "contribution_at_risk_12m": 95,
    "p_churn": 80, "is_key": 70, "fit_share": 85, "manager": 130, "last_contact": 100,
}  # fmt: skip


def heads() -> dict[str, str]:
    return {name: say(f"col_{name}") for name in HEADS}


shell.heading(say("page_clients"))
text = url.text(
    "search", say("search"), lang(), placeholder=say("search_hint"), type="search", label_visibility="collapsed"
)
asked = client_filters.chosen()
found = client_filters.matching(asked, text)

counts = {"found": formats.count(len(found), lang()), "all": formats.count(len(ask_live("clients")), lang())}
st.subheader(say("found", **counts), anchor=False)
if found.empty:
    st.info(say("nothing_found"))
else:
    st.caption(say("click_row"))
    tables.shown(
        found,
        LIST,
        key="clients",
        table="client_card",
        opens_client=True,
        rows=14,
        more=MORE,
        labels=heads(),
        widths=WIDTHS,
    )
    tables.more_rows(found)
    downloads.buttons(found, "clients", table="client_card")
maps.matrix_and_segments(asked)
if len(found):
    white_space.of_clients(found)
same.likely()
