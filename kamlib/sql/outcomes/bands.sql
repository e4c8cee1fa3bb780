-- one row per earlier review date whose horizon is over and band of risk, the highest first
SELECT
    said_on,
    risk_band,
    count(*) AS clients_judged,
    round(avg(p_churn) * 1e6) / 1e6 AS share_said,
    round(avg(CASE WHEN fell_silent THEN 1 ELSE 0 END) * 1e6) / 1e6 AS share_came
FROM judged
WHERE is_over
GROUP BY said_on, risk_band
ORDER BY said_on DESC, avg(p_churn) DESC
