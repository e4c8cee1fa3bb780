"""The dashboard: which book, which language, which page.

KAM_DATA=data python -m streamlit run app/main.py
"""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st
from parts import shell
from session import say

from kamlib import KamError

HERE = Path(__file__).parent
st.set_page_config(page_title="KAM", page_icon=str(HERE / "icon.png"), layout="wide", initial_sidebar_state=230)

with st.sidebar:
    shell.choose_language()

page = st.navigation(
    [
        st.Page(HERE / "views" / f"{name}.py", title=say(f"page_{name}"), url_path=name, default=name == "overview")
        for name in shell.PAGES
    ]
)
try:
    with st.sidebar:
        shell.choose_book()
    shell.follow_click()
    page.run()
except KamError as fault:
    shell.tell(fault)
except Exception:
    logging.getLogger("kamlib.app").exception("The page %s could not be shown", page.url_path or "overview")
    st.error(say("unexpected") if shell.is_book_of_this_code() else say("book_of_other_code"))
