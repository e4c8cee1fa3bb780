"""What a number means, where it is shown: a tooltip from the dictionary with a link to its definition."""

from __future__ import annotations

import streamlit as st

from app.session import book, lang, say
from kamlib.labels import columns


def help_of(column: str, table: str | None = None) -> str:
    """The meaning of a column and the way to its full definition."""
    meaning = columns.meaning(column, lang(), table, book().policy)
    return f"{meaning} [{say('definition_link')}]({definition_address(column)})"


def definition_address(column: str) -> str:
    """Where a term is defined in full, in the same language and book."""
    as_of = st.query_params.get("as_of")
    return f"/definitions?term={column}&lang={lang()}" + (f"&as_of={as_of}" if as_of else "")
