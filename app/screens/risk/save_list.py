"""The forecast of risk: money at risk now and last quarter, whom to call and why, who may shrink next."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.screens.risk.shrinkage import heading, words
from app.session import ask, book, lang
from app.widgets import client_filters, downloads, tables, url
from app.widgets.client_filters import of_these
from app.widgets.figures import chart, open_clicked
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.risk import call_text, driver_text

CAN_SHOW = ("scored", "cannot_rank")
SHRINKING = ("name", "p_shrink", "net_12m", "expected_revenue_horizon", "low_revenue_horizon",
             "high_revenue_horizon", "p_churn", "manager")  # fmt: skip
THEN = ("name", "fell_silent", "has_shrunk", "p_churn_then", "contribution_at_risk_then", "abc", "manager")
MOVES = {"new": ["new"], "realised": ["realised"], "reestimated": ["reestimated", "entered", "left"]}
BANDS = ("name", "risk_band", "recency_days", "median_gap_days", "silence_chance", "net_12m", "manager")


def state() -> str:
    """Whether this book has probabilities, as its model card says."""
    return ask("model_card")["status"]


def headline(asked: client_filters.Asked) -> None:
    """Money at risk in total; or why there is none to tell."""
    card = ask("model_card")
    if card["status"] not in CAN_SHOW:
        st.info(_why_none(card))
        return
    if card["status"] == "cannot_rank":
        rate = formats.share(card["prevalence"], lang())
        st.info(words("cannot_rank", rate=rate, horizon=formats.sale_days(card["horizon_days"], lang())))
    judged = of_these(ask("churn_risk"), asked).dropna(subset=["contribution_at_risk_12m"])
    total = judged["contribution_at_risk_12m"].sum()
    kind = "total_revenue" if (judged["contribution_level"] == "revenue").all() else "total_scored"
    told = words(kind, money=plain(money(total)), n=formats.count(len(judged), lang()))
    if card["status"] == "scored" and len(judged) > 10 and total > 0:
        largest = judged["contribution_at_risk_12m"].head(10).sum() / total
        told += " " + words("largest_share", share=formats.share(largest, lang(), 0))
    st.markdown(told, help=help_of("contribution_at_risk_12m"))
    if (gone := judged["contribution_gone_12m"].sum()) > 0:
        away = formats.count(int(judged["is_gone"].sum()), lang())
        st.markdown(words("gone", money=plain(money(gone)), n=away), help=help_of("contribution_gone_12m"))
    st.markdown(_against_then(asked), help=help_of("risk_move"))
    _what_came(asked)


def _against_then(asked: client_filters.Asked) -> str:
    """The money at risk a horizon ago, and what moved it since."""
    before, moves = of_these(ask("risk_before"), asked), of_these(ask("risk_moves"), asked)
    if before.empty:
        return words("then_none", horizon=formats.sale_days(book().policy.churn.horizon_days, lang()))
    then, day = before["contribution_at_risk_then"].sum(), formats.date(before["cut_off"].iloc[0], lang())
    told = []
    for name, codes in MOVES.items():
        found = moves[moves["risk_move"].isin(codes)]
        if len(found):
            change = plain(_signed(found["contribution_at_risk_change"].sum()))
            told.append(words(f"then_{name}", money=change, n=formats.count(len(found), lang())))
    was = words("then_was", date=day, then=plain(money(then)), n=formats.count(len(before), lang()))
    return f"{was} {'; '.join(told)}."


def _signed(amount: float) -> str:
    return ("+" if amount > 0 else "") + money(amount)


def list_then(asked: client_filters.Asked) -> str | None:
    """How the list of a horizon ago did, in a sentence; None where there was no such date."""
    before = of_these(ask("risk_before"), asked)
    if before.empty:
        return None
    came, named = before["fell_silent"] | before["has_shrunk"], before["was_on_list"]
    counts = {
        "came": (named & came).sum(),
        "silent": (named & before["fell_silent"]).sum(),
        "shrunk": (named & before["has_shrunk"] & ~before["fell_silent"]).sum(),
        "all": came.sum(),
    }
    return words(
        "list_then" if named.any() else "list_then_empty",
        date=formats.date(before["cut_off"].iloc[0], lang()),
        horizon=formats.sale_days(book().policy.churn.horizon_days, lang()),
        n=named.sum(),
        **{k: formats.count(int(n), lang()) for k, n in counts.items()},
    )


def _what_came(asked: client_filters.Asked) -> None:
    """How last quarter's list did, its clients one click away."""
    told = list_then(asked)
    if told is None:
        return
    st.markdown(told, help=help_of("was_on_list"))
    before = of_these(ask("risk_before"), asked)
    named = before[before["was_on_list"]].reset_index(drop=True)
    if named.empty:
        return
    with st.expander(words("list_then_open", date=formats.date(before["cut_off"].iloc[0], lang()))):
        labels = {"p_churn_then": words("col_then"), "contribution_at_risk_then": words("col_money_then")}
        tables.shown(named, THEN, key=f"then:{lang()}", table="risk_before", opens_client=True, rows=10, labels=labels)
        downloads.buttons(named, "list_before", table="risk_before")


def bands(asked: client_filters.Asked) -> None:
    """Of a base too small for percentages: its clients by rhythm, the most worrying first."""
    risks = of_these(ask("churn_risk"), asked)
    found = risks[(risks["status"] == "too_few_clients") & risks["risk_band"].notna()]
    if found.empty:
        return
    st.subheader(words("bands"), anchor=False, help=help_of("risk_band"))
    st.caption(words("bands_note"))
    order = {code: place for place, code in enumerate(columns.code_lists()["risk_band"])}
    found = found.assign(place=found["risk_band"].map(order)).sort_values(
        ["place", "silence_chance", "net_12m"], ascending=[True, True, False]
    )
    found = found.drop(columns="place").reset_index(drop=True)
    tables.shown(found, BANDS, key=f"bands:{lang()}", table="churn_risk", opens_client=True, rows=12)
    downloads.buttons(found, "risk_bands", table="churn_risk")


def _why_none(card: dict) -> str:
    return words(f"reason_{card['status']}", n=card["clients"], from_n=book().policy.churn.bands_under)


def maps(asked: client_filters.Asked) -> None:
    """Where the money at risk is; a click on a client opens its page."""
    risks = of_these(ask("churn_risk"), asked)
    chart("risk_map", risks, on_click=open_clicked)
    chart("risk_by_class", risks)


def save_list(asked: client_filters.Asked) -> pd.DataFrame:
    """Whom to call, within what people can work through, with the reasons and what calling should bring; the list."""
    rules = book().policy.churn
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(words("save_list"), anchor=False, width="content")
        capacity = _capacity(rules.call_capacity)
    found = of_these(ask("save_list", len(ask("clients"))), asked).head(capacity)
    if found.empty:
        st.info(words("nobody_to_call"))
        return found
    st.caption(
        words(
            "list_worth",
            n=formats.count(len(found), lang()),
            profit=plain(money(found["expected_profit_of_call"].sum())),
            success=formats.policy_share(rules.save_success, lang()),
            halving=formats.sale_days(rules.save_halving_days, lang()),
            cost=plain(formats.money(ask("model_card")["contact_cost"], lang(), book().currency)),
        )
    )
    drivers = ask("risk_drivers")
    drivers = drivers[drivers["client_id"].isin(found["client_id"]) & drivers["is_reason"]]
    reasons = {client_id: rows.head(2).to_dict("records") for client_id, rows in drivers.groupby("client_id")}
    with st.container(height=560 if len(found) > 7 else "content", border=False, gap="small"):
        for row in found.to_dict("records"):
            _entry(row, reasons.get(row["client_id"], []))
    return found


def is_there() -> bool:
    """Whether anybody is worth a call."""
    return len(ask("save_list")) > 0


def take_away(found: pd.DataFrame) -> None:
    """The save list as a file."""
    if len(found):
        downloads.buttons(found, "save_list", table="save_list")


def _capacity(default: int) -> int:
    widget = f"capacity:{lang()}"
    url.follow("capacity", widget, lambda values: next((int(v) for v in values if v.isdecimal() and int(v)), default))
    chosen = st.number_input(
        words("capacity"), min_value=1, max_value=10_000, step=5, key=widget, help=words("capacity_help"), width=170
    )
    url.write("capacity", [] if chosen == default else [str(chosen)])
    return int(chosen)


def _entry(row: dict, reasons: list[dict]) -> None:
    with st.container(key=f"save-{row['client_id']}", gap=None):
        with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="center", gap="small"):
            if st.button(f"**{plain(name_of(row))}**", key=f"call-{row['client_id']}", type="tertiary"):
                tables.open_client(row["client_id"])
            st.markdown(plain(money(row["expected_profit_of_call"])), width="content")
        told = [columns.code_label("call_cause", row["call_cause"], lang())]
        told += [f"{words('col_stake_12m')} {plain(money(row['stake_12m']))}"]
        if not formats.is_unknown(row["p_churn"]):
            told.append(f"{words('col_silence').lower()} {formats.share(row['p_churn'], lang())}")
        fact = call_text(row, lang(), book().currency)
        told += [fact] if fact else []
        told += [driver_text(r, lang(), book().currency) for r in reasons] or ([] if fact else [words("no_reason")])
        st.caption(plain("; ".join(told) + "."))


def shrinking(asked: client_filters.Asked) -> None:
    """Clients that may soon buy less though they stay, the most money first."""
    heading(words("shrinking"), "forecast", "p_shrink")
    card = ask("model_card", "shrunk")
    if card["status"] != "scored":
        st.caption(words("shrinking_cannot", why=meaning(card["status"])))
        return
    found = of_these(ask("likely_to_shrink"), asked)
    st.caption(
        words(
            "shrinking_note",
            share=formats.policy_share(book().policy.churn.shrink_to_share, lang()),
            horizon=formats.sale_days(card["horizon_days"], lang()),
            times=formats.number(book().policy.churn.shrink_x_odds, lang()),
        )
    )
    if found.empty:
        st.info(words("shrinking_none"))
        return
    labels = {
        "p_shrink": words("col_shrink"),
        "p_churn": words("col_silence"),
        "expected_revenue_horizon": words("col_expected"),
        "low_revenue_horizon": words("col_low"),
        "high_revenue_horizon": words("col_high"),
    }
    tables.shown(
        found, SHRINKING, key=f"shrinking:{lang()}", table="likely_to_shrink", opens_client=True, rows=9, labels=labels
    )


def meaning(status: str) -> str:
    """What a status of the model means."""
    return columns.code_meaning("churn_status", status, lang(), book().policy)
