-- one row per client and need: how far our USPs cover it (NULL: no USP was assessed for it), and whether that is a veto
-- coverage is the best USP's, or that of all together, by policy; low and high count an unknown one as 0 and as 1.
-- Without any catalogue of USPs nothing is known of what we offer.
-- Twin: kamlib.whatif.value_chain; held equal by tests/fit/test_fit_properties.py
WITH covered AS (
    SELECT
        client_id,
        need,
        max(CASE WHEN is_offered THEN coverage ELSE 0 END) AS best,
        1 - product(CASE WHEN is_offered THEN 1 - coverage ELSE 1 END) AS together,
        count(*) FILTER (WHERE is_offered) AS usps
    FROM features.need_usp
    WHERE EXISTS (SELECT 1 FROM staging.usps)
    GROUP BY client_id, need
),
ranked AS (
    SELECT
        client_id,
        need,
        usp_id,
        evidence,
        row_number() OVER (PARTITION BY client_id, need ORDER BY coverage DESC NULLS LAST, usp_id NULLS LAST) AS place
    FROM features.need_usp
    WHERE is_offered AND coverage > 0
),
needs AS (
    SELECT
        n.client_id,
        n.need,
        n.need_en,
        n.importance,
        n.must_have,
        CASE WHEN n.must_have THEN coalesce(n.minimum, p.fit_must_have_minimum) END AS minimum,
        round(CASE WHEN p.fit_combine = 'together' THEN c.together ELSE c.best END * 1e6) / 1e6 AS coverage,
        coalesce(c.usps, 0) AS usps,
        b.usp_id AS best_usp,
        b.evidence AS coverage_evidence,
        n.evidence IS NOT NULL AS has_evidence,
        n.evidence,
        n.author,
        n.recorded_on
    FROM staging.needs AS n
    CROSS JOIN policy AS p
    LEFT JOIN covered AS c ON c.client_id = n.client_id AND c.need = n.need
    LEFT JOIN ranked AS b ON b.client_id = n.client_id AND b.need = n.need AND b.place = 1
)
SELECT
    *,
    coalesce(coverage, 0) AS coverage_low,
    coalesce(coverage, 1) AS coverage_high,
    CASE WHEN must_have AND minimum > 0 THEN coverage < minimum ELSE false END AS is_veto
FROM needs
