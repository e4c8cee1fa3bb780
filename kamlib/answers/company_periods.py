"""What changed between two periods.

`period` is "year" (12 months against the 12 before), "quarter" (three months against the same three a year ago) or
"quarter_before" (three months against the three before). A period whose windows the data do not cover month by month
has no rows: `comparisons` tells which, and from when on it will.
"""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book


def comparisons(book: Book) -> pd.DataFrame:
    """One row per period: whether the data cover both its windows month by month.

    Windows (base_after exclusive … base_to; current_after … current_to, dates); is_covered; months_lacking (months of
    either window that are missing or not whole, those before the data begin included); known_from (date: the first
    review at which nothing is lacking, if all months to come are covered; NULL: not within four years).
    """
    return book.sql(
        "SELECT * FROM comparisons ORDER BY CASE period WHEN 'quarter' THEN 1 WHEN 'quarter_before' THEN 2 ELSE 3 END"
    )


def revenue_bridge(book: Book) -> pd.DataFrame:
    """One row per period: revenue_before + new + returned + expansion − contraction − lost = revenue_after, exactly.

    Windows (base_after exclusive … base_to; current_after … current_to); clients_new … clients_lost; grr, nrr (of
    clients active in the base window), grr_class (client × product class), hidden_narrowing (grr − grr_class). Money
    and shares.
    """
    return book.sql(
        "SELECT * FROM revenue_bridge "
        " ORDER BY CASE period WHEN 'quarter' THEN 1 WHEN 'quarter_before' THEN 2 ELSE 3 END"
    )


def revenue_changes(book: Book, period: str = "year", part: str | None = None) -> pd.DataFrame:
    """One row per client with goods in either window, the largest change first.

    client_id, name, name_en, manager, manager_en, abc; net_before, net_now, change (money); part of the bridge (new,
    returned, expansion, contraction, lost, same).
    """
    return book.sql(
        "SELECT r.*, c.name, c.name_en, c.manager, c.manager_en, c.abc FROM revenue_changes AS r"
        " JOIN client_card AS c USING (client_id)"
        " WHERE r.period = ? AND (?::VARCHAR IS NULL OR r.part = ?) ORDER BY abs(r.change) DESC, r.client_id",
        [period, part, part],
    )


def price_volume_mix(book: Book) -> pd.DataFrame:
    """One row per period ("quarter", "year"): why revenue changed; the parts add up to `change`, exactly (money).

    price, volume, mix (over client × product pairs bought in both windows), new_products, dropped_products (of clients
    that stayed), not_measured (no quantity), clients_won, clients_lost.
    """
    return book.sql("SELECT * FROM price_volume_mix ORDER BY period")


def retention_by_product_class(book: Book, period: str = "year") -> pd.DataFrame:
    """One row per product class ('' unknown): revenue_before, revenue_after, change, grr; the largest fall first."""
    return book.sql(
        "SELECT r.*, n.product_class_en FROM retention_by_product_class AS r"
        " LEFT JOIN product_classes AS n USING (product_class) WHERE r.period = ? ORDER BY r.change",
        [period],
    )


def grr_by_class(book: Book, period: str = "year") -> pd.DataFrame:
    """One row per ABC class the clients were in before ('none': not in any): clients, revenue, grr, nrr."""
    return book.sql("SELECT * FROM grr_by_class WHERE period = ? ORDER BY abc_before", [period])


def migration(book: Book, axis: str = "abc", period: str = "year") -> pd.DataFrame:
    """One row per class before and class now: clients, net_12m_before, net_12m_now (money), clients_share, net_share.

    axis: abc, rfm, T2, T3, T4, T5, T6, T8, T10; period: quarter (3 months back) or year. Shares are of the class
    before. 'not_yet': no goods by then; 'inactive': none in 12 months; 'lost': lost by T5 and so without a
    class; 'unknown': active, class not known.
    """
    return book.sql(
        "SELECT * FROM migration WHERE axis = ? AND period = ? ORDER BY class_before, class_now",
        [axis, period],
    )


def moves(
    book: Book,
    axis: str = "abc",
    period: str = "year",
    class_before: str | None = None,
    class_now: str | None = None,
) -> pd.DataFrame:
    """One row per client behind the cells of `migration`, only movers unless a cell is named; most money first.

    client_id, name, name_en, manager, manager_en; class_before, class_now; net_12m_before, net_12m_now (money).
    """
    return book.sql(
        "SELECT m.*, c.name, c.name_en, c.manager, c.manager_en FROM client_moves AS m"
        " JOIN client_card AS c USING (client_id)"
        " WHERE m.axis = $axis AND m.period = $period"
        " AND ($before::VARCHAR IS NULL OR m.class_before = $before) AND ($now::VARCHAR IS NULL OR m.class_now = $now)"
        " AND ($before IS NOT NULL OR $now IS NOT NULL OR m.class_before <> m.class_now)"
        " ORDER BY greatest(m.net_12m_before, m.net_12m_now) DESC, m.client_id",
        {"axis": axis, "period": period, "before": class_before, "now": class_now},
    )
