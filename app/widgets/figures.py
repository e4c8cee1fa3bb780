"""Charts on a page."""

from __future__ import annotations

from collections.abc import Callable

import streamlit as st

from app.session import figure, is_dark, lang
from kamlib.charts.theme import CONFIG


def chart(
    name: str, frame: object, key: str | None = None, on_click: Callable | None = None, **options: object
) -> None:
    """A figure of kamlib.charts; `on_click` gets what the clicked mark stands for."""
    drawn = figure(name, frame, **options)
    key = f"{key or name}:{lang()}:{is_dark()}"
    if on_click is None:
        st.plotly_chart(drawn, key=key, theme=None, config=CONFIG)
        return
    # a new key after every click, so that the same mark can be clicked again
    clicks = f"clicks:{key}"
    now = f"{key}:{st.session_state.setdefault(clicks, 0)}"

    def clicked() -> None:
        points = st.session_state[now]["selection"]["points"]
        st.session_state[clicks] += 1
        if points:
            on_click(points[0].get("customdata"))

    st.plotly_chart(drawn, key=now, theme=None, config=CONFIG, on_select=clicked, selection_mode="points")


def open_clicked(client_id: str) -> None:
    """Open the page of the client a mark stands for. (A page cannot be switched while a click is told, so next run.)"""
    st.session_state["open_client"] = client_id
