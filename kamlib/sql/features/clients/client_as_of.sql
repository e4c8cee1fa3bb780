-- one row per review date and client with any goods by then: timing, value, discount over the windows that end on it
WITH dated AS (
    SELECT
        w.as_of,
        w.after_3m,
        w.after_6m,
        w.after_12m,
        w.after_24m,
        d.client_id,
        d.step,
        d.days,
        d.purchase_days,
        d.first_purchase,
        d.last_purchase,
        d.net,
        d.returned,
        d.cost,
        d.lines_without_cost,
        d.list_amount,
        d.net_with_list,
        CAST(d.net AS DOUBLE) / s.season_index AS net_out_of_season
    FROM features.client_step AS d
    JOIN staging.as_of_windows AS w ON d.step <= w.as_of
    JOIN features.seasonal_index AS s
        ON s.as_of = w.as_of AND s.product_class IS NULL AND s.month_of_year = month(d.step)
)
SELECT
    as_of,
    client_id,
    min(first_purchase) AS first_purchase,
    max(last_purchase) AS last_purchase,
    date_diff('day', max(last_purchase), as_of) AS recency_days,
    date_diff('day', min(first_purchase), as_of) AS tenure_days,
    CAST(sum(purchase_days) AS BIGINT) AS purchase_days_ever,
    CAST(coalesce(sum(purchase_days) FILTER (WHERE step > after_12m), 0) AS BIGINT) AS purchase_days_12m,
    CAST(coalesce(sum(days) FILTER (WHERE step > after_12m), 0) AS BIGINT) AS active_days_12m,
    coalesce(sum(net), 0) AS net_ever,
    coalesce(sum(net) FILTER (WHERE step > after_12m), 0) AS net_12m,
    coalesce(sum(net) FILTER (WHERE step > after_24m AND step <= after_12m), 0) AS net_12m_before,
    coalesce(sum(net) FILTER (WHERE step > after_3m), 0) AS net_3m,
    coalesce(sum(net) FILTER (WHERE step > after_6m AND step <= after_3m), 0) AS net_3m_before,
    coalesce(sum(returned) FILTER (WHERE step > after_12m), 0) AS returned_12m,
    CASE
        WHEN coalesce(sum(lines_without_cost) FILTER (WHERE step > after_12m), 0) = 0
            THEN coalesce(sum(net) FILTER (WHERE step > after_12m), 0) - coalesce(sum(cost) FILTER (WHERE step > after_12m), 0)
    END AS cm1_12m,
    CASE
        WHEN coalesce(sum(lines_without_cost) FILTER (WHERE step > after_12m), 0) = 0
            THEN coalesce(sum(cost) FILTER (WHERE step > after_12m), 0)
    END AS cost_12m,
    sum(list_amount) FILTER (WHERE step > after_12m) AS list_12m,
    sum(net_with_list) FILTER (WHERE step > after_12m) AS net_with_list_12m,
    sum(list_amount) FILTER (WHERE step > after_24m AND step <= after_12m) AS list_12m_before,
    sum(net_with_list) FILTER (WHERE step > after_24m AND step <= after_12m) AS net_with_list_12m_before,
    round(coalesce(sum(net_out_of_season) FILTER (WHERE step > after_12m), 0) / 12 * 1e4) / 1e4 AS monthly_turnover,
    round(
        coalesce(sum(net_out_of_season) FILTER (WHERE step > after_24m AND step <= after_12m), 0) / 12 * 1e4
    ) / 1e4 AS monthly_turnover_before,
    round(coalesce(sum(net_out_of_season) FILTER (WHERE step > after_6m), 0) / 6 * 1e4) / 1e4 AS monthly_turnover_6m,
    round(coalesce(sum(net_out_of_season) FILTER (WHERE step > after_3m), 0) / 3 * 1e4) / 1e4 AS monthly_turnover_3m
FROM dated
GROUP BY as_of, client_id
