"""One client: what it is to us, how it goes, what needs a look, what is not known."""

import streamlit as st
from parts import dossier, key_of_client, looks, risk_client, shell
from parts.figures import chart
from session import ask, say

client_id = dossier.choose()
if client_id is None:
    shell.heading(say("page_client"))
    st.info(say("choose_client"))
    st.stop()

card = ask("client_card", client_id)
dossier.header(card)
findings = ask("client_findings", client_id)
if len(findings):
    with st.container(border=True):
        looks.of_client(findings)
dossier.metrics(card)
risk_client.of_client(client_id)
risk_client.days(client_id)
key_of_client.of_client(client_id)

left, right = st.columns([1.3, 1], gap="medium")
with left:
    chart("client_monthly", ask("client_monthly", client_id))
    chart("client_classes", ask("client_classes", client_id))
    risk_client.classes(client_id)
with right:
    dossier.peers(client_id)
    dossier.why_changed(client_id)

left, right = st.columns([1.3, 1], gap="medium")
with left:
    dossier.axes(client_id)
    chart("class_timeline", ask("class_history", client_id), goods=ask("product_classes"))
with right:
    dossier.contribution(client_id)
    dossier.not_known(card, client_id)
