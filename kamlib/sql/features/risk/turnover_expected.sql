-- one row per window (the last horizon, and twice as long) and client with a purchase in the year before it: what it bought and what its year and the season imply
-- expected: its turnover of the year before the window, times the share of the company's year that fell in the same days
-- last year. size_log_mean, size_log_var: of the logarithm of a purchase day's turnover in that year (variance NULL with
-- one); size_log_mean_now: in the window (NULL: nothing bought). gap_cv2: CV² of the year's gaps (NULL: none),
-- gap_days: their sum; silence_days: since the last purchase.
WITH span AS (
    SELECT w.as_of, CAST(w.as_of - CAST(n.horizons * p.churn_horizon_days AS INTEGER) AS DATE) AS after_day, n.horizons * p.churn_horizon_days AS horizon_days
    FROM staging.as_of_windows AS w
    CROSS JOIN policy AS p
    CROSS JOIN (VALUES (1), (2)) AS n(horizons)
    WHERE w.is_book
),
days AS (
    SELECT
        d.client_id,
        d.day,
        d.net,
        d.is_purchase,
        CASE WHEN d.is_purchase AND d.net > 0 THEN CAST(round(ln(CAST(d.net AS DOUBLE)) * 1e6) / 1e6 AS DECIMAL(12, 6)) END AS size_log,
        date_diff('day', d.day, s.after_day) AS ago,
        s.horizon_days
    FROM features.client_day AS d
    JOIN span AS s ON d.day <= s.as_of
),
season AS (
    SELECT
        horizon_days,
        CAST(coalesce(sum(net) FILTER (WHERE ago < 365 AND ago >= 365 - horizon_days), 0) AS DOUBLE)
            / nullif(CAST(sum(net) FILTER (WHERE ago < 365) AS DOUBLE), 0) AS season_share,
        coalesce(max(m.months), 0) = 12 AS is_year_known
    FROM days AS d
    LEFT JOIN (
        SELECT s.horizon_days AS of_horizon, count(*) AS months
        FROM span AS s
        JOIN features.month_coverage AS m
            ON m.is_covered AND date_diff('month', m.month, CAST(s.after_day + INTERVAL 1 DAY AS DATE)) BETWEEN 1 AND 12
        GROUP BY s.horizon_days
    ) AS m ON m.of_horizon = d.horizon_days
    WHERE ago >= 0
    GROUP BY horizon_days
),
clients AS (
    SELECT
        horizon_days,
        client_id,
        max(ago) FILTER (WHERE is_purchase) AS tenure_days,
        count(*) FILTER (WHERE is_purchase AND ago >= 0 AND ago < 365) AS orders_year,
        coalesce(sum(net) FILTER (WHERE ago >= 0 AND ago < 365), 0) AS net_year,
        count(*) FILTER (WHERE is_purchase AND ago < 0) AS orders_now,
        -min(ago) FILTER (WHERE is_purchase) AS last_ago,
        count(size_log) FILTER (WHERE ago >= 0 AND ago < 365) AS sizes,
        count(size_log) FILTER (WHERE ago < 0) AS sizes_now,
        CAST(sum(size_log) FILTER (WHERE ago >= 0 AND ago < 365) AS DOUBLE) AS log_sum,
        CAST(sum(size_log * size_log) FILTER (WHERE ago >= 0 AND ago < 365) AS DOUBLE) AS log_squares,
        CAST(sum(size_log) FILTER (WHERE ago < 0) AS DOUBLE) AS log_sum_now,
        coalesce(sum(net) FILTER (WHERE ago < 365 AND ago >= 365 - horizon_days), 0) AS net_same_days_last_year,
        coalesce(sum(net) FILTER (WHERE ago < 0), 0) AS actual
    FROM days
    GROUP BY horizon_days, client_id
),
gaps AS (
    SELECT
        s.horizon_days,
        g.client_id,
        count(*) AS gaps,
        sum(g.gap_days) AS gap_days,
        CAST(count(*) * sum(g.gap_days * g.gap_days) - sum(g.gap_days) * sum(g.gap_days) AS DOUBLE)
            / power(CAST(sum(g.gap_days) AS DOUBLE), 2) AS gap_cv2
    FROM features.client_gaps AS g
    JOIN span AS s ON g.day <= s.after_day AND date_diff('day', g.day, s.after_day) < 365
    GROUP BY s.horizon_days, g.client_id
)
SELECT
    w.as_of,
    w.after_day,
    w.horizon_days,
    c.client_id,
    c.tenure_days,
    c.orders_year,
    c.net_year,
    c.actual,
    CASE WHEN s.is_year_known THEN CAST(c.net_year AS DOUBLE) * s.season_share END AS expected,
    s.season_share,
    CAST(c.net_same_days_last_year AS DOUBLE) / nullif(CAST(c.net_year AS DOUBLE), 0) AS own_season_share,
    c.orders_now,
    coalesce(g.gaps, 0) AS gaps,
    g.gap_days,
    w.horizon_days - c.last_ago AS silence_days,
    g.gap_cv2,
    c.log_sum / nullif(c.sizes, 0) AS size_log_mean,
    greatest(c.log_squares - c.log_sum * c.log_sum / nullif(c.sizes, 0), 0) / nullif(c.sizes - 1, 0) AS size_log_var,
    c.log_sum_now / nullif(c.sizes_now, 0) AS size_log_mean_now
FROM clients AS c
JOIN season AS s ON s.horizon_days = c.horizon_days
JOIN span AS w ON w.horizon_days = c.horizon_days
LEFT JOIN gaps AS g ON g.horizon_days = c.horizon_days AND g.client_id = c.client_id
WHERE c.orders_year > 0
