"""Everything that happened with the client, the newest first; a talk or a note is written down on the spot."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask_live, book, lang, say, texts
from app.widgets import client_records, downloads, person, tables, talk, url
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns

SHOWN = ("at", "event", "money", "what", "who", "with")
KINDS = {
    "sales": ("order", "return"),
    "talks": ("visit", "call", "email", "meeting", "claim", "training"),
    "deals": ("deal_opened", "deal_stage", "deal_won", "deal_lost", "deal_closed"),
    "work": ("decision", "promise", "promise_kept", "task", "task_done", "note", "document", "terms", "retention"),
    "signs": ("alarm", "feedback", "competitor", "manager", "tie"),
}
# the code list of the detail of an event
DETAILS = {"decision": "decision_kind", "deal_stage": "deal_stage", "document": "document_kind", "alarm": "queue_item",
           "competitor": "competitor_move", "retention": "retention_way", "tie": "tie"}  # fmt: skip
RECORDS = ("tasks", "notes", "documents", "terms", "ties", "competitor_moves")
PAGE, ROWS = "client", 14
LATEST = 150  # events in the table; all of them in the file to take away
words = texts("timeline")


def of_client(client_id: str, card: dict[str, Any]) -> None:
    """The timeline with its filter; forms for a talk, a task, a note and the rest of what people know."""
    if not book().has("my_clients"):
        return  # a book from before there was one
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(words("timeline"), anchor=False, width="content")
        with st.popover(words("log"), type="tertiary"):
            talk.form(client_id, PAGE, card.get("manager_id"))
    found = ask_live("timeline", client_id, personal=True)
    labels = {"all": words("all")} | {kind: words(kind) for kind in KINDS}
    kind = url.one("events", words("kinds"), labels, lang(), "all", label_visibility="collapsed")
    if kind != "all":
        found = found[found["event"].isin(KINDS[kind])]
    found = _of_person(found, client_id)
    if found.empty:
        st.caption(words("nothing"))
    else:
        _table(found, client_id)
    if person.can_edit(says_why=False):  # the part on people above says it
        for table in RECORDS:
            known = client_records.rows(table, client_id)
            head = contract()[table].label(lang())
            with st.expander(f"{head}: {formats.count(len(known), lang())}" if len(known) else head):
                client_records.edit(table, client_id, PAGE)


def _of_person(found: pd.DataFrame, client_id: str) -> pd.DataFrame:
    """Only what was with one person of theirs, where one is chosen."""
    there = list(found["contact_id"].dropna().unique())
    if not there:
        return found
    people = talk.people_of(client_id)
    labels = {"": words("with_anybody")} | {c: people.get(c, c) for c in sorted(there)}
    chosen = url.one("with", words("with"), labels, lang(), "", draw=st.selectbox, label_visibility="collapsed")
    return found[found["contact_id"] == chosen] if chosen else found


def _table(found: pd.DataFrame, client_id: str) -> None:
    names = talk.names_of()
    rows = found.head(LATEST).to_dict("records")
    shown = pd.DataFrame(
        {
            words("at"): [_day(r) for r in rows],
            words("event"): [_event(r) for r in rows],
            words("money"): [_money(r["money"]) for r in rows],
            words("what"): [_what(r) for r in rows],
            words("who"): [_ours(r) for r in rows],
            words("with"): [_theirs(r, names) for r in rows],
        }
    )
    shown = shown.loc[:, shown.ne("").any()]  # a column of which nothing is known says nothing
    widths = {"at": 100, "event": 150, "money": 90, "what": 350, "who": 135, "with": 270}
    st.dataframe(
        shown,
        hide_index=True,
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * min(len(shown), ROWS) + tables.HEAD_PX,
        column_config={
            words(n): st.column_config.TextColumn(words(n), width=w, alignment="right" if n == "money" else "left")
            for n, w in widths.items()
            if words(n) in shown
        },
    )
    if len(found) > LATEST:
        counts = {"shown": formats.count(LATEST, lang()), "all": formats.count(len(found), lang())}
        st.caption(say("first_rows", **counts))
    downloads.buttons(found, "timeline", table="timeline")


def _day(row: dict[str, Any]) -> str:
    """Of sales dated by month the month alone is known."""
    written = formats.sale_day if row["event"] in KINDS["sales"] else formats.date
    return written(row["at"], lang())


def _event(row: dict[str, Any]) -> str:
    label = columns.code_label("timeline_event", row["event"], lang())
    if row["event"] == "order" and row["events"] > 1:
        return words("days", label=label, n=int(row["events"]))
    return words("no_answer", label=label) if row["answered"] is False else label


def _money(x: Any) -> str:
    return "" if formats.is_unknown(x) else formats.money(x, lang(), book().currency, compact=True)


def _what(row: dict[str, Any]) -> str:
    detail = row["detail"]
    told = []
    if not formats.is_unknown(detail):
        codes = DETAILS.get(row["event"])
        told.append(columns.code_label(codes, detail, lang(), book().policy) if codes else str(detail))
    if not formats.is_unknown(row["told"]):
        told.append(str(row["told"]))
    return ". ".join(told)


def _ours(row: dict[str, Any]) -> str:
    name = row["manager_en"] if lang() == "en" else row["manager"]
    return "" if formats.is_unknown(name) else str(name)


def _theirs(row: dict[str, Any], names: dict[str, dict[str, Any]]) -> str:
    return "" if formats.is_unknown(row["contact_id"]) else talk.person_text(row, names)
