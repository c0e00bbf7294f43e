"""What became of a job."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel
from sqlalchemy import select
from sqlalchemy.orm import Session

from sandbox.platform.backend.auth import CurrentUser
from sandbox.platform.backend.schemas import Shown
from sandbox.platform.backend.services import Here, Services
from sandbox.platform.models import Job, JobStatus, Metric, now

UNFINISHED = (JobStatus.PENDING, JobStatus.RUNNING)

router = APIRouter(prefix="/training/jobs", tags=["training"])


class Epoch(BaseModel):
    epoch: int
    loss: float
    accuracy: float
    extra: dict[str, Any] | None
    created_at: datetime


@router.get("/{job}")
async def show(job: int, _: CurrentUser, here: Here) -> Shown:
    return Shown.of(await existing(here, job))


@router.get("/{job}/metrics")
async def metrics(job: int, _: CurrentUser, here: Here) -> list[Epoch]:
    await existing(here, job)
    chosen = select(Metric).where(Metric.job_id == job).order_by(Metric.epoch)
    rows = await here.in_database(lambda session: session.scalars(chosen).all())
    return [Epoch.model_validate(row, from_attributes=True) for row in rows]


@router.post("/{job}/cancel")
async def cancel(job: int, _: CurrentUser, here: Here) -> Shown:
    """409 for one that has ended."""
    found = await existing(here, job)
    if found.status not in UNFINISHED:
        raise HTTPException(409, f"The job is {found.status.value}")
    if here.temporal is not None and found.workflow_id is not None:
        await here.temporal.get_workflow_handle(found.workflow_id).cancel()
    return Shown.of(await here.in_database(lambda session: _cancelled(session, found)))


async def existing(here: Services, job: int) -> Job:
    """404 for one that is not."""
    found = await here.in_database(lambda session: session.get(Job, job))
    if found is None:
        raise HTTPException(404, "Job not found")
    return found


def _cancelled(session: Session, job: Job) -> Job:
    job.status, job.completed_at = JobStatus.CANCELLED, now()
    return session.merge(job)
