"""Were we right: what earlier reviews said, what was decided, and what came of both."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

import kamlib as kam
from app.pages import page
from app.screens.skam.room import PAGE
from app.session import ask_live, book, home, lang, of_reviews, register, texts
from app.widgets import downloads, person, tables, url
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.core.errors import KamError
from kamlib.labels import columns
from kamlib.labels.review import outcome_text, then_and_now
from kamlib.review.judge import VERDICTS

words = texts("review")
FORECASTS = ("said_on", "silent_said", "silent_came", "revenue_said", "revenue_came", "listed", "listed_silent",
             "contribution_said", "contribution_came", "brier", "clients_judged", "is_reconstructed")  # fmt: skip
BANDS = ("said_on", "risk_band", "clients_judged", "share_said", "share_came")
COLOURS = {"better": "green", "as_others": "gray", "worse": "red", "too_early": "gray", "cannot_tell": "gray"}
ROWS = 9
LAST = 5  # decisions on the Overview


def show() -> None:
    """Forecasts first, then decisions, the newest first; wrong is shown as plainly as right."""
    _forecasts()
    st.subheader(words("decisions_met"), anchor=False)
    found = ask_live("decision_outcomes") if book().has("decision_outcomes") else pd.DataFrame()
    if found.empty:
        st.caption(words("no_decisions_met"))
        return
    for row in found.to_dict("records"):
        _decision(row)
    downloads.buttons(found, "decision_outcomes", table="decision_outcomes")


def _forecasts() -> None:
    st.subheader(words("forecasts"), anchor=False)
    found = of_reviews("forecasts_met")
    over = found[found["is_over"].astype(bool)]
    if over.empty:
        st.info(words("no_forecasts", home=home()))
        return
    last = over.iloc[0]
    st.markdown(
        words(
            "last_forecast",
            date=formats.date(last["said_on"], lang()),
            horizon=formats.sale_days(last["horizon_days"], lang()),
            said=formats.number(last["silent_said"], lang(), 0),
            came=formats.count(last["silent_came"], lang()),
            revenue_said=plain(money(last["revenue_said"])),
            revenue_came=plain(money(last["revenue_came"])),
        )
    )
    st.caption(words("forecasts_note"))
    tables.shown(found, FORECASTS, "forecasts-met", "forecasts_met", rows=ROWS)
    with st.expander(words("bands")):
        tables.shown(of_reviews("risk_bands_met"), BANDS, "bands-met", "risk_bands_met", rows=ROWS)


def _decision(row: dict[str, Any]) -> None:
    with st.container(border=True, key=f"outcome:{row['decision_id']}"):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
            with st.container(horizontal=True, gap="small", vertical_alignment="center", width="stretch"):
                _outcome_badge(row)
                st.markdown(f"**{columns.code_label('decision_kind', row['kind'], lang())}**", width="content")
                if st.button(plain(name_of(row)), key=f"outcome-open:{row['decision_id']}", type="tertiary"):
                    tables.open_client(row["client_id"])
            with st.popover(words("give_verdict")):
                _form(row)
        day = formats.date(row["decided_on"], lang())
        st.markdown(
            plain(f"{row['subject']} ({row['decided_by']}, {day}). {outcome_text(row, lang(), book().currency)}")
        )
        pairs = then_and_now(row, lang(), book().currency)
        told = [words("then_now", label=label, then=then, now=now) for label, then, now in pairs]
        st.caption(plain("; ".join(told) or words("no_frozen")))
        if not formats.is_unknown(row["verdict"]):
            st.markdown(plain(_verdict(row)))


def _outcome_badge(row: dict[str, Any]) -> None:
    code = row["decision_outcome"]
    meaning = columns.code_meaning("decision_outcome", code, lang(), book().policy)
    st.badge(columns.code_label("decision_outcome", code, lang()), color=COLOURS[code], help=meaning)


def _verdict(row: dict[str, Any]) -> str:
    label = columns.code_label("verdict", row["verdict"], lang())
    told = words("judged", verdict=label, by=row["verdict_by"], date=formats.date(row["verdict_on"], lang()))
    return told if formats.is_unknown(row["verdict_why"]) else f"{told}. {row['verdict_why']}"


def _form(row: dict[str, Any]) -> None:
    if not person.can_edit():
        return
    part = f"verdict:{row['decision_id']}"
    key = person.key(part)
    labels = {code: columns.code_label("verdict", code, lang()) for code in VERDICTS}
    verdict = st.radio(words("verdict"), VERDICTS, format_func=labels.__getitem__, key=f"{key}:verdict")
    why = st.text_input(words("verdict_why"), key=f"{key}:why")
    person.refusal(part)
    if st.button(words("save_verdict"), key=f"{key}:save", type="primary"):
        who = person.name()
        try:
            kam.judge(register(), row["decision_id"], verdict, who, author=who, source=f"page {PAGE}", why=why)
        except KamError as fault:
            person.refuse(part, fault.text(lang()), isinstance(fault, kam.RegisterConflict))
        else:
            person.start_anew(part)
        st.rerun()


# On the overview page


def decided_before() -> None:
    """The newest decisions about clients, each with how it turned out; the way to all of them."""
    if not book().has("decision_outcomes"):
        return  # a book from before there were outcomes
    found = ask_live("decision_outcomes")
    if found.empty:
        return
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(words("decided_before"), anchor=False)
        address = {"room": "outcomes", **url.of_shell()}
        st.page_link(page("skam"), label=words("to_outcomes"), query_params=address, width="content")
    for row in found.head(LAST).to_dict("records"):
        with st.container(gap=None, key=f"decided:{row['decision_id']}"):
            with st.container(horizontal=True, gap="small", vertical_alignment="center"):
                if st.button(f"**{plain(name_of(row))}**", key=f"decided-open:{row['decision_id']}", type="tertiary"):
                    tables.open_client(row["client_id"])
                kind = columns.code_label("decision_kind", row["kind"], lang())
                st.markdown(plain(f"{kind}, {formats.date(row['decided_on'], lang())}"), width="content")
                _outcome_badge(row)
            st.caption(plain(outcome_text(row, lang(), book().currency)))
