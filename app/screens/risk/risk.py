"""Whom we may lose, what that puts at risk, who has shrunk already, and how far to trust the forecast."""

import streamlit as st

from app.screens.risk import card, save_list, shrinkage
from app.session import ask, say
from app.widgets import shell

shell.heading(say("page_risk"))
save_list.headline()
if save_list.state() == "scored":
    left, right = st.columns([1, 1.05], gap="medium")
    with left:
        save_list.save_list()
    with right:
        save_list.maps()
    save_list.take_away()
elif len(ask("save_list")):
    save_list.save_list()
    save_list.take_away()
save_list.bands()
shrinkage.shrunk()
shrinkage.watched()
shrinkage.narrowed()
if save_list.state() in save_list.CAN_SHOW:
    save_list.shrinking()
card.model_card()
