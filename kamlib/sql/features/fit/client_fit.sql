-- one row per client that has bought by the book's date, or is listed: fit of our USPs to its needs, and whether it passes
-- passes is told only where no unknown coverage could change the answer; NULL: it could, or no needs are recorded.
-- Twin: kamlib.whatif.value_chain; held equal by tests/fit/test_fit_properties.py
-- Twin: kamlib.whatif.selection (fit_status, passes); held equal by tests/key/test_selection.py
WITH sums AS (
    SELECT
        client_id,
        count(*) AS needs,
        count(*) FILTER (WHERE coverage IS NULL) AS unknown_needs,
        round(sum(importance) * 1e11) / 1e11 AS weight,
        coalesce(round(sum(importance) FILTER (WHERE coverage IS NULL) * 1e11) / 1e11, 0) AS unknown_weight,
        coalesce(round(sum(importance) FILTER (WHERE has_evidence) * 1e11) / 1e11, 0) AS evidence_weight,
        coalesce(round(sum(importance * coverage) * 1e11) / 1e11, 0) AS covered_weight,
        count(*) FILTER (WHERE is_veto) AS vetoes,
        count(*) FILTER (WHERE is_veto IS NULL) AS open_vetoes
    FROM features.need_coverage
    GROUP BY client_id
),
shares AS (
    SELECT
        *,
        CASE WHEN unknown_needs < needs
            THEN round(covered_weight / (weight - unknown_weight) * 1e6) / 1e6 END AS fit_share,
        round(covered_weight / weight * 1e6) / 1e6 AS fit_low,
        round((covered_weight + unknown_weight) / weight * 1e6) / 1e6 AS fit_high,
        round((1 - unknown_weight / weight) * 1e6) / 1e6 AS known_share,
        round(evidence_weight / weight * 1e6) / 1e6 AS evidence_share,
        CASE WHEN vetoes > 0 THEN true WHEN open_vetoes = 0 THEN false END AS vetoed
    FROM sums
),
worst AS (
    SELECT
        client_id,
        need,
        need_en,
        coverage < 1 AS is_gap,
        is_veto,
        row_number() OVER (PARTITION BY client_id ORDER BY importance * (1 - coverage) DESC NULLS LAST, need NULLS LAST) AS gap_place,
        row_number() OVER (PARTITION BY client_id, is_veto ORDER BY importance DESC NULLS LAST, need NULLS LAST) AS veto_place
    FROM features.need_coverage
),
told AS (
    SELECT
        w.as_of,
        m.client_id,
        CASE
            WHEN s.client_id IS NULL THEN 'no_needs'
            WHEN s.fit_share IS NULL THEN 'not_assessed'
            WHEN s.vetoed THEN 'vetoed'
            WHEN s.fit_high < p.fit_threshold THEN 'below'
            WHEN s.fit_low >= p.fit_threshold AND NOT s.vetoed THEN 'fits'
            ELSE 'open'
        END AS fit_status,
        s.fit_share,
        s.fit_low,
        s.fit_high,
        s.known_share,
        s.evidence_share,
        coalesce(s.needs, 0) AS needs,
        coalesce(s.unknown_needs, 0) AS unknown_needs,
        s.vetoed,
        v.need AS vetoed_by,
        v.need_en AS vetoed_by_en,
        g.need AS main_gap,
        g.need_en AS main_gap_en
    FROM staging.clients AS m
    JOIN staging.as_of_windows AS w ON w.is_book
    CROSS JOIN policy AS p
    LEFT JOIN features.client_as_of AS c ON c.as_of = w.as_of AND c.client_id = m.client_id
    LEFT JOIN shares AS s ON s.client_id = m.client_id
    LEFT JOIN worst AS v ON v.client_id = m.client_id AND v.is_veto AND v.veto_place = 1
    LEFT JOIN worst AS g ON g.client_id = m.client_id AND g.is_gap AND g.gap_place = 1
    WHERE c.client_id IS NOT NULL OR NOT m.has_lines
)
SELECT
    *,
    CASE WHEN fit_status = 'fits' THEN true WHEN fit_status IN ('vetoed', 'below') THEN false END AS passes
FROM told
