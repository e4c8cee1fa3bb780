-- sales lines in another currency that have no exchange rate: their value is not known
SELECT line_id, day, client_id FROM staging.sales_lines WHERE lacks_rate
