"""What alembic runs to migrate the User DB: over the connection that `migrate` has opened."""

from __future__ import annotations

from alembic import context

from sandbox.platform.models import UsersBase

context.configure(
    connection=context.config.attributes["connection"], target_metadata=UsersBase.metadata
)
with context.begin_transaction():
    context.run_migrations()
