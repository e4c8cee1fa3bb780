"""The selection rule over all clients at once, in numpy, for what-ifs and many draws of the weights.

`measures` reads a book once; `select` gives the list under a policy, by the same rule as the SQL; `memberships` applies
the selection rule many times.

Twins in SQL: marts.key_clients, marts.key_measures, features.key_capacity, features.client_fit; held equal by
tests/key/test_selection.py, tests/key/test_selection_twins.py.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from kamlib.book.book import Book
from kamlib.policy import CRITERIA, Policy
from kamlib.whatif.rounding import rounded

# the policy values that need nothing from the sales lines: the rest is computed by the models first
SELECTION_VALUES = {f"criteria_weight_{c}" for c in CRITERIA} | {"fit_threshold"}
SELECTION_VALUES |= {f"selection_{name}" for name in Policy().selection.model_dump()}
DIGITS = 9  # of scores: sums in another order then still give the same


@dataclass(frozen=True)
class Measures:
    """What the selection rule is applied to. `clients`: one row per client in the order of its code; low, known:
    client × criterion (points with unknown parts at 0, share of the criterion that is known); team_hours: None not
    known."""

    clients: pd.DataFrame
    low: np.ndarray
    known: np.ndarray
    team_hours: float | None


@dataclass(frozen=True)
class Outcome:
    """The selection rule's answer, one element per client as in `Measures.clients`; place 0: not let on to the list."""

    score_low: np.ndarray
    known_share: np.ndarray
    long_score: np.ndarray
    selection_score: np.ndarray
    load_hours: np.ndarray
    fit_status: np.ndarray
    passes: np.ndarray
    is_key: np.ndarray
    decided_by: np.ndarray
    margin: np.ndarray
    place: np.ndarray
    rank: np.ndarray
    capacity_hours: float | None


def measures(book: Book) -> Measures:
    """Read what the selection rule is applied to from a book, or from a what-if over one."""
    clients = book.sql(
        "SELECT m.*, f.fit_low, f.fit_high, coalesce(NOT f.vetoed, false) AS is_free_of_veto"
        " FROM marts.key_measures AS m LEFT JOIN marts.usp_fit AS f ON f.client_id = m.client_id ORDER BY m.client_id"
    )
    parts = book.sql("SELECT client_id, criterion, score_low, known_share FROM marts.criteria")
    wide = parts.pivot(index="client_id", columns="criterion").reindex(clients.client_id)
    team = book.sql("SELECT team_hours FROM features.key_capacity").team_hours[0]
    columns = list(CRITERIA)
    return Measures(
        clients,
        wide["score_low"][columns].to_numpy(float),
        wide["known_share"][columns].to_numpy(float),
        None if pd.isna(team) else float(team),
    )


def select(m: Measures, policy: Policy) -> Outcome:
    """The list of key clients under a policy, of which only the values of SELECTION_VALUES are looked at."""
    weights = _weights(policy)
    score_low = rounded(m.low @ weights, DIGITS)
    long_score, score = _blend(m, score_low, policy.selection.long_weight, policy)
    load, capacity = _load(m, policy), _capacity(m, policy)
    status, passes = _fit(m, policy)
    fixed = _fixed_gate(m, status, passes, policy)
    gate = np.where(fixed != "", fixed, np.where(score <= 0, "unknown", ""))
    gate = np.where(gate != "", gate, np.where(score < policy.selection.min_score, "score", "candidate"))
    place, outcome = _outcome(gate, score, load, capacity, policy.selection.places)
    decided, margin = _decisive(gate, outcome, place, score, policy.selection.min_score)
    rank = len(score) + 1 - np.searchsorted(np.sort(score), score, side="right")  # equal scores share a rank
    known_share = rounded(m.known @ weights, 6)
    return Outcome(
        score_low,
        known_share,
        rounded(long_score, DIGITS),
        score,
        load,
        status,
        passes,
        outcome == "in",
        decided,
        margin,
        place,
        rank,
        capacity,
    )


def memberships(m: Measures, policy: Policy, draws: int, spread: float, seed: int) -> np.ndarray:
    """Share of `draws` in which each client is key when every weight is multiplied by a number of 1 ± spread.

    The seven weights and the weight of the long term move, each by itself; all else stays as the policy has it.
    """
    rng = np.random.default_rng(seed)
    weights = _weights(policy)[:, None] * rng.uniform(1 - spread, 1 + spread, (len(CRITERIA), draws))
    weights /= weights.sum(axis=0)
    long_weight = np.minimum(policy.selection.long_weight * rng.uniform(1 - spread, 1 + spread, draws), 1)
    _, scores = _blend(m, rounded(m.low @ weights, DIGITS), long_weight, policy)
    load, capacity = _load(m, policy), _capacity(m, policy)
    fixed = _fixed_gate(m, *_fit(m, policy), policy)
    times = np.zeros(len(m.clients))
    for score in scores.T:
        on_list = (fixed == "") & (score > 0) & (score >= policy.selection.min_score)
        gate = np.where(on_list, "candidate", np.where(fixed == "", "score", fixed))
        times += _outcome(gate, score, load, capacity, policy.selection.places)[1] == "in"
    return times / draws


def _weights(policy: Policy) -> np.ndarray:
    weights = np.array([getattr(policy.criteria, f"weight_{c}") for c in CRITERIA], float)
    return np.asarray(weights / weights.sum())


def _blend(
    m: Measures, score_low: np.ndarray, long_weight: float | np.ndarray, policy: Policy
) -> tuple[np.ndarray, np.ndarray]:
    part = policy.selection.potential_part
    expected, potential = (m.clients[c].fillna(0).to_numpy(float) for c in ("expected_points", "potential_points"))
    long_score = (1 - part) * expected + part * potential
    far = long_score if score_low.ndim == 1 else long_score[:, None]
    return long_score, rounded((1 - long_weight) * score_low + long_weight * far, DIGITS)


def _load(m: Measures, policy: Policy) -> np.ndarray:
    measured = m.clients["measured_hours"].fillna(0).to_numpy(float)
    return np.asarray(np.maximum(policy.selection.hours_per_key_client_month, measured))


def _capacity(m: Measures, policy: Policy) -> float | None:
    if policy.selection.capacity_hours_month > 0:
        return policy.selection.capacity_hours_month
    return None if m.team_hours is None else policy.selection.key_hours_share * m.team_hours


def _fit(m: Measures, policy: Policy) -> tuple[np.ndarray, np.ndarray]:
    """fit_status and passes (1 yes, 0 no, NaN cannot be told) under the policy's threshold, as in marts.usp_fit."""
    c = m.clients
    status = c["fit_status"].to_numpy(object).copy()
    told = ~np.isin(status.astype(str), ["no_needs", "not_assessed", "vetoed"])
    below = told & (c["fit_high"].to_numpy(float) < policy.fit.threshold)
    fits = told & ~below & (c["fit_low"].to_numpy(float) >= policy.fit.threshold) & c["is_free_of_veto"].to_numpy(bool)
    status[told] = "open"
    status[below], status[fits] = "below", "fits"
    return status, np.where(status == "fits", 1.0, np.where(np.isin(status, ["below", "vetoed"]), 0.0, np.nan))


def _fixed_gate(m: Measures, status: np.ndarray, passes: np.ndarray, policy: Policy) -> np.ndarray:
    """What lets a client on to the list or keeps it off whatever its score; "": the score decides."""
    decision = m.clients["decision"].to_numpy(object)
    refused = np.isnan(passes) & (policy.selection.unknown_fit == "refused")
    cases = [decision == "make_key", decision == "drop", status == "vetoed", passes == 0, refused]
    return np.select(cases, ["in", "decision", "veto", "fit", "fit_unknown"], "")


def _outcome(
    gate: np.ndarray, score: np.ndarray, load: np.ndarray, capacity: float | None, places: int
) -> tuple[np.ndarray, np.ndarray]:
    """Place on the list (0: not on it) and what came of it: in, places, capacity, or the gate that stays shut."""
    n = len(score)
    listed = (gate == "in") | (gate == "candidate")
    turn = np.where(gate == "in", 0, np.where(listed, 1, 2))
    order = np.lexsort((np.arange(n), -score, turn))[: listed.sum()]
    place = np.zeros(n, int)
    place[order] = np.arange(1, len(order) + 1)
    outcome = gate.astype(object)
    candidates = order[gate[order] == "candidate"]
    outcome[candidates] = "in"
    if capacity is not None:
        hours = np.cumsum(load[order])[gate[order] == "candidate"]
        outcome[candidates[rounded(hours, 4) > rounded(capacity, 4)]] = "capacity"
    if places > 0:
        outcome[candidates[place[candidates] > places]] = "places"
    return place, outcome


def _decisive(
    gate: np.ndarray, outcome: np.ndarray, place: np.ndarray, score: np.ndarray, min_score: float
) -> tuple[np.ndarray, np.ndarray]:
    """The condition that decided, and by how many points: to the first that is out, the last in, or the threshold."""
    chosen = (outcome == "in") & (gate == "candidate")
    shut_out = np.isin(outcome.astype(str), ["places", "capacity"])
    last_in = score[chosen].min() if chosen.any() else np.nan
    edge, closed_by = min_score, "score"
    if shut_out.any():
        edge = score[shut_out].max()
        closed_by = outcome[np.flatnonzero(shut_out)[place[shut_out].argmin()]]
    decided = np.where(gate == "in", "decision", np.where(chosen, closed_by, outcome))
    by_score = np.where(outcome == "score", score - min_score, np.nan)
    margin = np.where(chosen, score - edge, np.where(shut_out, score - last_in, by_score))
    return decided, rounded(margin, DIGITS)
