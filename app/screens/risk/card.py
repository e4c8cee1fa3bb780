"""How far the forecast can be trusted: what it rests on, why this method, how it did, key accounts apart."""

from __future__ import annotations

import streamlit as st

from app.screens.risk.save_list import CAN_SHOW, list_then, meaning, words
from app.session import ask, ask_live, book, lang
from app.widgets import tables
from app.widgets.figures import chart
from app.widgets.help import help_of
from app.widgets.numbers import money
from app.widgets.plain import plain
from kamlib.answers.risk_check import TARGETS
from kamlib.churn.tables import INTERVAL
from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.risk import method_text

MEANT = INTERVAL[1] - INTERVAL[0]
Line = tuple[str, str]  # what is said, and the column whose definition is one click away


def model_card() -> None:
    """What the probabilities rest on and how such ones did, in plain words, for silence and for shrinkage."""
    st.subheader(words("card"), anchor=False)
    labels = [columns.code_label("churn_target", target, lang()) for target in TARGETS]
    for tab, target in zip(st.tabs(labels), TARGETS, strict=True):
        with tab:
            _card_of(target)
    _answered()


def _answered() -> None:
    """What alarms of each kind were worth, by what people answered to them; nothing where nobody has."""
    found = ask_live("queue_precision") if book().has("queue_precision") else None
    if found is None or found.empty:
        return
    st.markdown(words("card_answered"), help=help_of("valid_share"))
    tables.shown(found, ("item", "answered", "not_valid", "valid_share"), "queue-precision", "queue_precision")


def _card_of(target: str) -> None:
    card = ask("model_card", target)
    st.markdown(columns.code_meaning("churn_target", target, lang(), book().policy))
    if card["status"] != "scored":
        st.markdown(f"**{meaning(card['status'])}**")
    if card["origins"]:
        left, right = st.columns(2, gap="medium")
        with left:
            chart("calibration_curve", ask("calibration"), key=f"calibration:{target}", target=target)
        with right:
            chart("backtest_origins", ask("backtest"), key=f"backtest:{target}", target=target)
        left, right = st.columns(2, gap="medium")
        with left, st.container(gap=None):
            _listed(_rests(card))
            _listed(_in_all(card))
        with right, st.container(gap=None):
            _listed(_key_accounts(card))
            _listed(_use(card))
    cannot = words("card_cannot")
    if card["families_unknown"] and card["status"] in CAN_SHOW:
        names = [columns.code_label("driver_family", f, lang()).lower() for f in card["families_unknown"].split(", ")]
        cannot += " " + words("card_unknown", families=", ".join(names))
    st.caption(cannot)


def _listed(lines: list[Line]) -> None:
    for text, column in lines:
        st.markdown(f"- {text}", help=help_of(column))


def _rests(card: dict) -> list[Line]:
    """The method, why this one, and the data it saw."""
    lines = []
    if not formats.is_unknown(card["method"]):
        lines.append((method_text(card, book().policy.churn, lang()), "method"))
    counts = {k: formats.count(card[k], lang()) for k in ("slices", "origins")}
    lines.append((words("card_data", horizon=formats.sale_days(card["horizon_days"], lang()), **counts), "slices"))
    return lines


def _in_all(card: dict) -> list[Line]:
    """How it did over all clients."""
    n = book().policy.churn.call_capacity
    error = _points(card["calibration_error"])
    if not formats.is_unknown(card["calibration_error_sd"]):
        error += f" ± {_points(card['calibration_error_sd'])}"
    lines = [
        (words("card_prevalence", prevalence=formats.share(card["prevalence"], lang())), "prevalence"),
        (words("card_ranking", auc=_spread(card, "auc")), "auc"),
        (
            words("card_calibration", error=error, bias=_points(abs(card["bias"])), way=_way(card["bias"])),
            "calibration_error",
        ),
        (
            words("card_list", n=n, hits=_spread(card, "hit_rate"), money=_spread(card, "money_in_top_tenth")),
            "hit_rate",
        ),
    ]
    if not formats.is_unknown(card["auc_top_fifth"]):
        lines.insert(2, (words("card_ranking_top", auc=_spread(card, "auc_top_fifth")), "auc_top_fifth"))
    if card["origins"] > 1:
        lines.append((words("card_spread"), "cut_off"))
    return lines


def _key_accounts(card: dict) -> list[Line]:
    """How it did among the clients that make most of the turnover, with how little there is to judge by."""
    if formats.is_unknown(card["key_accounts"]):
        return []
    events = formats.number(card["key_events"], lang(), 1)
    share = formats.policy_share(book().policy.abc.a_share, lang())
    told = words("card_key", n=formats.count(card["key_accounts"], lang()), events=events, share=share)
    if not formats.is_unknown(card["key_auc"]):
        auc, bias = formats.share(card["key_auc"], lang()), card["key_bias"]
        told += " " + words("card_key_ranking", auc=auc, bias=_points(abs(bias)), way=_way(bias))
    if card["are_key_events_few"]:
        told += " " + words("card_key_few")
    return [(told, "key_events")]


def _use(card: dict) -> list[Line]:
    """What the answer was good for: last quarter's list, profit of calling, turnover expected, reasons."""
    lines = []
    if card["target"] == "churned":
        if then := list_then({}):
            lines.append((then, "was_on_list"))
        lines += _lists() + _money()
        profit, success = card["list_profit_share"], formats.policy_share(book().policy.churn.save_success, lang())
        if formats.is_unknown(profit):
            lines.append((words("card_profit_none"), "list_profit_share"))
        else:
            length = formats.share(card["list_share"], lang(), 0)
            told = words("card_profit", share=formats.share(profit, lang(), 0), success=success, list_share=length)
            lines.append((told, "list_profit_share"))
        if not formats.is_unknown(card["wape"]):
            wape, ratio = (formats.share(card[k], lang()) for k in ("wape", "total_ratio"))
            lines.append((words("card_value", wape=wape, ratio=ratio), "wape"))
            held, meant = formats.share(card["interval_held"], lang()), formats.share(MEANT, lang(), 0)
            lines.append((words("card_interval", held=held, meant=meant), "interval_held"))
    if not formats.is_unknown(card["same_driver"]):
        word = words("driver_steady" if card["is_driver_steady"] else "driver_loose")
        lines.append(
            (words("card_driver", share=formats.share(card["same_driver"], lang(), 0), word=word), "same_driver")
        )
    return lines


def _lists() -> list[Line]:
    """The list of calls over all past dates, against two that need no forecast."""
    found = ask("list_check").mean(numeric_only=True)
    if not len(found) or formats.is_unknown(found["lost_held"]):
        return []
    shown = {"largest": "hits_largest", "fallen": "hits_fallen", "held": "lost_held",
             "held_largest": "lost_held_largest", "held_fallen": "lost_held_fallen"}  # fmt: skip
    return [(words("card_lists", **{k: formats.share(found[c], lang(), 0) for k, c in shown.items()}), "lost_held")]


def _money() -> list[Line]:
    """What was said to be lost within a year against what was, and what a silence costs."""
    found = ask("list_check")
    over = found[found["contribution_came"].notna()]
    if over.empty:
        lines = [(words("card_money_none"), "contribution_said")]
    else:
        last = over.iloc[-1]
        amounts = {k: plain(money(last[f"contribution_{k}"])) for k in ("said", "came")}
        lines = [(words("card_money", date=formats.date(last["cut_off"], lang()), **amounts), "contribution_said")]
    shares = ask("loss_shares")
    silent = shares[shares["fate"] == "silent"].set_index("pace")
    source = "own" if silent["clients"].sum() else "other"
    told = {k: formats.share(silent.loc[k, "loss_share"], lang(), 0) for k in ("often", "once")}
    return [*lines, (words("card_shares", source=words(f"card_shares_{source}", **told)), "loss_share")]


def _spread(card: dict, name: str) -> str:
    mean, sd = formats.share(card[name], lang()), card[f"{name}_sd"]
    return mean if formats.is_unknown(sd) else f"{mean} ± {formats.share(sd, lang())}"


def _way(bias: float) -> str:
    return words("way_high" if bias > 0 else "way_low")


def _points(x: float | None) -> str:
    """A share in percentage points."""
    return formats.UNKNOWN if formats.is_unknown(x) else formats.number(100 * x, lang(), 1)
