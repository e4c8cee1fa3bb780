"""The tables of the register, for its queries. The migrations make them; a test holds the two together."""

from __future__ import annotations

import sqlalchemy as sa

HEAD = "0002"  # the newest migration

metadata = sa.MetaData()

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
    sa.Column("at", sa.String(27), nullable=False),  # UTC, 2026-11-22T13:03:00.123456Z: sorts as text, same everywhere
    sa.Column("author", sa.Text(), nullable=False),
    sa.Column("source", sa.Text(), nullable=False),
    sa.Column("table_name", sa.String(63), nullable=False),
    sa.Column("row_key", sa.Text(), nullable=False),  # JSON list of the key's values
    sa.Column("client_id", sa.Text()),
    sa.Column("version", sa.Integer(), nullable=False),
    sa.Column("old", sa.Text()),  # the row before, as JSON; NULL: there was none
    sa.Column("new", sa.Text()),  # the row after, as JSON; NULL: withdrawn
    sa.Column("note", sa.Text()),
    sa.UniqueConstraint("table_name", "row_key", "version", name="entries_one_version"),
    sa.CheckConstraint("author <> ''", name="entries_author_told"),
    sa.CheckConstraint("version > 0", name="entries_version_counts"),
    sa.Index("entries_by_client", "client_id", "table_name"),
    sqlite_autoincrement=True,
)

about = sa.Table(
    "about",
    metadata,
    sa.Column("register_id", sa.String(32), primary_key=True),  # which register an Excel form was filled from
)
