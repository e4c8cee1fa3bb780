"""What changed: the company, the bridges, why revenue changed, the clients behind it."""

from __future__ import annotations

import pandas as pd

from kamlib.labels import columns
from kamlib.labels.coverage import not_compared_text
from kamlib.labels.review import measure_change, measure_value
from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.parts import Spread, Table
from kamlib.review.pack.tables import table, words

MOVED = ("name", "part", "net_12m_then", "net_12m", "net_12m_change", "contribution_12m_change", "p_churn_then",
         "p_churn")  # fmt: skip
BRIDGE = ("part", "net_before", "net_now", "change")
MOVES = ("axis", "class_before", "class_now", "clients", "net_12m")
PERIODS = ("quarter", "year")


def spread(asked: Asked) -> Spread:
    """Against the earlier review; where there is none, against last year."""
    drawn, told, sentences = [], [], []
    if (found := asked.compared) is not None:
        dates = {"before": asked.date(found.before_as_of), "after": asked.date(found.after_as_of)}
        how = "reconstructed" if found.is_reconstructed else "seen_then" if found.has_then else "no_then"
        sentences = [asked.say("changed_dates", **dates), asked.say(how)]
        drawn = [charts.review_bridge(asked, row) for row in found.bridges.to_dict("records")]
        told = [_company(asked, found.company), _movers(asked, asked.cut(found.clients))]
        moves = found.moves[found.moves["net_12m"] > 0]
        told.append(table(asked, "class_moves", asked.say("class_moves"), moves, MOVES, "compare_moves", top=5))
    period = _period(asked)
    if period:
        if found is None:
            row = asked("revenue_bridge").set_index("period", drop=False).loc[period].to_dict()
            drawn.append(charts.revenue_bridge(asked, row))
            sentences.append(asked.say(f"against_{period}"))
        parts = asked("price_volume_mix").set_index("period", drop=False)
        if period in parts.index:
            drawn.append(charts.price_volume_mix(asked, parts.loc[period].to_dict()))
            sentences.append(asked.say(f"why_{period}"))
        if found is None:
            said = asked("revenue_changes", period)
            told.append(table(asked, "movers", asked.say("movers_revenue"), said, ("name", *BRIDGE), "revenue_changes"))
    lacking = asked("comparisons").to_dict("records") if asked.has("comparisons") else []
    notes = [not_compared_text(row, asked.lang) for row in lacking if row["period"] != "quarter_before"
             and not row["is_covered"]]  # fmt: skip
    return Spread(
        "changed",
        asked.say("q_changed"),
        tuple(sentences),
        charts=tuple(drawn),
        tables=tuple(x for x in told if x is not None),
        notes=tuple(notes),
    )


def _period(asked: Asked) -> str | None:
    there = set(asked("revenue_bridge")["period"])
    return next((p for p in PERIODS if p in there), None)


def _company(asked: Asked, company: pd.DataFrame) -> Table:
    heads = [asked.say("measure"), *(columns.label(n, asked.lang) for n in ("said_then", "measure_now"))]
    heads.append(columns.label("measure_change", asked.lang))
    rows = []
    for row in company.to_dict("records"):
        measure = row["company_measure"]
        then, now = (measure_value(measure, row[n], asked.lang, asked.currency) for n in ("said_then", "measure_now"))
        label = columns.code_label("company_measure", measure, asked.lang)
        rows.append((label, then, now, measure_change(row, asked.lang, asked.currency)))
    return words("company", asked.say("company"), heads, rows, (3, 1.4, 1.4, 2))


def _movers(asked: Asked, clients: pd.DataFrame) -> Table | None:
    moved = clients[clients["part"].notna() & (clients["part"] != "same")]
    names = [n for n in MOVED if not (asked.is_revenue and n == "contribution_12m_change")]
    title = asked.say("movers_revenue" if asked.is_revenue else "movers")
    return table(asked, "movers", title, moved, names, "compare_clients", top=10)
