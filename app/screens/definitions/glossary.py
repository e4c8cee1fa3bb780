"""One term of the dictionary in full, and one threshold of the policy."""

from __future__ import annotations

from string import Formatter

import pandas as pd
import streamlit as st

from app.screens.definitions import rows
from app.session import book, lang, texts
from app.widgets.plain import plain
from kamlib import Policy
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.labels.skam import policy_value

words = texts("definitions")


def named() -> str | None:
    """The term of the address; None: none is named, or one that does not exist."""
    name = st.query_params.get("term")
    return name if name and columns.is_told(name) and "." not in name else None


def term() -> None:
    """The term of the address in full."""
    asked, name = st.query_params.get("term"), named()
    if asked and not name:
        st.warning(words("no_term", term=plain(asked)))
    if not name:
        return
    with st.container(border=True):
        st.subheader(plain(columns.label(name, lang())), anchor=False)
        _meaning(name, None)
        for table in columns.differing(name):
            st.markdown(f"**{plain(words('in_table', table=table))}** {plain(columns.label(name, lang(), table))}")
            _meaning(name, table)
        st.caption(about(name))
        _classes(columns.info(name).codes or "")
        _used(name)


def _meaning(name: str, table: str | None) -> None:
    policy = book().policy
    st.markdown(plain(columns.meaning(name, lang(), table, policy)))
    if formula := columns.formula(name, lang(), table, policy):
        st.markdown(f"{words('formula')}: {plain(formula)}")


def about(name: str) -> str:
    """In which unit a term is, which tables of the book have it, and its name in code, as markdown."""
    marts = columns.models_of(name)
    tables = [f"{words('models')}: {', '.join(f'`{mart}`' for mart in marts)}"] if marts else []
    return " · ".join([f"{words('unit')}: {words(f'unit_{columns.info(name).format}')}", *tables, f"`{name}`"])


def _classes(codes: str) -> None:
    """The classes a term may take, and what each means."""
    found = []
    for code in columns.code_lists().get(codes, {}):
        meaning = columns.code_meaning(codes, code, lang(), book().policy)
        found.append((f"**{plain(columns.code_label(codes, code, lang(), book().policy))}**", plain(meaning)))
    if found:
        st.table(pd.DataFrame(found), hide_index=True, hide_header=True, border="horizontal")


def _used(name: str) -> None:
    """The thresholds a term rests on, as they are and as they are by default."""
    used = [n for n in _thresholds(name) if n in Policy().scalars()]
    if used:
        st.markdown(f"**{words('thresholds_used')}**")
        rows.draw(threshold(n) for n in used)


def _thresholds(name: str) -> list[str]:
    """Policy values named in the texts of a term and of its classes."""
    said = []
    for table in (None, *columns.differing(name)):
        info = columns.info(name, table)
        said += [info.meanings["en"], info.formulas.get("en", "")]
        for code in columns.code_lists().get(info.codes or "", {}).values():
            said += [code["en"], code.get("en_meaning", "")]
    return list(dict.fromkeys(field for text in said for _, field, _, _ in Formatter().parse(text) if field))


def threshold(name: str) -> str:
    """A value of the policy as a row: its default where a company has changed it, its meaning, its name."""
    now, default = (policy_value(name, p.scalars()[name], lang()) for p in (book().policy, Policy()))
    changed = f" ({words('value_default', value=default or formats.UNKNOWN)})" if now != default else ""
    said = f"{t(f'policy.{name}', lang())}: {now or formats.UNKNOWN}{changed}"
    return rows.row(said, t(f"policy.{name}_meaning", lang()), [f"`{name}`"])
