-- one row per review date: the days after which its windows begin (exclusive), all ending on the date itself
-- A window of n months before a month end begins after a month end, so that February does not shift it.
SELECT
    as_of,
    months_back,
    is_book,
    CASE WHEN as_of = last_day(as_of) THEN last_day(CAST(as_of - INTERVAL 1 MONTH AS DATE)) ELSE CAST(as_of - INTERVAL 1 MONTH AS DATE) END AS after_1m,
    CASE WHEN as_of = last_day(as_of) THEN last_day(CAST(as_of - INTERVAL 3 MONTH AS DATE)) ELSE CAST(as_of - INTERVAL 3 MONTH AS DATE) END AS after_3m,
    CASE WHEN as_of = last_day(as_of) THEN last_day(CAST(as_of - INTERVAL 6 MONTH AS DATE)) ELSE CAST(as_of - INTERVAL 6 MONTH AS DATE) END AS after_6m,
    CASE WHEN as_of = last_day(as_of) THEN last_day(CAST(as_of - INTERVAL 12 MONTH AS DATE)) ELSE CAST(as_of - INTERVAL 12 MONTH AS DATE) END AS after_12m,
    CASE WHEN as_of = last_day(as_of) THEN last_day(CAST(as_of - INTERVAL 15 MONTH AS DATE)) ELSE CAST(as_of - INTERVAL 15 MONTH AS DATE) END AS after_15m,
    CASE WHEN as_of = last_day(as_of) THEN last_day(CAST(as_of - INTERVAL 24 MONTH AS DATE)) ELSE CAST(as_of - INTERVAL 24 MONTH AS DATE) END AS after_24m
FROM as_of
