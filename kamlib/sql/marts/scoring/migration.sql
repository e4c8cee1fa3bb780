-- one row per classification, comparison, class then and class now: how many clients and how much money went that way
-- net_share is NULL where the money of the class before is no total to speak of (money.min_total_share).
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
    CASE WHEN sum(sum(net_12m_before)) OVER of_class > 0
        AND CAST(sum(sum(net_12m_before)) OVER of_class AS DOUBLE)
            >= max(p.money_min_total_share) * CAST(sum(sum(abs(net_12m_before))) OVER of_class AS DOUBLE) THEN
        round(
            CAST(sum(net_12m_before) AS DOUBLE) / CAST(sum(sum(net_12m_before)) OVER of_class AS DOUBLE) * 1e6
        ) / 1e6 END AS net_share
FROM marts.client_moves
CROSS JOIN policy AS p
GROUP BY as_of, axis, period, class_before, class_now
WINDOW of_class AS (PARTITION BY axis, period, class_before)
