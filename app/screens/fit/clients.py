"""Clients and their needs in pictures: what is covered, who is above the line, who is large and does not fit."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.session import ask_live, lang, live_book, texts
from app.widgets import downloads, tables, url
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns

words = texts("fit_page")

WHOM = {"all": (), "misfits": ("below", "vetoed"), "undecided": ("open", "not_assessed")}
ROWS = ("25", "50", "100")
LIST = (
    "name",
    "fit_status",
    "fit_share",
    "fit_low",
    "fit_high",
    "known_share",
    "evidence_share",
    "needs",
    "vetoed_by",
    "main_gap",
    "contribution_12m",
    "net_12m",
    "manager",
)
HEADS = {
    "fit_status": "col_status",
    "fit_share": "col_fit",
    "fit_low": "col_low",
    "fit_high": "col_high",
    "known_share": "col_known",
    "evidence_share": "col_evidence",
    "contribution_12m": "col_contribution",
    "net_12m": "col_revenue",
    "vetoed_by": "col_veto",
}


def threshold() -> str:
    """The line, as written."""
    return formats.policy_share(live_book().policy.fit.threshold, lang())


# Who fits, in a sentence


def headline() -> None:
    """How many clients fit, do not, or cannot be told of; what misfit is paid; what to do where nothing is known."""
    totals = ask_live("fit_totals").set_index("fit_status")
    told = totals.drop(index="no_needs", errors="ignore")
    if told.empty:
        first_steps()
        return
    n = {code: formats.count(totals["clients"].get(code, 0), lang()) for code in ("fits", "below", "vetoed")}
    values = {
        "with_needs": formats.count(told["clients"].sum(), lang()),
        "all": formats.count(totals["clients"].sum(), lang()),
        "share": formats.share(told["net_share"].sum(), lang(), 0),
        "open": formats.count(told.reindex(["open", "not_assessed"])["clients"].sum(), lang()),
    }
    said = [words("in_all", threshold=threshold(), **n, **values)]
    paid = ask_live("misfit_totals").set_index("part")
    if len(paid) and not formats.is_unknown(paid.loc["total", "excess_12m"]):
        ends = {k: money(paid.loc["total", f"{k}_excess_12m"]) for k in ("low", "high")}
        said.append(plain_money("paid_in_all", paid=money(paid.loc["total", "excess_12m"]), **ends))
    st.markdown(" ".join(said), help=help_of("fit_share"))


def plain_money(key: str, **amounts: str) -> str:
    """A text with amounts of money, whose signs Markdown must not take for its own."""
    return words(key, **{name: plain(x) for name, x in amounts.items()})


def first_steps() -> None:
    """What to do where no needs are recorded yet: here, or with the Excel forms."""
    st.info(words("no_needs"))
    st.markdown(words("no_needs_steps", client=formats.UNKNOWN))
    left, right, _ = st.columns([1.2, 1.2, 2])
    left.button(words("enter_needs"), on_click=_go, args=("walk",), type="primary", width="stretch")
    right.button(words("enter_usps"), on_click=_go, args=("catalogue",), width="stretch")


def _go(view: str) -> None:
    st.session_state["fit:go"] = (view, None)


def open_walk(client_id: str) -> None:
    """Go to one client's needs at the next run."""
    st.session_state["fit:go"] = ("walk", client_id)


def open_misfit(client_id: str) -> None:
    """Go to what one client's misfit costs at the next run."""
    st.session_state["fit:go"] = ("misfit", client_id)


def follow_click() -> None:
    """Before the widgets are drawn: go where a click has asked to; a link that names a client means its needs."""
    asked = st.query_params.get_all("client")
    if go := st.session_state.pop("fit:go", None):
        st.session_state[f"view:{lang()}"] = go[0]
        if go[1] is not None:
            st.session_state[f"client:{lang()}"] = go[1]
            url.write("client", [go[1]])
    elif asked and "view" not in st.query_params and st.session_state.get("address:client") != asked:
        st.session_state[f"view:{lang()}"] = "walk"
        st.session_state["address:view"] = []


# The pictures


def _chosen() -> tuple[pd.DataFrame, int]:
    """The clients of the chosen kind that have needs, the largest contribution first; how many of them to draw."""
    found = ask_live("usp_fit")
    found = found[found["needs"] > 0]
    left, middle, _ = st.columns([2.2, 1.2, 1.6], vertical_alignment="bottom")
    with left:
        labels = {code: words(f"whom_{code}") for code in WHOM}
        whom = url.one("whom", words("whom"), labels, lang(), "all", required=True)
    with middle:
        most = url.one("rows", words("rows"), {n: n for n in ROWS}, lang(), ROWS[0], required=True)
    return (found[found["fit_status"].isin(WHOM[whom])] if WHOM[whom] else found), int(most)


def picture() -> None:
    """Clients by needs, each against the line, and fit against money; a click opens the client's needs."""
    if (ask_live("usp_fit")["needs"] == 0).all():
        return  # the headline says what to do
    found, most = _chosen()
    if found.empty:
        st.info(words("nobody_such"))
        return
    first = found.head(most)
    matrix = ask_live("fit_matrix")
    matrix = matrix[matrix["client_id"].isin(first["client_id"])]
    st.caption(words("click_client", shown=formats.count(len(first), lang()), all=formats.count(len(found), lang())))
    left, right = st.columns([1.7, 1], gap="medium")
    with left:
        chart("fit_heat", matrix, on_click=_open_cell)
    with right:
        chart("fit_bullets", first, on_click=open_walk)
    chart("fit_map", found, on_click=open_walk)
    _listing(found)


def _listing(found: pd.DataFrame) -> None:
    """The same clients as a table, to be taken away."""
    st.subheader(words("list"), anchor=False, help=help_of("fit_status"))
    tables.shown(found, LIST, f"fit:{lang()}", table="usp_fit", rows=15, labels=heads(), on_pick=_open_row)
    tables.more_rows(found)
    downloads.buttons(found, "usp_fit", table="usp_fit")


def heads() -> dict[str, str]:
    """Headings short enough for a wide table."""
    return {name: words(text) for name, text in HEADS.items()}


def _open_cell(data: list) -> None:
    open_walk(data[0])


def _open_row(client_id: str) -> None:
    open_walk(client_id)
    st.rerun()


def status_text(row: dict) -> str:
    """How the client stands, and what that means."""
    label = columns.code_label("fit_status", row["fit_status"], lang())
    meaning = columns.code_meaning("fit_status", row["fit_status"], lang(), live_book().policy)
    return f"**{label}.** {meaning}"
