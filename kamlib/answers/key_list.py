"""The list of key clients with how surely each stands on it."""

from __future__ import annotations

import numpy as np
import pandas as pd

from kamlib.answers.key import key_clients, membership_stability, selection
from kamlib.book.book import Book

_SHUT_OUT = ("decision", "veto", "fit", "fit_unknown")


def key_list(book: Book, draws: int = 200, spread: float = 0.3, seed: int = 1) -> pd.DataFrame:
    """One row per client, key ones first, then by the selection's score: `key_clients`, and how surely each stands
    there.

    standing: in, just_in (key, but not in every draw of `membership_stability`), just_out (not key, but in some draws),
    kept_out (its score would do, its fit or a decision keeps it out), out; stays_share (share of the draws in which it
    is key); rank_today and rank_long (place among all by today's score alone, by the long term alone), is_key_today and
    is_key_long (whether it would be key then).
    """
    answer = key_clients(book)
    stays = membership_stability(book, draws, spread, seed)[["client_id", "stays_share"]]
    answer = answer.merge(stays, on="client_id", how="left")
    for name, weight in (("today", 0.0), ("long", 1.0)):
        outcome = selection(book, {"selection_long_weight": weight})[["client_id", "rank", "is_key"]]
        outcome.columns = ["client_id", f"rank_{name}", f"is_key_{name}"]
        answer = answer.merge(outcome, on="client_id", how="left")
    by_points = answer[answer["is_key"] & (answer["decided_by"] != "decision")]
    edge = by_points["selection_score"].min() if len(by_points) else np.inf
    shut = ~answer["is_key"] & answer["decided_by"].isin(_SHUT_OUT) & (answer["selection_score"] >= edge)
    surely, sometimes = answer["stays_share"] >= 1, answer["stays_share"] > 0
    answer["standing"] = np.select(
        [answer["is_key"] & surely, answer["is_key"], sometimes, shut], ["in", "just_in", "just_out", "kept_out"], "out"
    )
    return answer
