-- one row per cut-off and client that bought in the 365 days before it: timing, frequency, value, returns, breadth of orders
-- Only days up to the cut-off are read, so that what a model learns from the past it could have known then.
WITH days AS (
    SELECT
        *,
        lead(day) OVER (PARTITION BY client_id, is_purchase ORDER BY day NULLS LAST) AS next_day
    FROM features.client_day
),
dated AS (
    SELECT
        c.cut_off,
        d.client_id,
        d.day,
        date_diff('day', d.day, c.cut_off) AS ago,
        d.net,
        d.is_purchase,
        d.lines,
        d.returned,
        d.list_amount,
        d.net_with_list,
        d.is_purchase AND (d.next_day IS NULL OR d.next_day > c.cut_off) AS is_last
    FROM days AS d
    JOIN cut_offs AS c ON d.day <= c.cut_off
    LEFT JOIN features.churn_clients AS k ON k.client_id = d.client_id
    WHERE c.months_back = 0 OR k.client_id IS NOT NULL
),
sums AS (
    SELECT
        cut_off,
        client_id,
        min(ago) FILTER (WHERE is_purchase) AS recency_days,
        max(ago) FILTER (WHERE is_purchase) AS tenure_days,
        count(*) FILTER (WHERE is_purchase) AS orders_ever,
        count(*) FILTER (WHERE is_purchase AND ago < 30) AS orders_30d,
        count(*) FILTER (WHERE is_purchase AND ago < 90) AS orders_90d,
        count(*) FILTER (WHERE is_purchase AND ago >= 90 AND ago < 180) AS orders_90d_before,
        count(*) FILTER (WHERE is_purchase AND ago < 180) AS orders_180d,
        count(*) FILTER (WHERE is_purchase AND ago < 365) AS orders_365d,
        round(sum(CASE WHEN is_purchase THEN exp(-ln(2) * ago / 30) ELSE 0 END) * 1e9) / 1e9 AS orders_weighted_30d,
        round(sum(CASE WHEN is_purchase THEN exp(-ln(2) * ago / 90) ELSE 0 END) * 1e9) / 1e9 AS orders_weighted_90d,
        count(DISTINCT CASE WHEN is_purchase AND ago < 365 THEN least(ago // 30, 11) END) AS active_months_12,
        coalesce(sum(net) FILTER (WHERE ago < 90), 0) AS net_90d,
        coalesce(sum(net) FILTER (WHERE ago >= 90 AND ago < 180), 0) AS net_90d_before,
        coalesce(sum(net) FILTER (WHERE ago < 180), 0) AS net_180d,
        coalesce(sum(net) FILTER (WHERE ago < 365), 0) AS net_365d,
        coalesce(sum(net) FILTER (WHERE ago >= 365 AND ago < 730), 0) AS net_365d_before,
        coalesce(sum(net) FILTER (WHERE is_purchase), 0) AS bought_ever,
        max(CASE WHEN is_last THEN CAST(net AS DOUBLE) END) AS last_order,
        max(CASE WHEN is_last THEN lines END) AS last_lines,
        coalesce(sum(lines) FILTER (WHERE is_purchase AND ago < 365), 0) AS lines_365d,
        coalesce(sum(returned) FILTER (WHERE ago < 365), 0) AS returned_365d,
        count(*) FILTER (WHERE returned > 0 AND ago < 365) AS return_days_365d,
        sum(list_amount) FILTER (WHERE ago < 180) AS list_180d,
        sum(net_with_list) FILTER (WHERE ago < 180) AS net_with_list_180d,
        sum(list_amount) FILTER (WHERE ago >= 180 AND ago < 365) AS list_180d_before,
        sum(net_with_list) FILTER (WHERE ago >= 180 AND ago < 365) AS net_with_list_180d_before,
        count(*) FILTER (WHERE is_purchase AND ago < 365 AND ago >= 365 - 90) AS orders_same_90d_last_year,
        coalesce(sum(net) FILTER (WHERE ago < 365 AND ago >= 365 - 90), 0) AS net_same_90d_last_year,
        coalesce(sum(net) FILTER (WHERE ago >= 365 AND ago < 365 + 90), 0) AS net_90d_last_year
    FROM dated
    GROUP BY cut_off, client_id
)
SELECT *
FROM sums
WHERE recency_days < 365
