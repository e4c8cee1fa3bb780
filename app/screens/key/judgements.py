"""Entering what people judge of one client: scores with evidence, its potential, and the history of both."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.screens.key.listed import words
from app.session import ask_live, lang, live_book, register, say
from app.widgets import entering, person, tables
from app.widgets.client_choice import choose_client
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.plain import plain
from kamlib.contract import tables as contract
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import why_text
from kamlib.policy import JUDGED

PAGE = "key_clients"
TYPED = ("score", "evidence", "expires_on")


def enter() -> None:
    """One client's three judged criteria and its potential, to be changed, and all that was ever entered."""
    client_id = choose_client()
    if client_id is None:
        st.caption(say("choose_client"))
        _to_judge()
        return
    st.subheader(plain(name_of(ask_live("client_card", client_id))), anchor=False)
    _standing(client_id)
    st.caption(words("judge_note"))
    can_edit = person.can_edit()
    _scores(client_id, can_edit)
    _potential(client_id, can_edit)
    entering.history(("judgements", "potentials"), client_id)


def _to_judge() -> None:
    """Key clients with a judged criterion that nobody judged, or whose judgement has expired; a click opens one."""
    every = ask_live("criteria")
    key = ask_live("key_list")
    key = key[key["is_key"]][["client_id", "name", "name_en", "manager", "manager_en"]]
    open_ = every[
        every["criterion"].isin(JUDGED) & (every["judgement_score"].isna() | every["is_expired"].fillna(False))
    ]
    found = key.merge(open_, on="client_id")
    st.subheader(words("to_judge"), anchor=False)
    if found.empty:
        st.caption(words("to_judge_none"))
        return
    names = ("name", "criterion", "how", "author", "judged_on", "expires_on", "manager")
    tables.shown(found, names, f"to_judge:{lang()}", table="criteria", rows=12, on_pick=_choose)


def _choose(client_id: str) -> None:
    st.query_params["client"] = client_id
    st.rerun()


def _standing(client_id: str) -> None:
    every = ask_live("key_list")
    row = every[every["client_id"] == client_id].iloc[0]
    values = {
        "score": formats.number(row["selection_score"], lang(), 1),
        "rank": formats.count(row["rank"], lang()),
        "all": formats.count(len(every), lang()),
        "known": formats.share(row["known_share"], lang(), 0),
    }
    said = f"{words('block_score', **values)} {why_text(row, lang(), live_book().policy)}."
    st.markdown(plain(said), help=help_of("selection_score"))


# Scores


def _load_scores(client_id: str) -> tuple[pd.DataFrame, dict]:
    """The newest judgement of each of the three criteria, and the versions of all that stands in the register."""
    found = ask_live("criteria", client_id).set_index("criterion")
    rows = found.reindex(JUDGED)[["judgement_score", "evidence", "expires_on", "author", "judged_on", "is_expired"]]
    rows = rows.rename(columns={"judgement_score": "score"}).reset_index()
    now = register().current("judgements", client_id)
    return rows, register().seen("judgements", now)


def _scores(client_id: str, can_edit: bool) -> None:
    part = f"judgements:{client_id}"
    editor = person.key(part)
    loaded, seen = person.held(part, lambda: _load_scores(client_id), person.is_edited(editor))
    shown = loaded.assign(
        criterion=[columns.code_label("criterion", c, lang()) for c in loaded["criterion"]],
        is_expired=[_state(x) for x in loaded["is_expired"]],
        expires_on=pd.to_datetime(loaded["expires_on"]).dt.date,
        judged_on=[formats.date(x, lang()) for x in loaded["judged_on"]],
        author=loaded["author"].fillna(formats.UNKNOWN),
    )
    fixed = [n for n in shown.columns if n not in TYPED]
    st.data_editor(
        shown,
        key=editor,
        hide_index=True,
        disabled=fixed if can_edit else True,
        row_height=tables.ROW_PX,
        placeholder=formats.UNKNOWN,
        column_order=["criterion", "score", "evidence", "expires_on", "author", "judged_on", "is_expired"],
        column_config={
            "criterion": st.column_config.TextColumn(columns.label("criterion", lang()), width=220),
            "score": st.column_config.NumberColumn(_label("score"), min_value=0, max_value=100, step=1, width=135),
            "evidence": st.column_config.TextColumn(_label("evidence"), width=300),
            "expires_on": st.column_config.DateColumn(_label("expires_on"), format=_date_format(), width=120),
            "author": st.column_config.TextColumn(_label("author")),
            "judged_on": st.column_config.TextColumn(_label("judged_on")),
            "is_expired": st.column_config.TextColumn(words("judge_state")),
        },
    )
    person.refusal(part)
    if can_edit and st.button(words("judge_save"), key=f"save:{part}", disabled=not person.is_edited(editor)):
        edited = st.session_state[editor]["edited_rows"]
        _save_scores(part, client_id, loaded, seen, edited)
        st.rerun()


def _save_scores(part: str, client_id: str, loaded: pd.DataFrame, seen: dict, edited: dict) -> None:
    """A changed row is a new judgement of this person, dated today; one they gave earlier today is corrected."""
    rows, today = [], date.today()
    for at, typed in edited.items():
        before = loaded.iloc[int(at)]
        row = {"client_id": client_id, "criterion": before["criterion"], "author": person.name(), "judged_on": today}
        for name in ("score", "evidence"):
            value = typed.get(name, before[name])
            row[name] = None if formats.is_unknown(value) else value
        if "expires_on" in typed:
            row["expires_on"] = typed["expires_on"]
        rows.append(row)
    criteria = {row["criterion"] for row in rows}
    halves = [r["criterion"] for r in rows if r["score"] is None or not (r["evidence"] or "").strip()]
    if halves:
        labels = ", ".join(columns.code_label("criterion", c, lang()) for c in halves)
        person.refuse(part, words("judge_half", criteria=labels), is_conflict=False)
    elif newer := _given_meanwhile(client_id, seen, criteria):
        person.refuse(part, newer)
    else:
        person.write(part, "judgements", rows, PAGE, seen=seen)


def _given_meanwhile(client_id: str, seen: dict, criteria: set[str]) -> str:
    """Another person's judgement of the same criterion, given after this person had loaded the table, in words."""
    now = register().current("judgements", client_id)
    keys = register().seen("judgements", now)
    fresh = [key for key in keys if key not in seen and key[1] in criteria and key[2] != person.name()]
    if not fresh:
        return ""
    lines = []
    for _, criterion, author, _ in fresh:
        row = now[(now["criterion"] == criterion) & (now["author"] == author)].iloc[-1]
        label = columns.code_label("criterion", criterion, lang())
        score = formats.number(row["score"], lang(), 0)
        lines.append(words("judge_meanwhile", criterion=label, author=author, score=score, evidence=row["evidence"]))
    return "\n".join([words("judge_meanwhile_head"), *lines])


def _state(is_expired: object) -> str:
    if formats.is_unknown(is_expired):
        return say("not_known")
    return words("judge_expired" if is_expired else "judge_holds")


def _label(name: str, table: str = "judgements") -> str:
    return contract()[table].columns[name].label(lang())


def _date_format() -> str:
    return "DD.MM.YYYY" if lang() == "ru" else "D MMM YYYY"


# Potential


def _potential(client_id: str, can_edit: bool) -> None:
    part = f"potentials:{client_id}"
    now = register().current("potentials", client_id)
    with st.expander(words("potential"), expanded=False):
        st.caption(words("potential_note"))
        amount, how = (None, "") if now.empty else (now["potential_12m"].iloc[0], now["evidence"].iloc[0])
        if not now.empty:
            day = formats.date(now["recorded_on"].iloc[0], lang())
            st.caption(plain(words("potential_by", author=now["author"].iloc[0] or formats.UNKNOWN, date=day)))
        with st.form(person.key(part), border=False, enter_to_submit=False):
            left, right = st.columns([1, 2])
            with left:
                typed = st.number_input(
                    _label("potential_12m", "potentials"), 0.0, None, amount, step=1000.0, key=f"{person.key(part)}:x",
                    format="%.0f", disabled=not can_edit,
                )  # fmt: skip
            with right:
                evidence = st.text_input(
                    _label("evidence", "potentials"), "" if formats.is_unknown(how) else how,
                    key=f"{person.key(part)}:how", disabled=not can_edit,
                )  # fmt: skip
            pressed = st.form_submit_button(words("judge_save"), disabled=not can_edit)
        person.refusal(part)
        # what the form was filled from, so that somebody else's change meanwhile is noticed
        seen = person.held(part, lambda: register().seen("potentials", now), f"held:{part}" in st.session_state)
        if pressed:
            row = {"client_id": client_id, "potential_12m": typed, "evidence": evidence or None,
                   "author": person.name(), "recorded_on": date.today()}  # fmt: skip
            person.write(part, "potentials", [row], PAGE, seen=seen)
            st.rerun()
