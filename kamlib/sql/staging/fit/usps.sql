-- one row per USP of ours in the catalogue: what we offer; one that was dropped is no longer here
SELECT
    usp_id,
    coalesce(name, usp_id) AS name,
    coalesce(name_en, name, usp_id) AS name_en,
    kind,
    yearly_cost
FROM canonical.usps
