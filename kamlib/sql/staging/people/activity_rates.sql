-- one row per kind of activity and start date: what it costs us
SELECT
    t.kind,
    t.valid_from,
    t.rate_per_event,
    t.rate_per_hour
FROM canonical.activity_rates AS t
