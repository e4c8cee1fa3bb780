"""How well probabilities did."""

from __future__ import annotations

import numpy as np
from scipy.stats import beta, rankdata
from sklearn.metrics import average_precision_score, roc_auc_score


def logit(p: np.ndarray) -> np.ndarray:
    """Log-odds, with probabilities kept off 0 and 1."""
    p = np.clip(p, 1e-4, 1 - 1e-4)
    return np.log(p / (1 - p))


def log_loss(y: np.ndarray, p: np.ndarray) -> float:
    """Mean negative log-likelihood."""
    p = np.clip(p, 1e-6, 1 - 1e-6)
    return float(-np.mean(np.where(y, np.log(p), np.log(1 - p))))


def calibration(y: np.ndarray, p: np.ndarray, bins: int = 10) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Mean prediction, share that happened and number of clients, in equally filled bins of the prediction."""
    order = np.argsort(p, kind="stable")
    parts = [part for part in np.array_split(order, min(bins, len(p))) if len(part)]
    return (
        np.array([p[part].mean() for part in parts]),
        np.array([y[part].mean() for part in parts]),
        np.array([len(part) for part in parts]),
    )


def auc_gain(y: np.ndarray, p: np.ndarray, other: np.ndarray) -> tuple[float, float]:
    """By how much more often the first probabilities put a pair of clients right than the others, and its standard
    error: both are of the same clients (DeLong et al. 1988). There must be clients of both outcomes."""
    y = np.asarray(y, bool)
    happened, did_not = [], []  # of each client, the share of the other outcome's clients it stands right to
    for told in (p, other):
        rank = rankdata(told)
        happened.append((rank[y] - rankdata(told[y])) / (~y).sum())
        did_not.append(1 - (rank[~y] - rankdata(told[~y])) / y.sum())
    first, second = happened[0] - happened[1], did_not[0] - did_not[1]
    variance = sum(part.var(ddof=1) / len(part) if len(part) > 1 else 0.25 for part in (first, second))
    return float(first.mean()), float(np.sqrt(variance))


def evaluate(y: np.ndarray, p: np.ndarray, money: np.ndarray, capacity: int) -> dict[str, float]:
    """All measures of one origin; NaN where nothing (or everything) happened.

    auc, pr_auc; auc_top_fifth (among the fifth with the most money); brier; calibration_error (mean |predicted −
    happened| over ten bins); bias (predicted − happened); lift_top_tenth (of the highest probabilities);
    money_in_top_tenth (share of the trailing money of all who were lost that the tenth with the most money at risk
    holds); hit_rate (of the `capacity` alarms with the most money at risk); prevalence; clients; events.
    """
    y = np.asarray(y, bool)
    n, events = len(y), int(y.sum())
    predicted, happened, size = calibration(y, p)
    top = np.argsort(-p, kind="stable")[: max(1, n // 10)]
    by_money = np.argsort(-(p * np.maximum(money, 0)), kind="stable")
    alarms = by_money[: min(capacity, n)]
    lost = np.maximum(money, 0) * y
    both = 0 < events < n
    largest = np.argsort(-np.asarray(money, float), kind="stable")[: max(1, n // 5)]
    both_of_largest = 0 < y[largest].sum() < len(largest)
    return {
        "clients": n,
        "events": events,
        "prevalence": events / n,
        "auc": roc_auc_score(y, p) if both else np.nan,
        "auc_top_fifth": roc_auc_score(y[largest], p[largest]) if both_of_largest else np.nan,
        "pr_auc": average_precision_score(y, p) if both else np.nan,
        "brier": float(np.mean((p - y) ** 2)),
        "log_loss": log_loss(y, p),
        "calibration_error": float(np.sum(np.abs(predicted - happened) * size) / n),
        "bias": float(p.mean() - y.mean()),
        "lift_top_tenth": float(y[top].mean() / y.mean()) if events else np.nan,
        "money_in_top_tenth": float(lost[by_money[: max(1, n // 10)]].sum() / lost.sum()) if lost.sum() > 0 else np.nan,
        "hit_rate": float(y[alarms].mean()),
    }


def expected_maximum_profit(
    y: np.ndarray, p: np.ndarray, worth: np.ndarray, contact_cost: float, save_success: float
) -> tuple[float, float]:
    """Profit of the best list of clients to call, and its size as a share of all: EMPB of Janssens et al. (2022).

    Clients are called in the order of p × worth (yearly margin); a call costs `contact_cost` and keeps a client that
    would be lost with a probability that is itself uncertain: Beta with mean `save_success` (their Beta(6, 14) at 0.3).
    For each such probability the list ends where it earns most; the mean over them is given, never below zero.
    """
    order = np.argsort(-(p * worth), kind="stable")
    lost = np.cumsum((worth * y)[order])
    cost = contact_cost * np.arange(1, len(order) + 1)
    success = beta.ppf((np.arange(50) + 0.5) / 50, 20 * save_success, 20 * (1 - save_success))
    profit = np.column_stack([np.zeros(50), success[:, None] * lost - cost])
    best = profit.argmax(axis=1)
    return float(profit.max(axis=1).mean()), float(best.mean() / len(order))
