-- one row per client and thing in the queue that somebody answered: the last answer
-- item: the code of the thing, with the product class where it is about one ("dropped_class:Paints").
SELECT client_id, item, mark, owner, due_on, until, reason, stake, marked_on
FROM (
    SELECT
        coalesce(g.group_id, m.client_id) AS client_id,
        m.item,
        m.mark,
        m.owner,
        m.due_on,
        m.until,
        m.reason,
        m.stake,
        m.marked_on,
        row_number() OVER (
            PARTITION BY coalesce(g.group_id, m.client_id), m.item
            ORDER BY m.marked_on DESC NULLS LAST, m.client_id NULLS LAST
        ) AS place
    FROM canonical.queue_marks AS m
    LEFT JOIN staging.client_groups AS g ON g.client_id = m.client_id
) AS told
WHERE place = 1
