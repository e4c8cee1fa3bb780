"""The backtest on its own, for any horizon: what `kam check-model` shows, from the book as it stands."""

from __future__ import annotations

import pandas as pd

from kamlib.book.beside import beside
from kamlib.book.book import Book
from kamlib.churn.backtest import table
from kamlib.churn.frame import ledger, slices
from kamlib.churn.score import Progress, answer

TARGETS = ("churned", "shrunk")
MEASURES = ("auc", "auc_top_fifth", "brier", "calibration_error", "bias", "hit_rate", "money_in_top_tenth")


def check_model(book: Book, horizons: tuple[int, ...] = (), progress: Progress = lambda *_: None) -> pd.DataFrame:
    """One row per horizon, target and method (each member, and "answer": what would have been shown).

    horizons: 30, 60, 90, 180 days; by default the policy's. horizon_days, target, method, chosen (the method used now;
    None: none), status (of the answer, as in the model card); origins (past dates), clients, events, prevalence (means
    over them); auc, auc_top_fifth (among the fifth with the most revenue), brier, calibration_error, bias (predicted −
    happened), hit_rate, money_in_top_tenth: mean over past dates, and with `_sd` their spread (NaN: no past dates, or
    one). Nothing is written; the same book gives the same numbers.
    """
    con = beside(book, book.policy)
    purchases = ledger(con)
    found = []
    for horizon in horizons or (book.policy.churn.horizon_days,):
        rules = book.policy.churn.model_copy(update={"horizon_days": horizon})
        everything = slices(con, horizon, rules.shrink_to_share)
        at = everything.who["cut_off"].max()
        now = everything.at((everything.who["cut_off"] == at).to_numpy())
        for target in TARGETS:
            said = answer(everything, purchases if target == "churned" else None, now, at, target, rules, progress)
            found.append(_summary(table(said.origins, rules.call_capacity), horizon, target, said.chosen, said.reason))
    con.close()
    return pd.concat(found, ignore_index=True)


def _summary(tested: pd.DataFrame, horizon: int, target: str, chosen: str | None, status: str) -> pd.DataFrame:
    head = {"horizon_days": horizon, "target": target, "status": status, "chosen": chosen}
    if tested.empty:
        return pd.DataFrame([{**head, "method": "answer", "origins": 0}])
    by_method = tested.groupby("method", sort=False)
    means = by_method[["clients", "events", "prevalence", *MEASURES]].mean()
    spreads = by_method[list(MEASURES)].std().add_suffix("_sd")
    return means.join(spreads).assign(origins=by_method.size(), **head).reset_index()
