"""The review in the meeting room: one item a screen, in large type, by the keyboard; the minutes at the end."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

import kamlib as kam
from app.screens.skam import minutes
from app.screens.skam.room import PAGE, go, words
from app.session import ask, ask_live, book, lang, live_book, look_again, register
from app.widgets import person, queue_answer, queue_rows, tables
from app.widgets.figures import chart
from app.widgets.numbers import metric, money
from app.widgets.plain import plain
from kamlib import KamError
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.review.decide import ABOUT_A_CLIENT, review_day

AT = "at"  # in the address: which item is on the screen; past the last: the minutes
HELD = "held"  # and the day of the meeting, where that is not today
IN_ROW = 2  # as wide as their names need
NUMBERS = ("net_12m", "contribution_12m", "p_churn", "fit_share")


def is_asked() -> bool:
    """Whether the page is a meeting: then nothing else stands on it."""
    return st.query_params.get("room") == "meeting"


def show() -> None:
    """Who is there; then item by item; then the minutes."""
    if not book().has("queue"):
        st.info(words("no_queue"))
        return
    items = ask_live("agenda", _held_on())
    if AT not in st.query_params:
        _begin(items)
        return
    at = _place()
    if at > len(items):
        _end(items)
    else:
        _item(items, at)


def _place() -> int:
    told = st.query_params.get(AT, "")
    return max(int(told), 1) if told.isdecimal() else 1


def _held_on() -> date:
    try:
        return date.fromisoformat(st.query_params.get(HELD, ""))
    except ValueError:
        return date.today()


def _to(at: int) -> None:
    st.query_params[AT] = str(at)


# Who is there


def _begin(items: pd.DataFrame) -> None:
    st.button(words("leave_meeting"), on_click=go, args=("agenda",))
    if items.empty:
        st.info(words("nothing_to_meet_about"))
        return
    stake = items["stake"].sum(min_count=1)
    about = "." if formats.is_unknown(stake) else words("items_about", money=plain(money(stake)))
    st.title((words("items", n=len(items)) + about).replace("**", ""), anchor=False)
    if not person.can_edit():
        return
    part = "meeting"
    with st.form(person.key(part), border=False):
        present = st.text_area(words("who_is_there"), _last_present(), placeholder=words("who_hint"), height=90)
        held_on = st.date_input(words("held_on"), date.today(), max_value=date.today(), format=person.DATE)
        st.caption(words("quorum", n=formats.count(live_book().policy.skam.quorum, lang())))
        pressed = st.form_submit_button(words("begin"), type="primary")
    person.refusal(part)
    if pressed:
        names = present.replace(";", ",").replace("\n", ",").split(",")
        try:
            kam.meet(register(), live_book(), names, author=person.name(), source=f"page {PAGE}", held_on=held_on)
        except KamError as fault:
            person.refuse(part, fault.text(lang()), is_conflict=False)
        else:
            person.start_anew(part)
            if held_on != date.today():
                st.query_params[HELD] = held_on.isoformat()
            _to(1)
        st.rerun()


def _last_present() -> str:
    """Who was there the last time: mostly the same people."""
    told = register().current("meetings")
    return "" if told.empty else str(told.sort_values("held_on")["present"].iloc[-1])


def _quorum() -> None:
    """Who is there, and whether they are enough."""
    told = register().current("meetings")
    told = told[pd.to_datetime(told["held_on"]).dt.date == _held_on()]
    if len(told):
        n = int(told["members"].iloc[0])
        st.caption(words("is_quorum" if n >= live_book().policy.skam.quorum else "no_quorum", n=n))


# One item


def _item(items: pd.DataFrame, at: int) -> None:
    row = items.iloc[at - 1].to_dict()
    _bar(items, at, row)
    with st.container(horizontal=True, vertical_alignment="center", gap="small"):
        st.title(plain(queue_rows.title(row)), anchor=False, width="content")
        if not formats.is_unknown(row["client_id"]):
            queue_rows.badge(row)
            if st.button(words("open_client"), type="tertiary", key="meeting-open"):
                tables.open_client(row["client_id"])
    stake = ""
    if not formats.is_unknown(row["stake"]):
        kind = columns.code_label("stake_kind", row["stake_kind"], lang())
        stake = f":red[{plain(money(row['stake']))}] {kind}. "
    st.header(f"{stake}{plain(queue_rows.why(row))}.", anchor=False)
    said = [*queue_rows.since(row), *queue_rows.about(row)]
    st.markdown(plain(". ".join(said) + "."))
    if row["outcome"] != "open":
        outcome = columns.code_label("meeting_outcome", row["outcome"], lang())
        st.success(plain(words("how_ended", outcome=outcome)))
    left, right = st.columns([1.25, 1], gap="large")
    with left:
        _numbers(row)
    with right:
        _decide(row, at)


def _bar(items: pd.DataFrame, at: int, row: dict[str, Any]) -> None:
    """Where the meeting stands, and the ways on; each has its key."""
    counts = items["outcome"].value_counts()
    told = {n: formats.count(int(counts.get(n, 0)), lang()) for n in ("decided", "later", "open")}
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        where = words("item_of", n=formats.count(at, lang()), all=formats.count(len(items), lang()))
        st.markdown(f"**{where}** · {words('ended_so_far', **told)}", width="content")
        with st.container(horizontal=True, width="content", gap="small"):
            st.button(
                words("back"), on_click=_to, args=(at - 1,), disabled=at == 1, shortcut="Left", key="meeting-back"
            )
            if not formats.is_unknown(row["client_id"]) and st.session_state["is_current_book"] and person.name():
                day = formats.date(review_day(_held_on()), lang())
                st.button(
                    words("later"),
                    on_click=_later,
                    args=(row["client_id"], at),
                    shortcut="Down",
                    key="meeting-later",
                    help=words("later_help", date=day),
                )
            st.button(
                words("forward"), on_click=_to, args=(at + 1,), shortcut="Right", key="meeting-next", type="primary"
            )
            st.button(words("to_minutes"), on_click=_to, args=(len(items) + 1,), shortcut="End", key="meeting-minutes")
            st.button(words("leave_meeting"), on_click=go, args=("agenda",), key="meeting-leave")


def _later(client_id: str, at: int) -> None:
    """Put off all about the client until the next review; the next item comes."""
    told = {"author": person.name(), "source": f"page {PAGE}", "reason": words("later_reason")}
    try:
        kam.later(register(), live_book(), client_id, review_day(_held_on()), marked_on=_held_on(), **told)
    except KamError as fault:
        person.refuse(f"meeting:{client_id}", fault.text(lang()), is_conflict=False)
        return
    look_again()
    _to(at + 1)


def _numbers(row: dict[str, Any]) -> None:
    """What is known of the client in numbers, and its months."""
    if formats.is_unknown(row["client_id"]):
        return
    known = ask_live("client_card", row["client_id"]) | {"p_churn": row["p_churn"]}
    fit = ask_live("usp_fit")
    fit = fit[fit["client_id"] == row["client_id"]]["fit_share"]
    known["fit_share"] = fit.iloc[0] if len(fit) else None
    if known["contribution_level"] == "revenue":
        known["contribution_12m"] = None  # it is the revenue again
    told = [name for name in NUMBERS if not formats.is_unknown(known.get(name))]
    for first in range(0, len(told), IN_ROW):
        for place, name in zip(st.columns(IN_ROW, gap="small"), told[first : first + IN_ROW], strict=False):
            with place:
                metric(name, known[name])
    chart("client_monthly", ask("client_monthly", row["client_id"]))


def _decide(row: dict[str, Any], at: int) -> None:
    """The decision of the item: what, why, who carries it out, by when, when it is looked at again."""
    if not person.can_edit():
        return
    client_id = None if formats.is_unknown(row["client_id"]) else row["client_id"]
    part = f"meeting:{client_id or queue_rows.key_of(row)}"
    person.refusal(part)
    if client_id is None:
        queue_rows.ways(row, PAGE)
        return
    kinds = {k: columns.code_label("decision_kind", k, lang()) for k in ABOUT_A_CLIENT}
    asked = list(kinds)
    mostly = queue_rows.KINDS.get(row["item"], "watch")
    spec, key, today = contract()["decisions"].columns, person.key(part), _held_on()
    with st.form(key, border=True, enter_to_submit=False):
        kind = st.selectbox(
            words("what_to_do"), asked, asked.index(mostly), format_func=kinds.__getitem__, key=f"{key}:kind"
        )
        step = columns.code_label("next_step", row["next_step"], lang())
        subject = st.text_input(spec["subject"].label(lang()), step, key=f"{key}:subject")
        why = st.text_area(spec["why"].label(lang()), queue_rows.why(row), key=f"{key}:why", height=80)
        one, two, three = st.columns(3)
        owner = one.text_input(spec["owner"].label(lang()), queue_answer.manager(row), key=f"{key}:owner")
        due_on = two.date_input(spec["due_on"].label(lang()), None, key=f"{key}:due", format=person.DATE)
        review = three.date_input(
            spec["next_review"].label(lang()), review_day(today), key=f"{key}:review", format=person.DATE
        )
        pressed = st.form_submit_button(words("record_it"), type="primary")
    if pressed:
        told = {"owner": owner, "due_on": due_on, "next_review": review, "decided_on": today, "client_id": client_id}
        try:
            kam.decide(
                register(),
                live_book(),
                kind,
                subject,
                why,
                st.session_state.get("decided_by", person.name()),
                author=person.name(),
                source=f"page {PAGE}",
                **told,
            )
        except KamError as fault:
            person.refuse(part, fault.text(lang()), is_conflict=False)
        else:
            person.start_anew(part)
            _to(at + 1)
        st.rerun()


# The end


def _end(items: pd.DataFrame) -> None:
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.button(words("back"), on_click=_to, args=(len(items),), shortcut="Left", key="meeting-back")
        st.button(words("leave_meeting"), on_click=go, args=("agenda",), key="meeting-leave")
    st.title(words("room_minutes"), anchor=False)
    counts = items["outcome"].value_counts()
    told = {n: formats.count(int(counts.get(n, 0)), lang()) for n in ("decided", "later", "open")}
    st.subheader(words("ended_so_far", **told), anchor=False)
    _quorum()
    minutes.show(_held_on())
