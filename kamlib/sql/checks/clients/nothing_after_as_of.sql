-- nothing a mart tells of a client may be later than the book's date
SELECT client_id, last_purchase, as_of FROM marts.client_card WHERE last_purchase > as_of
