-- one row per client and group of key clients (K2): whether it applies, whether it is the primary one, what decides it
-- applies NULL: cannot be told. deciding is the condition nearest to its threshold of those that keep the client
-- out, or in (of those that must be met), or that are not known, with its value, threshold and distance.
WITH judged AS (
    SELECT
        as_of,
        client_id,
        group_code,
        count(*) FILTER (WHERE NOT is_either AND NOT is_met) AS failed,
        count(*) FILTER (WHERE NOT is_either AND is_met IS NULL) AS unknown,
        count(*) FILTER (WHERE is_either) AS either,
        count(*) FILTER (WHERE is_either AND is_met) AS either_met,
        count(*) FILTER (WHERE is_either AND is_met IS NULL) AS either_unknown,
        count(*) FILTER (WHERE is_met) AS conditions_met,
        count(*) AS conditions
    FROM marts.group_conditions
    GROUP BY as_of, client_id, group_code
),
told AS (
    SELECT
        *,
        CASE
            WHEN failed > 0 OR (either > 0 AND either_met = 0 AND either_unknown = 0) THEN false
            WHEN unknown > 0 OR (either > 0 AND either_met = 0) THEN NULL
            ELSE true
        END AS applies
    FROM judged
),
ordered AS (
    SELECT
        t.*,
        CASE WHEN t.applies THEN
            row_number() OVER (
                PARTITION BY t.client_id
                ORDER BY CASE WHEN t.applies THEN 0 ELSE 1 END NULLS LAST, strpos(p.groups_order, t.group_code) NULLS LAST, t.client_id NULLS LAST
            ) = 1
        ELSE false END AS is_primary
    FROM told AS t
    CROSS JOIN policy AS p
),
deciding AS (
    SELECT
        d.client_id,
        d.group_code,
        d.condition,
        d.value,
        d.threshold,
        d.distance,
        row_number() OVER (
            PARTITION BY d.client_id, d.group_code
            ORDER BY
                CASE
                    WHEN t.applies AND NOT d.is_either THEN 0
                    WHEN NOT t.applies AND NOT d.is_met AND (NOT d.is_either OR t.failed = 0) THEN 0
                    WHEN t.applies IS NULL AND d.is_met IS NULL AND (NOT d.is_either OR t.unknown = 0) THEN 0
                    ELSE 1
                END NULLS LAST,
                abs(d.distance) / nullif(d.threshold, 0) NULLS LAST,
                d.condition NULLS LAST,
                d.client_id NULLS LAST
        ) AS place
    FROM marts.group_conditions AS d
    JOIN told AS t ON t.client_id = d.client_id AND t.group_code = d.group_code
)
SELECT
    o.as_of,
    o.client_id,
    o.group_code,
    o.applies,
    o.is_primary,
    o.conditions_met,
    o.conditions,
    d.condition AS deciding,
    d.value,
    d.threshold,
    d.distance
FROM ordered AS o
JOIN deciding AS d ON d.client_id = o.client_id AND d.group_code = o.group_code AND d.place = 1
