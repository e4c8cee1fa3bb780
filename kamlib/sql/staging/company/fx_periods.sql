-- one row per currency and period: units of the company's currency for one of it, from valid_from until before valid_to
SELECT
    currency,
    valid_from,
    coalesce(lead(valid_from) OVER (PARTITION BY currency ORDER BY valid_from NULLS LAST), DATE '9999-12-31') AS valid_to,
    rate
FROM canonical.fx_rates
