"""The terms of a topic, or those that hold what is looked for, as rows that open."""

from __future__ import annotations

import streamlit as st

from app.screens.definitions import abbreviations, glossary, rows
from app.session import book, lang, texts
from app.widgets import url
from app.widgets.help import definition_address
from kamlib import Policy
from kamlib.core import formats
from kamlib.core.texts import LANGUAGES, t
from kamlib.labels import columns

words = texts("definitions")

FIRST = "common"
OTHERS = ("abbreviations", "policy")  # topics that are no columns of the book


def topics() -> dict[str, str]:
    """Topic -> its name: the files of the dictionary, then what is not in it."""
    names = dict.fromkeys(c.topic for c in columns.all_columns())
    return {topic: words(f"topic_{topic}") for topic in (*names, *OTHERS)}


def choose(term: str | None) -> str:
    """The topic of the address: that of the term, as long as no other is chosen, and then the term is put away."""
    own = columns.info(term).topic if term else FIRST
    widget = f"topic:{lang()}"
    if term != st.session_state.get("definitions:term"):
        st.session_state["definitions:term"] = term
        if term and widget in st.session_state:
            st.session_state[widget] = own
    return url.one(
        "topic",
        words("topic"),
        topics(),
        lang(),
        own,
        draw=st.pills,
        required=True,
        label_visibility="collapsed",
        on_change=_put_term_away,
    )


def _put_term_away() -> None:
    st.query_params.pop("term", None)
    st.session_state["definitions:term"] = None


def of_topic(topic: str) -> None:
    """All that a topic has."""
    _draw(topic, "")


def found(wanted: str) -> None:
    """What holds every word that is looked for, topic by topic."""
    counts = {topic: _draw(topic, wanted, name) for topic, name in topics().items()}
    if not any(counts.values()):
        st.info(words("no_term_found"))


def _draw(topic: str, wanted: str, heading: str | None = None) -> int:
    """Show what a topic has of what is looked for, under a heading, if it has any; how much it has."""
    if topic == "policy":
        names = [n for n in Policy().scalars() if holds(wanted, *_threshold_texts(n))]
    elif topic == "abbreviations":
        names = [n for n in abbreviations.names() if holds(wanted, *abbreviations.told(n))]
    else:
        names = [c.name for c in columns.all_columns() if c.topic == topic and holds(wanted, *_term_texts(c))]
    if names:
        if heading:
            st.markdown(f"**{heading}** · {formats.count(len(names), lang())}")
        if topic == "policy":
            st.caption(words("policy_note"))
        row = {"policy": glossary.threshold, "abbreviations": _abbreviation}.get(topic, _term)
        rows.draw(row(name) for name in names)
    return len(names)


def holds(wanted: str, *told: str) -> bool:
    """Whether each word that is looked for is a part of one of the texts; case does not matter, nor whether е is ё."""
    text = _even("\n".join(told))
    return all(word in text for word in _even(wanted).split())


def _even(text: str) -> str:
    return text.casefold().replace("ё", "е")


def _term_texts(column: columns.ColumnInfo) -> list[str]:
    policy = book().policy
    meanings = [columns.meaning(column.name, language, None, policy) for language in LANGUAGES]
    return [column.name, *column.labels.values(), *column.month_labels.values(), *meanings]


def _threshold_texts(name: str) -> list[str]:
    return [name, *(t(f"policy.{key}", language) for key in (name, f"{name}_meaning") for language in LANGUAGES)]


def _abbreviation(name: str) -> str:
    return rows.row(*abbreviations.said(name))


def _term(name: str) -> str:
    """A term as a row: name and meaning; opened, formula, unit, where it stands, and the way to all of it."""
    policy = book().policy
    formula = columns.formula(name, lang(), None, policy)
    more = [f"{words('formula')}: {formula}"] if formula else []
    return rows.row(
        columns.label(name, lang()),
        columns.meaning(name, lang(), None, policy),
        [*more, glossary.about(name)],
        (words("full"), definition_address(name)),
    )
