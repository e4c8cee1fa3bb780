"""One client's risk: how likely it is to leave or shrink and why, its purchase days, its classes against last year."""

from __future__ import annotations

import pandas as pd
import streamlit as st

from app.screens.risk.card import Line
from app.screens.risk.save_list import CAN_SHOW, meaning, words
from app.session import ask, book, lang
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.answers.risk_check import TARGETS
from kamlib.core import formats
from kamlib.core.grain import by_month
from kamlib.labels import columns
from kamlib.labels.risk import driver_text, silence_text


def of_client(client_id: str) -> None:
    """Probabilities with their horizon, expected turnover, what was bought against what was expected, the reasons."""
    risks = ask("churn_risk")
    mine = risks[risks["client_id"] == client_id].to_dict("records")
    if not mine:
        return
    row = mine[0]
    drivers = {target: ask("risk_drivers", client_id, target) for target in TARGETS}
    # a client that cannot be assessed for shrinkage has drivers of silence only
    if row["status"] != "scored" or formats.is_unknown(row["p_shrink"]):
        drivers["shrunk"] = pd.DataFrame()
    shown = [target for target in TARGETS if len(drivers[target])]
    parts = st.columns([1.15, *[1] * len(shown)], gap="medium") if shown else [st.container()]
    with parts[0]:
        st.subheader(words("block"), anchor=False, help=help_of("p_churn"))
        _in_words(row, drivers)
    for part, target in zip(parts[1:], shown, strict=True):
        with part:
            chart("driver_bars", drivers[target], key=f"driver_bars:{target}", target=target)


def _in_words(row: dict, drivers: dict[str, pd.DataFrame]) -> None:
    lines = _brief(row) if row["status"] in CAN_SHOW else _not_judged(row)
    with st.container(gap=None):
        for text, column in [*lines, *_silent(row), *_met(row["client_id"])]:
            st.markdown(text, help=help_of(column, "shrinkage" if column == "expected" else None))
    for target, key in (("churned", "brief_reasons"), ("shrunk", "brief_reasons_shrunk")):
        found = drivers[target]
        told = found[found["is_reason"]].head(3).to_dict("records") if len(found) else []
        if told:
            sentences = "\n".join(f"- {plain(driver_text(r, lang(), book().currency))}" for r in told)
            st.markdown(f"{words(key)}\n\n{sentences}")
        elif len(found):
            st.markdown(f"{words(key)} {words('no_reason')}.", help=help_of("is_reason"))


def _not_judged(row: dict) -> list[Line]:
    """Why there is no probability, and in a small base the band."""
    lines = [(words("brief_not_judged", why=meaning(row["status"])), "p_churn")]
    if not formats.is_unknown(row["risk_band"]):
        label = columns.code_label("risk_band", row["risk_band"], lang())
        means = columns.code_meaning("risk_band", row["risk_band"], lang(), book().policy)
        lines.append((f"**{words('brief_band', label=label, meaning=means)}**", "risk_band"))
    return lines


def _brief(row: dict) -> list[Line]:
    horizon = formats.sale_days(row["horizon_days"], lang())
    share = formats.policy_share(book().policy.churn.shrink_to_share, lang())
    lines = [(words("brief_silence", p=formats.share(row["p_churn"], lang()), horizon=horizon), "p_churn")]
    if not formats.is_unknown(row["p_shrink"]):
        p = formats.share(row["p_shrink"], lang())
        lines.append((words("brief_shrink", p=p, share=share), "p_shrink"))
    if row["status"] == "cannot_rank":
        lines.append((words("brief_base_rate"), "prevalence"))
    for name, key in (("horizon", "brief_expected"), ("12m", "brief_expected_12m")):
        amounts = {k: row[f"{k}_revenue_{name}"] for k in ("expected", "low", "high")}
        if not formats.is_unknown(amounts["expected"]):
            told = words(key, horizon=horizon, **{k: plain(money(x)) for k, x in amounts.items()})
            lines.append((told, f"expected_revenue_{name}"))
    kind, column = (
        ("gone", "contribution_gone_12m") if row["is_gone"] is True else ("at_risk", "contribution_at_risk_12m")
    )
    if not formats.is_unknown(row[column]):
        lines.append((words(f"brief_{kind}", money=plain(money(row[column]))), column))
    return lines


def _silent(row: dict) -> list[Line]:
    """How unusual the silence of now is for this client."""
    if by_month() and not formats.months_since(row["recency_days"] or 0):
        return []
    if any(formats.is_unknown(row[k]) for k in ("silence_chance", "median_gap_days")) or not row["recency_days"]:
        return []
    silent, gap = formats.since_sale(row["recency_days"], lang()), formats.sale_days(row["median_gap_days"], lang())
    told = words("brief_silent", days=silent, gap=gap, words=silence_text(float(row["silence_chance"]), lang()))
    return [(told, "silence_chance")]


def _met(client_id: str) -> list[Line]:
    """What it bought against what was expected, or why that cannot be told."""
    every = ask("shrinkage")
    mine = every[every["client_id"] == client_id].to_dict("records")
    if not mine:
        return []
    row, policy = mine[0], book().policy
    if formats.is_unknown(row["level"]):
        why = columns.code_meaning("shrink_status", row["status"], lang(), policy)
        return [(words("brief_not_assessed", why=why), "expected")]
    told = words(
        "brief_met",
        horizon=formats.sale_days(row["horizon_days"], lang()),
        actual=plain(money(row["actual"])),
        expected=plain(money(row["expected"])),
        level=columns.code_meaning("shrink_level", row["level"], lang(), policy),
    )
    if not formats.is_unknown(row["decline"]):
        told += " " + columns.code_meaning("shrink_decline", row["decline"], lang(), policy)
    return [(told, "expected")]


def days(client_id: str) -> None:
    """Its purchase days of two years, and how unusual the silence of now is."""
    risks = ask("churn_risk")
    mine = risks[risks["client_id"] == client_id].to_dict("records")
    now = mine[0] if mine else {"median_gap_days": None, "silence_chance": None}
    known = {k: None if formats.is_unknown(now[k]) else float(now[k]) for k in ("median_gap_days", "silence_chance")}
    chart(
        "order_dots",
        ask("order_days", client_id),
        as_of=book().as_of,
        usual_gap=known["median_gap_days"],
        silence_chance=known["silence_chance"],
    )


def classes(client_id: str) -> None:
    """Its product classes month by month against last year, those it gave up marked."""
    months = ask("class_months", client_id)
    if set(months["product_class"]) == {""}:
        return  # no class is known: the picture would only repeat the months above
    chart(
        "class_heat",
        months,
        narrowing=ask("narrowing", client_id),
        known_from=ask("company_monthly")["month"].min(),
        as_of=book().as_of,
    )
