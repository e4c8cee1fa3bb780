"""What was imported, and whether it counts: a source can be taken out of the books and brought back."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.screens.data.building import built
from app.session import home, lang, texts
from app.widgets.plain import fault_text, plain
from kamlib import KamError
from kamlib.contract import register_tables
from kamlib.core import formats
from kamlib.intake.sources import restore_source, sources_of, withdraw_source

words = texts("add_files")


def movable() -> dict[int, dict[str, Any]]:
    """Sources by number, but for those whose rows stand in the register."""
    found = sources_of(home())
    rows: list[dict[str, Any]] = found[~found["table_name"].isin(list(register_tables()))].to_dict("records")
    return {r["source_no"]: r for r in rows}


def named(source: dict[str, Any]) -> str:
    """A source in a line: number, file, period, lines, money."""
    said = [f"{source['file']} [{source['sheet']}]" if source["sheet"] else source["file"]]
    if source["date_from"]:
        said.append(f"{formats.sale_day(source['date_from'], lang())} – {formats.sale_day(source['date_to'], lang())}")
    said.append(words("n_lines", n=formats.count(source["rows_accepted"], lang())))
    if not pd.isna(source["net_amount"]):
        said.append(formats.number(source["net_amount"], lang(), 2))
    return f"{source['source_no']}. " + " · ".join(said)


def counting() -> None:
    """Take a source out of the books to come, or bring one back; the book is built anew."""
    found = movable()
    if not found:
        return
    with st.expander(words("change_sources")):
        gone = [named(s) for s in found.values() if s["status"] != "counts"]
        if gone:
            st.markdown(words("withdrawn") + "".join(f"\n- {plain(x)}" for x in gone))
        number = st.selectbox(
            words("which_source"),
            list(found),
            index=None,
            format_func=lambda n: named(found[n]),
            key="source:which",
            placeholder=words("choose"),
        )
        if number is None:
            return
        counts = found[number]["status"] == "counts"
        st.caption(words("withdraw_note" if counts else "restore_note"))
        if st.button(words("withdraw" if counts else "restore"), key="source:change"):
            try:
                (withdraw_source if counts else restore_source)(home(), number)
                built()
            except KamError as fault:
                st.warning(fault_text(fault))
                return
            st.session_state.pop("as_of", None)
            st.rerun()
