"""Recording a decision of the group: what it rests on is seen before it is recorded, and frozen with it."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

import kamlib as kam
from app.pages import page
from app.screens.key import selection
from app.screens.key.listed import heads
from app.screens.skam.room import PAGE, go, words
from app.session import ask_live, home, lang, live_book, policy, register
from app.widgets import person, tables, url
from app.widgets.client_choice import choose_client
from app.widgets.names import name_of
from app.widgets.plain import plain
from kamlib import KamError
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.skam import numbers_in_words, policy_label, policy_value
from kamlib.review.decide import ABOUT_A_CLIENT, frozen, review_day

PART = "decision"
MOVED = ("name", "selection_score", "fit_share", "contribution_12m", "decided_by")
LEADS_HERE = ("kind", "revises", "client")  # an address with one of these opens the form


def is_asked() -> bool:
    """Whether the reader came to record a decision: then the form stands alone, without the list below it."""
    return any(name in st.query_params for name in LEADS_HERE)


def record(is_alone: bool) -> None:
    """The form; the numbers stand beside it."""
    if is_alone:
        with st.container(border=True):
            with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
                st.markdown(f"**{words('record')}**", width="content")
                st.button(words("all_decisions"), on_click=go, args=("decisions",))
            _ask()
    else:
        with st.expander(words("record")):
            _ask()


def _ask() -> None:
    if not person.can_edit():
        return
    changed = st.session_state.get("policy_change")
    revised = _revised()
    kinds = {k: columns.code_label("decision_kind", k, lang()) for k in columns.code_lists()["decision_kind"]}
    kind = url.one("kind", words("kind"), kinds, lang(), revised["kind"] if revised else "make_key", required=True)
    client_id = choose_client() if kind in ABOUT_A_CLIENT else None
    if kind in ABOUT_A_CLIENT and client_id is None:
        st.info(words("choose_client"))
    elif kind != "policy":
        left, right = st.columns([1.2, 1], gap="large")
        with right:
            _numbers(client_id)
        with left:
            _form(kind, client_id, revised)
    elif changed:
        _changed_policy(changed)
        left, right = st.columns([1, 1.2], gap="large")
        with right:
            _difference(changed)
        with left:
            _form(kind, None, revised, changed)
    else:
        st.info(words("no_change"))
        st.page_link(page("key_clients"), label=words("try_rule"), query_params={"part": "rule", **url.of_shell()})


def _revised() -> dict | None:
    """The decision that is revised, as the address names it; said above the form, with the way out of it."""
    url.follow("revises", "revises", lambda values: next(iter(values), ""))
    code = st.session_state["revises"]
    every = ask_live("decisions")
    found = every[every["decision_id"] == code].to_dict("records")
    url.write("revises", [code] if found else [])
    if not found:
        return None
    d = found[0]
    with st.container(horizontal=True, vertical_alignment="center"):
        said = words("revising", subject=d["subject"], date=formats.date(d["decided_on"], lang()), by=d["decided_by"])
        st.info(plain(said))
        st.button(words("not_revising"), on_click=lambda: st.query_params.pop("revises", None))
    return d


def _changed_policy(changed: dict) -> None:
    """The change brought from the page on key clients."""
    now = live_book().policy.scalars()
    rows = [
        (policy_label(n, lang()), policy_value(n, now.get(n), lang()), policy_value(n, x, lang()))
        for n, x in changed.items()
    ]
    heading = [words("policy_of"), words("now"), words("new")]
    st.table(pd.DataFrame(rows, columns=heading), hide_index=True, border="horizontal")


def _numbers(client_id: str | None) -> None:
    """What will be frozen with the decision."""
    _rests_on()
    show_numbers(frozen(live_book(), client_id))


def _rests_on() -> None:
    st.markdown(f"**{words('numbers')}**", help=words("numbers_help"))
    st.caption(words("numbers_of", date=formats.date(live_book().as_of, lang())))


def show_numbers(numbers: str | dict) -> None:
    """Numbers of a decision, in parts."""
    told = numbers_in_words(numbers, lang(), live_book().currency)
    for part, pairs in told.items():
        is_folded = part == "list" and len(told) > 1
        with st.expander(words("numbers_list")) if is_folded else st.container(gap=None):
            rows = pd.DataFrame([(plain(label), plain(x)) for label, x in pairs])
            styled = rows.style.set_properties(subset=[1], **{"text-align": "right"})
            st.table(styled, hide_index=True, hide_header=True, border="horizontal")


def _difference(changed: dict) -> None:
    """What the change does to the list, and to its totals."""
    _rests_on()
    listed = ask_live("selection", changed)
    for way in ("enters", "leaves"):
        part = listed[listed["change"] == way]
        st.markdown(f"**{words('counted', what=words(way), n=formats.count(len(part), lang()))}**")
        if len(part):
            tables.shown(
                part, MOVED, f"decide-{way}:{lang()}", table="selection", opens_client=True, rows=8, labels=heads()
            )
    selection.totals(changed)


# The form


def _form(kind: str, client_id: str | None, revised: dict | None, changed: dict | None = None) -> None:
    part = f"{PART}:{kind}:{client_id or ''}"
    today = date.today()
    spec = contract()["decisions"].columns
    with st.form(person.key(part), border=False, enter_to_submit=False):
        subject = st.text_input(
            spec["subject"].label(lang()), _subject(kind, client_id, changed, revised), key=_key(part, "what")
        )
        why = st.text_area(spec["why"].label(lang()), key=_key(part, "why"), height=90)
        left, right = st.columns(2)
        decided_by = left.text_input(
            spec["decided_by"].label(lang()), st.session_state.get("decided_by", person.name()), key=_key(part, "by")
        )
        decided_on = right.date_input(spec["decided_on"].label(lang()), today, key=_key(part, "on"), format=person.DATE)
        until = left.date_input(
            spec["until"].label(lang()), None, key=_key(part, "until"), format=person.DATE, help=words("until_help")
        )
        review = right.date_input(
            spec["next_review"].label(lang()), review_day(today), key=_key(part, "review"), format=person.DATE
        )
        owner = left.text_input(spec["owner"].label(lang()), key=_key(part, "owner"))
        due_on = right.date_input(spec["due_on"].label(lang()), None, key=_key(part, "due"), format=person.DATE)
        pressed = st.form_submit_button(words("record_policy" if changed else "record_it"), type="primary")
    person.refusal(part)
    if pressed:
        asked = {"client_id": client_id, "decided_on": decided_on, "until": until, "next_review": review}
        asked |= {"owner": owner, "due_on": due_on}
        _write(part, (kind, subject, why, decided_by), asked | {"revises": revised and revised["decision_id"]}, changed)
        st.rerun()


def _key(part: str, name: str) -> str:
    return f"{person.key(part)}:{name}"


def _subject(kind: str, client_id: str | None, changed: dict | None, revised: dict | None) -> str:
    """What a decision of this kind is mostly called; to be written over."""
    if revised and not changed and kind == revised["kind"] and client_id in (None, revised["client_id"]):
        return revised["subject"]
    if changed:
        return "; ".join(f"{policy_label(n, lang())}: {policy_value(n, x, lang())}" for n, x in changed.items())
    if client_id:
        card = ask_live("client_card", client_id)
        return f"{columns.code_label('decision_kind', kind, lang())}: {name_of(card)}" if card else ""
    return ""


def _write(part: str, told: tuple, asked: dict, changed: dict | None) -> None:
    """Record the decision; put a changed policy in force."""
    kind, subject, why, decided_by = told
    try:
        if changed:
            asked = asked | {"policy": live_book().policy.changed(**changed)}
        code = kam.decide(
            register(),
            live_book(),
            kind,
            subject,
            why,
            decided_by,
            author=person.name(),
            source=f"page {PAGE}",
            **asked,
        )
    except KamError as fault:
        person.refuse(part, fault.text(lang()), is_conflict=False)
        return
    st.session_state["decided_by"] = decided_by
    person.start_anew(part)
    for name in ("kind", "client", "revises"):
        st.query_params.pop(name, None)
    st.session_state.pop(f"kind:{lang()}", None)
    saved = words("recorded")
    if changed:
        st.session_state.pop("policy_change", None)
        saved = put_in_force(changed, code)
    st.session_state["person:saved"] = saved


def put_in_force(changed: dict, code: str) -> str:
    """Write the changed values into the home's policy; what is to be said of it."""
    try:
        kam.put_in_force(home(), policy().changed(**changed), code)
    except (KamError, OSError) as fault:
        reason = fault.text(lang()) if isinstance(fault, KamError) else str(fault)
        st.session_state["skam:fault"] = words("recorded_not_in_force", reason=reason)
        return words("recorded")
    return words("in_force_now")
