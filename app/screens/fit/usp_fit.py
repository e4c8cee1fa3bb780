"""How far our USPs cover what clients need, what misfit costs, and what changing the value chain would bring."""

import streamlit as st

from app.screens.fit import catalogue, clients, misfit, needs, value_chain
from app.session import lang, say
from app.widgets import person, shell, url

PARTS = {
    "picture": (clients.picture,),
    "walk": (needs.walk,),
    "misfit": (misfit.paid,),
    "chain": (value_chain.what_if,),
    "catalogue": (catalogue.catalogue,),
}

shell.heading(say("page_usp_fit"))
person.field()
clients.headline()
clients.follow_click()
labels = {part: clients.words(f"part_{part}") for part in PARTS}
view = url.one("view", say("page_usp_fit"), labels, lang(), "picture", label_visibility="collapsed", required=True)
st.divider()
for block in PARTS[view]:
    block()
