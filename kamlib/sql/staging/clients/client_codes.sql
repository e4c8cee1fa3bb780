-- one row per client code that the company lists, as it is told, before codes are joined into clients
SELECT client_id, name, name_en FROM canonical.clients
