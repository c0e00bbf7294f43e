"""What the worker reads and writes of a job in the Platform DB; each is part of a transaction."""

from __future__ import annotations

from sqlalchemy import delete
from sqlalchemy.orm import Session

from sandbox.platform.models import Dataset, Job, JobStatus, Metric, now
from sandbox.platform.trainer import Epoch

UNFINISHED = (JobStatus.PENDING, JobStatus.RUNNING)


class JobError(Exception):
    """There is no such job, or it has ended."""


def existing(session: Session, job: int) -> Job:
    """JobError if there is none."""
    known = session.get(Job, job)
    if known is None:
        raise JobError(f"job {job} does not exist")
    return known


def active(session: Session, job: int) -> Job:
    """JobError if there is none, or it has ended."""
    known = existing(session, job)
    if known.status not in UNFINISHED:
        raise JobError(f"job {job} is {known.status.value}")
    return known


def dataset(session: Session, job: int) -> Dataset:
    """The one it trains on."""
    return session.get_one(Dataset, active(session, job).dataset_id)


def track(session: Session, job: int, task: str) -> None:
    active(session, job).clearml_task_id = task


def begin(session: Session, job: int) -> Job:
    """It is running from now on; nothing is left of a training that was broken off."""
    known = active(session, job)
    known.status, known.started_at = JobStatus.RUNNING, now()
    session.execute(delete(Metric).where(Metric.job_id == job))
    return known


def record(session: Session, job: int, epoch: Epoch) -> None:
    """JobError if it was cancelled meanwhile."""
    active(session, job)
    measured = {"loss": epoch.loss, "accuracy": epoch.accuracy}
    session.add(Metric(job_id=job, epoch=epoch.number, **measured))


def end(session: Session, job: int, error: str | None) -> str | None:
    """The status that it ends with. None for one that never began, or has ended before."""
    known = existing(session, job)
    if known.status is not JobStatus.RUNNING:
        return None
    known.status = JobStatus.COMPLETED if error is None else JobStatus.FAILED
    known.error_message, known.completed_at = error, now()
    return known.status.value
