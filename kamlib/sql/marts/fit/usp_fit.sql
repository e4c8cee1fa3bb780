-- one row per client that has bought by the book's date, or is listed: how far our USPs cover its needs
SELECT
    as_of,
    client_id,
    fit_status,
    fit_share,
    fit_low,
    fit_high,
    known_share,
    evidence_share,
    needs,
    unknown_needs,
    vetoed,
    vetoed_by,
    vetoed_by_en,
    main_gap,
    main_gap_en,
    passes
FROM features.client_fit
