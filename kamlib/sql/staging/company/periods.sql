-- one row per comparison of the book: its base and current windows, each from the day after `_after` to `_to`
-- "quarter" and "year" compare with the same time a year ago, so that seasons cancel; "quarter_before" with the last one.
SELECT 'year' AS period, after_24m AS base_after, after_12m AS base_to, after_12m AS current_after, as_of AS current_to
FROM staging.as_of_windows WHERE is_book
UNION ALL
SELECT 'quarter', after_15m, after_12m, after_3m, as_of
FROM staging.as_of_windows WHERE is_book
UNION ALL
SELECT 'quarter_before', after_6m, after_3m, after_3m, as_of
FROM staging.as_of_windows WHERE is_book
