"""The plans of all key clients by how they stand, and the clients that nothing ties to us."""

from __future__ import annotations

import streamlit as st

from app.session import ask_live, book, lang, texts
from app.widgets import client_filters, downloads, tables
from app.widgets.client_filters import of_these

PLANS = ("name", "steps_done", "steps_partly", "steps_stale", "steps_missing", "stale_since", "plan_touched",
         "goals_open", "goals_over", "goals_suggested", "net_12m", "manager")  # fmt: skip
SHORT = ("steps_done", "goals_open", "goals_over", "goals_suggested", "plan_touched")
UNTIED = ("name", "net_12m", "abc", "is_key", "p_churn", "talks_12m", "people_12m", "manager")
ROWS = 20
words = texts("plan")


def of_all() -> None:
    """Whose plan is stale, of the clients asked for."""
    if not book().has("plan_staleness"):
        return  # a book from before plans were in it
    asked = client_filters.chosen()
    client_filters.note(asked)
    st.subheader(words("stale"), anchor=False)
    found = of_these(ask_live("plan_staleness"), asked)
    if found.empty:
        st.caption(words("no_plans"))
    else:
        st.caption(words("stale_note"))
        short = {n: words(n) for n in SHORT}
        tables.shown(found, PLANS, f"plans:{lang()}", "plan_staleness", opens_client=True, rows=ROWS, labels=short)
        downloads.buttons(found, "plans", table="plan_staleness")
    st.subheader(words("without"), anchor=False)
    found = of_these(ask_live("without_ties"), asked)
    if found.empty:
        st.caption(words("all_tied"))
        return
    st.caption(words("without_note"))
    tables.shown(found, UNTIED, f"untied:{lang()}", "without_ties", opens_client=True, rows=ROWS)
    tables.more_rows(found)
    downloads.buttons(found, "without_ties", table="without_ties")
