"""The parts of one client's page."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from app.pages import page
from app.session import ask, book, lang, say, texts
from app.widgets import periods, plan_lines, printing, tables
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.names import name_of
from app.widgets.numbers import metric, money
from app.widgets.plain import plain
from kamlib.charts.words import class_name
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns

CHIPS = ("abc", "xyz", "segment", "turnover_class", "relationship", "frequency_class", "stage", "direction")
HEADER = ("type", "industry", "region", "manager", "manager_en", *CHIPS)
COLOURS = {
    "A": "blue", "vip": "blue", "champions": "green", "loyal": "green", "regular": "green", "partner": "green",
    "emerging": "green", "cannot_lose": "red", "at_risk": "red", "lost": "red", "almost_lost": "red",
    "fading": "orange", "need_attention": "orange", "price_buyer": "orange", "irregular": "orange",
}  # fmt: skip
RISKS = {"high": "red", "raised": "orange"}
NUMBERS = ("net_12m", "contribution_12m", "margin_share", "net_3m", "recency_days")
LADDER = (
    "list_12m", "discount_12m", "net_12m", "cost_12m", "cm1_12m", "cost_to_serve_12m", "cm2_12m", "capital_cost_12m",
    "cm3_12m",
)  # fmt: skip
MEMBERS = ("member_id", "name", "member_how", "net_12m", "net_12m_before", "first_purchase", "last_purchase")
TOLD = ("T1", "T7", "T9")  # axes that are not measured: since when is the day they were told
LEVELS = ("net_12m", "cm1_12m", "cm2_12m", "cm3_12m")
ASKED = (
    "type", "industry", "region", "manager", "cm1_12m", "discount_share", "average_receivable", "contacts_12m",
    "potential_12m",
)  # fmt: skip


def header(card: dict[str, Any]) -> None:
    """Who it is: name, code, what was told of it, and its classes as chips."""
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.title(plain(name_of(card)), anchor=False, width="content")
        with st.container(horizontal=True, vertical_alignment="center", gap="small", width="content"):
            printing.client(card["client_id"])
            printing.visit(card["client_id"])
            printing.report(card["client_id"])
            st.caption(say("as_of", date=formats.date(book().as_of, lang())), width="content")
    shown = columns.display(pd.DataFrame([{n: card[n] for n in HEADER}]), lang(), "client_card", book().policy).iloc[0]
    code = card["client_id"]
    told = [
        None if code == name_of(card) else code,
        *(shown[n] for n in ("type", "industry", "region")),
        _manager(shown),
        _since(card),
    ]
    st.caption(plain(" · ".join(str(x) for x in told if not formats.is_unknown(x))))
    with st.container(horizontal=True, gap="small"):
        _risk_chip(code)
        for name in CHIPS:
            if not formats.is_unknown(card[name]):
                text = shown[name]
                label = f"{columns.label(name, lang(), 'client_card')}: {text}"
                st.badge(plain(label), color=COLOURS.get(card[name], "gray"), help=_chip_help(name, card))
            elif name == "segment" and not formats.is_unknown(card["purchase_days_12m"]) and card["purchase_days_12m"]:
                label = f"{columns.label(name, lang(), 'client_card')}: {say('not_known')}"
                reason = columns.code_label("unknown_reason", "no_spread", lang(), book().policy)
                st.badge(plain(label), color="gray", help=f"{reason}. {help_of(name, 'client_card')}")


def _risk_chip(client_id: str) -> None:
    """The risk of leaving, red where it is high; nothing where it is low or not known."""
    risks = ask("churn_risk")
    for row in risks[risks["client_id"] == client_id].to_dict("records"):
        if row["is_gone"] is True:
            st.badge(plain(columns.label("is_gone", lang())), color="red", help=help_of("is_gone"))
        elif row["risk_band"] in RISKS:
            label = columns.label("p_churn", lang())
            known = formats.share(row["p_churn"], lang(), 0)
            band = columns.code_label("risk_band", row["risk_band"], lang())
            shown = band if formats.is_unknown(row["p_churn"]) else known
            st.badge(plain(f"{label}: {shown}"), color=RISKS[row["risk_band"]], help=help_of("p_churn"))


def members(client_id: str) -> None:
    """The codes that count as this client, where it has several."""
    found = ask("client_members", client_id) if book().has("client_members") else pd.DataFrame()
    if len(found):
        with st.expander(plain(texts("same_clients")("members", n=len(found)))):
            tables.shown(found, MEMBERS, key=f"members:{lang()}", table="client_members")


def _manager(shown: pd.Series) -> str | None:
    name = shown["manager"]
    return None if formats.is_unknown(name) else f"{columns.label('manager', lang()).lower()}: {name}"


def _since(card: dict) -> str | None:
    first = card["first_purchase"]
    return None if formats.is_unknown(first) else say("buys_since", date=formats.sale_day(first, lang()))


def _chip_help(name: str, card: dict) -> str:
    codes = columns.info(name, "client_card").codes
    meaning = columns.code_meaning(codes, card[name], lang(), book().policy)
    since = card["relationship_since"] if name == "relationship" else None
    told = "" if formats.is_unknown(since) else " " + say("since", date=formats.date(since, lang())) + "."
    return f"{meaning}{told} {help_of(name, 'client_card')}"


def metrics(card: dict) -> None:
    """The client's headline numbers."""
    known = [n for n in NUMBERS if not formats.is_unknown(card[n])]
    if card["contribution_level"] == "revenue":
        known.remove("contribution_12m")  # it would be the revenue again
    if not known:
        st.info(say("bought_nothing"))
        return
    for cell, name in zip(st.columns(len(known)), known, strict=True):
        with cell:
            metric(name, card[name], *_against(name, card), table="client_card")


def _against(name: str, card: dict) -> tuple[float | None, str | None]:
    if name == "net_12m":
        return _growth(card["growth_12m"], say("to_year"))
    if name == "net_3m":
        return _growth(formats.change(card["net_3m"], card["net_3m_year_ago"]), say("to_quarter_year_ago"))
    if name == "contribution_12m":
        return None, card["contribution_level"].upper()
    if name == "recency_days" and not formats.is_unknown(card["median_gap_days"]):
        gap = card["median_gap_days"]
        every = t("findings.every", lang(), n=formats.shown_gap(gap))
        return None, say("usual_gap", days=formats.days(gap, lang()), gap=every)
    return None, None


def _growth(x: float | None, against: str) -> tuple[float | None, str | None]:
    return (None, None) if formats.is_unknown(x) else (x, against)


def plan_of(client_id: str) -> None:
    """The client's plan in a line for the year and one for the quarter; nothing where there is none."""
    found = plan_lines.rows("client")
    if len(found):
        plan_lines.lines(found[found["plan_member"] == client_id])


def owes(card: dict[str, Any]) -> None:
    """How long its money takes to come in, and what that rests on; nothing where it is not known."""
    basis, days = card.get("receivable_basis"), card["dso_days"]
    if basis is None or formats.is_unknown(days):
        return
    told = f"owes_by_{basis}" if not card["is_dso_least"] else "owes_at_least"
    since = formats.sale_day(card["owed_from"], lang())
    owed = plain(money(card["average_receivable"]))
    st.markdown(say(told, days=formats.days(days, lang()), owed=owed, date=since), help=help_of("dso_days"))


def peers(client_id: str) -> None:
    """The client beside the middle of clients like it."""
    beside = ask("client_peers", client_id)
    if beside:
        chart("peers", beside)


def why_changed(client_id: str) -> None:
    """Price, volume and mix of this client's revenue."""
    parts = ask("client_price_volume_mix", client_id).set_index("period", drop=False)
    if len(parts):
        period = periods.choose_period("pvm", [p for p in ("year", "quarter") if p in parts.index])
        chart("price_volume_mix", parts.loc[[period]], period=period)


def axes(client_id: str) -> None:
    """The ten classifications, each with its class and since when, or why it is not known."""
    st.subheader(say("classes"), anchor=False)
    found, goods = ask("axes", client_id), ask("product_classes")
    rows = []
    for row in found.to_dict("records"):
        if formats.is_unknown(row["class"]):
            told = columns.code_label("unknown_reason", row["unknown_reason"], lang(), book().policy)
            rows.append((row["axis"], f"{say('not_known')}: {told[0].lower()}{told[1:]}", ""))
        else:
            label = class_name(row["axis"], row["class"], lang(), book().policy, goods)
            rows.append((row["axis"], f"**{plain(label)}**{_agreed(row)}", _run(row)))
    st.table(
        pd.DataFrame(
            [(f"{a} {plain(columns.code_label('axis', a, lang(), book().policy))}", c, s) for a, c, s in rows],
            columns=[
                columns.label("axis", lang()),
                columns.label("class", lang(), "axes"),
                columns.label("since", lang(), "axes"),
            ],
        ),
        hide_index=True,
        border="horizontal",
    )


def _agreed(row: dict[str, Any]) -> str:
    """Terms of payment as agreed, where the client paid otherwise."""
    agreed = row.get("stated_class")  # not in a book of before
    if not isinstance(agreed, str) or agreed == row["class"]:
        return ""
    return f" ({say('as_agreed', terms=plain(class_name(row['axis'], agreed, lang(), book().policy)))})"


def _run(row: dict) -> str:
    if formats.is_unknown(row["since"]):
        return ""
    day = formats.date(row["since"], lang())
    if row["axis"] in TOLD:
        return say("told_on", date=day)
    return say("since_or_before", date=day) if row["is_from_start"] else day


def contribution(client_id: str) -> None:
    """From the list price down to what the client leaves, as far as the data allow."""
    every = ask("contribution")
    mine = every[every["client_id"] == client_id]
    if mine.empty:
        return
    st.subheader(say("contribution"), anchor=False, help=help_of("contribution_12m"))
    row = mine.iloc[0]
    lines = []
    for name in LADDER:
        if formats.is_unknown(row[name]):
            continue
        mark = "**" if name in LEVELS else ""
        amount = formats.money(row[name], lang(), book().currency)
        lines.append(
            (f"{mark}{plain(columns.label(name, lang(), 'contribution'))}{mark}", f"{mark}{plain(amount)}{mark}")
        )
    styled = pd.DataFrame(lines).style.set_properties(subset=[1], **{"text-align": "right"})
    st.table(styled, hide_index=True, hide_header=True, border="horizontal")
    without = ask("without_client", client_id)
    if without:
        net = money(without["net_12m_without"])
        if formats.is_unknown(without["revenue_share"]):
            st.caption(plain(say("without_client_money", net=net)))
        else:
            st.caption(plain(say("without_client", share=formats.share(without["revenue_share"], lang()), net=net)))


def not_known(card: dict, client_id: str) -> None:
    """What nobody told of this client, so that nothing is guessed."""
    missing = [columns.label(n, lang(), "client_card") for n in ASKED if formats.is_unknown(card[n])]
    if missing:
        st.subheader(say("not_known_of"), anchor=False)
        st.markdown(plain("; ".join(missing)))
        st.page_link(page("data"), label=say("what_is_missing"))
