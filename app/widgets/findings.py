"""What needs a look: one entry a client, what was found in a sentence, the money it is about."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask, book, lang, say
from app.widgets import tables
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.company import finding_text


def kinds(findings: pd.DataFrame) -> list[str]:
    """Kinds of findings there are, in the order of the dictionary."""
    there = set(findings["finding"])
    return [code for code in columns.code_lists()["finding"] if code in there]


def choose_kind(findings: pd.DataFrame) -> pd.DataFrame:
    """Let the reader look at one kind only."""
    counts = findings["finding"].value_counts()
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(say("needs_look"), anchor=False, width="content")
        labels = {"": say("everything"), **{k: _counted(k, counts[k]) for k in kinds(findings)}}
        picked = st.selectbox(
            say("needs_look"),
            list(labels),
            format_func=labels.get,
            key=f"finding:{lang()}",
            label_visibility="collapsed",
            width=260,
        )
    return findings[findings["finding"] == picked] if picked else findings


def _counted(kind: str, n: int) -> str:
    return f"{columns.code_label('finding', kind, lang(), book().policy)}: {formats.count(n, lang())}"


def entries(findings: pd.DataFrame, most: int, height: int) -> None:
    """The clients with the most money at stake; the name leads to the client's page."""
    clients = findings["client_id"].unique()
    with st.container(height=height, border=False, gap="small"):
        for client_id in clients[:most]:
            _entry(client_id, findings[findings["client_id"] == client_id])
    if len(clients) > most:
        st.caption(say("more_clients", n=len(clients) - most))


def _entry(client_id: str, found: pd.DataFrame) -> None:
    first = found.iloc[0]
    name = first["name_en"] if lang() == "en" and first["name_en"] else first["name"]
    with st.container(key=f"look-{client_id}", gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            if st.button(f"**{plain(name or client_id)}**", key=f"open-{client_id}", type="tertiary"):
                tables.open_client(client_id)
            st.markdown(plain(money(found["money"].max())), width="content")
        st.caption(plain(" ".join(sentence(row) for row in found.to_dict("records"))))


def sentence(row: dict) -> str:
    """What was found, as a sentence."""
    return finding_text(row, lang(), book().currency).rstrip(".") + "."


def summary() -> str:
    """How many clients need a look and what they buy a year."""
    seen = ask("overview")
    n = seen["clients_to_look_at"] or 0
    if not n:
        return say("look_none")
    return say("look", n=n, money=plain(money(seen["money_to_look_at"])))


def of_client(findings: pd.DataFrame) -> None:
    """All that was found of one client."""
    st.markdown(f"**{say('needs_look')}**")
    for row in findings.to_dict("records"):
        st.markdown(plain(sentence(row)) + " " + say("at_stake", money=plain(money(row["money"]))))
