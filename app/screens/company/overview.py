"""How are we doing, and what needs a decision."""

import streamlit as st

from app.screens.company import decide_now, depend, headline, moves, plan, tiles
from app.screens.company.channels import by_channel
from app.screens.skam import outcomes
from app.session import ask, say
from app.widgets import person, shell
from app.widgets.figures import chart, open_clicked

period = shell.heading(say("page_overview"), headline.beside)
person.field()
headline.sentence()
if period is None:
    headline.nothing_to_compare()
shown = tiles.tiles(period or "quarter")

left, right = st.columns([1.4, 1], gap="medium")
with left:
    decide_now.decide_now()
with right:
    depend.on_whom_we_depend()
    headline.bridge(period)

outcomes.decided_before()
plan.of_company()
headline.metrics(without=shown)

left, right = st.columns(2, gap="medium")
with left:
    chart("company_monthly", ask("company_monthly"))
with right:
    headline.why(period)

moves.who_moved()

left, right = st.columns(2, gap="medium")
with left:
    chart("emerging_fading", ask("emerging_fading"), on_click=open_clicked)
    chart("whale_curve", ask("whale_curve"))
    by_channel()
with right:
    chart(
        "concentration_bars",
        ask("clients")[["client_id", "name", "name_en", "net_12m", "revenue_share"]],
        on_click=open_clicked,
    )
    chart("retention", ask("retention_by_product_class"))
