"""Scores every client at the book's date and writes what the marts read: schema `churn` of the book being built."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cache, partial

import duckdb
import numpy as np
import pandas as pd
from sklearn.metrics import roc_auc_score

from kamlib.churn import value
from kamlib.churn.backtest import Origin, backtest, key_table, members_at, profit_table, table, training_cut_offs
from kamlib.churn.blend import BLENDS, LARGE, SHRINKING, SMALL, choose, mixed
from kamlib.churn.explain import ORDER, explained
from kamlib.churn.frame import FEATURES, Ledger, Slices, ledger, slices
from kamlib.churn.kept import NOTHING_KEPT, Kept, fingerprint
from kamlib.churn.metrics import auc_gain, calibration
from kamlib.churn.prior import Prior
from kamlib.churn.tables import EMPTY
from kamlib.policy import Churn, Policy

SEED = 1
EXPLAINED = 1500  # clients with the most money at risk; exact values for all of a large base would take minutes
MIN_AUC = 0.55
MIN_SPREAD = 0.01  # probabilities closer together than this rank nobody
REFITTED = 300  # clients with the most money at risk, whose first driver is looked for again after refitting

Progress = Callable[[str, int, int], None]


@dataclass(frozen=True)
class Past:
    """All that is learnt from: slices whose outcomes are of the policy's horizon and of a year, every client's purchase
    days, the date scored at, and what a contact costs (money)."""

    horizon: Slices
    year: Slices
    purchases: Ledger
    at: pd.Timestamp
    contact_cost: float


@dataclass
class Answer:
    """What is said of one target ("churned" or "shrunk"): probabilities at the book's date, and how such ones did."""

    origins: list[Origin]
    chosen: str | None
    members: dict
    p: pd.Series
    reason: str
    events: int = 0  # see `events_seen`


def score(con: duckdb.DuckDBPyConnection, policy: Policy, progress: Progress, kept: Kept = NOTHING_KEPT) -> None:
    """Create schema `churn` with TABLES; without enough history they are empty but for a card that says why.

    kept: what was learnt from the same data before is taken from there.
    """
    rules = policy.churn
    ((at, contact_cost),) = con.execute(
        "SELECT (SELECT max(cut_off) FROM cut_offs), contact_cost FROM marts.contact_cost"
    ).fetchall()
    past = Past(
        slices(con, rules.horizon_days, rules.shrink_to_share),
        slices(con, 365, rules.shrink_to_share),
        ledger(con),
        pd.Timestamp(at),
        contact_cost,
    )
    made_from = (fingerprint((past, rules.model_dump_json(), policy.abc.a_share)),)
    learnt = cache(partial(_learnt, past, policy, progress, kept))

    def of(name: str) -> pd.DataFrame | None:
        return learnt()[name]

    con.execute("CREATE SCHEMA churn")
    for name in (*EMPTY, "card"):
        _write(con, name, kept.table(name, made_from, partial(of, name)))
    kept.forget()


def _learnt(past: Past, policy: Policy, progress: Progress, kept: Kept) -> dict[str, pd.DataFrame | None]:
    """TABLES by name, without their schema; None: nothing to say."""
    rules, everything, at = policy.churn, past.horizon, past.at
    now = everything.at((everything.who["cut_off"] == at).to_numpy())
    lost = answer(everything, past.purchases, now, at, "churned", rules, progress, kept)
    shrunk = answer(everything, None, now, at, "shrunk", rules, progress, kept)
    progress("expected turnover", 1, 1)
    scores = _scores(past, now, lost, shrunk, rules)
    drivers = [_drivers(everything, now, answer, target) for target, answer in (("churned", lost), ("shrunk", shrunk))]
    done = [(t, a) for t, a in (("churned", lost), ("shrunk", shrunk)) if a.origins]
    progress("expected turnover, backtest", 1, 1)
    said = {o.cut_off: pd.Series(o.p, index=o.who["client_id"]) for o in lost.origins}
    turnover = value.backtest(everything, said, rules.horizon_days, rules.slices, 3, SEED, kept)
    progress("stability of the drivers", 1, 1)
    same_driver = _same_driver(everything, past.purchases, now, lost, rules)
    return {
        "scores": scores,
        "said": _said(lost, shrunk),
        "drivers": _together(drivers),
        "backtest": _together([table(a.origins, rules.call_capacity).assign(target=t) for t, a in done]),
        "backtest_key": _together(
            [key_table(a.origins, rules.call_capacity, policy.abc.a_share).assign(target=t) for t, a in done]
        ),
        "backtest_profit": profit_table(lost.origins, past.contact_cost, rules.save_success),
        "calibration": _calibration(done),
        "value_backtest": turnover,
        "card": _card(lost, shrunk, len(now.who), rules, same_driver),
    }


def _together(frames: list[pd.DataFrame | None]) -> pd.DataFrame | None:
    known = [frame for frame in frames if frame is not None]
    return pd.concat(known, ignore_index=True) if known else None


def _scores(past: Past, now: Slices, lost: Answer, shrunk: Answer, rules: Churn) -> pd.DataFrame:
    """One row per client of the book's date."""
    quarter = value.expected(past.horizon, past.at, rules.horizon_days, rules.slices, SEED)
    year = value.expected(past.year, past.at, 365, rules.slices, SEED)
    scores = now.who[["client_id", "net_365d", "base", "assessable"]].copy()
    scores["p_churn"] = scores["client_id"].map(lost.p).astype(float)
    scores["p_shrink"] = _at_least(scores["client_id"].map(shrunk.p).astype(float), scores["p_churn"])
    # of a base too small for percentages: what the generic prior makes of its clients, for bands
    is_small = lost.reason == "too_few_clients"
    scores["p_others"] = Prior(rules.horizon_days).predict(now) if is_small else np.nan
    for name, forecast in (("horizon", quarter), ("12m", year)):
        for column in ("expected", "low", "high"):
            known = forecast.set_index("client_id")[column] if forecast is not None else pd.Series(dtype=float)
            scores[f"{column}_revenue_{name}"] = scores["client_id"].map(known).astype(float)
    names = {f"{column}_revenue_horizon": column for column in ("expected", "low", "high")}
    agreed = value.agreeing(scores.rename(columns=names), scores["p_churn"])
    for name, column in names.items():
        scores[name] = agreed[column]
    _with_silence(scores)
    return scores


def _at_least(p_shrink: pd.Series, p_churn: pd.Series) -> pd.Series:
    """Those who go silent have shrunk too."""
    known = p_shrink.notna() & p_churn.notna()
    return p_shrink.where(~known, np.maximum(p_shrink, p_churn))


def _said(lost: Answer, shrunk: Answer) -> pd.DataFrame | None:
    """What was or would have been said at the past dates tested, and what happened; of shrinkage that cannot be ranked
    the base rate, as it is said now."""
    if lost.reason != "scored":
        return None
    p_shrink = {o.cut_off: pd.Series(o.p, index=o.who["client_id"]) for o in shrunk.origins}
    if shrunk.reason == "cannot_rank":
        rate = base_rate(shrunk.origins)
        p_shrink = {day: pd.Series(rate, index=p.index) for day, p in p_shrink.items()}
    columns = ["cut_off", "client_id", "net_365d", "assessable", "churned", "shrunk", "base", "net_horizon"]
    rows = []
    for origin in lost.origins:
        said = origin.who[columns].assign(p_churn=origin.p, p_shrink=np.nan)
        if shrunk.reason in ("scored", "cannot_rank") and origin.cut_off in p_shrink:
            known = said["client_id"].map(p_shrink[origin.cut_off]).astype(float)
            said["p_shrink"] = _at_least(known, said["p_churn"])
        rows.append(said)
    return pd.concat(rows)


def _with_silence(scores: pd.DataFrame) -> None:
    """The year's forecast: the coming horizon's, and the rest of the year as far as the client does not fall silent.

    The model of the year learns from dates a year back and hardly sees a silence of now.
    """
    rest = 1 - (scores["base"] / scores["net_365d"]).clip(0, 1)
    year = scores["expected_revenue_12m"]
    combined = scores["expected_revenue_horizon"] + year * rest * (1 - scores["p_churn"])
    share = (combined / year.where(year > 0)).where(combined.notna())
    for column in ("expected_revenue_12m", "low_revenue_12m", "high_revenue_12m"):
        scores[column] = scores[column] * share.fillna(1)


def answer(
    everything: Slices,
    purchases: Ledger | None,
    now: Slices,
    at: pd.Timestamp,
    target: str,
    rules: Churn,
    progress: Progress,
    kept: Kept = NOTHING_KEPT,
) -> Answer:
    """Tests every allowed blend at past dates, then says what the chosen one makes of the clients of `now`."""
    clients = len(now.who)
    nothing = pd.Series(dtype=float)
    if everything.who.empty:  # not even the first date has the history that the policy asks for
        return Answer([], None, {}, nothing, "too_short")
    if clients < rules.bands_under:
        return Answer([], None, {}, nothing, "too_few_clients")
    events = events_seen(everything, target, at, rules)
    allowed = _allowed(events, target, rules)
    origins = backtest(
        everything, purchases, target, rules.horizon_days, rules.slices, rules.origins, SEED, allowed, progress, kept
    )
    if not origins:
        return Answer([], None, {}, nothing, "too_short", events)
    progress(f"training {target}", 1, 1)
    fitted = members_at(everything, purchases, target, at, rules.horizon_days, rules.slices, SEED)
    possible = [name for name in allowed if set(BLENDS[name]) <= set(fitted)]
    if not possible:
        return Answer(origins, None, {}, nothing, "too_few_events", events)
    chosen = choose([(o.y, o.members) for o in origins if set(fitted) <= set(o.members)], possible)
    p = pd.Series(mixed(chosen, {name: said for name, (_, said) in fitted.items()}), index=now.who["client_id"])
    if target == "shrunk":
        p = p[now.who["assessable"].to_numpy(bool)]
    if not _can_rank(origins, rules.horizon_days) or p.std() < MIN_SPREAD:
        return Answer(origins, chosen, {}, pd.Series(base_rate(origins), index=p.index), "cannot_rank", events)
    return Answer(origins, chosen, {name: member for name, (member, _) in fitted.items()}, p, "scored", events)


def base_rate(origins: list[Origin]) -> float:
    """To which share of the clients it happened at the past dates tested."""
    return float(np.mean(np.concatenate([o.y for o in origins])))


def _can_rank(origins: list[Origin], horizon_days: int) -> bool:
    """Was the answer's AUC above chance by two standard errors (Hanley and McNeil 1982), and by a margin?

    Shrinkage of clients that buy unevenly is foreseen from their usual level alone, as chance and not as a change:
    there the answer must be above that by two standard errors too (`metrics.auc_gain`).

    Origins a month apart share most of their horizon: only as many count as horizons fit into their span.
    """
    areas, errors, gains = [], [], []
    for o in origins:
        events, others = int(o.y.sum()), int((~o.y).sum())
        if not events or not others:
            continue
        a = roc_auc_score(o.y, o.p)
        q1, q2 = a / (2 - a) - a**2, 2 * a**2 / (1 + a) - a**2
        areas.append(a)
        if o.level is not None:
            gains.append(auc_gain(o.y, o.p, o.level))
        errors.append(np.sqrt((a * (1 - a) + (events - 1) * q1 + (others - 1) * q2) / (events * others)))
    if not areas:
        return False
    independent = 1 + (origins[-1].cut_off - origins[0].cut_off).days / horizon_days
    area = np.mean(areas)
    if gains:
        gain, error = np.mean(gains, axis=0)
        if gain <= 2 * error / np.sqrt(independent):
            return False
    return area - 2 * np.mean(errors) / np.sqrt(independent) > 0.5 and area >= MIN_AUC


def events_seen(everything: Slices, target: str, at: pd.Timestamp, rules: Churn) -> int:
    """From how many clients there is to learn: to whom it happened at the dates learnt from, or did not if they are
    fewer."""
    cut_offs = sorted(everything.who["cut_off"].unique())
    past = everything.who[
        everything.who["cut_off"].isin(training_cut_offs(cut_offs, at, rules.horizon_days, rules.slices))
    ]
    return min(past.loc[past[target].isin([what]), "client_id"].nunique() for what in (True, False))


def _allowed(events: int, target: str, rules: Churn) -> list[str]:
    """The rungs that so many events may use, the usual one first."""
    is_enough = events >= rules.blend_from_events
    if target == "shrunk":
        return list(SHRINKING) if is_enough else ["logistic"]
    return list(LARGE if is_enough else SMALL)


def _drivers(everything: Slices, now: Slices, answer: Answer, target: str) -> pd.DataFrame | None:
    if answer.reason != "scored" or answer.chosen is None:
        return None
    clients = _most_at_risk(now, answer, EXPLAINED)
    found = explained(clients, _reference(everything, target), answer.chosen, answer.members)
    found["client_id"] = clients.who["client_id"].to_numpy()
    return found.melt("client_id", ORDER, "family", "log_odds").assign(target=target)


def _most_at_risk(now: Slices, answer: Answer, most: int) -> Slices:
    judged = now.at(now.who["client_id"].isin(answer.p.index).to_numpy())
    at_risk = judged.who["net_365d"].to_numpy(float) * judged.who["client_id"].map(answer.p).to_numpy(float)
    chosen = np.sort(np.argsort(-at_risk, kind="stable")[:most])
    return judged.at(np.isin(np.arange(len(judged.who)), chosen))


def _reference(everything: Slices, target: str) -> pd.Series:
    """The middle client of those it did not happen to."""
    return everything.x[everything.who[target].isin([False]).to_numpy()][FEATURES].median()


def _same_driver(everything: Slices, purchases: Ledger, now: Slices, lost: Answer, rules: Churn) -> float | None:
    """How often a client's first driver stays first when the members learn from four fifths of the clients instead."""
    if lost.reason != "scored" or lost.chosen is None:
        return None
    clients = _most_at_risk(now, lost, REFITTED)
    reference = _reference(everything, "churned")
    first = explained(clients, reference, lost.chosen, lost.members).idxmax(axis=1)
    names = np.sort(everything.who["client_id"].unique())
    kept = set(np.random.default_rng(SEED).choice(names, int(0.8 * len(names)), replace=False))
    some = everything.at(everything.who["client_id"].isin(kept).to_numpy())
    fitted = members_at(some, purchases.of(kept), "churned", now.cut_off, rules.horizon_days, rules.slices, SEED)
    if not set(BLENDS[lost.chosen]) <= set(fitted):
        return None
    members = {name: member for name, (member, _) in fitted.items()}
    again = explained(clients, reference, lost.chosen, members).idxmax(axis=1)
    return float((again == first).mean())


def _calibration(done: list[tuple[str, Answer]]) -> pd.DataFrame | None:
    rows = []
    for target, answer in done:
        y, p = np.concatenate([o.y for o in answer.origins]), np.concatenate([o.p for o in answer.origins])
        for number, (predicted, happened, clients) in enumerate(zip(*calibration(y, p), strict=True), 1):
            rows.append(
                {"target": target, "bin": number, "predicted": predicted, "happened": happened, "clients": clients}
            )
    return pd.DataFrame(rows) if rows else None


def _card(lost: Answer, shrunk: Answer, clients: int, rules: Churn, same_driver: float | None) -> pd.DataFrame:
    rows = []
    for target, answer in (("churned", lost), ("shrunk", shrunk)):
        renewal = answer.members.get("renewal")
        rows.append(
            {
                "target": target,
                "horizon_days": rules.horizon_days,
                "clients": clients,
                "status": answer.reason,
                "method": answer.chosen,
                "origins": len(answer.origins),
                "slices": rules.slices,
                "events_learnt": answer.events,
                "seasonal_time": None if renewal is None else renewal.is_seasonal,
                "same_driver": same_driver if target == "churned" else None,
            }
        )
    return pd.DataFrame(rows)


def _write(con: duckdb.DuckDBPyConnection, name: str, frame: pd.DataFrame | None) -> None:
    if frame is None or frame.empty:
        con.execute(f"CREATE TABLE churn.{name} ({EMPTY[name]})")
        return
    con.register("written", frame)
    con.execute(f"CREATE TABLE churn.{name} AS SELECT * FROM written")
    con.unregister("written")
