"""What is in the data: where it came from, whether it adds up, what is missing."""

from __future__ import annotations

import pandas as pd

from kamlib.book import Book


def sources(book: Book) -> pd.DataFrame:
    """One row per source file (and sheet) the book was made of, in order of import: its manifest record.

    rows_read = rows_accepted + rows_rejected; amount_read = amount_accepted + amount_rejected (sales lines only).
    """
    return book.sql("SELECT * FROM sources ORDER BY source_no")


def reconciliation(book: Book) -> pd.DataFrame:
    """One row per attribution (client, no_client, service, write_off, adjustment), kind of line, and before/after as_of.

    lines; net (money); first_day, last_day. Sums to all lines that count; only 'client' up to as_of is in the marts.
    """
    return book.sql("SELECT * FROM reconciliation ORDER BY is_after_as_of, attribution, line_kind")


def rejects(book: Book) -> pd.DataFrame:
    """One row per source row that could not be used: file, sheet, line, cell, column, value, reason, amount, raw text."""
    return book.sql("SELECT * FROM rejects ORDER BY source_no, line")


def overlaps(book: Book) -> pd.DataFrame:
    """One row per pair of sources that hold the same lines: how many, their money, from and to which day."""
    return book.sql("SELECT * FROM overlaps ORDER BY source_no")


def data_gaps(book: Book) -> pd.DataFrame:
    """One row per thing a company can tell us: item, rows_possible, rows_known, known_share; the least known first."""
    return book.sql("SELECT * FROM data_gaps ORDER BY known_share, item")
