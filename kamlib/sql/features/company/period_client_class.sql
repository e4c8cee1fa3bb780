-- one row per comparison whose windows the data cover, client and product class with goods in either window: revenue before and now
SELECT
    p.period,
    d.client_id,
    d.product_class,
    coalesce(sum(d.net) FILTER (WHERE d.day > p.base_after AND d.day <= p.base_to), 0) AS net_before,
    coalesce(sum(d.net) FILTER (WHERE d.day > p.current_after AND d.day <= p.current_to), 0) AS net_now,
    count(*) FILTER (WHERE d.day > p.base_after AND d.day <= p.base_to) AS days_before,
    count(*) FILTER (WHERE d.day > p.current_after AND d.day <= p.current_to) AS days_now
FROM features.client_day_class AS d
JOIN staging.periods AS p
    ON (d.day > p.base_after AND d.day <= p.base_to) OR (d.day > p.current_after AND d.day <= p.current_to)
JOIN features.period_coverage AS v ON v.period = p.period AND v.is_covered
GROUP BY p.period, d.client_id, d.product_class
