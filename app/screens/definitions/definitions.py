"""What every number and class means, how it is computed, from which table, and by which thresholds."""

import streamlit as st

from app.screens.definitions import glossary
from app.session import lang, say
from app.widgets import shell, url

shell.heading(say("page_definitions"))
text = url.text(
    "find", say("search"), lang(), placeholder=say("term_hint"), type="search", label_visibility="collapsed"
)
terms, policy = st.tabs([say("tab_terms"), say("tab_policy")])
with terms:
    glossary.term()
    glossary.listing(text)
with policy:
    glossary.thresholds(text)
