"""The risk of losing clients: whom to call and why, who may shrink, how far to trust it, and one client's risk."""

from __future__ import annotations

import pandas as pd
import streamlit as st
from session import ask, book, lang

from kamlib import columns, formats
from kamlib.risk_words import driver_text
from kamlib.texts import t
from parts import downloads, tables, url
from parts.dossier import name_of
from parts.figures import chart, open_clicked
from parts.help import help_of
from parts.numbers import money
from parts.plain import plain

TARGETS = ("churned", "shrunk")
CAN_SHOW = ("scored", "cannot_rank")
WORTH_TELLING = 0.1  # log-odds: a reason that moves the odds by less than a tenth is none
SHRINKING = ("name", "p_shrink_90d", "net_12m", "expected_revenue_horizon", "low_revenue_horizon",
             "high_revenue_horizon", "p_churn_90d", "manager")  # fmt: skip


def words(key: str, **values: object) -> str:
    """A text of risk.toml."""
    return t(f"risk.{key}", lang(), **values)


def state() -> str:
    """Whether this book has probabilities, as its model card says."""
    return ask("model_card")["status"]


def headline() -> None:
    """Money at risk in total; or why there is none to tell."""
    card = ask("model_card")
    if card["status"] not in CAN_SHOW:
        st.info(_why_none(card))
        return
    if card["status"] == "cannot_rank":
        rate = formats.share(card["prevalence"], lang())
        st.info(words("cannot_rank", rate=rate, horizon=formats.days(card["horizon_days"], lang())))
    judged = ask("churn_risk").dropna(subset=["cm_at_risk_12m"])
    total = judged["cm_at_risk_12m"].sum()
    kind = "total_revenue" if (judged["contribution_level"] == "revenue").all() else "total_scored"
    told = words(kind, money=plain(money(total)), n=formats.count(len(judged), lang()))
    if card["status"] == "scored" and len(judged) > 10 and total > 0:
        largest = judged["cm_at_risk_12m"].head(10).sum() / total
        told += " " + words("largest_share", share=formats.share(largest, lang(), 0))
    st.markdown(told, help=help_of("cm_at_risk_12m"))


def _why_none(card: dict) -> str:
    values = {"n": formats.count(card["clients"], lang()), "from_n": book().policy.churn.bands_under}
    return words(f"reason_{card['status']}", **values)


def maps() -> None:
    """Where the money at risk is; a click on a client opens its page."""
    risks = ask("churn_risk")
    chart("risk_map", risks, on_click=open_clicked)
    chart("risk_by_class", risks)


def save_list() -> None:
    """Whom to call, within what people can work through, with the reasons and what calling should bring."""
    rules = book().policy.churn
    with st.container(horizontal=True, horizontal_alignment="distribute", vertical_alignment="bottom"):
        st.subheader(words("save_list"), anchor=False, width="content")
        capacity = _capacity(rules.call_capacity)
    found = ask("save_list", capacity)
    if found.empty:
        st.info(words("nobody_to_call"))
        return
    st.caption(
        words(
            "list_worth",
            n=formats.count(len(found), lang()),
            profit=plain(money(found["expected_profit_of_call"].sum())),
            success=formats.policy_share(rules.save_success, lang()),
            cost=plain(formats.money(ask("model_card")["contact_cost"], lang(), book().currency)),
        )
    )
    drivers = ask("risk_drivers")
    drivers = drivers[drivers["client_id"].isin(found["client_id"]) & (drivers["log_odds"] > WORTH_TELLING)]
    reasons = {client_id: rows.head(2).to_dict("records") for client_id, rows in drivers.groupby("client_id")}
    with st.container(height=560 if len(found) > 7 else "content", border=False, gap="small"):
        for row in found.to_dict("records"):
            _entry(row, reasons.get(row["client_id"], []))


def take_away() -> None:
    """The save list as a file."""
    found = ask("save_list", st.session_state[f"capacity:{lang()}"])
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
        told = [f"{words('col_silence').lower()} {formats.share(row['p_churn_90d'], lang())}"]
        if not formats.is_unknown(row["p_shrink_90d"]):
            told.append(f"{words('col_shrink').lower()} {formats.share(row['p_shrink_90d'], lang())}")
        told += [driver_text(r, lang(), book().currency) for r in reasons]
        text = "; ".join(told)
        st.caption(plain(text[:1].upper() + text[1:] + "."))


def shrinking() -> None:
    """Clients much likelier than usual to shrink but not to leave, the most money first."""
    st.subheader(words("shrinking"), anchor=False)
    card = ask("model_card", "shrunk")
    if card["status"] != "scored":
        st.caption(words("shrinking_cannot", why=_meaning(card["status"])))
        return
    risks = ask("churn_risk")
    only = risks["p_shrink_90d"] - risks["p_churn_90d"]
    usual = card["prevalence"]
    twice = 2 * usual / (1 + usual)  # the probability whose odds are twice the usual
    found = risks[(risks["p_shrink_90d"] >= twice) & (only > risks["p_churn_90d"])]
    found = found.assign(weight=only * risks["net_12m"]).sort_values("weight", ascending=False).drop(columns="weight")
    found = found.reset_index(drop=True)
    st.caption(
        words(
            "shrinking_note",
            share=formats.policy_share(book().policy.churn.shrink_to_share, lang()),
            horizon=formats.days(card["horizon_days"], lang()),
        )
    )
    if found.empty:
        st.info(words("shrinking_none"))
        return
    labels = {
        "p_shrink_90d": words("col_shrink"),
        "p_churn_90d": words("col_silence"),
        "expected_revenue_horizon": words("col_expected"),
        "low_revenue_horizon": words("col_low"),
        "high_revenue_horizon": words("col_high"),
    }
    tables.shown(
        found, SHRINKING, key=f"shrinking:{lang()}", table="churn_risk", opens_client=True, rows=9, labels=labels
    )


def model_card() -> None:
    """What the probabilities rest on and how such ones did, in plain words, for silence and for shrinkage."""
    st.subheader(words("card"), anchor=False)
    labels = [columns.code_label("churn_target", target, lang()) for target in TARGETS]
    for tab, target in zip(st.tabs(labels), TARGETS, strict=True):
        with tab:
            _card_of(target)


def _card_of(target: str) -> None:
    card = ask("model_card", target)
    st.markdown(columns.code_meaning("churn_target", target, lang(), book().policy))
    if card["status"] != "scored":
        st.markdown(f"**{_meaning(card['status'])}**")
    if card["origins"]:
        left, right = st.columns(2, gap="medium")
        with left:
            chart("calibration_curve", ask("calibration"), key=f"calibration:{target}", target=target)
        with right:
            chart("backtest_origins", ask("backtest"), key=f"backtest:{target}", target=target)
        st.markdown("\n".join(f"- {line}" for line in _lines(card)))
    cannot = words("card_cannot")
    if card["families_unknown"] and card["status"] in CAN_SHOW:
        names = [columns.code_label("driver_family", f, lang()).lower() for f in card["families_unknown"].split(", ")]
        cannot += " " + words("card_unknown", families=", ".join(names))
    st.caption(cannot)


def _lines(card: dict) -> list[str]:
    def spread(name: str) -> str:
        mean, sd = formats.share(card[name], lang()), card[f"{name}_sd"]
        return mean if formats.is_unknown(sd) else f"{mean} ± {formats.share(sd, lang())}"

    bias, n = card["bias"], formats.count(book().policy.churn.call_capacity, lang())
    lines = []
    if not formats.is_unknown(card["method"]):
        counts = {k: formats.count(card[k], lang()) for k in ("slices", "origins", "clients")}
        method = columns.code_label("churn_method", card["method"], lang())
        lines.append(words("card_rests", method=method, horizon=formats.days(card["horizon_days"], lang()), **counts))
    lines.append(words("card_prevalence", prevalence=formats.share(card["prevalence"], lang())))
    lines.append(words("card_ranking", auc=spread("auc")))
    way = words("way_high" if bias > 0 else "way_low")
    error, error_sd, size = (_points(x) for x in (card["calibration_error"], card["calibration_error_sd"], abs(bias)))
    error += "" if formats.is_unknown(card["calibration_error_sd"]) else f" ± {error_sd}"
    lines.append(words("card_calibration", error=error, bias=size, way=way))
    lines.append(words("card_list", n=n, hits=spread("hit_rate"), money=spread("money_in_top_tenth")))
    if card["target"] == "churned" and not formats.is_unknown(card["wape"]):
        wape, ratio = (formats.share(card[k], lang()) for k in ("wape", "total_ratio"))
        lines.append(words("card_value", wape=wape, ratio=ratio))
    if card["origins"] > 1:
        lines.append(words("card_spread"))
    return lines


def _points(x: float | None) -> str:
    """A share in percentage points."""
    return formats.UNKNOWN if formats.is_unknown(x) else formats.number(100 * x, lang(), 1)


def _meaning(status: str) -> str:
    return columns.code_meaning("churn_status", status, lang(), book().policy)


def of_client(client_id: str) -> None:
    """One client's risk: probabilities with their horizon, expected turnover, and the reasons."""
    risks = ask("churn_risk")
    mine = risks[risks["client_id"] == client_id].to_dict("records")
    if not mine:
        return
    row = mine[0]
    drivers = ask("risk_drivers", client_id) if row["status"] == "scored" else pd.DataFrame()
    left, right = st.columns([1.3, 1], gap="medium") if len(drivers) else (st.container(), None)
    with left:
        st.subheader(words("block"), anchor=False, help=help_of("p_churn_90d"))
        if row["status"] not in CAN_SHOW:
            st.markdown(words("brief_not_judged", why=_meaning(row["status"])))
            return
        st.markdown("  \n".join(_brief(row)))
        told = drivers[drivers["log_odds"] > WORTH_TELLING].head(3).to_dict("records") if len(drivers) else []
        if told:
            sentences = "\n".join(f"- {plain(driver_text(r, lang(), book().currency))}" for r in told)
            st.markdown(f"{words('brief_reasons')}\n\n{sentences}")
    if right:
        with right:
            chart("driver_bars", drivers)


def _brief(row: dict) -> list[str]:
    horizon = formats.days(row["horizon_days"], lang())
    share = formats.policy_share(book().policy.churn.shrink_to_share, lang())
    lines = [words("brief_silence", p=formats.share(row["p_churn_90d"], lang()), horizon=horizon)]
    if not formats.is_unknown(row["p_shrink_90d"]):
        lines.append(words("brief_shrink", p=formats.share(row["p_shrink_90d"], lang()), share=share))
    if row["status"] == "cannot_rank":
        lines.append(words("brief_base_rate"))
    for name, key in (("horizon", "brief_expected"), ("12m", "brief_expected_12m")):
        amounts = {k: row[f"{k}_revenue_{name}"] for k in ("expected", "low", "high")}
        if not formats.is_unknown(amounts["expected"]):
            lines.append(words(key, horizon=horizon, **{k: plain(money(x)) for k, x in amounts.items()}))
    if not formats.is_unknown(row["cm_at_risk_12m"]):
        lines.append(words("brief_at_risk", money=plain(money(row["cm_at_risk_12m"]))))
    return lines
