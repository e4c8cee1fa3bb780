-- one row per client code and source of clients: what it told of type and terms, and the day it was brought in
SELECT client_id, type, payment_terms, prepayment_share, source_no, told_on FROM canonical.clients_told
