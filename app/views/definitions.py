"""What every number and class means, how it is computed, from which table, and by which thresholds."""

import streamlit as st
from parts import glossary, shell, url
from session import lang, say

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
