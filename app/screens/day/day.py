"""My day: whom to call, what is due, what came in since the last talk, how my clients go."""

import pandas as pd
import streamlit as st

from app.screens.day import calls, choose, look_up, to_do
from app.session import ask_live, book, lang, say, texts
from app.widgets import person, queue_rows, shell, tables
from app.widgets.plain import plain
from kamlib.core import formats

CLIENTS = ("name", "is_key", "abc", "net_12m", "growth_3m", "p_churn", "fit_share", "next_order_on", "overdue_debt",
           "last_talk", "next_step_on")  # fmt: skip
NEWS = ("name", "bought_since_talk", "returned_since_talk", "overdue_debt", "overdue_days", "last_talk")
FIRST, ROWS = 5, 12
words = texts("day")


def decide(asked: pd.DataFrame) -> None:
    """Own rows of the queue."""
    st.subheader(words("decide"), anchor=False)
    if asked.empty:
        st.caption(words("nothing_to_decide"))
    with st.container(gap="xsmall"):
        for row in asked.head(FIRST).to_dict("records"):
            queue_rows.entry(row, "day", is_short=True)
    if (rest := len(asked) - FIRST) > 0:
        st.caption(words("more", n=rest))


shell.heading(say("page_day"))
person.field()
if not book().has("my_clients"):
    st.info(say("book_of_other_code"))
    st.stop()
found, whose = st.columns([1.25, 1], gap="medium")
with found:
    look_up.look_up()
with whose:
    manager_id = choose.manager()
if manager_id is None:
    st.info(words("no_managers"))
    st.stop()
day = ask_live("my_day", manager_id)
st.caption(plain(words("on", date=formats.date(day.on, lang()), n=len(day.clients), calls=len(day.calls))))

left, right = st.columns([1.25, 1], gap="medium")
with left:
    calls.calls(day.calls, manager_id)
    decide(day.queue)
with right:
    to_do.to_do(day.to_do)
    st.subheader(words("news"), anchor=False)
    if day.news.empty:
        st.caption(words("no_news"))
    else:
        short = {n: words(n) for n in NEWS[1:]}
        tables.shown(day.news, NEWS, f"news:{manager_id}", "my_clients", opens_client=True, rows=ROWS, labels=short)

st.subheader(words("clients"), anchor=False)
if day.clients.empty:
    st.caption(words("no_clients"))
else:
    tables.shown(day.clients, CLIENTS, f"mine:{manager_id}", "my_clients", opens_client=True, rows=ROWS)
