-- the parts of price, volume and mix must be the change, exactly
SELECT period, change
FROM marts.price_volume_mix
WHERE price + volume + mix + new_products + dropped_products + not_measured + clients_won + clients_lost <> change
    OR net_before + change <> net_now
