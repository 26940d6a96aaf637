"""What Alembic runs: our migrations, on the connection that `storage.schema` hands over, in its transaction."""

from __future__ import annotations

from alembic import context

from storage.tables import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    transactional_ddl=True,  # SQLite has it too, once BEGIN is ours
)
with context.begin_transaction():
    context.run_migrations()
