"""How far our USPs cover what clients need, what misfit costs, and what changing the value chain would bring."""

import streamlit as st
from parts import person, shell, url, usp_fit, usp_fit_catalogue, usp_fit_chain, usp_fit_misfit, usp_fit_walk
from session import lang, say

PARTS = {
    "picture": (usp_fit.picture,),
    "walk": (usp_fit_walk.walk,),
    "misfit": (usp_fit_misfit.paid,),
    "chain": (usp_fit_chain.what_if,),
    "catalogue": (usp_fit_catalogue.catalogue,),
}

shell.heading(say("page_usp_fit"))
person.field()
usp_fit.headline()
usp_fit.follow_click()
labels = {part: usp_fit.words(f"part_{part}") for part in PARTS}
view = url.one("view", say("page_usp_fit"), labels, lang(), "picture", label_visibility="collapsed", required=True)
st.divider()
for block in PARTS[view]:
    block()
