"""A job is tracked: the migration that was forgotten once."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "p0003"
down_revision = "p0002"

COLUMNS = ("clearml_task_id", "observability_backends")


def upgrade() -> None:
    for name in COLUMNS:
        op.add_column("training_jobs", sa.Column(name, sa.Text))


def downgrade() -> None:
    for name in COLUMNS:
        op.drop_column("training_jobs", name)
