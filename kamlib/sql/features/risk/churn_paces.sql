-- one row per cut-off and client that bought in the year before: on how many days of it, in words, and how well a call would still reach it
-- pace: once, rare (2–3 purchase days of 365), some (4–11), often (more). reach: what is left of the success of a call, halved
-- by every so many days (policy) of silence beyond the client's usual gap – beyond the horizon, where it has bought once.
SELECT
    f.cut_off,
    f.client_id,
    CASE WHEN f.orders_365d <= 1 THEN 'once' WHEN f.orders_365d < 4 THEN 'rare' WHEN f.orders_365d < 12 THEN 'some' ELSE 'often' END AS pace,
    pow(5e-1, greatest(f.recency_days - coalesce(f.gap_median, p.churn_horizon_days), 0) / p.churn_save_halving_days) AS reach
FROM features.churn_features AS f
CROSS JOIN policy AS p
