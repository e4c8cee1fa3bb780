"""One client's needs, to be walked through with the client: what it needs, what we cover, what closing a gap brings."""

from __future__ import annotations

from datetime import date

import pandas as pd
import streamlit as st

from app.screens.fit.clients import open_misfit, open_walk, plain_money, status_text, threshold, words
from app.session import ask_live, lang, register, say
from app.widgets import downloads, entering, person, tables
from app.widgets.client_choice import choose_client
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import metric, money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

PAGE = "usp_fit"
TO_ASK = ("name", "contribution_12m", "net_12m", "manager")
GAPS = 3


def walk() -> None:
    """Choose a client, see how its needs are covered, change what is known of them."""
    client_id = choose_client()
    if client_id is None:
        st.info(say("choose_client"))
        _to_ask()
        return
    row = ask_live("client_card", client_id)  # raises for a client that does not exist
    every = ask_live("usp_fit")
    fit = every[every["client_id"] == client_id].iloc[0].to_dict()
    gaps = ask_live("usp_gaps", client_id)
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center"):
        st.subheader(plain(name_of(row)), anchor=False, width="content")
        if st.button(words("open_client"), type="tertiary"):
            tables.open_client(client_id)
    st.markdown(status_text(fit))
    can_edit = person.can_edit()
    if len(gaps):
        _numbers(fit)
        left, right = st.columns([1, 1], gap="large")
        with left:
            chart("need_bars", gaps)
        with right:
            _brings(fit, gaps)
            _pays(client_id)
        _needs(client_id, can_edit)
    _add_needs(client_id, gaps, can_edit)
    if len(gaps):
        _coverage(client_id, gaps, can_edit)
        downloads.buttons(gaps, f"needs_{client_id}", table="usp_gaps")
    entering.history(("needs", "coverage"), client_id)


def _to_ask() -> None:
    """The largest clients of whom no needs are recorded: whom to ask first."""
    found = ask_live("usp_fit")
    found = found[found["fit_status"] == "no_needs"]
    if found.empty:
        return
    st.subheader(words("to_ask"), anchor=False)
    st.caption(words("to_ask_note", n=formats.count(len(found), lang())))
    by_money = found["contribution_12m"].equals(found["net_12m"])  # nothing but revenue is known
    names = [n for n in TO_ASK if n != "contribution_12m" or not by_money]
    tables.shown(found, names, f"to_ask:{lang()}", table="usp_fit", rows=10, on_pick=_open)


def _open(client_id: str) -> None:
    open_walk(client_id)
    st.rerun()


def _numbers(fit: dict) -> None:
    """Fit with how far the unknown could carry it, what is assessed, what has evidence."""
    between = None
    if not formats.is_unknown(fit["fit_low"]) and fit["fit_low"] < fit["fit_high"]:
        ends = {k: formats.share(fit[f"fit_{k}"], lang(), 0) for k in ("low", "high")}
        between = words("between", **ends)
    cells = st.columns(4)
    with cells[0]:
        metric("fit_share", fit["fit_share"], against=between or words("line_at", line=threshold()), table="usp_fit")
    with cells[1]:
        metric("known_share", fit["known_share"], table="usp_fit")
    with cells[2]:
        metric("evidence_share", fit["evidence_share"], table="usp_fit")
    with cells[3]:
        metric("needs", fit["needs"], table="usp_fit")


def _brings(fit: dict, gaps: pd.DataFrame) -> None:
    """In words: what closing the largest gaps would bring, and what vetoes."""
    st.markdown(f"**{words('brings')}**")
    said = []
    for gap in gaps.to_dict("records"):
        name = plain(_english(gap, "need"))
        if gap["is_veto"] is True:
            shares = {
                "covered": formats.share(gap["coverage"], lang(), 0),
                "least": formats.share(gap["minimum"], lang(), 0),
            }
            said.append(words("veto_line", need=name, **shares))
        elif formats.is_unknown(gap["coverage"]):
            said.append(words("unknown_line", need=name))
        elif gap["gap_share"] > 0 and len(said) < GAPS:
            before, after = (formats.share(gap[f], lang(), 0) for f in ("fit_share", "fit_after"))
            said.append(words("gap_line", need=name, before=before, after=after))
    st.markdown("\n".join(f"- {x}" for x in said) if said else words("nothing_open"))


def _pays(client_id: str) -> None:
    """What its misfit costs, with the way to the comparison."""
    paid = ask_live("misfit_cost")
    total = paid[(paid["client_id"] == client_id) & (paid["part"] == "total")]
    if total.empty:
        return
    row = total.iloc[0]
    st.markdown(f"**{words('part_misfit')}**")
    if formats.is_unknown(row["excess_12m"]):
        st.markdown(columns.code_label("misfit_status", row["status"], lang()))
    else:
        amounts = {
            "paid": money(row["excess_12m"]),
            "low": money(row["low_excess_12m"]),
            "high": money(row["high_excess_12m"]),
        }
        st.markdown(plain_money("pays", **amounts))
    st.button(words("see_comparables"), on_click=open_misfit, args=(client_id,))


def _english(row: dict, name: str) -> str:
    english = row.get(f"{name}_en") if lang() == "en" else None
    return str(row[name] if formats.is_unknown(english) else english)


# Needs


def _stamp() -> dict:
    """Beside a new need; of a change the register itself keeps who and when, and two people may change one row."""
    return {"author": person.name(), "recorded_on": date.today()}


def _load_needs(client_id: str) -> pd.DataFrame:
    """The needs as they stand, with what is computed of them written out."""
    found = ask_live("usp_gaps", client_id)
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "client_id": client_id,
            "need": found["need"],
            "label": [_english(r, "need") for r in rows],
            "importance": found["importance"],
            "must_have": found["must_have"],
            "minimum": found["minimum"],
            "evidence": found["evidence"],
            "covered": [_covered(r) for r in rows],
            "usp": [formats.UNKNOWN if formats.is_unknown(r["usp"]) else _english(r, "usp") for r in rows],
            "gap": [formats.share(r["gap_share"], lang()) for r in rows],
            "after": [formats.share(r["fit_after"], lang(), 0) for r in rows],
        }
    )  # fmt: skip


def _covered(gap: dict) -> str:
    return "?" if formats.is_unknown(gap["coverage"]) else formats.share(gap["coverage"], lang(), 0)


def _needs(client_id: str, can_edit: bool) -> None:
    st.subheader(words("needs"), anchor=False)
    st.caption(words("needs_note"))
    config = {
        "label": st.column_config.TextColumn(entering.label("need", "needs"), width=175),
        "covered": _column("coverage", "col_covered", 75),
        "usp": _column("usp", "col_usp", 160),
        "gap": _column("gap_share", "col_gap", 65),
        "after": _column("fit_after", "col_after", 85),
        **_typed_needs(),
    }
    entering.change(
        f"needs:{client_id}", "needs", lambda: _load_needs(client_id), config,
        ("importance", "must_have", "minimum", "evidence"), can_edit, PAGE,
    )  # fmt: skip


def _column(name: str, head: str, width: int):
    return st.column_config.TextColumn(words(head), width=width, help=help_of(name, "usp_gaps"))


def _typed_needs() -> dict:
    return {
        "importance": entering.number_column("importance", "needs", most=100, width=105, head=words("col_importance")),
        "must_have": st.column_config.CheckboxColumn(words("col_must"), width=105),
        "minimum": entering.number_column("minimum", "needs", width=100, head=words("col_minimum")),
        "evidence": st.column_config.TextColumn(entering.label("evidence", "needs"), width=170),
    }


def _add_needs(client_id: str, gaps: pd.DataFrame, can_edit: bool) -> None:
    """New needs of the client: those other clients have are offered, others are typed."""
    with st.expander(words("add_needs"), expanded=gaps.empty):
        st.caption(words("add_needs_note"))
        others = ask_live("need_gaps")
        others = others[~others["need"].isin(gaps["need"])]
        names = {r["need"]: _english(r, "need") for r in others.to_dict("records")}
        english = dict(zip(others["need"], others["need_en"], strict=True))
        by_label = {label: need for need, label in names.items()}
        part = f"new_needs:{client_id}"
        chosen = []
        if names:
            chosen = st.multiselect(
                words("known_needs"), list(names), format_func=names.get, key=f"known:{person.key(part)}",
                placeholder=words("known_needs_hint"), disabled=not can_edit,
            )  # fmt: skip
        config = {"need": st.column_config.TextColumn(entering.label("need", "needs"), width=280), **_typed_needs()}

        def made(row: dict) -> dict:
            """The need's own name where its English one is shown, so that all clients share it."""
            need = by_label.get(row["need"], row["need"])
            return (
                row | {"client_id": client_id, "need": need} | ({"need_en": english[need]} if need in english else {})
            )

        entering.add(
            part, "needs", config, can_edit, PAGE, there=[(client_id, n) for n in gaps["need"]], also=_stamp(),
            given=[{"need": names[n]} for n in chosen], made=made,
        )  # fmt: skip


# Coverage for this client


def _load_coverage(client_id: str) -> pd.DataFrame:
    """The USPs assessed for each need: what holds for all, and this client's own assessment before it."""
    found = ask_live("need_usps", client_id)
    found = found[found["is_offered"]]
    rows = found.to_dict("records")
    return pd.DataFrame(
        {
            "need": found["need"],
            "usp_id": found["usp_id"],
            "client_id": client_id,
            "label": [_english(r, "need") for r in rows],
            "usp": [_english(r, "usp") for r in rows],
            "general": [formats.share(r["general_coverage"], lang(), 0) for r in rows],
            "coverage": found["coverage"].where(found["is_own"]),
            "evidence": found["evidence"].where(found["is_own"]),
        }
    ).reset_index(drop=True)


def _coverage(client_id: str, gaps: pd.DataFrame, can_edit: bool) -> None:
    st.subheader(words("own_coverage"), anchor=False)
    st.caption(words("own_coverage_note"))
    config = {
        "label": st.column_config.TextColumn(entering.label("need", "coverage"), width=230),
        "usp": st.column_config.TextColumn(entering.label("name", "usps"), width=250),
        "general": st.column_config.TextColumn(words("col_general"), width=100),
        "coverage": entering.number_column("coverage", "coverage", width=150),
        "evidence": st.column_config.TextColumn(entering.label("evidence", "coverage"), width=260),
    }
    is_empty = not ask_live("need_usps", client_id)["is_offered"].any()
    if is_empty:
        st.caption(words("nothing_assessed"))
    else:
        entering.change(
            f"coverage:{client_id}",
            "coverage",
            lambda: _load_coverage(client_id),
            config,
            ("coverage", "evidence"),
            can_edit,
            PAGE,
            can_remove=False,
            empty="coverage",
        )
    with st.expander(words("add_own"), expanded=is_empty):
        usps = register().current("usps")
        if usps.empty:
            st.caption(words("no_usps"))
            return
        needs = {r["need"]: _english(r, "need") for r in gaps.to_dict("records")}
        entering.add(
            f"new_coverage:{client_id}", "coverage", coverage_columns(needs, usp_names(usps)), can_edit, PAGE,
            there=[(r.need, r.usp_id, client_id) for r in register().current("coverage", client_id).itertuples()],
            made=lambda row: row | {"client_id": client_id},
        )  # fmt: skip


def usp_names(usps: pd.DataFrame) -> dict[str, str]:
    """USP code -> its name in the language of the session."""
    return {r["usp_id"]: _english({**r, "name": r["name"] or r["usp_id"]}, "name") for r in usps.to_dict("records")}


def coverage_columns(needs: dict[str, str], usps: dict[str, str]) -> dict:
    """The columns in which a coverage is entered: which need, by which USP, how far, how we know."""
    return {
        "need": st.column_config.SelectboxColumn(entering.label("need", "coverage"), options=list(needs),
                                                 format_func=lambda n: needs.get(n, n), width=250),
        "usp_id": st.column_config.SelectboxColumn(entering.label("name", "usps"), options=list(usps),
                                                   format_func=lambda u: usps.get(u, u), width=250),
        "coverage": entering.number_column("coverage", "coverage", width=150),
        "evidence": st.column_config.TextColumn(entering.label("evidence", "coverage"), width=260),
    }  # fmt: skip
