-- one row per family of drivers: whether any sign of it is known of any client judged at the review date
-- Twin: kamlib.churn.frame (FAMILIES: what belongs to a family); held equal by tests/risk/test_risk_models.py
WITH counted AS (
    SELECT
        count(recency_days) + count(overdue) + count(gaps_shorter_share) AS silence,
        count(gap_shrunk) + count(gap_median) + count(gap_mean) + count(gap_max) + count(gap_cv) + count(gap_log_mean)
            + count(gap_last_ratio) + count(orders_30d) + count(orders_90d) + count(orders_180d)
            + count(orders_365d) + count(orders_ever) + count(orders_weighted_30d)
            + count(orders_weighted_90d) + count(orders_trend) + count(active_months_12) AS rhythm,
        count(net_90d) + count(net_180d) + count(net_365d) + count(order_mean) + count(last_order_ratio)
            + count(net_trend) + count(net_trend_year) + count(net_percentile) AS turnover,
        count(orders_same_90d_last_year) + count(own_season_share) AS season,
        count(lines_mean) + count(last_lines_ratio) + count(classes_90d) + count(classes_365d)
            + count(classes_kept) + count(class_concentration) AS breadth,
        count(returns_share) + count(return_days_365d) + count(discount_180d) + count(discount_rise) AS price,
        count(tenure_days) AS tenure,
        count(manager_changed_180d) + count(contact_silence_days) + count(claims_180d) + count(days_late_365d) AS people
    FROM features.churn_features AS f
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = f.cut_off
)
SELECT
    f.family,
    f.place,
    CASE f.family
        WHEN 'silence' THEN t.silence
        WHEN 'rhythm' THEN t.rhythm
        WHEN 'turnover' THEN t.turnover
        WHEN 'season' THEN t.season
        WHEN 'breadth' THEN t.breadth
        WHEN 'price' THEN t.price
        WHEN 'tenure' THEN t.tenure
        WHEN 'people' THEN t.people
    END > 0 AS is_known
FROM counted AS t
CROSS JOIN (VALUES
    ('silence', 1),
    ('rhythm', 2),
    ('turnover', 3),
    ('season', 4),
    ('breadth', 5),
    ('price', 6),
    ('tenure', 7),
    ('people', 8)
) AS f(family, place)
