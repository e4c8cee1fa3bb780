"""What was decided: where each decision stands, on which numbers it rests, its history; revised from here."""

from __future__ import annotations

import json

import pandas as pd
import streamlit as st

from app.screens.skam.decide import is_asked, put_in_force, record, show_numbers
from app.screens.skam.room import go, state_badge, words
from app.session import ask_live, entered, lang, policy, say
from app.widgets import downloads, entering, person, tables, url
from app.widgets.names import name_of
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

SEEN = 20
FILE = ("decision_id", "kind", "client_id", "name", "name_en", "subject", "why", "decided_by", "decided_on", "until",
        "next_review", "owner", "due_on", "decision_state", "numbers", "book_as_of", "revises")  # fmt: skip


def show() -> None:
    """The form for a new decision; below it what was decided, unless the form was asked for."""
    is_alone = is_asked()
    record(is_alone)
    if not is_alone:
        _listing()
    elif code := st.query_params.get("revises"):
        every = ask_live("decisions")
        records = every.to_dict("records")
        for d in records:
            if d["decision_id"] == code:
                _card(d, records, {}, can_revise=False)


def _listing() -> None:
    """All decisions, the newest first; narrowed by state and kind."""
    if fault := st.session_state.pop("skam:fault", None):
        st.warning(plain(fault))
    every = ask_live("decisions")
    title = words("counted", what=words("decisions"), n=formats.count(len(every), lang()))
    st.subheader(title, anchor=False)
    if every.empty:
        st.info(words("no_decisions"))
        return
    left, right = st.columns(2)
    with left:
        states = _choice("state", "decision_state", columns.code_lists()["decision_state"], every)
    with right:
        kinds = _choice("decided", "decision_kind", columns.code_lists()["decision_kind"], every, "kind")
    found = every[every["decision_state"].isin(states)] if states else every
    found = found[found["kind"].isin(kinds)] if kinds else found
    if found.empty:
        st.info(words("no_such_decisions"))
    waiting, records = _not_in_force(), every.to_dict("records")
    for d in found.head(SEEN).to_dict("records"):
        _card(d, records, waiting)
    if len(found) > SEEN:
        st.caption(words("more_decisions", shown=formats.count(SEEN, lang()), all=formats.count(len(found), lang())))
    if len(found):
        downloads.buttons(found[list(FILE)], "decisions", table="decisions")
    entering.history(("decisions",))


def _choice(parameter: str, codes: str, order, every: pd.DataFrame, column: str | None = None) -> list[str]:
    there = set(every[column or codes])
    labels = {c: columns.code_label(codes, c, lang()) for c in order if c in there}
    return url.several(parameter, columns.label(column or codes, lang()), labels, lang(), say("everything"))


def _card(d: dict, every: list[dict], waiting: dict, can_revise: bool = True) -> None:
    code = d["decision_id"]
    with st.container(border=True, key=f"decision:{code}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            with st.container(horizontal=True, gap="small", vertical_alignment="center", width="stretch"):
                state_badge("decision_state", d["decision_state"])
                kind = columns.code_label("decision_kind", d["kind"], lang())
                st.markdown(f"**{kind}**", width="content")
                if not formats.is_unknown(d["client_id"]) and st.button(
                    plain(name_of(d)), key=f"decided-open:{code}", type="tertiary"
                ):
                    tables.open_client(d["client_id"])
            if can_revise and d["decision_state"] != "revised":
                st.button(
                    words("way_revise"), key=f"revise:{code}", on_click=go, args=("decisions",), kwargs=_revising(d)
                )
        st.markdown(f"{plain(d['subject'])}. {plain(d['why'])}")
        st.caption(plain(_dates(d)))
        for line in _chain(d, every):
            st.caption(plain(line))
        if code in waiting:
            _wait(code, waiting[code])
        if not formats.is_unknown(d["numbers"]):
            with st.expander(words("decided_on_numbers")):
                if not formats.is_unknown(d["book_as_of"]):
                    st.caption(words("numbers_of", date=formats.date(d["book_as_of"], lang())))
                show_numbers(d["numbers"])
                _moved(d["numbers"])


def _revising(decision: dict) -> dict[str, str]:
    """The address of the form that revises a decision."""
    address = {"revises": decision["decision_id"], "kind": decision["kind"]}
    return address if formats.is_unknown(decision["client_id"]) else address | {"client": decision["client_id"]}


def _dates(d: dict) -> str:
    said = [words("decided", date=formats.date(d["decided_on"], lang()), by=d["decided_by"])]
    said += [
        words(n, date=formats.date(d[n], lang())) for n in ("until", "next_review") if not formats.is_unknown(d[n])
    ]
    if not formats.is_unknown(d["owner"]):
        said.append(words("owner", name=d["owner"]))
    if not formats.is_unknown(d["due_on"]):
        said.append(words("due", date=formats.date(d["due_on"], lang())))
    return "; ".join(said)


def _chain(d: dict, every: list[dict]) -> list[str]:
    """What it took the place of, and what took its place."""
    lines = []
    for text, found in (
        ("in_place_of", [other for other in every if other["decision_id"] == d["revises"]]),
        ("replaced_by", [other for other in every if other["revises"] == d["decision_id"]]),
    ):
        for other in found:
            kind = columns.code_label("decision_kind", other["kind"], lang()).lower()
            day = formats.date(other["decided_on"], lang())
            lines.append(words(text, kind=kind, subject=other["subject"], date=day))
    return lines


def _moved(numbers: str) -> None:
    """Who entered and left by a change of policy, as it was then."""
    held = json.loads(numbers)
    clients = ask_live("clients").set_index("client_id")
    for way in ("enters", "leaves"):
        if codes := held.get(way):
            names = [name_of({"client_id": c, **clients.loc[c]}) if c in clients.index else c for c in codes]
            st.caption(plain(f"{words(way)}: {', '.join(names)}"))


def _not_in_force() -> dict[str, dict]:
    """The newest decision on the policy, where the policy in force does not say what it decided: code -> values."""
    now = entered("decisions")
    if now.empty:
        return {}
    made = now[now["kind"] == "policy"].sort_values("entered_at")
    if made.empty or formats.is_unknown(made["numbers"].iloc[-1]):
        return {}
    decided = json.loads(made["numbers"].iloc[-1]).get("policy") or {}
    stands = policy().scalars()
    values = {name: new for name, (_, new) in decided.items() if name in stands and stands[name] != new}
    return {made["decision_id"].iloc[-1]: values} if values else {}


def _wait(code: str, values: dict) -> None:
    st.warning(words("not_in_force"))
    if person.can_edit() and st.button(words("put_in_force"), key=f"in-force:{code}"):
        st.session_state["person:saved"] = put_in_force(values, code)
        st.rerun()
