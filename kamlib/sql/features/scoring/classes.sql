-- one row per review date, client and classification that changes with time: its class and the number behind it
SELECT as_of, client_id, 'T2' AS axis, class, CAST(value AS DOUBLE) AS value FROM features.axis_goods WHERE class IS NOT NULL
UNION ALL
SELECT as_of, client_id, 'T3', class, CAST(value AS DOUBLE) FROM features.axis_turnover
UNION ALL
SELECT as_of, client_id, 'T4', class, CAST(value AS DOUBLE) FROM features.axis_frequency
UNION ALL
SELECT as_of, client_id, 'T5', class, CAST(value AS DOUBLE) FROM features.axis_relationship
UNION ALL
SELECT as_of, client_id, 'T6', class, CAST(value AS DOUBLE) FROM features.axis_markup
UNION ALL
SELECT as_of, client_id, 'T8', class, CAST(value AS DOUBLE) FROM features.axis_discount
UNION ALL
SELECT as_of, client_id, 'T10', class, CAST(value AS DOUBLE) FROM features.axis_stage
UNION ALL
SELECT as_of, client_id, 'abc', abc_contribution, CAST(coalesce(cm1_12m, net_12m) AS DOUBLE) FROM features.abc WHERE abc_contribution IS NOT NULL
UNION ALL
SELECT as_of, client_id, 'rfm', segment, CAST(r_score * 100 + f_score * 10 + m_score AS DOUBLE) FROM features.rfm WHERE segment IS NOT NULL
