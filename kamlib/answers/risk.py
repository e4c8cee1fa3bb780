"""Who may stop buying or buy less, what that puts at risk and why, and how well such forecasts did before."""

from __future__ import annotations

from typing import Any

import pandas as pd

from kamlib.answers.order import in_order
from kamlib.book.book import Book

_NAMES = "c.name, c.name_en, c.manager, c.manager_en, c.abc, c.net_12m, c.growth_12m"


def churn_risk(book: Book) -> pd.DataFrame:
    """One row per client that ever bought, the most margin at risk first.

    client_id, name, name_en, manager, manager_en, abc; net_12m (money), growth_12m (share); status (why there is a
    probability or not), risk_band (high, raised, low, by policy; of a base too small for
    percentages by other companies' clients); horizon_days; p_churn, p_shrink (of the policy's horizon; NaN: not
    judged); expected_, low_,
    high_revenue_horizon and _12m (money, the range should hold 80 %; NaN: too little past);
    expected_contribution_12m; pace (purchase days of a year: once, rare, some, often), lost_share (of a year like the
    last one, expected to be lost within 12 months by leaving or shrinking), is_gone (silent beyond doubt),
    contribution_at_risk_12m (0 of a gone one), contribution_gone_12m, contribution_at_risk_soon (of leaving or
    shrinking within the horizon), expected_profit_of_call (money, by the client's own margin; of revenue where
    contribution_level says so); call_success (share; falls with silence); recency_days, median_gap_days,
    silence_chance.
    """
    return book.sql(
        f"SELECT r.*, {_NAMES} FROM marts.churn_risk AS r JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY r.contribution_at_risk_12m DESC NULLS LAST, r.client_id"
    )


def expected_value(book: Book) -> pd.DataFrame:
    """One row per client with an expected turnover, the most expected in 12 months first.

    client_id, name, name_en; net_12m (money so far); expected_, low_, high_revenue_horizon and _12m;
    expected_contribution_12m.
    """
    return book.sql(
        "SELECT r.client_id, c.name, c.name_en, c.net_12m, r.expected_revenue_horizon, r.low_revenue_horizon,"
        " r.high_revenue_horizon, r.expected_revenue_12m, r.low_revenue_12m, r.high_revenue_12m,"
        " r.expected_contribution_12m"
        " FROM marts.churn_risk AS r JOIN marts.client_card AS c USING (client_id)"
        " WHERE r.expected_revenue_horizon IS NOT NULL OR r.expected_revenue_12m IS NOT NULL"
        " ORDER BY r.expected_revenue_12m DESC NULLS LAST, r.expected_revenue_horizon DESC, r.client_id"
    )


def expected_total(book: Book) -> dict[str, Any]:
    """Turnover expected of today's clients within the horizon, in all; empty where none is expected of any.

    horizon_days, clients (how many it is of), expected_total, low_total, high_total (money; between these such totals
    came out at the past dates tested; None: none was), dates (how many were).
    """
    return book.one("SELECT * EXCLUDE (as_of) FROM marts.expected_total") or {}


def at_risk_total(book: Book) -> dict[str, Any]:
    """Money at risk within 12 months, of all clients together; empty where nobody's is known or it is nothing.

    contribution_at_risk_12m (money); contribution_level (revenue where cost is not known of anybody); top_share (of it,
    with the ten clients that have most at risk).
    """
    return book.one(
        "SELECT sum(contribution_at_risk_12m) AS contribution_at_risk_12m,"
        " CASE WHEN bool_and(contribution_level = 'revenue') THEN 'revenue' ELSE 'cm1' END AS contribution_level,"
        " sum(contribution_at_risk_12m) FILTER (WHERE place <= 10) / sum(contribution_at_risk_12m) AS top_share"
        " FROM (SELECT *, row_number() OVER (ORDER BY contribution_at_risk_12m DESC, client_id) AS place"
        " FROM marts.churn_risk WHERE contribution_at_risk_12m IS NOT NULL) AS judged"
        " HAVING sum(contribution_at_risk_12m) > 0"
    )


def risk_drivers(book: Book, client_id: str | None = None, target: str = "churned") -> pd.DataFrame:
    """One row per explained client and family of drivers (of one client, or all), what raises the risk most first.

    target: "churned" (silence) or "shrunk". client_id; family; log_odds (added to the client's log-odds against the
    middle client of those it did not happen to; all eight add up to the difference); measure (the sign shown), value
    (the client's own), usual (what of its past to compare it with; NaN: nothing); is_reason (raises the risk enough
    to be named, by policy). measure None: nothing is known of that family. Empty where not explained.
    """
    return book.sql(
        "SELECT client_id, family, log_odds, measure, value, usual, is_reason FROM marts.risk_drivers"
        " WHERE target = $target AND ($client_id::VARCHAR IS NULL OR client_id = $client_id)"
        " ORDER BY client_id, place",
        {"client_id": client_id, "target": target},
    )


def save_list(book: Book, capacity: int | None = None) -> pd.DataFrame:
    """One row per client worth a call, the most expected profit first, `capacity` at most (default: by policy).

    client_id, name, name_en, manager, manager_en, abc; net_12m; p_churn, p_shrink (NaN: not judged); call_cause
    (at_risk: the forecast; shrunk: it bought less than expected; watched: a large one that bought less than last
    year), bought, bought_usually (money now and held against, of the two others; NaN: by the forecast), stake_12m
    (contribution of 12 months it is about), call_success (share), expected_profit_of_call (money, above zero);
    recency_days, median_gap_days; driver, driver_2 (families that raise the risk most, enough to be named; None: none
    does). Where the model cannot rank, facts alone stand on it. Gone clients do not.
    """
    most = book.policy.churn.call_capacity if capacity is None else max(int(capacity), 0)
    return book.sql(
        "SELECT client_id, c.name, c.name_en, c.manager, c.manager_en, c.abc, c.net_12m, r.p_churn, r.p_shrink,"
        " s.call_cause, s.bought, s.bought_usually, s.stake_12m, s.call_success, s.expected_profit_of_call,"
        " r.recency_days, r.median_gap_days, s.driver, s.driver_2"
        " FROM marts.save_list AS s JOIN marts.churn_risk AS r USING (client_id)"
        " JOIN marts.client_card AS c USING (client_id) ORDER BY s.place LIMIT ?",
        [most],
    )


def likely_to_shrink(book: Book) -> pd.DataFrame:
    """One row per client much likelier than usual to shrink, and likelier to shrink than to fall silent, by money.

    client_id, name, name_en, manager, manager_en; net_12m; p_churn, p_shrink; expected_, low_, high_revenue_horizon
    (money). Empty where the model cannot rank who will shrink.
    """
    return book.sql(
        "SELECT client_id, c.name, c.name_en, c.manager, c.manager_en, c.net_12m, r.p_churn, r.p_shrink,"
        " r.expected_revenue_horizon, r.low_revenue_horizon, r.high_revenue_horizon"
        " FROM marts.likely_to_shrink AS s JOIN marts.churn_risk AS r USING (client_id)"
        " JOIN marts.client_card AS c USING (client_id) ORDER BY s.place"
    )


def risk_before(book: Book) -> pd.DataFrame:
    """One row per client judged at the newest past date whose horizon is over, the most money at risk first.

    cut_off; client_id, name, name_en, manager, manager_en, abc (of now); p_churn_then, p_shrink_then (learnt from
    what was known then only; NaN: not judged), contribution_at_risk_then (money); was_on_list (would have been on the
    save list of the policy's length); fell_silent, has_shrunk (what came within the horizon). Empty where the model
    cannot rank.
    """
    return book.sql(
        "SELECT b.* EXCLUDE (as_of), c.name, c.name_en, c.manager, c.manager_en, c.abc FROM marts.risk_before AS b"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY b.contribution_at_risk_then DESC NULLS LAST, b.client_id"
    )


def list_check(book: Book) -> pd.DataFrame:
    """One row per past date tested, the oldest first: the list of calls by the forecast, and what needs none.

    cut_off; clients, events (to whom it happened: fell silent or shrank), listed (length of the list); hits (share of
    the list to whom it happened), hits_largest (of as many clients with most turnover), hits_fallen (of those that
    fell most against last year); lost_held, lost_held_largest, lost_held_fallen (share of the contribution lost
    within the horizon that each held; NaN: nothing was lost); contribution_said (money at risk over 12 months, as
    said), contribution_came (lost in them; NaN: they are not over). Empty where the model cannot rank.
    """
    return book.sql("SELECT * EXCLUDE (as_of) FROM marts.list_check ORDER BY cut_off")


def risk_moves(book: Book) -> pd.DataFrame:
    """One row per client whose contribution was at risk at the date of `risk_before` or is now, the largest change
    first.

    client_id, name, name_en, manager, manager_en, abc; risk_move (realised: gone, or silent since; new: among the
    most profitable calls by the forecast now, not then; entered, left: judged at one of the dates only; reestimated:
    at both);
    contribution_at_risk_then, contribution_at_risk_now, contribution_at_risk_change (money; they add up to the
    totals). Empty where nothing was said then.
    """
    return book.sql(
        "SELECT m.* EXCLUDE (as_of), c.name, c.name_en, c.manager, c.manager_en, c.abc FROM marts.risk_moves AS m"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY abs(m.contribution_at_risk_change) DESC, m.client_id"
    )


def loss_shares(book: Book) -> pd.DataFrame:
    """One row per pace (purchase days of a year) and fate: what part of its year such a client did not bring again.

    pace (once, rare, some, often), fate (silent, shrunk, stayed: what the horizon showed); clients (of the company's
    own past), own_share (NaN: none), other_share (of other companies), loss_share (own, drawn to the others').
    """
    return book.sql(
        "SELECT * EXCLUDE (as_of) FROM marts.loss_shares"
        f" ORDER BY {in_order('pace', 'pace')}, {in_order('fate', 'fate')}"
    )


def risk_said(book: Book) -> pd.DataFrame:
    """One row per past date tested and client judged then, the oldest date and the most money at risk first.

    cut_off; client_id, name, name_en; p_churn_then, p_shrink_then (learnt from what was known then only; NaN: not
    judged), contribution_at_risk_then, expected_profit_then (money, by today's margin); fell_silent, has_shrunk
    (within the horizon), lost_contribution (what that cost within the horizon), lost_contribution_12m (what leaving
    or shrinking cost in 12 months; NaN: they are not over); list_place, size_place, fall_place (by profit expected of
    a call, by turnover, by fall against last year). Empty where the model cannot rank.
    """
    return book.sql(
        "SELECT s.* EXCLUDE (as_of), c.name, c.name_en FROM marts.risk_said AS s"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY s.cut_off, s.contribution_at_risk_then DESC NULLS LAST, s.client_id"
    )


def backtest_key(book: Book) -> pd.DataFrame:
    """One row per target and past date: the answer's measures among the clients that make the first 80 % of turnover.

    The same columns as `backtest`; events are few, so read them with their number.
    """
    return book.sql("SELECT * FROM churn.backtest_key ORDER BY target, cut_off")


def backtest(book: Book) -> pd.DataFrame:
    """One row per target, past date and method ("answer": what was or would have been shown), oldest date first.

    cut_off, target, method; clients, events, prevalence; auc, auc_top_fifth (among the fifth with the most revenue),
    pr_auc, brier, log_loss, calibration_error, bias (predicted − happened), lift_top_tenth, money_in_top_tenth,
    hit_rate; NaN where nothing (or everything) happened.
    """
    return book.sql("SELECT * FROM churn.backtest ORDER BY target, cut_off, method")


def calibration(book: Book) -> pd.DataFrame:
    """One row per target and tenth of clients by probability, all past dates together: predicted, happened, clients."""
    return book.sql("SELECT * FROM churn.calibration ORDER BY target, bin")


def model_card(book: Book, target: str = "churned") -> dict:
    """What the forecast of one target ("churned", "shrunk") rests on and how it did.

    target, status, horizon_days, method (None: none used), clients (active now), origins, slices, events_learnt
    (clients), seasonal_time; prevalence; auc, auc_top_fifth (of the fifth with the most revenue), brier,
    calibration_error, bias, hit_rate, money_in_top_tenth: means over past dates of what was shown, and with `_sd`
    their spread (None: no past dates, or one); wape, total_ratio, interval_held (share of clients that bought between
    the low and the high end) of expected turnover; of the key accounts (the first 80 % of turnover): key_accounts,
    key_events (means a date), key_auc, key_bias; list_profit_share: profit of the best list of calls over that of one
    who knew (EMPB; None: no call pays), list_share: how many of the clients are on that list (share); same_driver
    (share of clients whose first driver stays first after refitting), is_driver_steady (as many do as the policy
    asks); are_key_events_few (so few by policy that measures of key accounts are mostly luck); contact_cost (money);
    families_unknown (codes of driver families without any data, comma-separated; None: all are known).
    """
    return book.one("SELECT * EXCLUDE (as_of) FROM marts.model_card WHERE target = ?", [target])
