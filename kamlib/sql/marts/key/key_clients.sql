-- one row per client: the selection rule applied to it (S2): is it key, what decided that, and by how much
-- decided_by: decision, veto, fit, fit_unknown, unknown, score, places, capacity; for a key client the condition that
-- would put it out first. margin is in points of selection_score: to the first that is out, to the last that is in, or to
-- the threshold; NULL where points did not decide. selection_place is the place on the list; NULL: not let on to it.
-- Twin: kamlib.whatif.selection; held equal by tests/key/test_selection.py, tests/key/test_selection_twins.py
WITH blended AS (
    SELECT
        m.*,
        round(
            ((1 - p.selection_potential_part) * coalesce(m.expected_points, 0)
            + p.selection_potential_part * coalesce(m.potential_points, 0)) * 1e9
        ) / 1e9 AS long_score,
        round(
            ((1 - p.selection_long_weight) * m.score_low
            + p.selection_long_weight * ((1 - p.selection_potential_part) * coalesce(m.expected_points, 0) + p.selection_potential_part * coalesce(m.potential_points, 0))) * 1e9
        ) / 1e9 AS selection_score
    FROM marts.key_measures AS m
    CROSS JOIN policy AS p
),
gated AS (
    SELECT
        b.*,
        CASE
            WHEN b.decision = 'make_key' THEN 'in'
            WHEN b.decision = 'drop' THEN 'decision'
            WHEN b.fit_status = 'vetoed' THEN 'veto'
            WHEN NOT b.passes THEN 'fit'
            WHEN b.passes IS NULL AND p.selection_unknown_fit = 'refused' THEN 'fit_unknown'
            WHEN b.selection_score <= 0 THEN 'unknown'
            WHEN b.selection_score < p.selection_min_score THEN 'score'
            ELSE 'candidate'
        END AS gate
    FROM blended AS b
    CROSS JOIN policy AS p
),
placed AS (
    SELECT
        g.*,
        CASE WHEN g.gate IN ('in', 'candidate') THEN row_number() OVER by_gate END AS selection_place,
        sum(CASE WHEN g.gate IN ('in', 'candidate') THEN g.load_hours ELSE 0 END) OVER by_gate AS hours_so_far,
        rank() OVER (ORDER BY g.selection_score DESC NULLS LAST) AS rank
    FROM gated AS g
    WINDOW by_gate AS (
        ORDER BY
            CASE g.gate WHEN 'in' THEN 0 WHEN 'candidate' THEN 1 ELSE 100 END NULLS LAST,
            g.selection_score DESC NULLS LAST,
            g.client_id NULLS LAST
        ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW
    )
),
decided AS (
    SELECT
        l.*,
        CASE
            WHEN l.gate <> 'candidate' THEN l.gate
            WHEN p.selection_places > 0 AND l.selection_place > p.selection_places THEN 'places'
            WHEN round(l.hours_so_far * 1e4) / 1e4 > round(k.capacity_hours * 1e4) / 1e4 THEN 'capacity'
            ELSE 'in'
        END AS outcome
    FROM placed AS l
    CROSS JOIN policy AS p
    CROSS JOIN features.key_capacity AS k
),
edges AS (
    SELECT
        min(selection_score) FILTER (WHERE outcome = 'in' AND gate = 'candidate') AS last_in,
        max(selection_score) FILTER (WHERE outcome IN ('places', 'capacity')) AS first_out,
        min(selection_place) FILTER (WHERE outcome IN ('places', 'capacity')) AS first_out_place
    FROM decided
),
first_out AS (
    SELECT d.outcome AS closed_by
    FROM decided AS d
    JOIN edges AS e ON e.first_out_place = d.selection_place
)
SELECT
    d.as_of,
    d.client_id,
    d.outcome = 'in' AS is_key,
    CASE
        WHEN d.gate = 'in' THEN 'decision'
        WHEN d.outcome = 'in' THEN coalesce(f.closed_by, 'score')
        ELSE d.outcome
    END AS decided_by,
    round(CASE
        WHEN d.gate = 'in' THEN NULL
        WHEN d.outcome = 'in' THEN d.selection_score - coalesce(e.first_out, p.selection_min_score)
        WHEN d.outcome IN ('places', 'capacity') THEN d.selection_score - e.last_in
        WHEN d.outcome = 'score' THEN d.selection_score - p.selection_min_score
    END * 1e9) / 1e9 AS margin,
    d.selection_place,
    d.rank,
    d.selection_score,
    d.score,
    d.known_share,
    d.score_low,
    d.score_high,
    d.long_score,
    d.group_primary,
    d.is_breadwinner,
    d.is_prospective,
    d.is_image_maker,
    d.is_expert,
    d.fit_status,
    d.fit_share,
    round((d.fit_share - p.fit_threshold) * 1e6) / 1e6 AS fit_margin,
    d.passes,
    d.decision,
    d.net_12m,
    d.contribution_level,
    d.contribution_12m,
    d.expected_contribution_12m,
    d.expected_contribution_horizon,
    d.contribution_at_risk_12m,
    d.potential_12m,
    d.load_hours
FROM decided AS d
CROSS JOIN policy AS p
CROSS JOIN edges AS e
LEFT JOIN first_out AS f ON true
