-- one row per target (churned, shrunk): what its forecast rests on, and how what was or would have been shown did at past dates
-- Measures are means over past dates, _sd their spread (NULL: no past date, or one); key_: of the accounts that make the
-- first part of turnover; list_: of the best list of calls; wape and total_ratio: of expected turnover.
WITH tested AS (
    SELECT
        target,
        avg(prevalence) AS prevalence,
        avg(auc) AS auc,
        stddev_samp(auc) AS auc_sd,
        avg(auc_top_fifth) FILTER (WHERE NOT isnan(auc_top_fifth)) AS auc_top_fifth,
        stddev_samp(auc_top_fifth) FILTER (WHERE NOT isnan(auc_top_fifth)) AS auc_top_fifth_sd,
        avg(brier) AS brier,
        stddev_samp(brier) AS brier_sd,
        avg(calibration_error) AS calibration_error,
        stddev_samp(calibration_error) AS calibration_error_sd,
        avg(bias) AS bias,
        stddev_samp(bias) AS bias_sd,
        avg(hit_rate) AS hit_rate,
        stddev_samp(hit_rate) AS hit_rate_sd,
        avg(money_in_top_tenth) AS money_in_top_tenth,
        stddev_samp(money_in_top_tenth) AS money_in_top_tenth_sd
    FROM churn.backtest
    WHERE method = 'answer'
    GROUP BY target
),
keys AS (
    SELECT
        target,
        avg(clients) AS key_accounts,
        avg(events) AS key_events,
        avg(auc) AS key_auc,
        avg(bias) AS key_bias
    FROM churn.backtest_key
    GROUP BY target
),
worth AS (
    SELECT avg(wape) AS wape, avg(total_ratio) AS total_ratio, avg(held) AS interval_held FROM churn.value_backtest
),
profit AS (
    SELECT sum(profit) / nullif(sum(perfect_profit), 0) AS list_profit_share, avg(list_share) AS list_share
    FROM churn.backtest_profit
),
families AS (
    SELECT string_agg(family, ', ' ORDER BY place) AS families_unknown
    FROM features.driver_families
    WHERE NOT is_known
)
SELECT
    w.as_of,
    c.target,
    c.horizon_days,
    c.clients,
    c.status,
    c.method,
    c.origins,
    c.slices,
    c.events_learnt,
    c.seasonal_time,
    c.same_driver,
    c.same_driver >= p.churn_steady_driver_share AS is_driver_steady,
    t.prevalence,
    t.auc,
    t.auc_sd,
    t.auc_top_fifth,
    t.auc_top_fifth_sd,
    t.brier,
    t.brier_sd,
    t.calibration_error,
    t.calibration_error_sd,
    t.bias,
    t.bias_sd,
    t.hit_rate,
    t.hit_rate_sd,
    t.money_in_top_tenth,
    t.money_in_top_tenth_sd,
    v.wape,
    v.total_ratio,
    v.interval_held,
    k.key_accounts,
    k.key_events,
    k.key_events < p.churn_few_events AS are_key_events_few,
    k.key_auc,
    k.key_bias,
    l.list_profit_share,
    l.list_share,
    x.contact_cost,
    f.families_unknown
FROM churn.card AS c
JOIN staging.as_of_windows AS w ON w.is_book
CROSS JOIN policy AS p
CROSS JOIN worth AS v
CROSS JOIN profit AS l
CROSS JOIN families AS f
CROSS JOIN marts.contact_cost AS x
LEFT JOIN tested AS t ON t.target = c.target
LEFT JOIN keys AS k ON k.target = c.target
