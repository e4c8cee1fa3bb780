"""One client: what it is to us, how it goes, what needs attention, what is not known."""

import streamlit as st

from app.screens.client import dossier, key, moved, people, plan, queued, risk, timeline, white_space
from app.session import ask, say
from app.widgets import findings, person, shell
from app.widgets.client_choice import choose_client
from app.widgets.figures import chart

client_id = choose_client()
if client_id is None:
    shell.heading(say("page_client"))
    st.info(say("choose_client"))
    st.stop()

person.field()
card = ask("client_card", client_id)
dossier.header(card)
dossier.members(client_id)
found = ask("client_findings", client_id)
with st.container(border=True):
    queued.contact_of(client_id)
    queued.of_client(client_id)
    moved.since_last_review(card)
    if len(found):
        findings.of_client(found)
dossier.metrics(card)
dossier.plan_of(client_id)
risk.of_client(client_id)
risk.days(client_id)
key.of_client(client_id)
people.of_client(client_id)
plan.of_client(client_id)
timeline.of_client(client_id, card)

left, right = st.columns([1.3, 1], gap="medium")
with left:
    chart("client_monthly", ask("client_monthly", client_id))
    chart("client_classes", ask("client_classes", client_id))
    risk.classes(client_id)
    white_space.of_client(client_id)
with right:
    dossier.peers(client_id)
    dossier.why_changed(client_id)

left, right = st.columns([1.3, 1], gap="medium")
with left:
    dossier.axes(client_id)
    dossier.owes(card)
    chart("class_timeline", ask("class_history", client_id), goods=ask("product_classes"))
with right:
    dossier.contribution(client_id)
    dossier.not_known(card, client_id)
