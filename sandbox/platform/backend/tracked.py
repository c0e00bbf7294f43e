"""What ClearML knows of a job."""

from __future__ import annotations

from typing import Any

from fastapi import APIRouter, HTTPException
from pydantic import BaseModel

from sandbox.platform.backend import experiments
from sandbox.platform.backend.auth import CurrentUser
from sandbox.platform.backend.follow import existing
from sandbox.platform.backend.services import Here, Services

router = APIRouter(prefix="/training/jobs", tags=["training"])


class Task(BaseModel):
    task_id: str
    web_url: str
    project: str | None
    name: str
    status: str


@router.get("/{job}/clearml/task")
async def task(job: int, _: CurrentUser, here: Here) -> Task:
    """404 for a job that trains untracked."""
    known = await _task(here, job)
    project = known.get("project")
    address = f"{here.settings.tracking.web}/projects/{project or '*'}/experiments/{known['id']}"
    return Task(
        task_id=known["id"],
        web_url=f"{address}/output/log",
        project=project,
        name=known["name"],
        status=known["status"],
    )


@router.get("/{job}/clearml/metrics")
async def scalars(job: int, _: CurrentUser, here: Here) -> dict[str, Any]:
    """Each metric's variants, as curves."""
    known = await _task(here, job)
    call = "events.scalar_metrics_iter_histogram"
    curves = await experiments.ask(here.settings, call, {"task": known["id"]})
    assert isinstance(curves, dict)
    return curves


async def _task(here: Services, job: int) -> dict[str, Any]:
    identifier = (await existing(here, job)).clearml_task_id
    if identifier is None:
        raise HTTPException(404, "The job has no ClearML task")
    asked = await experiments.ask(here.settings, "tasks.get_all", {"id": [identifier]})
    if not asked["tasks"]:
        raise HTTPException(404, "ClearML does not know the job's task")
    found = asked["tasks"][0]
    assert isinstance(found, dict)
    return found
