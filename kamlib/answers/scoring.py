"""Who is who: ABC × XYZ, RFM, the axes, who is becoming key."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from kamlib.book.book import Book


def abc_xyz(book: Book) -> pd.DataFrame:
    """One row per client with goods in the 12 months, the largest contribution first.

    client_id, name, name_en; net_12m, cm1_12m (money; NaN: some cost not known); revenue_share, contribution_share
    (of all clients; NaN: gains and losses leave no total to speak of); rank_revenue, rank_contribution; abc_basis
    ('cm', or 'revenue' where the company's cost is not known); abc_revenue, abc_contribution (A, B, C; None: this
    client's cost is not known); xyz (X, Y, Z; None: under six months of life); cv (of months out of season), adi
    (months per month with goods), cv2, demand_pattern; months_observed. Method: Pareto classes by cumulative share
    before the client; Syntetos–Boylan demand classes.
    """
    return book.sql(
        "SELECT a.*, c.name, c.name_en FROM abc_xyz AS a JOIN client_card AS c USING (client_id)"
        " ORDER BY a.rank_contribution NULLS LAST, a.client_id"
    )


def matrix(book: Book, clients: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per ABC class and XYZ class that has clients: clients, net_12m (money), net_share.

    xyz None: not judged, under six months of life. abc is by contribution, or revenue where cost is not known.
    clients: only of these.
    """
    return book.sql(
        "SELECT abc_contribution AS abc, xyz, count(*) AS clients, sum(net_12m) AS net_12m,"
        " sum(revenue_share) AS net_share"
        " FROM abc_xyz WHERE $clients::VARCHAR[] IS NULL OR list_contains($clients, client_id)"
        " GROUP BY abc_contribution, xyz ORDER BY abc_contribution NULLS LAST, xyz NULLS LAST",
        {"clients": None if clients is None else list(clients)},
    )


def rfm(book: Book) -> pd.DataFrame:
    """One row per client with a purchase in the 12 months, the best scores first.

    client_id, name, name_en; recency_days (days since the last purchase), frequency_12m (purchase days),
    monetary_12m (money); r_score, f_score, m_score (1–5, 5 is best; NA: all clients have the same, so there is nothing
    to compare); segment (code of the policy's rule table; None: some score is not known).
    """
    return book.sql(
        "SELECT r.*, c.name, c.name_en FROM rfm AS r JOIN staging.clients AS c USING (client_id)"
        " ORDER BY r.r_score + r.f_score + r.m_score DESC, r.monetary_12m DESC, r.client_id"
    )


def segments(book: Book, clients: Sequence[str] | None = None) -> pd.DataFrame:
    """One row per RFM segment that has clients, the most money first.

    segment (None: clients without one, as all are alike in recency, frequency or money); clients; monetary_12m (money),
    net_share (NaN: no total to have a share of); recency_days, frequency_12m (medians of its clients). clients: only of
    these.
    """
    return book.sql(
        "SELECT segment, count(*) AS clients, sum(monetary_12m) AS monetary_12m,"
        " CASE WHEN sum(sum(monetary_12m)) OVER () > 0 AND CAST(sum(sum(monetary_12m)) OVER () AS DOUBLE)"
        " >= max(p.money_min_total_share) * CAST(sum(sum(abs(monetary_12m))) OVER () AS DOUBLE)"
        " THEN CAST(sum(monetary_12m) AS DOUBLE) / CAST(sum(sum(monetary_12m)) OVER () AS DOUBLE) END AS net_share,"
        " median(recency_days) AS recency_days, median(frequency_12m) AS frequency_12m"
        " FROM rfm CROSS JOIN policy AS p WHERE $clients::VARCHAR[] IS NULL OR list_contains($clients, client_id)"
        " GROUP BY segment ORDER BY 3 DESC, segment",
        {"clients": None if clients is None else list(clients)},
    )


def axes(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client and axis T1–T10 (of one client, or all).

    client_id; axis; class (code; None: not known, and unknown_reason says why); since (first review date of the
    unbroken run of this class; is_from_start: it may be older than the book looks back; NaT for what is told, not
    measured); value (the number behind the class: T2 classes bought, T3 share of the company, T4 purchase days in
    12 months, T5 days idle, T6 markup, T7 days until paid or prepaid share, T8 discount, T10 days known); stated_class
    (T7 as agreed, beside the class as paid in the 12 months; None on other axes and where nothing is agreed).
    """
    return book.sql(
        "SELECT * FROM axes WHERE ?::VARCHAR IS NULL OR client_id = ? ORDER BY client_id, CAST(axis[2:] AS INTEGER)",
        [client_id, client_id],
    )


def emerging_fading(book: Book) -> pd.DataFrame:
    """One row per client that is becoming key or stops being so (K3): the fastest money first.

    client_id, name, name_en; direction (emerging, fading); net_12m; pace_now (money a month out of season, last six
    months), pace_year_ago (same, over the 12 months that ended a year ago), growth (share; NaN: new), pace_share (of
    the company), abc_year_ago, abc_now, tenure_days.
    """
    return book.sql(
        "SELECT e.*, c.name, c.name_en FROM emerging_fading AS e JOIN client_card AS c USING (client_id)"
        " ORDER BY e.direction, abs(e.pace_now - e.pace_year_ago) DESC, e.client_id"
    )
