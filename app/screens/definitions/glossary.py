"""The dictionary on a page: one term in full, all terms in a list, the thresholds of the policy."""

from __future__ import annotations

from string import Formatter

import pandas as pd
import streamlit as st

from app.session import book, lang, say
from app.widgets.help import definition_address
from app.widgets.plain import plain
from kamlib import Policy
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns


def term() -> None:
    """The term of the address in full."""
    name = st.query_params.get("term")
    if not name:
        return
    if name not in {c.name for c in columns.all_columns()}:
        st.warning(say("no_term", term=plain(name)))
        return
    with st.container(border=True):
        st.subheader(plain(columns.label(name, lang())), anchor=False)
        _meaning(name, None)
        for table in columns.differing(name):
            st.markdown(f"**{plain(say('in_table', table=table))}** {plain(columns.label(name, lang(), table))}")
            _meaning(name, table)
        info = columns.info(name)
        st.caption(plain(" · ".join([f"{say('unit')}: {say(f'unit_{info.format}')}", _models(name)])))
        _classes(info.codes)
        _used(name)


def _meaning(name: str, table: str | None) -> None:
    policy = book().policy
    st.markdown(plain(columns.meaning(name, lang(), table, policy)))
    if formula := columns.formula(name, lang(), table, policy):
        st.markdown(f"{say('formula')}: {plain(formula)}")


def _models(name: str) -> str:
    marts = columns.models_of(name)
    return f"{say('models')}: {', '.join(marts)} · {name}" if marts else name


def _classes(codes: str | None) -> None:
    """The classes a term may take, and what each means."""
    listed = columns.code_lists().get(codes or "", {})
    rows = []
    for code in listed:
        meaning = columns.code_meaning(codes, code, lang(), book().policy)
        rows.append((f"**{plain(columns.code_label(codes, code, lang(), book().policy))}**", plain(meaning)))
    if rows:
        st.table(pd.DataFrame(rows), hide_index=True, hide_header=True, border="horizontal")


def _used(name: str) -> None:
    """The thresholds a term rests on, as they are and as they are by default."""
    used = [n for n in _thresholds(name) if n in Policy().scalars()]
    if used:
        st.markdown(f"**{say('thresholds_used')}**")
        _policy_table(used)


def _thresholds(name: str) -> list[str]:
    """Policy values named in the texts of a term and of its classes."""
    texts = []
    for table in (None, *columns.differing(name)):
        info = columns.info(name, table)
        texts += [info.meanings["en"], info.formulas.get("en", "")]
        for code in columns.code_lists().get(info.codes or "", {}).values():
            texts += [code["en"], code.get("en_meaning", "")]
    return list(dict.fromkeys(field for text in texts for _, field, _, _ in Formatter().parse(text) if field))


def listing(text: str) -> None:
    """All terms that hold the text in their name or meaning; a name leads to the full definition."""
    rows = []
    for info in columns.all_columns():
        label, meaning = columns.label(info.name, lang()), columns.meaning(info.name, lang(), None, book().policy)
        if _holds(text, info.name, label, meaning):
            rows.append((f"[{plain(label)}]({definition_address(info.name)})", plain(meaning)))
    if not rows:
        st.info(say("no_term_found"))
        return
    st.table(pd.DataFrame(rows, columns=[say("term"), say("meaning")]), hide_index=True, border="horizontal")


def thresholds(text: str) -> None:
    """Every single value of the policy with its meaning; what a company has changed is marked."""
    st.caption(say("policy_note"))
    names = [
        n for n in Policy().scalars() if _holds(text, n, t(f"policy.{n}", lang()), t(f"policy.{n}_meaning", lang()))
    ]
    if names:
        _policy_table(names)
    else:
        st.info(say("no_term_found"))


def _policy_table(names: list[str]) -> None:
    now, default = book().policy.scalars(), Policy().scalars()
    rows = []
    for name in names:
        mark = "**" if now[name] != default[name] else ""
        rows.append(
            (
                plain(t(f"policy.{name}", lang())),
                f"{mark}{_value(now[name])}{mark}",
                _value(default[name]),
                plain(t(f"policy.{name}_meaning", lang())),
            )
        )
    heads = [say("threshold"), say("value_now"), say("value_default"), say("meaning")]
    st.table(pd.DataFrame(rows, columns=heads), hide_index=True, border="horizontal")


def _value(x: float | int | str) -> str:
    return (plain(x) or formats.UNKNOWN) if isinstance(x, str) else formats.number(x, lang(), 3)


def _holds(text: str, *texts: str) -> bool:
    wanted = text.casefold().replace("ё", "е")
    return not wanted or any(wanted in x.casefold().replace("ё", "е") for x in texts)
