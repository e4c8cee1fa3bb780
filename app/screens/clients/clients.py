"""The scored list: find, filter, sort, take away."""

import streamlit as st

from app.screens.clients import filters, maps, same
from app.session import ask, lang, say
from app.widgets import downloads, shell, tables, url
from kamlib.core import formats

LIST = (
    "name",
    "net_12m",
    "growth_12m",
    "margin_share",
    "abc",
    "xyz",
    "segment",
    "turnover_class",
    "relationship",
    "recency_days",
    "discount_share",
    "type",
    "region",
    "manager",
    "client_id",
)

shell.heading(say("page_clients"))
clients = ask("clients")

maps.matrix_and_segments()

find, reset = st.columns([5, 1], vertical_alignment="bottom")
with find:
    text = url.text("search", say("search"), lang(), placeholder=say("search_hint"), type="search")
with reset:
    st.button(say("clear_filters"), on_click=filters.clear, width="stretch")
asked = filters.chosen(clients)
found = filters.matching(clients, text, asked)

counts = {"found": formats.count(len(found), lang()), "all": formats.count(len(clients), lang())}
st.subheader(say("found", **counts), anchor=False)
if found.empty:
    st.info(say("nothing_found"))
else:
    st.caption(say("click_row"))
    tables.shown(found, LIST, key="clients", table="client_card", opens_client=True, rows=16)
    tables.more_rows(found)
    downloads.buttons(found, "clients", table="client_card")
same.likely()
