"""What a job looks like from outside."""

from __future__ import annotations

from datetime import datetime
from typing import Self

from pydantic import BaseModel, Field

from sandbox.platform.models import Job, JobStatus


class Config(BaseModel):
    framework: str = Field(min_length=1)
    model_name: str = Field(min_length=1)
    task_type: str = Field(min_length=1)
    dataset_id: str = Field(min_length=1)
    dataset_format: str = Field(min_length=1)
    epochs: int = Field(ge=1)
    batch_size: int = Field(ge=1)
    learning_rate: float = Field(gt=0, lt=1)


class NewJob(BaseModel):
    project_id: int
    experiment_id: int | None = None
    config: Config


class Shown(BaseModel):
    """A job."""

    id: int
    status: JobStatus
    project_id: int
    experiment_id: int | None
    workflow_id: str | None
    clearml_task_id: str | None
    dataset_snapshot_id: str | None
    error_message: str | None
    config: Config
    created_at: datetime
    started_at: datetime | None
    completed_at: datetime | None

    @classmethod
    def of(cls, job: Job) -> Self:
        config = Config.model_validate(job, from_attributes=True)
        columns = {name: getattr(job, name) for name in cls.model_fields if name != "config"}
        return cls(config=config, **columns)
