"""Who buys less than its own past and the season imply, in all or class by class, and one client's days and classes."""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book

_NAMES = "c.name, c.name_en, c.manager, c.manager_en, c.abc"


def shrinkage(book: Book) -> pd.DataFrame:
    """One row per client with a purchase in the year before the last horizon, the most missing turnover first.

    client_id, name, name_en, manager, manager_en, abc; status (assessed, or why not), level (stopped, halved, below,
    as_expected; None: not assessed), decline (orders: buys less often, size: smaller orders, both, silence: longer than
    its gaps; None: not beyond chance); after_day and horizon_days (which days are looked at); actual, expected (money;
    NaN where the company has no year to tell the season from), met_share, missing, missing_contribution (money; NaN:
    cost unknown); orders_year; z (the least of the deviations of number, size, both and silence, in spreads), chance,
    false_share (shares; NaN: not assessed).
    Clients with a level other than as_expected come with at most the policy's share of false alarms (Benjamini and
    Hochberg 1995).
    """
    return book.sql(
        f"SELECT s.* EXCLUDE (as_of), {_NAMES} FROM marts.shrinkage AS s JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY s.level IS NULL OR s.level = 'as_expected', s.missing DESC NULLS LAST, s.client_id"
    )


def key_watch(book: Book) -> pd.DataFrame:
    """One row per client among the largest (policy), the most missing first: its last quarter against the same one last
    year, whether beyond chance or not.

    client_id, name, name_en, manager, manager_en, abc; size_place; net_3m, net_3m_year_ago (money; NaN: a year ago is
    not covered), missing (money, 0: it bought as much), missing_contribution (NaN: cost unknown); since (first month of
    the unbroken run of complete months below the same months last year), months_below (None: the last month was not);
    level as in `shrinkage`.
    """
    return book.sql(
        f"SELECT w.* EXCLUDE (as_of), {_NAMES} FROM marts.key_watch AS w JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY w.missing DESC NULLS LAST, w.size_place"
    )


def narrowing(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client (or of one) and product class it goes on buying without, the most turnover at stake first.

    client_id, name, name_en, manager, manager_en, abc; product_class, product_class_en; status (leaving: bought less,
    left: a stop, as such cases were before; pause: not called); last_purchase, idle_days; class_days_year (purchase
    days with the class in the year up to the last one), purchases_since (the client's purchase days without it
    since); net_year (money of the class in that year), client_share; fell_share, away_share (which share of such
    cases of the company's own past was bought at most half as often in the half-year after, and not at all; NaN: no
    past to tell from); chance, false_share (shares, as if a class were on each purchase day by chance). How it did is
    told by `narrowing_check`. A client that buys nothing at all narrows in nothing: see `churn_risk`.
    """
    return book.sql(
        f"SELECT n.* EXCLUDE (as_of), p.product_class_en, {_NAMES} FROM marts.narrowing AS n"
        " JOIN marts.client_card AS c USING (client_id) LEFT JOIN marts.product_classes AS p USING (product_class)"
        " WHERE $client_id::VARCHAR IS NULL OR n.client_id = $client_id"
        " ORDER BY n.status = 'pause', n.net_year DESC, n.client_id, n.product_class",
        {"client_id": client_id},
    )


def narrowing_check(book: Book) -> pd.DataFrame:
    """One row per past date whose half-year (by policy) is over: what would have been said of classes, and what came.

    said_on; of clients that went on buying: called (classes said to be bought less or left), kept_falling (of them,
    bought at most half as often in the half-year), called_left (said to be left), left_away (of them, not bought);
    all_fell and stayed_away (of all classes with a habit, bought at most half as often, and not at all), found (of
    the latter, called). What was right is kept_falling / called and left_away / called_left, what was found
    kept_falling / all_fell and found / stayed_away. A past date knows only dates before it.
    """
    return book.sql("SELECT * EXCLUDE (as_of) FROM marts.narrowing_check ORDER BY said_on")


def order_days(book: Book, client_id: str) -> pd.DataFrame:
    """One row per day of the last 24 months on which the client bought or returned, oldest first.

    day, net (money), is_purchase, gap_days (since the purchase day before; NaN: the first, or a day of returns).
    """
    return book.sql(
        "SELECT d.day, d.net, d.is_purchase, g.gap_days FROM features.client_day AS d"
        " JOIN staging.as_of_windows AS w ON w.is_book AND d.day <= w.as_of AND d.day > w.after_24m"
        " LEFT JOIN features.client_gaps AS g ON g.client_id = d.client_id AND g.day = d.day AND d.is_purchase"
        " WHERE d.client_id = ? ORDER BY d.day",
        [client_id],
    )


def class_months(book: Book, client_id: str) -> pd.DataFrame:
    """One row per product class of the client's 24 months ('' unknown) and month of the last 12, largest class first.

    product_class, product_class_en, month; net, net_year_ago (money of the month, and of the same month a year before;
    0: nothing), change (net − net_year_ago).
    """
    return book.sql(
        """
        WITH months AS (
            SELECT CAST(date_trunc('month', w.as_of) - to_months(CAST(back AS INTEGER)) AS DATE) AS month
            FROM staging.as_of_windows AS w
            CROSS JOIN (SELECT unnest(generate_series(0, 11)) AS back) AS s
            WHERE w.is_book
        ),
        sums AS (
            SELECT d.product_class, CAST(date_trunc('month', d.day) AS DATE) AS month, sum(d.net) AS net
            FROM features.client_day_class AS d
            JOIN staging.as_of_windows AS w ON w.is_book AND d.day <= w.as_of AND d.day > w.after_24m
            WHERE d.client_id = $client_id
            GROUP BY ALL
        ),
        classes AS (SELECT product_class, sum(net) AS total FROM sums GROUP BY product_class)
        SELECT c.product_class, p.product_class_en, m.month,
            coalesce(n.net, 0) AS net, coalesce(b.net, 0) AS net_year_ago,
            coalesce(n.net, 0) - coalesce(b.net, 0) AS change
        FROM classes AS c
        CROSS JOIN months AS m
        LEFT JOIN marts.product_classes AS p ON p.product_class = c.product_class
        LEFT JOIN sums AS n ON n.product_class = c.product_class AND n.month = m.month
        LEFT JOIN sums AS b ON b.product_class = c.product_class AND b.month = CAST(m.month - to_months(12) AS DATE)
        ORDER BY c.total DESC, c.product_class, m.month
        """,
        {"client_id": client_id},
    )
