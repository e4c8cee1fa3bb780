-- one row per client: its name and code bare of what spellings differ in
-- name_key: small letters, ё as е, without quotes, dots and other marks, forms of company and blanks; NULL where nothing is
-- left. code_key: a code of digits alone, as long as a taxpayer's number (9 to 12), without the zeros it begins with.
WITH words AS (
    SELECT
        client_id,
        ' ' || trim(regexp_replace(translate(lower(name), 'ё', 'е'), '[^0-9a-zа-я]+', ' ', 'g')) || ' ' AS words
    FROM staging.clients
),
bare AS (
    SELECT
        client_id,
        -- twice, since two forms side by side share a blank: "ооо тд"
        regexp_replace(
            regexp_replace(
                words,
                ' (ооо|оао|зао|пао|нао|ао|ип|чп|тоо|одо|фгуп|муп|тд|llc|llp|ltd|limited|inc|incorporated|corp|corporation|co|company|plc|gmbh|ag|kg|sa|sas|sarl|srl|spa|bv|nv|ab|oy|as|sp z o o|z o o) ',
                ' ', 'g'
            ),
            ' (ооо|оао|зао|пао|нао|ао|ип|чп|тоо|одо|фгуп|муп|тд|llc|llp|ltd|limited|inc|incorporated|corp|corporation|co|company|plc|gmbh|ag|kg|sa|sas|sarl|srl|spa|bv|nv|ab|oy|as|sp z o o|z o o) ',
            ' ', 'g'
        ) AS words
    FROM words
)
SELECT
    client_id,
    nullif(replace(words, ' ', ''), '') AS name_key,
    CASE WHEN regexp_matches(client_id, '^[0-9]{9,12}$') THEN nullif(ltrim(client_id, '0'), '') END AS code_key
FROM bare
