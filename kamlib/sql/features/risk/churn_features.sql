-- one row per cut-off and client that bought in the 365 days before it: everything a churn model may know of it then
-- A trend is told as if one more order had come in either period, so that it is the same in any currency.
-- gap_shrunk is the client's median gap drawn towards everyone's, as if two usual gaps had been seen besides its own.
WITH usual AS (
    SELECT cut_off, median(CAST(gap_median AS DOUBLE)) AS gap
    FROM features.churn_gaps
    GROUP BY cut_off
),
joined AS (
    SELECT
        d.*,
        CAST(d.bought_ever AS DOUBLE) / nullif(d.orders_ever, 0) AS order_mean,
        coalesce(g.gaps, 0) AS gaps,
        (coalesce(g.gaps * g.gap_median, 0) + 2 * u.gap) / (coalesce(g.gaps, 0) + 2) AS gap_shrunk,
        g.gap_median,
        g.gap_mean,
        g.gap_max,
        g.gap_cv,
        g.gap_log_mean,
        g.gap_last,
        g.gaps_shorter_share,
        c.classes_90d,
        c.classes_365d,
        c.class_concentration,
        p.manager_changed_180d,
        p.contact_silence_days,
        p.claims_180d,
        p.days_late_365d
    FROM features.churn_days AS d
    LEFT JOIN usual AS u ON u.cut_off = d.cut_off
    LEFT JOIN features.churn_gaps AS g ON g.cut_off = d.cut_off AND g.client_id = d.client_id
    LEFT JOIN features.churn_classes AS c ON c.cut_off = d.cut_off AND c.client_id = d.client_id
    LEFT JOIN features.churn_people AS p ON p.cut_off = d.cut_off AND p.client_id = d.client_id
)
SELECT
    cut_off,
    client_id,
    recency_days,
    tenure_days,
    orders_ever,
    gap_shrunk,
    recency_days / greatest(gap_shrunk, 1) AS overdue,
    gaps_shorter_share,
    gap_last / greatest(gap_shrunk, 1) AS gap_last_ratio,
    gap_median,
    gap_mean,
    gap_max,
    gap_cv,
    gap_log_mean,
    orders_30d,
    orders_90d,
    orders_180d,
    orders_365d,
    orders_weighted_30d,
    orders_weighted_90d,
    active_months_12,
    ln((CAST(orders_90d AS DOUBLE) + 1) / (orders_90d_before + 1)) AS orders_trend,
    CAST(net_90d AS DOUBLE) AS net_90d,
    CAST(net_180d AS DOUBLE) AS net_180d,
    CAST(net_365d AS DOUBLE) AS net_365d,
    order_mean,
    last_order / nullif(order_mean, 0) AS last_order_ratio,
    ln((greatest(CAST(net_90d AS DOUBLE), 0) + order_mean) / (greatest(CAST(net_90d_before AS DOUBLE), 0) + order_mean)) AS net_trend,
    CASE WHEN tenure_days >= 365
        THEN ln((greatest(CAST(net_365d AS DOUBLE), 0) + order_mean) / (greatest(CAST(net_365d_before AS DOUBLE), 0) + order_mean)) END AS net_trend_year,
    percent_rank() OVER (PARTITION BY cut_off ORDER BY net_365d NULLS FIRST) AS net_percentile,
    CAST(lines_365d AS DOUBLE) / nullif(orders_365d, 0) AS lines_mean,
    CAST(last_lines AS DOUBLE) / nullif(CAST(lines_365d AS DOUBLE) / nullif(orders_365d, 0), 0) AS last_lines_ratio,
    classes_90d,
    classes_365d,
    CAST(classes_90d AS DOUBLE) / nullif(classes_365d, 0) AS classes_kept,
    class_concentration,
    CAST(returned_365d AS DOUBLE) / nullif(CAST(net_365d + returned_365d AS DOUBLE), 0) AS returns_share,
    return_days_365d,
    1 - CAST(net_with_list_180d AS DOUBLE) / nullif(CAST(list_180d AS DOUBLE), 0) AS discount_180d,
    CAST(net_with_list_180d_before AS DOUBLE) / nullif(CAST(list_180d_before AS DOUBLE), 0)
        - CAST(net_with_list_180d AS DOUBLE) / nullif(CAST(list_180d AS DOUBLE), 0) AS discount_rise,
    CASE WHEN tenure_days >= 365 THEN orders_same_90d_last_year END AS orders_same_90d_last_year,
    CASE WHEN tenure_days >= 365 THEN CAST(net_same_90d_last_year AS DOUBLE) / nullif(CAST(net_365d AS DOUBLE), 0) END AS own_season_share,
    manager_changed_180d,
    contact_silence_days,
    claims_180d,
    days_late_365d
FROM joined
