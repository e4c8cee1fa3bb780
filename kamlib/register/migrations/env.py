"""Run by alembic, on the connection that connect.py hands over."""

from alembic import context

from kamlib.register.schema import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
context.run_migrations()
