"""Who is key: the seven criteria, the four groups, the selection rule and what moves on it."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import pandas as pd

from kamlib.answers.order import in_order
from kamlib.book.book import Book
from kamlib.policy import Policy
from kamlib.whatif.live import WhatIf, live, what_if
from kamlib.whatif.selection import SELECTION_VALUES, Measures, Outcome, measures, memberships, select

_NAMES = "c.name, c.name_en"


def criteria(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client and criterion K1 (of one client, or all), in the order of the seven.

    criterion; weight (share of all seven); score (0–100 over what is known; NaN: nothing is); how (measured, judged,
    combined, expired, unknown); known_share (of the criterion); score_low, score_high (what is not known at 0, at
    100); judgement_score, author, judged_on, expires_on, is_expired, evidence (of the newest judgement; None: none).
    """
    return book.sql(
        "SELECT * FROM marts.criteria WHERE ?::VARCHAR IS NULL OR client_id = ?"
        f" ORDER BY client_id, {in_order('criterion', 'criterion')}",
        [client_id, client_id],
    )


def criteria_parts(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client, criterion and part of it (of one client, or all): how the score was obtained.

    criterion, part; value (in the part's own unit: share, days, points …; NaN: not known); zero_at, full_at (where
    points begin and are full); points (0–100; NaN: not known); part_weight (share of the criterion).
    """
    return book.sql(
        "SELECT * FROM marts.criteria_parts WHERE ?::VARCHAR IS NULL OR client_id = ?"
        f" ORDER BY client_id, {in_order('criterion', 'criterion')}, part_weight DESC, part",
        [client_id, client_id],
    )


def client_groups(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client and group K2 (of one client, or all), in the order of the four.

    group_code; applies (None: cannot be told); is_primary; conditions_met of conditions; deciding (the condition that
    keeps the client in or out, or is not known) with its value, threshold, distance (negative: not met).
    """
    return book.sql(
        "SELECT * FROM marts.client_groups WHERE ?::VARCHAR IS NULL OR client_id = ?"
        f" ORDER BY client_id, {in_order('group_code', 'key_group')}",
        [client_id, client_id],
    )


def group_conditions(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client, group K2 and condition of it (of one client, or all): what would move it in or out.

    group_code, condition; is_either (any one of these is enough); is_at_least (else at most); value, threshold,
    distance (in the condition's own unit; negative: not met); is_met (None: not known).
    """
    return book.sql(
        "SELECT * FROM marts.group_conditions WHERE ?::VARCHAR IS NULL OR client_id = ?"
        f" ORDER BY client_id, {in_order('group_code', 'key_group')}, is_either, condition",
        [client_id, client_id],
    )


def key_clients(book: Book) -> pd.DataFrame:
    """One row per client, key ones first, then by the selection's score: who is key, why, by how much.

    client_id, name, name_en, manager, manager_en; is_key; decided_by (the condition that decided; of a key client the
    one that would put it out first); margin (points; NaN: points did not decide); selection_place (NaN: not on the
    list), rank (among all, by selection_score; equal scores share one); selection_score (0–100: today and the long
    term blended), score (over what is known; NaN: nothing), known_share, score_low (what is not known at 0),
    score_high (at 100), long_score; group_primary
    (None: none) and is_breadwinner, is_prospective, is_image_maker, is_expert; fit_status, fit_share, fit_margin
    (share above the threshold), passes (None: cannot be told); decision (make_key, drop; None: none in force);
    net_12m, contribution_12m (of contribution_level), expected_contribution_12m, expected_contribution_horizon,
    contribution_at_risk_12m, potential_12m (money; NaN: not known); load_hours (a month, as a key client).
    """
    return book.sql(
        f"SELECT k.*, {_NAMES}, c.manager, c.manager_en FROM marts.key_clients AS k"
        " JOIN marts.client_card AS c USING (client_id) ORDER BY k.is_key DESC, k.rank, k.client_id"
    )


def dependence(book: Book) -> pd.DataFrame:
    """One row per client the company depends on, the largest share of revenue first: the key clients, or where there
    are none the largest, as many as are watched.

    client_id, name, name_en; is_key; revenue_share (of 12 months); net_months (list: revenue of each of the last 12
    months, the oldest first; None in it: the month is missing from the data); growth_3m (the last quarter against the
    same one a year before; NaN: cannot be compared); p_churn, risk_band (None: not judged); fit_share (NaN: not
    known); last_contact (None: not known); net_12m (money).
    """
    return book.sql(
        f"SELECT d.* EXCLUDE (as_of), {_NAMES} FROM marts.dependence AS d JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY d.revenue_share DESC NULLS LAST, d.client_id"
    )


def selection(book: Book, policy: Policy | Mapping | None = None) -> pd.DataFrame:
    """The list of key clients under another policy: one row per client, key ones first, then by the selection's score.

    `policy`: a whole Policy, or only what changes ({"selection_places": 30}); None: the book's own.
    client_id, name, name_en; is_key, was_key (in the book), change (enters, leaves, stays, out); decided_by, margin,
    selection_place, rank, selection_score, score_low, known_share, long_score, fit_status, fit_share, passes,
    group_primary, net_12m, contribution_12m, expected_contribution_12m, potential_12m, load_hours: as in `key_clients`.
    Raises KamError for a value that is no policy's, or needs the book to be built anew.
    """
    measured, policy = _measured(book, policy)
    return _listed(book, measured, select(measured, policy))


def selection_totals(book: Book, policy: Policy | Mapping | None = None) -> pd.DataFrame:
    """Two rows: the list of the book ("book") and that under another policy ("policy", as in `selection`).

    selection_list; key_clients; enters, leaves (against the book); net_12m, net_share, contribution_12m,
    contribution_share (shares of what all earning clients bring), expected_contribution_12m, contribution_at_risk_12m;
    fit_mean (of key clients with a known fit), fit_known (how many); load_hours, capacity_hours (a month; NaN: not
    known), load_share.
    """
    measured, policy = _measured(book, policy)
    outcome = select(measured, policy)
    was, _ = _was_key(book, measured)
    own = measured if policy == book.policy else _measured(book, None)[0]
    before = select(own, book.policy)
    return pd.DataFrame(
        [_totals("book", own, before, was, was), _totals("policy", measured, outcome, outcome.is_key, was)]
    )


def membership_stability(
    book: Book, draws: int = 200, spread: float = 0.3, seed: int = 1, policy: Policy | Mapping | None = None
) -> pd.DataFrame:
    """One row per client: how often it is key when the weights move, key clients first, the least certain last.

    Each of the seven weights and the weight of the long term is multiplied by its own number drawn evenly from
    1 − spread … 1 + spread, `draws` times. client_id, name, name_en; is_key (by the policy itself); stays_share (share
    of the draws in which it is key); selection_score, margin.
    """
    measured, policy = _measured(book, policy)
    outcome = select(measured, policy)
    answer = _named(book, measured)
    answer["is_key"] = outcome.is_key
    answer["stays_share"] = memberships(measured, policy, draws, spread, seed)
    answer["selection_score"], answer["margin"] = outcome.selection_score, outcome.margin
    answer = answer.sort_values(
        ["is_key", "stays_share", "selection_score", "client_id"], ascending=[False] * 3 + [True]
    )
    return answer.reset_index(drop=True)


def key_client_curve(book: Book, policy: Policy | Mapping | None = None) -> pd.DataFrame:
    """One row per place on the list, as if places and hours had no end: what each further key client adds.

    selection_place; client_id, name, name_en (who takes the place); is_key (within the policy's list); selection_score;
    net_share, contribution_share (of what all earning clients bring, up to this place); load_hours (a month,
    up to this place), load_share (of capacity; NaN: not known); contribution_at_risk_12m (money, up to this place).
    """
    measured, policy = _measured(book, policy)
    outcome = select(measured, policy)
    order = np.argsort(np.where(outcome.place > 0, outcome.place, np.iinfo(int).max), kind="stable")[
        : (outcome.place > 0).sum()
    ]
    clients = measured.clients
    answer = _named(book, measured).iloc[order].reset_index(drop=True)
    answer.insert(0, "selection_place", np.arange(1, len(order) + 1))
    answer["is_key"], answer["selection_score"] = outcome.is_key[order], outcome.selection_score[order]
    for share, money in (("net_share", "net_12m"), ("contribution_share", "contribution_12m")):
        answer[share] = _shares(clients[money])[order].cumsum()
    answer["load_hours"] = outcome.load_hours[order].cumsum()
    answer["load_share"] = answer["load_hours"] / outcome.capacity_hours if outcome.capacity_hours else np.nan
    answer["contribution_at_risk_12m"] = clients["contribution_at_risk_12m"].fillna(0).to_numpy(float)[order].cumsum()
    return answer


def _measured(book: Book, policy: Policy | Mapping | None) -> tuple[Measures, Policy]:
    """What to apply the selection rule to, and by which policy; models run only for what the rule does not compute."""
    if policy is None:
        policy = book.policy
    elif not isinstance(policy, Policy):
        policy = book.policy.changed(**policy)
    before, after = book.policy.scalars(), policy.scalars()
    elsewhere = {name for name in after if before.get(name) != after[name]} - SELECTION_VALUES
    if elsewhere:
        return measures(live(book.book, policy=policy) if isinstance(book, WhatIf) else what_if(book, policy)), policy
    return measures(book), policy


def _named(book: Book, measured: Measures) -> pd.DataFrame:
    names = book.sql("SELECT client_id, name, name_en FROM marts.client_card")
    return measured.clients[["client_id"]].merge(names, on="client_id", how="left")


def _was_key(book: Book, measured: Measures) -> tuple[np.ndarray, pd.Series]:
    keys = book.sql("SELECT client_id FROM marts.key_clients WHERE is_key").client_id
    return measured.clients.client_id.isin(keys).to_numpy(), keys


def _listed(book: Book, measured: Measures, outcome: Outcome) -> pd.DataFrame:
    clients, (was, _) = measured.clients, _was_key(book, measured)
    answer = _named(book, measured)
    answer["is_key"], answer["was_key"] = outcome.is_key, was
    answer["change"] = np.select(
        [outcome.is_key & ~was, ~outcome.is_key & was, outcome.is_key], ["enters", "leaves", "stays"], "out"
    )
    answer["decided_by"], answer["margin"] = outcome.decided_by, outcome.margin
    answer["selection_place"] = pd.Series(outcome.place).where(outcome.place > 0).astype("Int64")
    for name in ("rank", "selection_score", "score_low", "known_share", "long_score", "fit_status"):
        answer[name] = getattr(outcome, name)
    answer["passes"] = pd.Series(outcome.passes).astype("boolean")
    for name in (
        "fit_share",
        "group_primary",
        "net_12m",
        "contribution_12m",
        "expected_contribution_12m",
        "potential_12m",
    ):
        answer[name] = clients[name].to_numpy()
    answer["load_hours"] = outcome.load_hours
    return answer.sort_values(["is_key", "rank", "client_id"], ascending=[False, True, True]).reset_index(drop=True)


def _shares(money: pd.Series) -> np.ndarray:
    """Each client's part of what the clients that bring something bring together; a loss is 0. NaN: nobody does."""
    values = money.fillna(0).clip(lower=0).to_numpy(float)
    return values / values.sum() if values.sum() else np.full(len(values), np.nan)


def _totals(name: str, m: Measures, outcome: Outcome, key: np.ndarray, was: np.ndarray) -> dict:
    chosen = m.clients[key]
    load = float(outcome.load_hours[key].sum())
    fit = chosen["fit_share"].dropna()
    sums = {
        c: float(chosen[c].sum())
        for c in ("net_12m", "contribution_12m", "expected_contribution_12m", "contribution_at_risk_12m")
    }
    return {
        "selection_list": name,
        "key_clients": int(key.sum()),
        "enters": int((key & ~was).sum()),
        "leaves": int((~key & was).sum()),
        **sums,
        "net_share": float(_shares(m.clients["net_12m"])[key].sum()),
        "contribution_share": float(_shares(m.clients["contribution_12m"])[key].sum()),
        "fit_mean": float(fit.mean()) if len(fit) else np.nan,
        "fit_known": len(fit),
        "load_hours": load,
        "capacity_hours": np.nan if outcome.capacity_hours is None else outcome.capacity_hours,
        "load_share": load / outcome.capacity_hours if outcome.capacity_hours else np.nan,
    }
