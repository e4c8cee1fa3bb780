"""What is paid for misfit: in all, by client, part by part, against which comparable clients."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.screens.fit.clients import open_misfit, open_walk, plain_money, words
from app.session import ask_live, lang, live_book
from app.widgets import downloads, tables, url
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.fit import level_text

COMPARED = ("name", "size_ratio", "same_type", "mix_overlap", "fit_share", "discount_share", "dso_days",
            "service_share", "net_12m")  # fmt: skip


KNOWN = ("measured", "partial")


def paid() -> None:
    """The cost of misfit of all, and of one client with those it is compared with."""
    costs = ask_live("misfit_cost")
    if costs.empty:
        st.info(words("no_misfits"))
        return
    st.caption(words("misfit_note"), help=help_of("excess_12m"))
    left, right = st.columns([1.15, 1], gap="large")
    with left:
        chart("misfit_bars", costs, on_click=open_misfit)
    with right:
        _totals()
        st.caption(words("misfit_click"))
        client_id, total = _one(costs)
    _comparables(client_id, total)
    downloads.buttons(costs, "misfit_cost", table="misfit_cost")


def _totals() -> None:
    """All clients together, part by part."""
    st.subheader(words("all_misfits"), anchor=False)
    rows = []
    for r in ask_live("misfit_totals").to_dict("records"):
        mark = "**" if r["part"] == "total" else ""
        name = columns.code_label("misfit_part", r["part"], lang())
        rows.append([f"{mark}{name}{mark}", f"{mark}{plain(money(r['excess_12m']))}{mark}", _interval(r),
                     formats.count(r["clients"], lang())])  # fmt: skip
    _table(rows, [words("col_part"), words("col_a_year"), words("col_interval"), words("col_clients")])
    unknown = ask_live("misfit_totals").set_index("part").loc["total", "misfit_unknown"]
    if unknown:
        st.caption(words("misfit_unknown", n=formats.count(unknown, lang())))


def _interval(r: dict) -> str:
    if formats.is_unknown(r["low_excess_12m"]):
        return formats.UNKNOWN
    return plain(f"{money(r['low_excess_12m'])} … {money(r['high_excess_12m'])}")


def _table(rows: list[list[str]], heads: list[str]) -> None:
    styled = pd.DataFrame(rows, columns=heads).style.set_properties(subset=heads[1:], **{"text-align": "right"})
    st.table(styled, hide_index=True, border="horizontal")


def _one(costs: pd.DataFrame) -> tuple[str, pd.Series]:
    """One client: each part against the level of comparable clients; gives the client and its total."""
    totals = costs[costs["part"] == "total"]
    names = {r["client_id"]: name_of(r) for r in totals.to_dict("records")}
    st.subheader(words("one_misfit"), anchor=False)
    client_id = url.one("client", words("one_misfit"), names, lang(), totals["client_id"].iloc[0], draw=st.selectbox,
                        label_visibility="collapsed")  # fmt: skip
    mine = costs[costs["client_id"] == client_id]
    total = mine[mine["part"] == "total"].iloc[0]
    rows = [
        [
            columns.code_label("misfit_part", r["part"], lang()),
            level_text(r["part"], r["own_level"], lang()),
            level_text(r["part"], r["comparable_level"], lang()),
            plain(money(r["excess_12m"])) if r["status"] in KNOWN else _why_not(r),
            _interval(r),
        ]
        for r in mine.to_dict("records")
    ]
    heads = ("col_part", "col_own", "col_like", "col_a_year", "col_interval")
    _table(rows, [words(h) for h in heads])
    if not formats.is_unknown(total["excess_share"]):
        st.markdown(plain_money("misfit_share", share=formats.share(total["excess_share"], lang()),
                                contribution=money(total["contribution_12m"])))  # fmt: skip
    st.button(words("walk_needs"), on_click=open_walk, args=(client_id,))
    return client_id, total


def _why_not(r: dict) -> str:
    return columns.code_label("misfit_status", r["status"], lang())


def _comparables(client_id: str, total: pd.Series) -> None:
    """Who the client is compared with, or that there are too few."""
    found = ask_live("misfit_comparables", client_id)
    if found.empty:
        st.info(columns.code_meaning("misfit_status", "too_few", lang(), live_book().policy))
        return
    circle = columns.code_label("circle", total["circle"], lang())
    with st.expander(words("comparables", n=formats.count(len(found), lang()), circle=circle[0].lower() + circle[1:])):
        st.caption(words("comparables_note"), help=help_of("circle"))
        found = found.assign(client_id=found["comparable_id"])
        tables.shown(found, COMPARED, f"comparables:{client_id}:{lang()}", table="misfit_comparables",
                     opens_client=True, rows=12)  # fmt: skip
        downloads.buttons(found, f"comparables_{client_id}", table="misfit_comparables")
