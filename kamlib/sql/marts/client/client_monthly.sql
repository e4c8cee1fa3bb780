-- one row per client and calendar month since its first purchase, up to the book's date, months without goods as 0, missing months not known
-- expected is the client's mean month a year before, in this month's season: what the same pace would bring.
WITH spans AS (
    SELECT c.client_id, c.as_of, CAST(date_trunc('month', c.first_purchase) AS DATE) AS first_month
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    WHERE c.first_purchase IS NOT NULL
),
months AS (
    SELECT client_id, as_of, unnest(generate_series(first_month, CAST(date_trunc('month', as_of) AS DATE), INTERVAL 1 MONTH)) AS m
    FROM spans
),
filled AS (
    SELECT
        s.client_id,
        s.as_of,
        CAST(s.m AS DATE) AS month,
        CASE WHEN c.problem = 'missing' THEN NULL ELSE coalesce(v.net, 0) END AS net,
        CASE WHEN c.problem = 'missing' THEN NULL WHEN v.client_id IS NULL THEN 0 ELSE v.cm1 END AS cm1,
        CASE WHEN c.problem = 'missing' THEN NULL ELSE coalesce(v.purchase_days, 0) END AS purchase_days,
        i.season_index
    FROM months AS s
    JOIN features.month_coverage AS c ON c.month = CAST(s.m AS DATE)
    LEFT JOIN features.client_month AS v ON v.client_id = s.client_id AND v.month = CAST(s.m AS DATE)
    JOIN features.seasonal_index AS i
        ON i.as_of = s.as_of AND i.product_class IS NULL AND i.month_of_year = month(CAST(s.m AS DATE))
)
SELECT
    as_of,
    client_id,
    month,
    last_day(month) <= as_of AS is_complete,
    net,
    cm1,
    purchase_days,
    season_index,
    round(CAST(net AS DOUBLE) / season_index * 1e4) / 1e4 AS net_out_of_season,
    CASE WHEN count(net) OVER year_before = 12 THEN
        round(avg(CAST(net AS DOUBLE) / season_index) OVER year_before * season_index * 1e4) / 1e4 END AS expected
FROM filled
WINDOW year_before AS (PARTITION BY client_id ORDER BY month NULLS LAST ROWS BETWEEN 12 PRECEDING AND 1 PRECEDING)
