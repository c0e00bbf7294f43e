"""What the two databases hold, as the application sees it; `migrations` makes the tables.

The application supplies what has a default here; the database knows no default of a job's.
"""

from __future__ import annotations

import enum
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, DateTime, Enum, ForeignKey, Text, true
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    """The Platform DB's tables."""


class UsersBase(DeclarativeBase):
    """The User DB's tables."""


class Role(enum.Enum):
    ADMIN = "admin"
    MANAGER = "manager"
    ENGINEER = "engineer"


class JobStatus(enum.Enum):
    PENDING = "pending"
    RUNNING = "running"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELLED = "cancelled"


def now() -> datetime:
    return datetime.now(UTC)


def _values(kind: type[enum.Enum], name: str) -> Enum:
    """The database knows the values. SQLAlchemy by itself would write the names."""
    return Enum(kind, name=name, values_callable=lambda every: [each.value for each in every])


_TIME = DateTime(timezone=True)


class User(UsersBase):
    __tablename__ = "users"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(Text, unique=True)
    hashed_password: Mapped[str] = mapped_column(Text)
    full_name: Mapped[str | None] = mapped_column(Text)
    role: Mapped[Role] = mapped_column(_values(Role, "userrole"), default=Role.ENGINEER)
    is_active: Mapped[bool] = mapped_column(default=True, server_default=true())
    created_at: Mapped[datetime] = mapped_column(_TIME, default=now)


class Project(Base):
    __tablename__ = "projects"

    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    owner_id: Mapped[int]
    """A user's, in the other database."""
    created_at: Mapped[datetime] = mapped_column(_TIME, default=now)


class Dataset(Base):
    __tablename__ = "datasets"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    name: Mapped[str] = mapped_column(Text)
    format: Mapped[str] = mapped_column(Text, default="dice")
    task_type: Mapped[str] = mapped_column(Text)
    num_images: Mapped[int]
    storage_path: Mapped[str] = mapped_column(Text)
    """The prefix of its objects; ends with a slash."""
    annotation_path: Mapped[str] = mapped_column(Text)
    """The key of its annotations."""
    owner_id: Mapped[int]
    visibility: Mapped[str] = mapped_column(Text, default="public")
    created_at: Mapped[datetime] = mapped_column(_TIME, default=now)


class Snapshot(Base):
    __tablename__ = "dataset_snapshots"

    id: Mapped[str] = mapped_column(Text, primary_key=True)
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.id"))
    storage_path: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(_TIME, default=now)
    created_by: Mapped[int]


class Experiment(Base):
    __tablename__ = "experiments"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    name: Mapped[str] = mapped_column(Text)


class Job(Base):
    __tablename__ = "training_jobs"

    id: Mapped[int] = mapped_column(primary_key=True)
    project_id: Mapped[int] = mapped_column(ForeignKey("projects.id"))
    experiment_id: Mapped[int | None] = mapped_column(ForeignKey("experiments.id"))
    user_id: Mapped[int]
    dataset_id: Mapped[str] = mapped_column(ForeignKey("datasets.id"))
    dataset_snapshot_id: Mapped[str | None] = mapped_column(ForeignKey("dataset_snapshots.id"))
    framework: Mapped[str] = mapped_column(Text)
    model_name: Mapped[str] = mapped_column(Text)
    task_type: Mapped[str] = mapped_column(Text)
    dataset_format: Mapped[str] = mapped_column(Text)
    output_dir: Mapped[str] = mapped_column(Text)
    epochs: Mapped[int]
    batch_size: Mapped[int]
    learning_rate: Mapped[float]
    status: Mapped[JobStatus] = mapped_column(
        _values(JobStatus, "jobstatus"), default=JobStatus.PENDING
    )
    workflow_id: Mapped[str | None] = mapped_column(Text)
    clearml_task_id: Mapped[str | None] = mapped_column(Text)
    observability_backends: Mapped[str | None] = mapped_column(Text)
    error_message: Mapped[str | None] = mapped_column(Text)
    created_at: Mapped[datetime] = mapped_column(_TIME, default=now)
    started_at: Mapped[datetime | None] = mapped_column(_TIME)
    completed_at: Mapped[datetime | None] = mapped_column(_TIME)


class Metric(Base):
    __tablename__ = "training_metrics"

    id: Mapped[int] = mapped_column(primary_key=True)
    job_id: Mapped[int] = mapped_column(ForeignKey("training_jobs.id"))
    epoch: Mapped[int]
    loss: Mapped[float]
    accuracy: Mapped[float]
    extra: Mapped[dict[str, Any] | None] = mapped_column(JSON)
    created_at: Mapped[datetime] = mapped_column(_TIME, default=now)
