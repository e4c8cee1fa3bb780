"""Whom we may lose, what that puts at risk, whom to call, and how far to trust it."""

import streamlit as st
from parts import risk, shell
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
if risk.state() in risk.CAN_SHOW:
    risk.shrinking()
risk.model_card()
