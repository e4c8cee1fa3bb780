-- one row per year of past_years, client and known product class it bought by the end of that year: what it bought in the year, and the last day before it
-- bought_before: NULL where it never bought the class before that year, as far as the data reach.
SELECT
    y.back,
    s.client_id,
    s.product_class,
    coalesce(sum(s.net) FILTER (WHERE s.step > y.starts_after), 0) AS net,
    CAST(coalesce(sum(s.purchase_days) FILTER (WHERE s.step > y.starts_after), 0) AS BIGINT) AS purchase_days,
    max(s.last_purchase) FILTER (WHERE s.step <= y.starts_after) AS bought_before
FROM features.client_class_step AS s
JOIN features.past_years AS y ON s.step <= y.ends_on
WHERE s.product_class <> ''
GROUP BY y.back, s.client_id, s.product_class
HAVING sum(s.purchase_days) > 0
