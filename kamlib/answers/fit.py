"""How far our USPs cover what clients need, and what is paid where they do not."""

from __future__ import annotations

import pandas as pd

from kamlib.book import Book

_NAMES = "c.name, c.name_en, c.manager, c.manager_en"


def usp_fit(book: Book) -> pd.DataFrame:
    """One row per client, the largest contribution first; clients without recorded needs too (fit_status no_needs).

    client_id, name, name_en, manager, manager_en; fit_status; fit_share (weight of needs covered, of those whose
    coverage is known), fit_low, fit_high (of all needs, unknown coverage counted as 0 and as 1), known_share,
    evidence_share (weight of needs with written evidence of the need); needs, unknown_needs (counts); vetoed (None: a
    must-have need was not assessed), vetoed_by, vetoed_by_en; main_gap, main_gap_en; passes (None: not known, or the
    unknown coverage decides); net_12m, contribution_12m (money), discount_share.
    """
    return book.sql(
        f"SELECT f.*, {_NAMES}, c.net_12m, c.contribution_12m, c.discount_share FROM marts.usp_fit AS f"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY c.contribution_12m DESC NULLS LAST, c.net_12m DESC NULLS LAST, f.client_id"
    )


def usp_gaps(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client and need (of one client, or all), a client's most open need first.

    need, need_en, importance, weight_share, must_have, minimum, coverage (NaN: no USP was assessed), is_veto; usps
    (how many cover it), usp_id, usp, usp_en (the best of them); gap_share (weight not covered), fit_share (now) and
    fit_after (were this need covered in full); evidence, coverage_evidence, author, recorded_on. Empty without needs.
    """
    return book.sql(
        "SELECT * FROM marts.usp_gaps WHERE $client_id::VARCHAR IS NULL OR client_id = $client_id"
        " ORDER BY client_id, place",
        {"client_id": client_id},
    )


def fit_matrix(book: Book) -> pd.DataFrame:
    """One row per client and its own need, for a heat map: clients by contribution, needs by their weight over all.

    client_id, name, name_en, need, need_en, weight_share, coverage (NaN: not assessed), is_veto, must_have, fit_share,
    fit_status, contribution_12m.
    """
    return book.sql(
        "SELECT g.client_id, c.name, c.name_en, g.need, g.need_en, g.weight_share, g.coverage, g.is_veto, g.must_have,"
        " f.fit_share, f.fit_status, c.contribution_12m"
        " FROM marts.usp_gaps AS g JOIN marts.usp_fit AS f USING (client_id)"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY c.contribution_12m DESC NULLS LAST, g.client_id,"
        " sum(g.weight_share) OVER (PARTITION BY g.need) DESC, g.need"
    )


def misfit_cost(book: Book) -> pd.DataFrame:
    """Four rows per client that does not fit (discount, terms, service, total), the dearest client first.

    client_id, name, name_en, part, status; own_level and comparable_level (discount: share of list price; terms: days
    of revenue outstanding; service: share of revenue); excess_12m, low_excess_12m, high_excess_12m (money a year above
    the median of clients like it that fit, and above the quarter of them given the most and the least; below zero: it
    is given less); excess_share (of the client's revenue); circle (how those were found), comparables (how many).
    NaN where not known or where there are too few: status says which. The total is the sum of the parts known.
    """
    return book.sql(
        "SELECT m.*, c.name, c.name_en, c.net_12m, c.contribution_12m FROM marts.misfit_cost AS m"
        " JOIN marts.client_card AS c USING (client_id)"
        " ORDER BY max(m.excess_12m) FILTER (WHERE m.part = 'total') OVER (PARTITION BY m.client_id) DESC NULLS LAST,"
        " m.client_id, list_position(['discount', 'terms', 'service', 'total'], m.part)"
    )


def misfit_comparables(book: Book, client_id: str) -> pd.DataFrame:
    """One row per client that fits and that `client_id` is compared with, the most like it in size first.

    comparable_id, name, name_en; circle; size_ratio (its revenue ÷ the client's), same_type, mix_overlap (share of
    purchases in the same product classes; NaN: classes not known); fit_share; discount_share, dso_days, service_share
    (what it is given); net_12m. Empty where there are too few, or the client fits.
    """
    return book.sql(
        "SELECT m.*, c.name, c.name_en, c.net_12m FROM marts.misfit_comparables AS m"
        " JOIN marts.client_card AS c ON c.client_id = m.comparable_id"
        " WHERE m.client_id = ? ORDER BY abs(ln(m.size_ratio)), m.comparable_id",
        [client_id],
    )
