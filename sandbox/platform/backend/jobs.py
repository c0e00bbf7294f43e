"""Creating a job, stage by stage. What fails after the INSERT leaves a row that is `pending`."""

from __future__ import annotations

import uuid
from datetime import timedelta

from fastapi import APIRouter, HTTPException
from sqlalchemy.orm import Session

from sandbox.platform.backend import experiments, labeler, locks, stored
from sandbox.platform.backend.auth import CurrentUser
from sandbox.platform.backend.schemas import NewJob, Shown
from sandbox.platform.backend.services import Here, Services
from sandbox.platform.models import Dataset, Job, Project, Snapshot

WORKFLOW = "TrainingWorkflow"

router = APIRouter(prefix="/training", tags=["training"])


@router.post("/jobs")
async def create(new: NewJob, user: CurrentUser, here: Here) -> Shown:
    variant = here.settings.variant
    dataset = await here.in_database(lambda session: _found(session, new))
    await labeler.look_up(here.settings, dataset.id)
    if variant.locks:
        await locks.claim(here.settings, user.id)
    job = await here.in_database(lambda session: _insert(session, new, user.id, here))
    annotations = await here.in_store(lambda: stored.read(here, dataset))
    job.workflow_id = f"training-job-{job.id}"
    snapshot = None
    if variant.snapshots:
        snapshot = Snapshot(id=str(uuid.uuid4()), dataset_id=dataset.id, created_by=user.id)
        await here.in_store(lambda: stored.keep(here, snapshot, annotations))
    if variant.tracks and here.settings.tracking.is_on:
        job.clearml_task_id = await experiments.create(here.settings, job.workflow_id)
    job = await here.in_database(lambda session: _complete(session, job, snapshot))
    await _start(here, job)
    return Shown.of(job)


def _found(session: Session, new: NewJob) -> Dataset:
    dataset = session.get(Dataset, new.config.dataset_id)
    if dataset is None:
        raise HTTPException(404, "Dataset not found")
    if session.get(Project, new.project_id) is None:
        raise HTTPException(404, "Project not found")
    return dataset


def _insert(session: Session, new: NewJob, user: int, here: Services) -> Job:
    tracked = here.settings.tracking.is_on
    job = Job(
        **new.config.model_dump(),
        project_id=new.project_id,
        experiment_id=new.experiment_id,
        user_id=user,
        output_dir=f"{here.settings.output_dir}/{uuid.uuid4().hex}",
        observability_backends="database,clearml" if tracked else "database",
    )
    session.add(job)
    return job


def _complete(session: Session, job: Job, snapshot: Snapshot | None) -> Job:
    """A column is missing in `dataset_snapshots`: 500, and the job's row is left."""
    if snapshot is not None:
        session.add(snapshot)
        session.flush()
        job.dataset_snapshot_id = snapshot.id
    return session.merge(job)


async def _start(here: Services, job: Job) -> None:
    """Temporal refused when the backend started: 500 at once; later: after the client's tries."""
    if here.temporal is None:
        raise HTTPException(500, "Temporal is not connected")
    try:
        await here.temporal.start_workflow(
            WORKFLOW,
            job.id,
            id=str(job.workflow_id),
            task_queue=here.settings.task_queue,
            rpc_timeout=timedelta(seconds=here.settings.variant.temporal),
        )
    except Exception as error:
        raise HTTPException(500, str(error)) from error
