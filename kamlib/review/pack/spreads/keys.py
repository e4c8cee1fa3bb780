"""Who is key and does it fit: the list and how it moved, needs covered, what misfit costs."""

from __future__ import annotations

import pandas as pd

from kamlib.core import formats
from kamlib.review.pack import charts
from kamlib.review.pack.asked import Asked
from kamlib.review.pack.headline import keys
from kamlib.review.pack.parts import Chart, Spread, Table
from kamlib.review.pack.tables import table

LIST = ("name", "selection_score", "group_primary", "fit_share", "net_12m", "contribution_12m",
        "contribution_at_risk_12m", "decided_by", "margin")  # fmt: skip
MOVED = ("name", "change", "selection_cause", "selection_score_then", "selection_score", "fit_share_then", "fit_share",
         "net_12m")  # fmt: skip
MISFIT = ("name", "fit_share", "excess_12m", "low_excess_12m", "high_excess_12m", "excess_share", "comparables")


def spread(asked: Asked) -> Spread:
    """The list by place, who entered and left, the heat map of needs, the dearest misfits."""
    if not asked.has("key_clients"):
        return Spread("keys", asked.say("q_keys"))
    found = asked("key_clients")
    chosen = found[found["is_key"]]
    names = [n for n in LIST if not (asked.is_revenue and n == "contribution_12m")]
    told = [
        table(asked, "key_clients", asked.say("t_keys"), chosen, names, "key_clients", top=20),
        _moved(asked),
    ]
    drawn: list[Chart | None] = []
    if asked.has_fit:
        drawn.append(charts.fit_heat(asked, _of_keys_first(asked("fit_matrix"), chosen)))
        told.append(_misfit(asked, drawn))
    return Spread(
        "keys",
        asked.say("q_keys"),
        tuple(s for s in (keys(asked), _fit(asked, chosen), _no_moves(asked)) if s),
        charts=tuple(c for c in drawn if c is not None),
        tables=tuple(x for x in told if x is not None),
    )


def _of_keys_first(matrix: pd.DataFrame, chosen: pd.DataFrame) -> pd.DataFrame:
    is_key = matrix["client_id"].isin(chosen["client_id"])
    return pd.concat([matrix[is_key], matrix[~is_key]])


def _fit(asked: Asked, chosen: pd.DataFrame) -> str:
    if not asked.has_fit or chosen.empty:
        return ""
    counts = {code: int((chosen["passes"].eq(code) & chosen["passes"].notna()).sum()) for code in (True, False)}
    unknown = len(chosen) - sum(counts.values())
    threshold = formats.policy_share(asked.book.policy.fit.threshold, asked.lang)
    return asked.say(
        "fit_told",
        fits=asked.count(counts[True]),
        fails=asked.count(counts[False]),
        unknown=asked.count(unknown),
        threshold=threshold,
    )


def _changes(asked: Asked) -> pd.DataFrame | None:
    if asked.compared is None or asked.compared.clients["change"].isna().all():
        return None
    moved = asked.cut(asked.compared.clients)
    moved = moved[moved["change"].isin(["enters", "leaves"])]
    return moved.sort_values(["change", "net_12m"], ascending=[True, False], kind="stable")


def _no_moves(asked: Asked) -> str:
    moved = _changes(asked)
    return asked.say("no_list_moves") if moved is not None and moved.empty else ""


def _moved(asked: Asked) -> Table | None:
    moved = _changes(asked)
    if moved is None:
        return None
    return table(asked, "list_moves", asked.say("t_list_moves"), moved, MOVED, "compare_clients", top=10)


def _misfit(asked: Asked, drawn: list[Chart | None]) -> Table | None:
    if not asked.has("misfit_cost"):
        return None
    cost = asked("misfit_cost")
    cost = cost[(cost["part"] == "total") & (cost["excess_12m"].fillna(0) > 0)]
    if cost.empty:
        return None
    fit = asked("usp_fit")[["client_id", "fit_share"]]
    cost = cost.merge(fit, on="client_id", how="left")
    drawn.append(charts.bars(asked, "misfit", charts.title_of(asked, "misfit_bars"), cost, "excess_12m", top=6,
                             tone="loss"))  # fmt: skip
    return table(asked, "misfit", asked.say("t_misfit"), cost, MISFIT, "misfit_cost", top=8)
