-- one row per classification, comparison, class then and class now: how many clients and how much money went that way
SELECT
    as_of,
    axis,
    period,
    class_before,
    class_now,
    count(*) AS clients,
    sum(net_12m_before) AS net_12m_before,
    sum(net_12m_now) AS net_12m_now,
    round(CAST(count(*) AS DOUBLE) / sum(count(*)) OVER of_class * 1e6) / 1e6 AS clients_share,
    round(
        CAST(sum(net_12m_before) AS DOUBLE) / nullif(CAST(sum(sum(net_12m_before)) OVER of_class AS DOUBLE), 0) * 1e6
    ) / 1e6 AS net_share
FROM marts.client_moves
GROUP BY as_of, axis, period, class_before, class_now
WINDOW of_class AS (PARTITION BY axis, period, class_before)
