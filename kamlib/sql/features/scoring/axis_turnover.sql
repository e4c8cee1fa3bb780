-- one row per review date and client with a purchase in its 12 months: class of turnover (T3); value is its share of the company's
-- No client is a VIP, and no share is known, where sales and returns leave no total (company_as_of.has_total).
SELECT
    c.as_of,
    c.client_id,
    CASE
        WHEN k.has_total AND round(c.monthly_turnover / nullif(k.monthly_turnover, 0) * 1e6) / 1e6 >= p.turnover_vip_share THEN 'vip'
        WHEN c.purchase_days_12m <= p.turnover_occasional_max_days THEN 'occasional'
        WHEN round(c.monthly_turnover * 1e4) / 1e4
            >= round(p.turnover_large_x_median * k.median_monthly_turnover * 1e4) / 1e4 THEN 'large'
        WHEN round(c.monthly_turnover * 1e4) / 1e4
            < round(p.turnover_small_x_median * k.median_monthly_turnover * 1e4) / 1e4 THEN 'small'
        ELSE 'medium'
    END AS class,
    CASE WHEN k.has_total THEN round(c.monthly_turnover / nullif(k.monthly_turnover, 0) * 1e6) / 1e6 END AS value
FROM features.client_as_of AS c
JOIN features.company_as_of AS k ON k.as_of = c.as_of
CROSS JOIN policy AS p
WHERE c.purchase_days_12m > 0
