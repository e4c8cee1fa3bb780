"""Who is leaving and what it is worth: money at risk, whom to call and why, what is gone."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.risk import call_text, driver_text
from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.headline import at_risk
from kamlib.review.pack.parts import Spread, Table
from kamlib.review.pack.tables import table

CALLS = ("name", "why", "net_12m", "stake_12m", "call_success", "expected_profit_of_call", "manager")
AT_RISK = ("name", "net_12m", "p_churn", "p_shrink", "contribution_at_risk_12m", "recency_days", "median_gap_days",
           "manager")  # fmt: skip
GONE = ("name", "net_12m", "contribution_gone_12m", "recency_days", "median_gap_days", "manager")
BANDS = ("name", "risk_band", "net_12m", "recency_days", "median_gap_days", "silence_chance", "manager")


def spread(asked: Asked) -> Spread:
    """Where the forecast ranks clients, in money; else by rhythm, and why so."""
    if not asked.has("churn_risk"):
        return Spread("leaving", asked.say("q_leaving"))
    risks = asked("churn_risk")
    gone = risks[risks["is_gone"].eq(True)].sort_values("contribution_gone_12m", ascending=False, kind="stable")
    drawn, told, notes = [], [], []
    if asked.is_scored:
        judged = risks[risks["contribution_at_risk_12m"].fillna(0) > 0]
        drawn.append(charts.bars(asked, "at_risk", asked.say("c_at_risk"), judged, "contribution_at_risk_12m"))
        told.append(_calls(asked))
        told.append(table(asked, "at_risk", asked.say("t_at_risk"), judged, AT_RISK, "churn_risk", top=6))
    else:
        notes.append(columns.code_label("churn_status", asked("model_card")["status"], asked.lang, asked.book.policy))
        banded = risks[risks["risk_band"].isin(["high", "raised"])]
        told.append(table(asked, "at_risk", asked.say("t_bands"), banded, BANDS, "churn_risk", top=15))
    lost = gone[gone["contribution_gone_12m"].fillna(0) > 0]
    drawn.append(charts.bars(asked, "gone", asked.say("c_gone"), lost, "contribution_gone_12m", top=6, tone="loss"))
    told.append(table(asked, "gone", asked.say("t_gone"), gone[gone["net_12m"].notna()], GONE, "churn_risk", top=5))
    return Spread(
        "leaving",
        asked.say("q_leaving"),
        tuple(s for s in (at_risk(asked), _gone(asked, lost)) if s),
        charts=tuple(c for c in drawn if c is not None),
        tables=tuple(x for x in told if x is not None),
        notes=tuple(notes),
    )


def _gone(asked: Asked, gone: pd.DataFrame) -> str:
    if gone.empty:
        return ""
    return asked.say("gone_told", n=len(gone), money=asked.money(gone["contribution_gone_12m"].sum()))


def _calls(asked: Asked) -> Table | None:
    found = asked("save_list")
    drivers = asked("risk_drivers")
    reasons = {client: rows for client, rows in drivers[drivers["is_reason"].eq(True)].groupby("client_id")}
    why = [_why(asked, row, reasons.get(row["client_id"])) for row in found.to_dict("records")]
    texts = {"why": (asked.say("why"), why, 3.6)}
    return table(asked, "save_list", asked.say("t_calls"), found, CALLS, "save_list", top=7, texts=texts)


def _why(asked: Asked, row: dict[str, Any], reasons: pd.DataFrame | None) -> str:
    """Why it is on the list: what it bought against what was expected, else what raises the forecast most."""
    if told := call_text(row, asked.lang, asked.currency):
        return told
    if reasons is None or formats.is_unknown(row["driver"]):
        return ""
    return "; ".join(driver_text(r, asked.lang, asked.currency) for r in reasons.head(2).to_dict("records"))
