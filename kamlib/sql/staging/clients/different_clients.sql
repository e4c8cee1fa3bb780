-- one row per pair of client codes that a person judged to be different clients
SELECT client_id, same_as FROM canonical.same_clients WHERE NOT is_same
