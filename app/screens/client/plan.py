"""The plan of work with the client: six steps and their state, goals, how often we talk, ties to us (K8, R9)."""

from __future__ import annotations

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from app.session import ask_live, book, lang, live_book, texts
from app.widgets import client_records, entering, person, tables
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.key import group_text
from kamlib.labels.plan import measured, suggestion_text, tie_text

PAGE = "client"
STEPS = {"step": 235, "state": 85, "there": 75, "missing": 450, "last": 100, "said": 100}
GOALS = {"goal": 185, "measure": 130, "from": 70, "now": 75, "target": 75, "way": 60, "due": 85}
words = texts("plan")


def of_client(client_id: str) -> None:
    """Steps, goals and the scheme side by side with ties; forms below each."""
    if not book().has("account_plan"):
        return  # a book from before plans were in it
    st.subheader(words("plan"), anchor=False)
    can_edit = person.can_edit(says_why=False)  # the part on people above says it
    _steps(client_id)
    if can_edit:
        with st.expander(words("edit_steps")):
            client_records.edit("plan_steps", client_id, PAGE)
        with st.expander(words("edit_cadences")):
            client_records.edit("cadences", client_id, PAGE)
    left, right = st.columns([1.9, 1], gap="medium")
    with left:
        _goals(client_id, can_edit)
    with right:
        _ties(client_id, can_edit)


def _steps(client_id: str) -> None:
    plan = ask_live("account_plan", client_id)
    if plan.empty:
        st.caption(words("not_key"))
        return
    key = ask_live("key_clients").set_index("client_id")
    group = key["group_primary"].get(client_id)
    if not formats.is_unknown(group):
        told = {"group": columns.code_label("key_group", group, lang()), "way": group_text(group, lang())[1]}
        st.caption(plain(words("group", **told)))
    _table([_step(row) for row in plan.to_dict("records")], {words(n): width for n, width in STEPS.items()})


def _table(rows: list[tuple[str | None, ...]], heads: dict[str, int]) -> None:
    """Rows already in words, under headings with their widths."""
    st.dataframe(
        pd.DataFrame(rows, columns=list(heads)),
        hide_index=True,
        row_height=tables.ROW_PX,
        height=tables.ROW_PX * len(rows) + tables.HEAD_PX,
        placeholder=formats.UNKNOWN,
        column_config={head: st.column_config.TextColumn(width=width) for head, width in heads.items()},
    )


def _step(row: dict[str, Any]) -> tuple[str | None, ...]:
    codes = [] if formats.is_unknown(row["plan_missing"]) else row["plan_missing"].split(",")
    listed = [code for code in columns.code_lists()["plan_item"] if code in codes]
    counts = {n: formats.count(row[n], lang()) for n in ("have", "of")}
    return (
        columns.code_label("plan_step", row["step"], lang()),
        columns.code_label("plan_state", row["plan_state"], lang()),
        words("have_of", **counts),
        "; ".join(columns.code_label("plan_item", code, lang()) for code in listed) or None,
        _day(row["plan_since"]),
        _day(row["plan_told_on"]),
    )


def _day(day: object) -> str | None:
    return None if formats.is_unknown(day) else formats.date(day, lang())


# Goals


def _goals(client_id: str, can_edit: bool) -> None:
    found = ask_live("plan_goals", client_id)
    st.markdown(f"**{words('goals')}**")
    if found.empty:
        st.caption(words("no_goals"))
    own = found[~found["is_suggested"]]
    if len(own):
        _table([_goal(row) for row in own.to_dict("records")], {words(n): width for n, width in GOALS.items()})
    more = found[found["is_suggested"]].to_dict("records")
    if more:
        st.caption(words("suggested"))
    with st.container(gap="xsmall"):
        for row in more:
            _suggestion(client_id, row, can_edit)
    if can_edit:
        with st.expander(words("edit_goals")):
            client_records.edit("goals", client_id, PAGE)


def _goal(row: dict[str, Any]) -> tuple[str | None, ...]:
    numbers = (measured(row["measure"], row[n], lang(), book().currency) for n in ("baseline", "now", "target"))
    known = not formats.is_unknown(row["measure"])
    measure = columns.code_label("goal_measure", row["measure"], lang()) if known else None
    progress = None if formats.is_unknown(row["progress"]) else formats.share(row["progress"], lang(), 0)
    return row["goal"], measure, *numbers, progress, _day(row["due_on"])


def _suggestion(client_id: str, row: dict[str, Any], can_edit: bool) -> None:
    part = f"take:{client_id}:{row['suggestion']}"
    name = suggestion_text(row, lang())
    way = {n: measured(row["measure"], row[n], lang(), book().currency) for n in ("baseline", "target")}
    told = [words("from_to", measure=columns.code_label("goal_measure", row["measure"], lang()),
                  before=way["baseline"], target=way["target"])]  # fmt: skip
    if not formats.is_unknown(row["money"]):
        told.append(words("costs_a_year" if row["measure"] == "fit" else "money_a_year", money=money(row["money"])))
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
        why = columns.code_meaning("goal_suggestion", row["suggestion"], lang(), live_book().policy)
        st.markdown(f"{plain(name)}. {plain('; '.join(told))}.", width="content", help=plain(why))
        if can_edit and st.button(words("take"), key=person.key(part), type="tertiary"):
            _take(part, client_id, name, row)
    person.refusal(part)


def _take(part: str, client_id: str, name: str, row: dict[str, Any]) -> None:
    """The suggestion as a goal of the plan; its day is for the person to set."""
    goal = {"client_id": client_id, "goal": name, "set_on": date.today()}
    numbers = {n: row[n] for n in ("measure", "baseline", "target") if not formats.is_unknown(row[n])}
    person.write(part, "goals", [goal | numbers], PAGE, seen=entering.seen("goals"))
    st.rerun()


# Ties


def _ties(client_id: str, can_edit: bool) -> None:
    st.markdown(f"**{words('ties')}**")
    found = ask_live("ties", client_id).to_dict("records")
    if not any(row["holds"] for row in found):
        st.caption(words("no_ties"))
    with st.container(gap=None):
        for row in found:
            colour = "green" if row["holds"] else "gray"
            label = plain(columns.code_label("tie", row["tie"], lang()))
            st.markdown(f":{colour}-badge[{label}] {plain(tie_text(row, lang(), book().currency))}")
    if can_edit:
        with st.expander(words("edit_ties")):
            client_records.edit("ties", client_id, PAGE)
