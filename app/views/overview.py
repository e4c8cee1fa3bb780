"""How are we doing, and what needs a decision."""

import streamlit as st
from parts import headline, looks, moves, shell, skam_agenda
from parts.figures import chart, open_clicked
from session import ask, say

shell.heading(say("page_overview"))
headline.sentence()
headline.metrics()
skam_agenda.for_next_review()

left, right = st.columns([1.05, 1], gap="medium")
with left:
    findings = ask("findings")
    looks.entries(looks.choose_kind(findings), most=40, height=400)
with right:
    headline.bridge()

left, right = st.columns(2, gap="medium")
with left:
    chart("company_monthly", ask("company_monthly"))
with right:
    headline.why()

moves.who_moved()

left, right = st.columns(2, gap="medium")
with left:
    chart("emerging_fading", ask("emerging_fading"), on_click=open_clicked)
    chart("whale_curve", ask("whale_curve"))
with right:
    chart("concentration_bars", ask("clients")[["client_id", "name", "name_en", "net_12m"]], on_click=open_clicked)
    chart("retention", ask("retention_by_product_class"))
