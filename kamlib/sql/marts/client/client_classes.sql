-- one row per client and product class ('' unknown) bought in the last 24 months: value in both years, and silence in the class
-- client_share is NULL where its goods and returns leave no total to speak of (money.min_total_share). The year before, and
-- the change, are NULL where the data do not cover it month by month.
SELECT
    c.as_of,
    c.client_id,
    c.product_class,
    c.net_12m,
    CASE WHEN v.is_12m_before_covered THEN c.net_12m_before END AS net_12m_before,
    CASE WHEN v.is_12m_covered AND v.is_12m_before_covered THEN c.net_12m - c.net_12m_before END AS change,
    CASE WHEN sum(c.net_12m) OVER of_client > 0
        AND CAST(sum(c.net_12m) OVER of_client AS DOUBLE) >= p.money_min_total_share * CAST(sum(abs(c.net_12m)) OVER of_client AS DOUBLE)
        THEN round(CAST(c.net_12m AS DOUBLE) / CAST(sum(c.net_12m) OVER of_client AS DOUBLE) * 1e6) / 1e6 END AS client_share,
    c.last_purchase,
    c.idle_days,
    round(c.mean_gap_days * 1e2) / 1e2 AS mean_gap_days,
    c.purchase_days_24m
FROM features.client_class_as_of AS c
JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
JOIN features.window_coverage AS v ON v.as_of = w.as_of
CROSS JOIN policy AS p
WINDOW of_client AS (PARTITION BY c.client_id)
