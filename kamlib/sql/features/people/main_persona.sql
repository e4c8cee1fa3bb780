-- one row per client whose contacts' personas are known: the persona of its most influential contact (T9)
SELECT client_id, persona, entered_on
FROM (
    SELECT
        client_id,
        persona,
        entered_on,
        row_number() OVER (PARTITION BY client_id ORDER BY real_influence DESC NULLS LAST, contact_id NULLS LAST) AS place
    FROM staging.contacts
    WHERE persona IS NOT NULL
) AS ranked
WHERE place = 1
