"""How are we doing, and what needs a decision."""

import streamlit as st
from parts import headline, looks, shell
from parts.figures import chart
from session import ask, say

shell.heading(say("page_overview"))
headline.sentence()
headline.metrics()

left, right = st.columns([1.1, 1])
with left:
    st.subheader(say("needs_look"), anchor=False)
    findings = ask("findings")
    looks.entries(looks.choose_kind(findings), most=30, height=430)
with right:
    headline.bridge()

chart("company_monthly", ask("company_monthly"))
