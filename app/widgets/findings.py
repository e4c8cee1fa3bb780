"""What was found of a client, in sentences."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.session import book, lang, say
from app.widgets.plain import plain
from kamlib.labels.company import finding_text


def sentence(row: dict[str, Any]) -> str:
    """What was found, as a sentence."""
    return finding_text(row, lang(), book().currency).rstrip(".") + "."


def of_client(findings: pd.DataFrame) -> None:
    """All that was found of one client."""
    st.markdown(f"**{say('needs_look')}**")
    for row in findings.to_dict("records"):
        st.markdown(plain(sentence(row)))
