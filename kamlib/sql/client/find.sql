-- one row per client that the text finds, the closest first
-- A telephone is the same with 8 and with +7 before it, so its end decides: at least four digits of it.
WITH hits AS (
    SELECT client_id, CAST(NULL AS VARCHAR) AS contact_id, 'code' AS found_by, 0 AS place FROM clients WHERE lower(client_id) = $words
    UNION ALL
    SELECT client_id, NULL, 'name', CASE WHEN starts_with(lower(name), $words) OR starts_with(lower(name_en), $words) THEN 1 ELSE 2 END
    FROM clients
    WHERE contains(lower(name), $words) OR contains(lower(name_en), $words)
    UNION ALL
    SELECT client_id, NULL, 'tax_number', 1 FROM clients WHERE length($digits) >= 4 AND contains(tax_id, $digits)
    UNION ALL
    SELECT client_id, contact_id, 'phone', 1 FROM people
    WHERE length($digits) >= 4 AND contains(regexp_replace(phone, '[^0-9]', '', 'g'), right($digits, 10))
    UNION ALL
    SELECT client_id, contact_id, 'person', 2 FROM people WHERE contains(lower(person), $words) OR contains(lower(person_en), $words)
    UNION ALL
    SELECT client_id, contact_id, 'email', 2 FROM people WHERE contains(lower(email), $words)
)
SELECT c.client_id, c.name, c.name_en, c.net_12m, h.found_by, h.contact_id
FROM (SELECT *, row_number() OVER (PARTITION BY client_id ORDER BY place, contact_id NULLS FIRST) AS nth FROM hits) AS h
JOIN clients AS c ON c.client_id = h.client_id
WHERE h.nth = 1
ORDER BY h.place, c.net_12m DESC NULLS LAST, c.client_id
LIMIT $most
