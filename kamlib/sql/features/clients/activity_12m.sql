-- one row per client we worked with in the 12 months before the book's date: contacts, hours, their cost at our rates
WITH rates AS (
    SELECT
        kind,
        valid_from,
        coalesce(lead(valid_from) OVER (PARTITION BY kind ORDER BY valid_from NULLS LAST), DATE '9999-12-31') AS valid_to,
        coalesce(rate_per_event, 0) AS rate_per_event,
        coalesce(rate_per_hour, 0) AS rate_per_hour
    FROM staging.activity_rates
)
SELECT
    i.client_id,
    count(*) AS contacts,
    count(*) FILTER (WHERE i.two_way) AS two_way_contacts,
    count(*) FILTER (WHERE i.kind = 'claim') AS claims,
    max(i."at") AS last_contact,
    round(sum(i.minutes) / 60 * 1e2) / 1e2 AS hours,
    CAST(round(sum(r.rate_per_event + coalesce(i.minutes, 0) / 60 * r.rate_per_hour) * 1e4) / 1e4 AS DECIMAL(18, 4))
        AS cost_to_serve
FROM staging.interactions AS i
JOIN staging.as_of_windows AS w ON w.is_book AND i."at" <= w.as_of AND i."at" > w.after_12m
LEFT JOIN rates AS r ON r.kind = i.kind AND i."at" >= r.valid_from AND i."at" < r.valid_to
GROUP BY i.client_id
