"""The charter: seven questions on how work with key clients is organised, their answers, who owns them."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.screens.skam.room import PAGE, go, state_badge, words
from app.session import ask_live, lang, live_book, register
from app.widgets import downloads, entering, person
from app.widgets.plain import plain
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns

FIELDS = ("answer", "owner", "answered_on", "review_on")
LIMITS = ("max_discount", "max_deferral_days", "max_stock")  # of the question on limits alone
ORDER = ("open", "review_due", "answered")


def show() -> None:
    """The questions without an answer first, then those whose answer is due for review."""
    st.caption(words("charter_note"))
    can_edit = person.can_edit()
    found = ask_live("charter")
    asked = st.query_params.get("question")
    if asked in set(found["question"]):
        _question(found[found["question"] == asked].iloc[0].to_dict(), can_edit, is_asked=True)
        st.button(words("all_questions"), on_click=go, args=("charter",))
        return
    for state in ORDER:
        for row in found[found["charter_state"] == state].to_dict("records"):
            _question(row, can_edit, is_asked=False)
    downloads.buttons(found, "charter", table="charter")
    entering.history(("charter",))


def _question(row: dict, can_edit: bool, is_asked: bool) -> None:
    with st.container(border=True, key=f"question:{row['question']}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            st.markdown(f"**{columns.code_label('charter_question', row['question'], lang())}**", width="stretch")
            state_badge("charter_state", row["charter_state"])
        if not formats.is_unknown(row["answer"]):
            st.markdown(plain(row["answer"]))
        if told := _about(row):
            st.caption(plain(told))
        for name in LIMITS:
            if not formats.is_unknown(row.get(name)):
                shown = columns.value(name, row[name], lang(), live_book().currency)
                st.caption(plain(f"{columns.label(name, lang())}: {shown}"))
        if can_edit:
            with st.expander(words("way_answer" if formats.is_unknown(row["answer"]) else "change"), expanded=is_asked):
                _form(row["question"])


def _about(row: dict) -> str:
    said = [] if formats.is_unknown(row["owner"]) else [words("owner", name=row["owner"])]
    said += [
        words(n, date=formats.date(row[n], lang()))
        for n in ("answered_on", "review_on")
        if not formats.is_unknown(row[n])
    ]
    return "; ".join(said)


def _limits(loaded: dict[str, Any], key: str) -> dict[str, Any]:
    """What a client may be given at most; empty: no limit."""
    spec = contract()["charter"].columns
    st.caption(words("limits_note"))
    discount, days, stock = st.columns(3)
    share = loaded["max_discount"]
    percent = discount.number_input(
        words("in_percent", label=spec["max_discount"].label(lang())),
        0.0,
        100.0,
        None if share is None else 100 * float(share),
        key=f"{key}:discount",
    )
    told = loaded["max_deferral_days"]
    deferral = days.number_input(
        spec["max_deferral_days"].label(lang()), 0, 3650, None if told is None else int(told), key=f"{key}:days"
    )
    kept = loaded["max_stock"]
    most = stock.number_input(
        spec["max_stock"].label(lang()), 0.0, None, None if kept is None else float(kept), key=f"{key}:stock"
    )
    return {
        "max_discount": None if percent is None else round(percent / 100, 6),
        "max_deferral_days": deferral,
        "max_stock": most,
    }


def _load(question: str) -> tuple[dict, dict]:
    """What stands in the register, and its version."""
    now = register().current("charter")
    mine = now[now["question"] == question]
    row = mine.iloc[0].to_dict() if len(mine) else {}
    return {n: None if formats.is_unknown(row.get(n)) else row[n] for n in (*FIELDS, *LIMITS)}, (
        register().seen("charter", mine)
    )


def _form(question: str) -> None:
    part = f"charter:{question}"
    loaded, seen = person.held(part, lambda: _load(question), f"held:{part}" in st.session_state)
    spec, key = contract()["charter"].columns, person.key(part)
    with st.form(key, border=False, enter_to_submit=False):
        answer = st.text_area(spec["answer"].label(lang()), loaded["answer"] or "", key=f"{key}:answer", height=110)
        one, two, three = st.columns(3)
        owner = one.text_input(spec["owner"].label(lang()), loaded["owner"] or "", key=f"{key}:owner")
        day = {n: loaded[n] and pd.Timestamp(loaded[n]).date() for n in ("answered_on", "review_on")}
        answered = two.date_input(
            spec["answered_on"].label(lang()), day["answered_on"] or date.today(), key=f"{key}:on", format=person.DATE
        )
        review = three.date_input(
            spec["review_on"].label(lang()), day["review_on"], key=f"{key}:review", format=person.DATE
        )
        limits = _limits(loaded, key) if question == "limits" else {}
        pressed = st.form_submit_button(words("save_answer"), type="primary")
    person.refusal(part)
    if pressed:
        row = {
            "question": question,
            "answer": answer.strip() or None,
            "owner": owner.strip() or None,
            "review_on": review,
            **limits,
        }
        row["answered_on"] = answered if row["answer"] else None
        person.write(part, "charter", [row], PAGE, seen=seen)
        st.rerun()
