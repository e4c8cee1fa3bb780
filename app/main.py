"""The dashboard: which book, which language, which page.

KAM_DATA=data python -m streamlit run app/main.py
"""

from __future__ import annotations

import logging
from pathlib import Path

import streamlit as st

from app.kept import settle
from app.pages import PAGES, page
from app.screens.data.add_files import add_files
from app.session import say
from app.widgets import shell
from kamlib import KamError

HERE = Path(__file__).parent
settle()
# in the meeting room the screen belongs to the item
SIDEBAR = "collapsed" if st.query_params.get("room") == "meeting" and "at" in st.query_params else 230
st.set_page_config(page_title="KAM", page_icon=str(HERE / "icon.png"), layout="wide", initial_sidebar_state=SIDEBAR)

with st.sidebar:
    shell.choose_language()

FIRST, ROOT = next(iter(PAGES)), "root"


def of_menu(name: str, url_path: str) -> st.Page:
    return st.Page(
        HERE / page(name),
        title=say(f"page_{name}"),
        url_path=url_path,
        default=url_path == ROOT,
        visibility="hidden" if url_path == FIRST else "visible",
    )


# the first page is served at the root, whatever its url_path says; a link to it by its name shows it too
chosen = st.navigation([of_menu(FIRST, ROOT), *(of_menu(name, name) for name in PAGES)])
try:
    with st.sidebar:
        shell.choose_book()
    shell.follow_click()
    chosen.run()
except KamError as fault:
    if fault.key == "build.no_book":
        shell.no_book_yet(add_files)
    else:
        shell.tell(fault)
except Exception:
    logging.getLogger("kamlib.app").exception("The page %s could not be shown", chosen.url_path or FIRST)
    st.error(say("unexpected") if shell.is_book_of_this_code() else say("book_of_other_code"))
