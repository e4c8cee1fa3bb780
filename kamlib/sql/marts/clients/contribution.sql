-- one row per client with goods in the 12 months: the contribution ladder as far as the company's data allow
-- contribution is the deepest rung the whole company knows (contribution_level); NULL where this client's is not known.
-- Cost to serve counts where the clients with contacts make the policy's share of revenue, cost of capital where those
-- with invoices do: one invoice says nothing of what the others cost.
-- profit_share is NULL where gains and losses leave no total to speak of (money.min_total_share).
WITH told AS (
    SELECT
        c.as_of,
        CAST(sum(greatest(c.net_12m, 0)) AS DOUBLE) AS net,
        CAST(coalesce(sum(greatest(c.net_12m, 0)) FILTER (WHERE a.client_id IS NOT NULL), 0) AS DOUBLE) AS net_served,
        CAST(coalesce(sum(greatest(c.net_12m, 0)) FILTER (WHERE y.client_id IS NOT NULL), 0) AS DOUBLE) AS net_invoiced
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    LEFT JOIN features.activity_12m AS a ON a.client_id = c.client_id
    LEFT JOIN features.payments_12m AS y ON y.client_id = c.client_id
    GROUP BY c.as_of
),
company AS (
    SELECT
        k.as_of,
        k.is_cost_known,
        k.is_cost_known AND r.rows_known > 0 AND t.net_served > 0
            AND t.net_served >= p.money_min_service_known_share * t.net AS is_service_known,
        k.is_cost_known AND r.rows_known > 0 AND t.net_served > 0
            AND t.net_served >= p.money_min_service_known_share * t.net
            AND t.net_invoiced > 0 AND t.net_invoiced >= p.money_min_capital_known_share * t.net AS is_capital_known
    FROM features.company_as_of AS k
    JOIN told AS t ON t.as_of = k.as_of
    JOIN features.knowledge AS r ON r.item = 'activity_rates'
    CROSS JOIN policy AS p
),
ladder AS (
    SELECT
        c.as_of,
        c.client_id,
        c.list_12m,
        c.list_12m - c.net_with_list_12m AS discount_12m,
        c.net_12m,
        c.returned_12m,
        c.cost_12m,
        c.cm1_12m,
        CASE WHEN k.is_service_known THEN coalesce(a.cost_to_serve, 0) END AS cost_to_serve_12m,
        y.average_receivable,
        CASE WHEN k.is_capital_known THEN
            CAST(round(
                (coalesce(y.average_receivable, 0) + coalesce(m.stock_kept, 0)) * p.money_capital_rate
                * date_diff('day', w.after_12m, w.as_of) / 365 * 1e4
            ) / 1e4 AS DECIMAL(18, 4))
        END AS capital_cost_12m,
        CASE
            WHEN k.is_capital_known THEN 'cm3'
            WHEN k.is_service_known THEN 'cm2'
            WHEN k.is_cost_known THEN 'cm1'
            ELSE 'revenue'
        END AS contribution_level
    FROM features.client_as_of AS c
    JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = c.as_of
    JOIN company AS k ON k.as_of = c.as_of
    CROSS JOIN policy AS p
    LEFT JOIN staging.clients AS m ON m.client_id = c.client_id
    LEFT JOIN features.activity_12m AS a ON a.client_id = c.client_id
    LEFT JOIN features.payments_12m AS y ON y.client_id = c.client_id
    WHERE c.active_days_12m > 0
),
steps AS (
    SELECT
        *,
        cm1_12m - cost_to_serve_12m AS cm2_12m,
        cm1_12m - cost_to_serve_12m - capital_cost_12m AS cm3_12m
    FROM ladder
),
chosen AS (
    SELECT
        *,
        CASE contribution_level WHEN 'cm3' THEN cm3_12m WHEN 'cm2' THEN cm2_12m WHEN 'cm1' THEN cm1_12m ELSE net_12m END AS contribution_12m
    FROM steps
)
SELECT
    *,
    round(CAST(cm1_12m AS DOUBLE) / nullif(CAST(net_12m AS DOUBLE), 0) * 1e6) / 1e6 AS margin_share,
    CASE WHEN CAST(sum(contribution_12m) OVER () AS DOUBLE) > 0
        AND CAST(sum(contribution_12m) OVER () AS DOUBLE) >= (SELECT money_min_total_share FROM policy) * CAST(sum(abs(contribution_12m)) OVER () AS DOUBLE)
        THEN CAST(contribution_12m AS DOUBLE) / CAST(sum(contribution_12m) OVER () AS DOUBLE) END AS profit_share,
    CASE WHEN contribution_12m > 0 THEN
        CAST(contribution_12m AS DOUBLE) / nullif(CAST(sum(greatest(contribution_12m, 0)) OVER () AS DOUBLE), 0)
        WHEN contribution_12m <= 0 THEN 0 END AS positive_profit_share
FROM chosen
