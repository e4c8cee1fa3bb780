"""Whom we may lose, what that puts at risk, who has shrunk already, and how far to trust the forecast."""

import streamlit as st
from parts import risk, risk_card, shell, shrinking
from session import say

shell.heading(say("page_risk"))
risk.headline()
if risk.state() == "scored":
    left, right = st.columns([1, 1.05], gap="medium")
    with left:
        risk.save_list()
    with right:
        risk.maps()
    risk.take_away()
risk.bands()
shrinking.shrunk()
shrinking.narrowed()
if risk.state() in risk.CAN_SHOW:
    risk.shrinking()
risk_card.model_card()
