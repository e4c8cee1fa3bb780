-- one row per product class (NULL: the whole company) and month of the year: how it stands to the mean month
SELECT s.as_of, s.product_class, s.month_of_year, s.season_index, s.is_flat
FROM features.seasonal_index AS s
JOIN staging.as_of_windows AS w ON w.is_book AND w.as_of = s.as_of
