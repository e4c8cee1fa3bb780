"""What is due: tasks, promises to clients, goals of their plans; tasks are ticked on the spot."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.session import entered, lang, texts
from app.widgets import entering, person, tables
from app.widgets.names import name_of
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

FIRST = 12
words = texts("day")


def to_do(due: pd.DataFrame) -> None:
    """What is due, the earliest first."""
    st.subheader(words("to_do"), anchor=False)
    if due.empty:
        st.caption(words("nothing_due"))
    tasks = entered("tasks")
    said = {} if tasks.empty else dict(zip(tasks["task_id"], tasks["task"], strict=True))
    with st.container(gap="xsmall"):
        for row in due.head(FIRST).to_dict("records"):
            _row(row, said)
    if (rest := len(due) - FIRST) > 0:
        st.caption(words("more", n=rest))


def _row(row: dict[str, Any], said: dict[str, str]) -> None:
    what, code = row["to_do"], row["to_do_id"]
    text = said.get(code, code) if what == "task" else code if what == "goal" else row["told"]
    with st.container(gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            st.markdown(plain(str(text)), width="content")
            if what == "task":
                _done(code)
        told = [columns.code_label("to_do", what, lang())]
        told += [] if formats.is_unknown(row["due_on"]) else [words("due", date=formats.date(row["due_on"], lang()))]
        with st.container(horizontal=True, vertical_alignment="center", gap="small"):
            st.caption(plain(". ".join(told) + "."), width="content")
            if not formats.is_unknown(row["client_id"]) and st.button(
                plain(name_of(row)), key=f"to-do-open:{what}:{code}:{row['client_id']}", type="tertiary"
            ):
                tables.open_client(row["client_id"])


def _done(task_id: str) -> None:
    part = f"task:{task_id}"
    if person.name() and st.button(words("done"), key=person.key(part), type="tertiary"):
        person.write(part, "tasks", [{"task_id": task_id, "done_on": date.today()}], "day", seen=entering.seen("tasks"))
        st.rerun()
    person.refusal(part)
