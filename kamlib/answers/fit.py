"""How far our USPs cover what clients need, and what is paid where they do not."""

from __future__ import annotations

import pandas as pd

from kamlib.answers.order import in_order
from kamlib.book.book import Book

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
        f" m.client_id, {in_order('m.part', 'misfit_part')}"
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


def fit_totals(book: Book) -> pd.DataFrame:
    """One row per fit_status that a client has: how many, and what they bring.

    clients (count), net_12m, contribution_12m (money), net_share (of the revenue of all clients; NaN: sales
    and returns leave no total).
    """
    return book.sql(
        "SELECT f.fit_status, count(*) AS clients, coalesce(sum(c.net_12m), 0) AS net_12m,"
        " coalesce(sum(c.contribution_12m), 0) AS contribution_12m,"
        " CASE WHEN bool_or(k.has_total)"
        " THEN CAST(coalesce(sum(c.net_12m), 0) AS DOUBLE) / CAST(max(k.net_12m) AS DOUBLE) END AS net_share"
        " FROM marts.usp_fit AS f JOIN marts.client_card AS c USING (client_id)"
        " JOIN features.company_as_of AS k ON k.as_of = c.as_of GROUP BY f.fit_status"
        f" ORDER BY {in_order('f.fit_status', 'fit_status')}"
    )


def misfit_totals(book: Book) -> pd.DataFrame:
    """Four rows (discount, terms, service, total): what all clients that do not fit are paid a year.

    part; clients, misfit_unknown (counts: of how many it is known, and of how many not); excess_12m, low_excess_12m,
    high_excess_12m (money, of those of whom it is known; NaN: of nobody). Empty where every client fits.
    """
    return book.sql(
        "SELECT part, count(excess_12m) AS clients, count(*) - count(excess_12m) AS misfit_unknown,"
        " sum(excess_12m) AS excess_12m, sum(low_excess_12m) AS low_excess_12m,"
        " sum(high_excess_12m) AS high_excess_12m FROM marts.misfit_cost GROUP BY part"
        f" ORDER BY {in_order('part', 'misfit_part')}"
    )


def need_usps(book: Book, client_id: str | None = None) -> pd.DataFrame:
    """One row per client, need and USP assessed for it (of one client, or all).

    need, need_en; usp_id, usp, usp_en (None: not in the catalogue); coverage (what counts for this client),
    general_coverage (in the general view; NaN: none), is_own (the client's own assessment counts), is_offered (False:
    the USP is not, or no longer, in the catalogue and covers nothing), evidence (of what counts).
    """
    return book.sql(
        "SELECT n.client_id, n.need, n.need_en, u.usp_id, s.name AS usp, s.name_en AS usp_en, u.coverage,"
        " g.coverage AS general_coverage, u.is_own, u.is_offered, u.evidence"
        " FROM features.need_usp AS u JOIN staging.needs AS n ON n.client_id = u.client_id AND n.need = u.need"
        " LEFT JOIN staging.usps AS s ON s.usp_id = u.usp_id"
        " LEFT JOIN staging.coverage AS g ON g.need = u.need AND g.usp_id = u.usp_id AND g.client_id IS NULL"
        " WHERE $client_id::VARCHAR IS NULL OR u.client_id = $client_id"
        " ORDER BY n.client_id, n.importance DESC, n.need, u.coverage DESC, u.usp_id",
        {"client_id": client_id},
    )


def need_gaps(book: Book) -> pd.DataFrame:
    """One row per need that any client has: how open it is among clients that do not fit for certain.

    need, need_en; clients (how many have it), clients_short (of them, how many do not fit for certain and are not
    covered in full), vetoes (for how many it is a veto); open_net_12m (money: their revenue × the weight not covered,
    what is not assessed counting as open), the largest first; general_coverage (by the best USP of the catalogue in
    the general view; NaN: none was assessed), usp_id, usp, usp_en (which).
    """
    return book.sql(
        "WITH best AS (SELECT c.need, c.usp_id, u.name, u.name_en, c.coverage,"
        " row_number() OVER (PARTITION BY c.need ORDER BY c.coverage DESC, c.usp_id) AS place"
        " FROM staging.coverage AS c JOIN staging.usps AS u USING (usp_id) WHERE c.client_id IS NULL)"
        " SELECT g.need, min(g.need_en) AS need_en, count(*) AS clients,"
        " count(*) FILTER (WHERE f.passes IS DISTINCT FROM true AND coalesce(g.coverage, 0) < 1) AS clients_short,"
        " count(*) FILTER (WHERE g.is_veto) AS vetoes,"
        " coalesce(sum(greatest(CAST(k.net_12m AS DOUBLE), 0) * g.weight_share * (1 - coalesce(g.coverage, 0)))"
        " FILTER (WHERE f.passes IS DISTINCT FROM true), 0) AS open_net_12m,"
        " any_value(b.coverage) AS general_coverage, any_value(b.usp_id) AS usp_id, any_value(b.name) AS usp,"
        " any_value(b.name_en) AS usp_en"
        " FROM marts.usp_gaps AS g JOIN marts.usp_fit AS f USING (client_id)"
        " JOIN marts.client_card AS k USING (client_id) LEFT JOIN best AS b ON b.need = g.need AND b.place = 1"
        " GROUP BY g.need ORDER BY open_net_12m DESC, clients DESC, g.need"
    )


def usps(book: Book) -> pd.DataFrame:
    """One row per USP of the catalogue, by its code.

    usp_id, name, name_en, kind (goods, not_goods; None: not told), yearly_cost (money; NaN: not told); needs_covered
    (how many needs it covers in the general view).
    """
    return book.sql(
        "SELECT u.*, count(c.need) FILTER (WHERE c.coverage > 0) AS needs_covered FROM staging.usps AS u"
        " LEFT JOIN staging.coverage AS c ON c.usp_id = u.usp_id AND c.client_id IS NULL"
        " GROUP BY u.usp_id, u.name, u.name_en, u.kind, u.yearly_cost ORDER BY u.usp_id"
    )


def general_coverage(book: Book) -> pd.DataFrame:
    """One row per need and USP assessed in the general view, by need, the best USP first.

    need, need_en; usp_id, usp, usp_en (None: not in the catalogue); coverage, evidence.
    """
    return book.sql(
        "WITH english AS (SELECT need, min(need_en) AS need_en FROM staging.needs GROUP BY need)"
        " SELECT c.need, coalesce(n.need_en, c.need) AS need_en, c.usp_id, u.name AS usp, u.name_en AS usp_en,"
        " c.coverage, c.evidence FROM staging.coverage AS c LEFT JOIN english AS n ON n.need = c.need"
        " LEFT JOIN staging.usps AS u ON u.usp_id = c.usp_id WHERE c.client_id IS NULL"
        " ORDER BY c.need, c.coverage DESC, c.usp_id"
    )
