"""Are two books the same?"""

from kamlib import Book

# They tell what was imported, not what is true of the company on the review date
ABOUT_THE_DATA = {"book_info", "sources", "source_overlaps", "rejects", "reconciliation", "data_gaps", "knowledge",
                  "register_knowledge"}  # fmt: skip


def different(one: Book, other: Book, schema: str = "main") -> list[str]:
    """Tables (main: the marts) that are not equal, row for row in any order; those about the data as such left out."""
    names = tables(one, schema)
    assert names == tables(other, schema)
    return [n for n in names if n not in ABOUT_THE_DATA and rows(one, schema, n) != rows(other, schema, n)]


def tables(book: Book, schema: str) -> list[str]:
    """Tables and views of a schema of the book."""
    found = """SELECT table_name FROM information_schema.tables
               WHERE table_schema = ? AND table_catalog = current_database() ORDER BY table_name"""
    names = book.sql(found, [schema])["table_name"].tolist()
    assert names
    return names


def rows(book: Book, schema: str, name: str) -> list[str]:
    """All rows of a table as text, with every digit, sorted."""
    return sorted(book.sql(f"SELECT CAST(t AS VARCHAR) AS r FROM {schema}.{name} AS t")["r"].tolist())
