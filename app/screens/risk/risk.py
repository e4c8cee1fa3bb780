"""Whom we may lose, what that puts at risk, who has shrunk already, and how far to trust the forecast."""

import streamlit as st

from app.screens.risk import card, save_list, shrinkage
from app.session import say
from app.widgets import client_filters, shell

shell.heading(say("page_risk"))
asked = client_filters.chosen()
client_filters.note(asked)
save_list.headline(asked)
if save_list.state() == "scored":
    left, right = st.columns([1, 1.05], gap="medium")
    with left:
        found = save_list.save_list(asked)
    with right:
        save_list.maps(asked)
    save_list.take_away(found)
elif save_list.is_there():
    save_list.take_away(save_list.save_list(asked))
save_list.bands(asked)
shrinkage.shrunk(asked)
shrinkage.watched(asked)
shrinkage.narrowed(asked)
if save_list.state() in save_list.CAN_SHOW:
    save_list.shrinking(asked)
card.model_card()
