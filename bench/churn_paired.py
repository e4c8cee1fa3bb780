"""Whether the answer is better than a rival by more than chance: the same clients drawn again and again for both."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

DRAWS, AT_ONCE, SEED = 1000, 100, 1
Measure = Callable[["Asked", str, np.ndarray], dict[str, np.ndarray]]


@dataclass(frozen=True)
class Asked:
    """One origin: its clients, what came (silent: bool, or money), what each method said, and who of them are the fifth
    with the most turnover (None: not asked)."""

    cut_off: pd.Timestamp
    client_id: np.ndarray
    came: np.ndarray
    said: dict[str, np.ndarray]
    largest: np.ndarray | None = None


def paired(told: list[Asked], measure: Measure, rivals: list[str], draws: int = DRAWS) -> pd.DataFrame:
    """One row per rival and measure: origins (at which it said anything), difference (answer − rival, mean over them),
    low, high (95 % of draws of clients, each with all its origins)."""
    clients = pd.Index(np.unique(np.concatenate([o.client_id for o in told])))
    found: dict[tuple[str, str], list[np.ndarray]] = {}
    places = [clients.get_indexer(o.client_id) for o in told]
    for weights in _weights(len(clients), draws):
        sums: dict[tuple[str, str], list[np.ndarray]] = {}
        for o, place in zip(told, places, strict=True):
            own = weights[:, place]
            ours = measure(o, "answer", own)
            for rival in rivals:
                if rival in o.said:
                    for name, theirs in measure(o, rival, own).items():
                        sums.setdefault((rival, name), []).append(ours[name] - theirs)
        for key, by_origin in sums.items():
            found.setdefault(key, []).append(_mean(np.array(by_origin)))
    rows = []
    for (rival, name), parts in found.items():
        first, drawn = parts[0][0], np.concatenate(parts[1:])
        drawn = drawn[~np.isnan(drawn)]
        low, high = np.quantile(drawn, [0.025, 0.975]) if len(drawn) else (np.nan, np.nan)
        origins = sum(rival in o.said for o in told)
        rows.append(
            {"rival": rival, "measure": name, "origins": origins, "difference": first, "low": low, "high": high}
        )
    return pd.DataFrame(rows, columns=["rival", "measure", "origins", "difference", "low", "high"])


def of_silence(o: Asked, name: str, weights: np.ndarray) -> dict[str, np.ndarray]:
    """By draw: brier, auc, auc_top_fifth (NaN where all or none of the drawn went silent)."""
    p = o.said[name]
    found = {"brier": weights @ (p - o.came) ** 2 / weights.sum(axis=1), "auc": auc(o.came, p, weights)}
    if o.largest is not None:
        found["auc_top_fifth"] = auc(o.came[o.largest], p[o.largest], weights[:, o.largest])
    return found


def of_turnover(o: Asked, name: str, weights: np.ndarray) -> dict[str, np.ndarray]:
    """By draw: wape."""
    with np.errstate(invalid="ignore", divide="ignore"):
        return {"wape": weights @ np.abs(o.said[name] - o.came) / (weights @ o.came)}


def auc(y: np.ndarray, p: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """By draw (row of weights): the share of pairs that stand right, half of those that are level."""
    order = np.argsort(p, kind="stable")
    starts = np.flatnonzero(np.r_[True, np.diff(p[order]) > 0])
    drawn, y = weights[:, order], y[order].astype(bool)
    happened, did_not = (np.add.reduceat(drawn * part, starts, axis=1) for part in (y, ~y))
    right = (happened * (np.cumsum(did_not, axis=1) - did_not / 2)).sum(axis=1)
    with np.errstate(invalid="ignore"):
        return right / (happened.sum(axis=1) * did_not.sum(axis=1))


def _weights(clients: int, draws: int) -> Iterator[np.ndarray]:
    """First everyone once, then how often each client is drawn; one row per draw, a part of the draws at once."""
    yield np.ones((1, clients))
    rng = np.random.default_rng(SEED)
    for start in range(0, draws, AT_ONCE):
        yield rng.multinomial(clients, np.full(clients, 1 / clients), min(AT_ONCE, draws - start)).astype(float)


def _mean(by_origin: np.ndarray) -> np.ndarray:
    """Over origins that tell anything."""
    known = ~np.isnan(by_origin)
    with np.errstate(invalid="ignore"):
        return np.where(known, by_origin, 0).sum(axis=0) / known.sum(axis=0)
