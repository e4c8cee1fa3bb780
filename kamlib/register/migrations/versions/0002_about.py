"""A name for every register, so that a form filled from one is not held against another."""

import uuid

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    about = op.create_table("about", sa.Column("register_id", sa.String(32), primary_key=True))
    op.bulk_insert(about, [{"register_id": uuid.uuid4().hex}])
