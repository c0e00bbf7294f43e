"""What alembic runs to migrate the Platform DB: over the connection that `migrate` has opened."""

from __future__ import annotations

from alembic import context

from sandbox.platform.models import Base

context.configure(connection=context.config.attributes["connection"], target_metadata=Base.metadata)
with context.begin_transaction():
    context.run_migrations()
