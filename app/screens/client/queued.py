"""What of this client stands in the queue of decisions, and why the rest does not."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.session import ask_live, book, lang, texts
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.queue import check_text, queue_text

words = texts("queue")


def of_client(client_id: str) -> None:
    """Its rows of the queue, the most money first; below them every reason with the number it goes by."""
    if not book().has("queue_checks"):
        return  # a book from before one could ask
    rows = ask_live("queue_items", client_id).to_dict("records")
    st.markdown(f"**{words('of_client' if rows else 'not_queued')}**")
    for row in rows:
        st.markdown(_line(row))
    with st.expander(words("why_queued")):
        for row in ask_live("queue_checks", client_id).to_dict("records"):
            st.markdown(plain(check_text(row, lang(), book().currency, book().policy)))


def _line(row: dict[str, Any]) -> str:
    said = plain(queue_text(row, lang(), book().currency, book().policy))
    if formats.is_unknown(row["stake"]):
        return f"{said}."
    return f"**{plain(money(row['stake']))}** {columns.code_label('stake_kind', row['stake_kind'], lang())}. {said}."


def contact_of(client_id: str) -> None:
    """The last talk, the next step, the next order and overdue debt in a line; nothing where none is known."""
    if not book().has("my_clients"):
        return
    found = ask_live("my_clients")
    for row in found[found["client_id"] == client_id].to_dict("records"):
        told = [
            f"{columns.label(n, lang())}: {formats.by_format(columns.info(n).format, row[n], lang())}"
            for n in ("last_talk", "next_step_on", "next_order_on")
            if not formats.is_unknown(row[n])
        ]
        if not formats.is_unknown(row["overdue_debt"]):
            told.append(f"{columns.label('overdue_debt', lang())}: {money(row['overdue_debt'])}")
        if told:
            st.caption(plain(". ".join(told) + "."))
