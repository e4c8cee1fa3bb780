"""What another rule would do to the list of key clients, and how many of them we need."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import streamlit as st

from app.pages import page
from app.screens.key.listed import by_revenue, heads, words
from app.session import ask_live, lang, live_book
from app.widgets import downloads, tables, url
from app.widgets.figures import chart, open_clicked
from app.widgets.help import help_of
from kamlib.charts.words import money as short_money
from kamlib.core import formats
from kamlib.core.texts import t
from kamlib.labels import columns
from kamlib.policy import CRITERIA

WEIGHTS = tuple(f"criteria_weight_{c}" for c in CRITERIA)
TOTALS = ("key_clients", "contribution_share", "net_share", "contribution_12m", "net_12m", "expected_contribution_12m",
          "contribution_at_risk_12m", "load_hours", "capacity_hours", "load_share", "fit_mean",
           "fit_known")  # fmt: skip
MOVED = ("name", "decided_by", "selection_score", "stays_share", "fit_share", "contribution_12m",
         "expected_contribution_12m",
         "load_hours", "margin")  # fmt: skip
TENTH = 0.1


def another_rule() -> None:
    """Thresholds and weights to move, and at once who enters and who leaves."""
    st.caption(words("rule_note"))
    left, right = st.columns([1, 2], gap="large")
    with left:
        tried = _tried()
    with right:
        if not any(tried.get(name, 0) for name in WEIGHTS):
            st.warning(words("weights_zero"))
            return
        now = live_book().policy.scalars()
        changed = {name: value for name, value in tried.items() if value != now[name]}
        if changed:
            _what_changes(changed)
        else:
            st.info(words("same_rule"))
            totals({})


def _tried() -> dict[str, float | int | str]:
    """The values of the rule as the reader has set them; each stands in the address while it differs."""
    most = len(ask_live("key_list"))
    tried = {
        "selection_places": _field("selection_places", st.number_input, 0, most, step=1),
        "selection_min_score": _field("selection_min_score", st.slider, 0.0, 100.0, step=1.0, format="%.0f"),
        "selection_long_weight": _field("selection_long_weight", st.slider, 0.0, 1.0, step=0.05, format="percent"),
        "selection_potential_part": _field(
            "selection_potential_part", st.slider, 0.0, 1.0, step=0.05, format="percent"
        ),
        "fit_threshold": _field("fit_threshold", st.slider, 0.0, 1.0, step=0.01, format="percent"),
        "selection_unknown_fit": _choice("selection_unknown_fit", ("allowed", "refused")),
    }
    with st.expander(words("weights"), expanded=any(name in st.query_params for name in WEIGHTS)):
        for name in WEIGHTS:
            tried[name] = _field(name, st.slider, 0.0, 50.0, step=1.0, format="%.0f")
    with st.expander(words("load_rules")):
        for name in ("selection_hours_per_key_client_month", "selection_capacity_hours_month"):
            tried[name] = _field(name, st.number_input, TENTH if "per" in name else 0.0, 100_000.0, step=1.0)
        tried["selection_key_hours_share"] = _field(
            "selection_key_hours_share", st.slider, 0.0, 1.0, step=0.05, format="percent"
        )
    st.button(words("reset"), on_click=_reset, args=(tuple(tried),), width="stretch")
    return tried


def _field(name: str, draw: Callable, low: float, high: float, **options: object) -> float | int:
    """A number of the policy, within bounds that reach to where the policy itself stands."""
    now = live_book().policy.scalars()[name]
    low, high = min(low, now), max(high, now)

    def read(values: list[str]) -> float | int:
        try:
            return min(max(type(now)(values[0]), low), high)
        except (IndexError, ValueError):
            return now

    widget = f"{name}:{lang()}"
    url.follow(name, widget, read)
    meaning = t(f"policy.{name}_meaning", lang())
    chosen = draw(t(f"policy.{name}", lang()), low, high, key=widget, help=meaning, **options)
    chosen = type(now)(round(chosen, 6))  # a slider moved there and back may come back a hair off
    url.write(name, [] if chosen == now else [str(chosen)])
    return chosen


def _choice(name: str, values: tuple[str, ...]) -> str:
    now = live_book().policy.scalars()[name]
    labels = {value: words(value) for value in values}
    help_text = columns.label("fit_status", lang())
    return url.one(name, t(f"policy.{name}", lang()), labels, lang(), now, required=True, help=help_text)


def _reset(names: tuple[str, ...]) -> None:
    now = live_book().policy.scalars()
    for name in names:
        st.session_state[f"{name}:{lang()}"] = now[name]


def _what_changes(changed: dict) -> None:
    listed = ask_live("selection", changed)
    stays = ask_live("membership_stability", policy=changed)
    listed = listed.merge(stays[["client_id", "stays_share"]], on="client_id")
    counts = listed["change"].value_counts()
    if counts.get("enters", 0) or counts.get("leaves", 0):
        said = {name: formats.count(counts.get(name, 0), lang()) for name in ("enters", "leaves")}
        st.markdown(words("moves", n=formats.count(listed["is_key"].sum(), lang()), **said))
    else:
        st.markdown(words("same_list"))
    unsure = (listed["is_key"] & (listed["stays_share"] < 1)).sum()
    st.caption(words("unsure", n=formats.count(unsure, lang())), help=help_of("stays_share"))
    if st.button(words("record"), type="primary", help=words("record_help")):
        st.session_state["policy_change"] = dict(changed)
        kept = {k: v for k, v in st.query_params.to_dict().items() if k in url.SHELL}
        st.switch_page(page("skam"), query_params=kept | {"room": "decisions", "kind": "policy"})
    for name in ("enters", "leaves"):
        part = listed[listed["change"] == name]
        if len(part):
            st.markdown(f"**{words(name)}**")
            tables.shown(part, MOVED, f"{name}:{lang()}", table="selection", opens_client=True, rows=8, labels=heads())
    totals(changed)
    weight = changed.get("selection_long_weight", live_book().policy.selection.long_weight)
    chart("key_map", listed, on_click=open_clicked, key="key_map_tried", long_weight=weight)
    downloads.buttons(listed, "key_clients_other_rule", table="selection")


def totals(changed: dict) -> None:
    """The list now and by this rule, number by number."""
    seen = ask_live("selection_totals", changed).set_index("selection_list")
    names = [n for n in TOTALS if seen[n].notna().any()]
    lists = ("book", "policy") if changed else ("book",)
    rows = [
        [columns.label(n, lang(), "selection_totals"), *(_written(n, seen.loc[x, n]) for x in lists)] for n in names
    ]
    heading = ["", words("before"), words("after")][: 1 + len(lists)]
    styled = pd.DataFrame(rows, columns=heading).style.set_properties(subset=heading[1:], **{"text-align": "right"})
    st.table(styled, hide_index=True, border="horizontal")


def _written(name: str, x: object) -> str:
    kind = columns.info(name, "selection_totals").format
    if kind == "money":
        return short_money(x, lang(), live_book().currency)
    return formats.number(x, lang(), 0) if name.endswith("hours") else formats.by_format(kind, x, lang())


def how_many() -> None:
    """What each further key client adds: contribution covered, load, margin at risk."""
    curve = ask_live("key_client_curve")
    st.caption(words("places_note"))
    now = int(ask_live("selection_totals")["key_clients"].iloc[0])
    told = []
    if len(curve) and curve["load_share"].notna().any():
        within = int((curve["load_share"].round(9) <= 1).sum())
        told.append(words("places_full", n=within, now=formats.count(now, lang())))
    by_money = "net" if by_revenue() else "contribution"
    if by_revenue():
        curve = curve.assign(contribution_share=float("nan"))
    half = curve[curve[f"{by_money}_share"] >= 1 / 2]
    if len(half):
        what = words("what_revenue" if by_money == "net" else "what_contribution")
        told.append(words("places_half", n=formats.count(half["selection_place"].iloc[0], lang()), what=what))
    if told:
        st.markdown(" ".join(told))
    chart("key_client_curve", curve, on_click=open_clicked, places=now)
    if len(curve):
        downloads.buttons(curve, "key_client_curve", table="key_client_curve")
