"""Projects, datasets, and jobs that train on them."""

from __future__ import annotations

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "p0001"
down_revision = None

STATUSES = ("pending", "running", "completed", "failed", "cancelled")


def upgrade() -> None:
    op.create_table(
        "projects",
        sa.Column("id", sa.Integer, primary_key=True),
        *_required(sa.Text, "name"),
        *_required(sa.Integer, "owner_id"),
        *_created(),
    )
    op.create_table(
        "datasets",
        sa.Column("id", sa.Text, primary_key=True),
        *_required(sa.Text, "name", "format", "task_type"),
        *_required(sa.Integer, "num_images"),
        *_required(sa.Text, "storage_path", "annotation_path"),
        *_required(sa.Integer, "owner_id"),
        *_required(sa.Text, "visibility"),
        *_created(),
    )
    op.create_table(
        "experiments",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("projects.id"), nullable=False),
        *_required(sa.Text, "name"),
    )
    op.create_table("training_jobs", *_jobs())


def downgrade() -> None:
    for table in ("training_jobs", "experiments", "datasets", "projects"):
        op.drop_table(table)
    op.execute("DROP TYPE jobstatus")


def _jobs() -> list[sa.Column[Any]]:
    return [
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("project_id", sa.Integer, sa.ForeignKey("projects.id"), nullable=False),
        sa.Column("experiment_id", sa.Integer, sa.ForeignKey("experiments.id")),
        *_required(sa.Integer, "user_id"),
        sa.Column("dataset_id", sa.Text, sa.ForeignKey("datasets.id"), nullable=False),
        *_required(sa.Text, "framework", "model_name", "task_type", "dataset_format"),
        *_required(sa.Text, "output_dir"),
        *_required(sa.Integer, "epochs", "batch_size"),
        *_required(sa.Float, "learning_rate"),
        sa.Column("status", sa.Enum(*STATUSES, name="jobstatus"), nullable=False),
        sa.Column("workflow_id", sa.Text),
        sa.Column("error_message", sa.Text),
        *_created(),
        sa.Column("started_at", sa.DateTime(timezone=True)),
        sa.Column("completed_at", sa.DateTime(timezone=True)),
    ]


def _required(kind: type[sa.types.TypeEngine[Any]], *names: str) -> list[sa.Column[Any]]:
    return [sa.Column(name, kind, nullable=False) for name in names]


def _created() -> list[sa.Column[Any]]:
    return [sa.Column("created_at", sa.DateTime(timezone=True), nullable=False)]
