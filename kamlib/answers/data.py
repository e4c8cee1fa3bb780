"""What is in the data: where it came from, whether it adds up, what is missing."""

from __future__ import annotations

import pandas as pd

from kamlib.book.book import Book


def sources(book: Book) -> pd.DataFrame:
    """One row per source file (and sheet) the book was made of, in order of import: its manifest record.

    rows_read = rows_accepted + rows_rejected; amount_read = amount_accepted + amount_rejected (sales lines only).
    """
    return book.sql("SELECT * FROM sources ORDER BY source_no")


def reconciliation(book: Book) -> pd.DataFrame:
    """One row per attribution, kind of line, and before or after as_of.

    attribution (client, no_client, service, write_off, adjustment); lines; net (money); first_day, last_day.
    Sums to all lines that count; only 'client' up to as_of is in the marts.
    """
    return book.sql("SELECT * FROM reconciliation ORDER BY is_after_as_of, attribution, line_kind")


def missing_months(book: Book) -> pd.DataFrame:
    """One row per calendar month up to the book's date that the data do not cover in full, oldest first.

    month; problem (missing, thin, starts_late, ends_early); active_clients, net (money) as far as they are known (NaN:
    nothing is). A comparison over such a month is not made; `policy.toml` may say under `completeness.no_sales` that
    nothing more was sold in it.
    """
    return book.sql(
        "SELECT month, problem, active_clients, net FROM company_monthly WHERE NOT is_covered ORDER BY month"
    )


def rejects(book: Book) -> pd.DataFrame:
    """One row per source row that could not be used: file, sheet, line, cell, column, value, reason, amount, raw.

    At most the first 100,000; the home keeps them all, and there raw (the whole row) of what people enter too.
    """
    return book.sql("SELECT * FROM rejects ORDER BY source_no, line")


def overlaps(book: Book) -> pd.DataFrame:
    """One row per pair of sources that hold the same lines, which count once, in the first.

    file, sheet (that counts); later_file, later_sheet; lines; net (money); first_day, last_day.
    """
    return book.sql(
        "SELECT a.file, a.sheet, b.file AS later_file, b.sheet AS later_sheet, o.lines, o.net, o.first_day, o.last_day"
        " FROM source_overlaps AS o JOIN sources AS a ON a.source_no = o.source_no"
        " JOIN sources AS b ON b.source_no = o.later_source_no ORDER BY o.lines DESC, a.source_no, b.source_no"
    )


def data_gaps(book: Book) -> pd.DataFrame:
    """One row per thing a company can tell us: item, rows_possible, rows_known, known_share; the least known first."""
    return book.sql("SELECT * FROM data_gaps ORDER BY known_share, item")
