"""What changing the value chain would bring: USPs made better, added or dropped, at a cost, over a horizon."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.pages import page
from app.screens.fit.clients import open_walk, words
from app.screens.fit.needs import usp_names
from app.session import ask_live, lang
from app.widgets import downloads, entering, tables, url
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.numbers import metric, money
from app.widgets.plain import fault_text, plain
from kamlib import KamError
from kamlib.core import formats
from kamlib.labels import columns

PROPOSED = 5
NEW = ("new1", "new2", "new3")
IN_FULL = 1.0
TOTAL = "value_chain_total"
COLUMNS = ("improvement", "usp_id", "need", "coverage", "drop", "yearly_cost", "once_cost")
MOVED = ("name", "fit_change", "fit_before", "fit_after", "gain_12m", "contribution_12m", "net_12m")

HEADS = {"clients_crossing": "col_begin", "clients_falling": "col_stop", "net_total": "col_net",
         "return_ratio": "col_return", "payback_months": "col_payback", "cumulative_net": "col_so_far",
         "fit_before": "key_before", "fit_after": "key_after"}  # fmt: skip


def what_if() -> None:
    """Changes to try, what they bring together, and in which order to make them."""
    needs = ask_live("need_gaps")
    if needs.empty:
        return  # the headline says what to do
    st.caption(words("chain_note"))
    names = {r["need"]: _english(r) for r in needs.to_dict("records")}
    usps = usp_names(ask_live("usps")) | {code: words(code) for code in NEW}
    rows = _changes(needs, names, usps)
    left, right, _ = st.columns([1, 1.3, 2.7])
    with left:
        years = st.number_input(columns.label("horizon_years", lang()), 1.0, 20.0, 3.0, 1.0, format="%.0f",
                                key=f"horizon:{lang()}", help=help_of("horizon_years"))  # fmt: skip
    with right:
        budget = st.number_input(words("budget"), 0.0, None, None, 100_000.0, format="%.0f", key=f"budget:{lang()}",
                                 help=words("budget_help"), placeholder=words("no_budget"))  # fmt: skip
    if not rows:
        st.info(words("no_changes"))
        return
    try:
        chain = ask_live("value_chain", [{k: v for k, v in r.items() if k != "improvement"} for r in rows], years)
        order = ask_live("best_improvements", rows, years, budget)
    except KamError as fault:
        st.warning(fault_text(fault))
        return
    _total(chain.total)
    _moved(chain.clients)
    _order(order, rows)
    _take_to_review()


def _english(row: dict) -> str:
    return str(row["need_en"]) if lang() == "en" and not formats.is_unknown(row["need_en"]) else row["need"]


def _proposed(needs: pd.DataFrame, names: dict[str, str]) -> pd.DataFrame:
    """To begin with: the needs that are most open among clients that do not fit, each covered in full."""
    first = needs[needs["open_net_12m"] > 0].head(PROPOSED)
    rows = [
        {
            "improvement": names[r["need"]],
            "usp_id": NEW[0] if formats.is_unknown(r["usp_id"]) else r["usp_id"],
            "need": r["need"],
            "coverage": IN_FULL,
            "drop": False,
            "yearly_cost": None,
            "once_cost": None,
        }
        for r in first.to_dict("records")
    ]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return frame.astype({"coverage": float, "drop": bool, "yearly_cost": float, "once_cost": float})


def _changes(needs: pd.DataFrame, names: dict[str, str], usps: dict[str, str]) -> list[dict]:
    """The rows of the table as changes of the value chain; unnamed ones are named by their need or USP."""
    config = {
        "improvement": st.column_config.TextColumn(columns.label("improvement", lang()), width=180),
        "usp_id": st.column_config.SelectboxColumn(entering.label("name", "usps"), options=list(usps), required=True,
                                                   format_func=lambda u: usps.get(u, u), width=190),
        "need": st.column_config.SelectboxColumn(columns.label("need", lang()), options=list(names),
                                                 format_func=lambda n: names.get(n, n), width=190),
        "coverage": entering.number_column("coverage", "coverage", width=110),
        "drop": st.column_config.CheckboxColumn(words("drop"), width=75),
        "yearly_cost": st.column_config.NumberColumn(words("yearly_cost"), min_value=0, step=1, format="localized",
                                                     width=105),
        "once_cost": st.column_config.NumberColumn(words("once_cost"), min_value=0, step=1, format="localized",
                                                   width=105),
    }  # fmt: skip
    typed = st.data_editor(
        _proposed(needs, names), key=f"chain:{lang()}", hide_index=True, num_rows="dynamic",
        row_height=tables.ROW_PX, column_config=config, placeholder=formats.UNKNOWN,
    )  # fmt: skip
    rows = []
    for row in typed.astype(object).to_dict("records"):
        told = {k: v for k, v in row.items() if not formats.is_unknown(v) and v != ""}
        if "usp_id" in told:
            if told.get("drop"):
                told = {k: v for k, v in told.items() if k not in ("need", "coverage")}
            named = told.get("improvement") or names.get(told.get("need"), usps.get(told["usp_id"]))
            rows.append(told | {"improvement": named})
    return rows


def _total(total: dict) -> None:
    """What the changes bring together."""
    st.subheader(words("together"), anchor=False)
    interval = words("between", low=money(total["low_gain_12m"]), high=money(total["high_gain_12m"]))
    shown = [
        ("clients_crossing", plain_line("falling", total["clients_falling"])),
        ("contribution_crossing", None),
        ("gain_12m", interval),
        ("cost_12m", words("once_too", cost=money(total["once_cost"])) if total["once_cost"] else None),
        ("net_total", None),
        ("payback_months", None),
    ]
    cells = [cell for _ in range(0, len(shown), 3) for cell in st.columns(3)]
    for cell, (name, against) in zip(cells, shown, strict=True):
        with cell:
            metric(name, total[name], against=against, table=TOTAL)
    if formats.is_unknown(total["cost_12m"]):
        st.info(words("enter_costs"))
    if total["gain_unknown"]:
        st.caption(words("gain_unknown", n=total["gain_unknown"]))


def _take_to_review() -> None:
    """Where such a change is decided."""
    if st.button(words("take_to_skam"), help=words("take_to_skam_help")):
        kept = {k: v for k, v in st.query_params.to_dict().items() if k in url.SHELL}
        st.switch_page(page("skam"), query_params={"room": "decisions", "kind": "value_chain", **kept})


def plain_line(key: str, n: int) -> str | None:
    """A line below a number that says how many, where there are any."""
    return words(key, n=formats.count(n, lang())) if n else None


def _moved(clients: pd.DataFrame) -> None:
    left, right = st.columns([1, 1.25], gap="medium")
    with left:
        chart("chain_moves", clients, on_click=open_walk)
    with right:
        if len(clients):
            tables.shown(
                clients, MOVED, f"chain_clients:{lang()}", table="value_chain", rows=16, labels=_heads(), on_pick=_open
            )
    if len(clients):
        downloads.buttons(clients, "value_chain", table="value_chain")


def _heads() -> dict[str, str]:
    return {name: words(text) for name, text in HEADS.items()}


def _open(client_id: str) -> None:
    open_walk(client_id)
    st.rerun()


def _order(order: pd.DataFrame, rows: list[dict]) -> None:
    """One improvement after another, by return per unit of money."""
    st.subheader(words("in_order"), anchor=False, help=help_of("return_ratio"))
    st.caption(words("in_order_note"))
    if order.empty:
        st.info(words("budget_too_small"))
        return
    if not any(r.get("yearly_cost") or r.get("once_cost") for r in rows):
        st.info(words("no_costs"))
    tables.shown(order, tuple(order.columns), f"chain_order:{lang()}", table="best_improvements", labels=_heads())
    left_out = {r["improvement"] for r in rows} - set(order["improvement"])
    if left_out:
        st.caption(words("left_out", names=plain(", ".join(sorted(left_out)))))
    downloads.buttons(order, "best_improvements", table="best_improvements")
