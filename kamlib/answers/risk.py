"""Who may stop buying or buy less, what that puts at risk and why, and how well such forecasts did before."""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book
from kamlib.churn.frame import FAMILIES

WITH_SPREAD = ("auc", "brier", "calibration_error", "bias", "hit_rate", "money_in_top_tenth")
_NAMES = "c.name, c.name_en, c.manager, c.manager_en, c.abc, c.net_12m, c.growth_12m"

# What is shown of a family, with the client's own past to compare it with; the first known sign of a family is taken.
_SIGNS = """
WITH signs AS (
    SELECT f.*, s.family, s.measure, s.place,
        CASE s.measure
            WHEN 'recency_days' THEN f.recency_days
            WHEN 'orders_90d' THEN f.orders_90d
            WHEN 'net_90d' THEN f.net_90d
            WHEN 'orders_same_90d_last_year' THEN f.orders_same_90d_last_year
            WHEN 'classes_90d' THEN coalesce(f.classes_90d, CASE WHEN f.classes_365d IS NOT NULL THEN 0 END)
            WHEN 'lines_mean' THEN f.lines_mean
            WHEN 'discount_180d' THEN f.discount_180d
            WHEN 'returns_share' THEN f.returns_share
            WHEN 'tenure_days' THEN f.tenure_days
            WHEN 'manager_changed_180d' THEN nullif(f.manager_changed_180d, 0)
            WHEN 'claims_180d' THEN nullif(f.claims_180d, 0)
            WHEN 'days_late_365d' THEN nullif(greatest(f.days_late_365d, 0), 0)
            WHEN 'contact_silence_days' THEN f.contact_silence_days
        END AS value,
        CASE s.measure
            WHEN 'recency_days' THEN f.gap_median
            WHEN 'orders_90d' THEN f.orders_180d - f.orders_90d
            WHEN 'net_90d' THEN f.net_180d - f.net_90d
            WHEN 'classes_90d' THEN f.classes_365d
            WHEN 'discount_180d' THEN f.discount_180d - f.discount_rise
        END AS usual
    FROM features.churn_features AS f
    CROSS JOIN (VALUES
        ('silence', 'recency_days', 1), ('rhythm', 'orders_90d', 1), ('turnover', 'net_90d', 1),
        ('season', 'orders_same_90d_last_year', 1), ('breadth', 'classes_90d', 1), ('breadth', 'lines_mean', 2),
        ('price', 'discount_180d', 1), ('price', 'returns_share', 2), ('tenure', 'tenure_days', 1),
        ('people', 'manager_changed_180d', 1), ('people', 'claims_180d', 2), ('people', 'days_late_365d', 3),
        ('people', 'contact_silence_days', 4)
    ) AS s(family, measure, place)
    WHERE CAST(f.cut_off AS DATE) = $as_of AND ($client_id::VARCHAR IS NULL OR f.client_id = $client_id)
),
shown AS (
    SELECT * FROM signs
    WHERE value IS NOT NULL
    QUALIFY row_number() OVER (PARTITION BY client_id, family ORDER BY place NULLS LAST) = 1
)
SELECT d.client_id, d.family, d.log_odds, s.measure, CAST(s.value AS DOUBLE) AS value, CAST(s.usual AS DOUBLE) AS usual
FROM (SELECT * FROM churn.drivers WHERE target = $target) AS d
JOIN marts.churn_risk AS r ON r.client_id = d.client_id AND r.status = 'scored'
LEFT JOIN shown AS s ON s.client_id = d.client_id AND s.family = d.family
WHERE $client_id::VARCHAR IS NULL OR d.client_id = $client_id
ORDER BY d.client_id, d.log_odds DESC, d.family
"""


def churn_risk(book: Book) -> pd.DataFrame:
    """One row per client that ever bought, the most margin at risk first.

    client_id, name, name_en, manager, manager_en, abc; net_12m (money), growth_12m (share); status (why there is a
    probability or not), risk_band (high, raised, low by other companies' clients: only of a base too small for
    percentages); horizon_days; p_churn, p_shrink (of the policy's horizon; NaN: not judged);
    expected_, low_, high_revenue_horizon and _12m (money, the range should hold 80 %; NaN: too little past);
    expected_contribution_12m, contribution_at_risk_12m, expected_profit_of_call (money, by the client's own margin; of
    revenue where contribution_level says so); recency_days, median_gap_days.
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


def risk_drivers(book: Book, client_id: str | None = None, target: str = "churned") -> pd.DataFrame:
    """One row per explained client and family of drivers (of one client, or all), what raises the risk most first.

    target: "churned" (silence) or "shrunk". client_id; family; log_odds (added to the client's log-odds against the
    middle client of those it did not happen to; all eight add up to the difference); measure (the sign shown), value
    (the client's own), usual (what of its past to compare it with; NaN: nothing). measure None: nothing is known of
    that family. Empty where not explained.
    """
    return book.sql(_SIGNS, {"as_of": book.as_of, "client_id": client_id, "target": target})


def save_list(book: Book, capacity: int | None = None) -> pd.DataFrame:
    """One row per client worth a call, the most expected profit first, `capacity` at most (default: by policy).

    client_id, name, name_en, manager, manager_en, abc; net_12m; p_churn, p_shrink; contribution_at_risk_12m,
    expected_profit_of_call (money, above zero); recency_days, median_gap_days; driver, driver_2 (families that raise
    the risk most, by a tenth in odds at least; None: none does). Empty where the model cannot rank.
    """
    most = book.policy.churn.call_capacity if capacity is None else max(int(capacity), 0)
    return book.sql(
        "WITH reasons AS ("
        "    SELECT client_id, family,"
        "        row_number() OVER (PARTITION BY client_id ORDER BY log_odds DESC NULLS LAST, family) AS place"
        "    FROM churn.drivers WHERE target = 'churned' AND log_odds > 0.1"
        ") SELECT r.client_id, c.name, c.name_en, c.manager, c.manager_en, c.abc, c.net_12m, r.p_churn,"
        " r.p_shrink, r.contribution_at_risk_12m, r.expected_profit_of_call, r.recency_days, r.median_gap_days,"
        " a.family AS driver, b.family AS driver_2"
        " FROM marts.churn_risk AS r JOIN marts.client_card AS c USING (client_id)"
        " LEFT JOIN reasons AS a ON a.client_id = r.client_id AND a.place = 1"
        " LEFT JOIN reasons AS b ON b.client_id = r.client_id AND b.place = 2"
        " WHERE r.status = 'scored' AND r.expected_profit_of_call > 0"
        " ORDER BY r.expected_profit_of_call DESC, r.client_id LIMIT ?",
        [most],
    )


def risk_before(book: Book) -> pd.DataFrame:
    """One row per client judged at the newest past date whose horizon is over, the most money at risk first.

    cut_off; client_id, name, name_en, manager, manager_en, abc (of now); p_churn_then, p_shrink_then (learnt from what
    was known then only; NaN: not judged), contribution_at_risk_then (money); was_on_list (would have been on the save
    list of the policy's length); fell_silent, has_shrunk (what came within the horizon). Empty where the model cannot
    rank.
    """
    return book.sql(
        "SELECT b.* EXCLUDE (as_of), c.name, c.name_en, c.manager, c.manager_en, c.abc FROM marts.risk_before AS b"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY b.contribution_at_risk_then DESC NULLS LAST, b.client_id"
    )


def backtest_key(book: Book) -> pd.DataFrame:
    """One row per target and past date: the answer's measures among the clients that make the first 80 % of turnover.

    The same columns as `backtest`; events are few, so read them with their number.
    """
    return book.sql("SELECT * FROM churn.backtest_key ORDER BY target, cut_off")


def backtest(book: Book) -> pd.DataFrame:
    """One row per target, past date and method ("answer": what was or would have been shown), oldest date first.

    cut_off, target, method; clients, events, prevalence; auc, pr_auc, brier, log_loss, calibration_error, bias
    (predicted − happened), lift_top_tenth, money_in_top_tenth, hit_rate; NaN where nothing (or everything) happened.
    """
    return book.sql("SELECT * FROM churn.backtest ORDER BY target, cut_off, method")


def calibration(book: Book) -> pd.DataFrame:
    """One row per target and tenth of clients by probability, all past dates together: predicted, happened, clients."""
    return book.sql("SELECT * FROM churn.calibration ORDER BY target, bin")


def model_card(book: Book, target: str = "churned") -> dict:
    """What the forecast of one target ("churned", "shrunk") rests on and how it did.

    target, status, horizon_days, method (None: none used), clients (active now), origins, slices, seasonal_time;
    prevalence; auc, brier, calibration_error, bias, hit_rate, money_in_top_tenth: means over past dates of what was
    shown, and with `_sd` their spread (None: no past dates, or one); wape, total_ratio of expected turnover;
    of the key accounts (the first 80 % of turnover): key_accounts, key_events (means a date), key_auc, key_bias;
    list_profit_share: profit of the best list of calls over that of one who knew (EMPB; None: no call pays),
    list_share: how many of the clients are on that list (share);
    same_driver (share of clients whose first driver stays first after refitting); contact_cost (money);
    families_unknown (codes of driver families without any data, comma-separated; None: all are known).
    """
    card = book.one("SELECT * FROM churn.card WHERE target = ?", [target])
    measures = ", ".join(f"avg({m}) AS {m}, stddev_samp({m}) AS {m}_sd" for m in WITH_SPREAD)
    tested = book.one(
        f"SELECT avg(prevalence) AS prevalence, {measures} FROM churn.backtest WHERE target = ? AND method = 'answer'",
        [target],
    )
    worth = book.one("SELECT avg(wape) AS wape, avg(total_ratio) AS total_ratio FROM churn.value_backtest")
    key = book.one(
        "SELECT avg(clients) AS key_accounts, avg(events) AS key_events, avg(auc) AS key_auc, avg(bias) AS key_bias"
        " FROM churn.backtest_key WHERE target = ?",
        [target],
    )
    profit = book.one(
        "SELECT sum(profit) / nullif(sum(perfect_profit), 0) AS list_profit_share, avg(list_share) AS list_share"
        " FROM churn.backtest_profit"
    )
    cost = book.one("SELECT contact_cost FROM marts.contact_cost")
    known = ", ".join(
        f"bool_or({' OR '.join(f'{name} IS NOT NULL' for name in names)}) AS {family}"
        for family, names in FAMILIES.items()
    )
    seen = book.one(f"SELECT {known} FROM features.churn_features WHERE CAST(cut_off AS DATE) = ?", [book.as_of])
    unknown = ", ".join(family for family, is_known in seen.items() if not is_known)
    return {**card, **tested, **worth, **key, **profit, **cost, "families_unknown": unknown or None}
