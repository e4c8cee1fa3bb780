"""What we decided and how it went: decisions against what became of the clients, forecasts against what came."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlib.core import formats
from kamlib.labels import columns
from kamlib.labels.review import outcome_text, then_and_now
from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Chart, Spread, Table
from kamlib.review.pack.tables import table

DECISIONS = ("decided_on", "name", "decision", "how", "decision_outcome", "decided_by")
FORECASTS = ("said_on", "silent_said", "silent_came", "revenue_said", "revenue_came", "contribution_said",
             "contribution_came", "clients_judged", "is_reconstructed")  # fmt: skip
BANDS = ("said_on", "risk_band", "clients_judged", "share_said", "share_came")
PAIRS = 6


def spread(asked: Asked) -> Spread:
    """Decisions about clients, the newest first; forecasts whose horizon is over; wrong as plainly as right."""
    drawn, told, sentences = [], [], []
    found = asked("decision_outcomes") if asked.has("decision_outcomes") else pd.DataFrame()
    if len(found):
        counts = found["decision_outcome"].value_counts()
        codes = columns.code_lists()["decision_outcome"]
        said = [f"{columns.code_label('decision_outcome', c, asked.lang)}: {counts[c]}" for c in codes if c in counts]
        sentences.append(asked.say("decisions_told", n=len(found), outcomes="; ".join(said)))
        drawn.append(_since(asked, found))
        told.append(_decisions(asked, found))
    else:
        sentences.append(asked.say("no_decisions"))
    met = asked("forecasts_met") if asked.book.home else pd.DataFrame(columns=["is_over"])
    over = met[met["is_over"].astype(bool)]
    if len(over):
        sentences.append(_last(asked, over.iloc[0].to_dict()))
        drawn += [_said_and_came(asked, over, "silent"), _said_and_came(asked, over, "revenue")]
        told.append(table(asked, "forecasts", asked.say("t_forecasts"), met, FORECASTS, "forecasts_met", top=8))
        bands = asked("risk_bands_met").head(3)
        told.append(table(asked, "bands", asked.say("t_bands_met"), bands, BANDS, "risk_bands_met"))
    return Spread(
        "decided",
        asked.say("q_decided"),
        tuple(sentences),
        charts=tuple(c for c in drawn if c is not None),
        tables=tuple(x for x in told if x is not None),
    )


def _decisions(asked: Asked, found: pd.DataFrame) -> Table | None:
    rows = found.to_dict("records")
    kinds = [columns.code_label("decision_kind", r["kind"], asked.lang) for r in rows]
    what = [f"{kind}. {r['subject']}" for kind, r in zip(kinds, rows, strict=True)]
    texts = {
        "decision": (asked.say("decision"), what, 2.4),
        "how": (asked.say("how"), [_how(asked, r) for r in rows], 5),
    }
    title = asked.say("t_decisions")
    return table(asked, "decisions", title, found, DECISIONS, "decision_outcomes", top=8, texts=texts)


def _how(asked: Asked, row: dict[str, Any]) -> str:
    """Revenue since against the year before and against others; the numbers of then and now; the verdict."""
    said = [outcome_text(row, asked.lang, asked.currency)]
    pairs = then_and_now(row, asked.lang, asked.currency)
    said += [f"{label}: {then} → {now}." for label, then, now in pairs]
    if not formats.is_unknown(row["verdict"]):
        verdict = columns.code_label("verdict", row["verdict"], asked.lang)
        said.append(asked.say("verdict", verdict=verdict, date=asked.date(row["verdict_on"])))
    return " ".join(said)


def _since(asked: Asked, found: pd.DataFrame) -> Chart | None:
    rows = []
    for row in found.head(PAIRS).to_dict("records"):
        label = asked.name(row, charts.LABEL) + ", " + asked.date(row["decided_on"])
        before, now = (float(row[n]) for n in ("net_year_before", "net_since"))
        rows.append((label, before, now, asked.money(before), asked.money(now)))
    series = (asked.say("year_before"), asked.say("since_decision"))
    return charts.pairs("since_decided", asked.say("c_since"), series, rows)


def _said_and_came(asked: Asked, over: pd.DataFrame, what: str) -> Chart | None:
    said, came = f"{what}_said", f"{what}_came"
    write = asked.money if what == "revenue" else lambda x: formats.number(x, asked.lang, 0)
    known = over[over[said].notna() & over[came].notna()].head(PAIRS)
    rows = [
        (asked.date(r["said_on"]), float(r[said]), float(r[came]), write(r[said]), write(r[came]))
        for r in known.to_dict("records")
    ]
    return charts.pairs(f"met_{what}", asked.say(f"c_met_{what}"), (asked.say("said"), asked.say("came")), rows)


def _last(asked: Asked, row: dict[str, Any]) -> str:
    return asked.say(
        "last_forecast",
        date=asked.date(row["said_on"]),
        horizon=formats.sale_days(row["horizon_days"], asked.lang),
        said=formats.number(row["silent_said"], asked.lang, 0),
        came=asked.count(row["silent_came"]),
        revenue_said=asked.money(row["revenue_said"]),
        revenue_came=asked.money(row["revenue_came"]),
    )
