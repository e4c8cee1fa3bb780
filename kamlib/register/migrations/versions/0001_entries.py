"""The append-only table of entries, and what refuses to change it."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None

_SQLITE = {
    "entries_no_update": "BEFORE UPDATE ON entries BEGIN",
    "entries_no_delete": "BEFORE DELETE ON entries BEGIN",
    # INSERT OR REPLACE deletes without asking the trigger above
    "entries_no_replace": """BEFORE INSERT ON entries WHEN EXISTS (
        SELECT 1 FROM entries WHERE entry_id = NEW.entry_id
        OR (table_name = NEW.table_name AND row_key = NEW.row_key AND version = NEW.version)) BEGIN""",
}


def upgrade() -> None:
    op.create_table(
        "entries",
        sa.Column("entry_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), primary_key=True),
        sa.Column("at", sa.String(27), nullable=False),
        sa.Column("author", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("table_name", sa.String(63), nullable=False),
        sa.Column("row_key", sa.Text(), nullable=False),
        sa.Column("client_id", sa.Text()),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("old", sa.Text()),
        sa.Column("new", sa.Text()),
        sa.Column("note", sa.Text()),
        sa.UniqueConstraint("table_name", "row_key", "version", name="entries_one_version"),
        sa.CheckConstraint("author <> ''", name="entries_author_told"),
        sa.CheckConstraint("version > 0", name="entries_version_counts"),
        sqlite_autoincrement=True,
    )
    op.create_index("entries_by_client", "entries", ["client_id", "table_name"])
    if op.get_bind().dialect.name == "sqlite":
        for name, when in _SQLITE.items():
            op.execute(f"CREATE TRIGGER {name} {when} SELECT RAISE(ABORT, 'entries are never changed'); END")
        return
    op.execute(
        """CREATE FUNCTION entries_stay() RETURNS trigger LANGUAGE plpgsql AS
        $$ BEGIN RAISE EXCEPTION 'entries are never changed'; END $$"""
    )
    op.execute(
        "CREATE TRIGGER entries_no_change BEFORE UPDATE OR DELETE OR TRUNCATE ON entries"
        " FOR EACH STATEMENT EXECUTE FUNCTION entries_stay()"
    )
