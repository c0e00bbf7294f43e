"""Users have names, and can be switched off."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "u0002"
down_revision = "u0001"


def upgrade() -> None:
    op.add_column("users", sa.Column("full_name", sa.Text))
    switch = sa.Column("is_active", sa.Boolean, nullable=False, server_default=sa.true())
    op.add_column("users", switch)


def downgrade() -> None:
    op.drop_column("users", "is_active")
    op.drop_column("users", "full_name")
