"""Whose day is looked at."""

from __future__ import annotations

from typing import Any

import streamlit as st

from app.session import ask, lang, texts
from app.widgets import person, url
from kamlib.core import formats

words = texts("day")


def manager() -> str | None:
    """The manager chosen, at first the one whose name is typed in the sidebar; None where no client has one."""
    found = ask("my_clients")
    found = found[found["manager_id"].notna()]
    if found.empty:
        return None
    language = "manager_en" if lang() == "en" else "manager"
    names = {r["manager_id"]: _name(r, language) for r in found.to_dict("records")}
    names = dict(sorted(names.items(), key=lambda pair: pair[1]))
    mine = next(
        (code for code, name in names.items() if name.casefold() == person.name().casefold()), next(iter(names))
    )
    return url.one("manager", words("whose"), names, lang(), mine, draw=st.selectbox)


def _name(row: dict[str, Any], language: str) -> str:
    told = (row[language], row["manager"], row["manager_id"])
    return str(next(x for x in told if not formats.is_unknown(x)))
