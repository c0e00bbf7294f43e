"""Which workflows to look into, asked by RPC."""

import asyncio
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.inspecting.describing import workflow
from checks.temporal.inspecting.runs import Run
from checks.temporal.registration.probes import PREFIX
from checks.temporal.target import TemporalTarget

if TYPE_CHECKING:
    from temporalio.client import Client

LISTED = 200
"""Workflows that are listed, the newest first; older ones are not thought of."""

MOST = 5
"""Workflows that are looked into, and as many children of theirs."""


async def jobs(client: "Client", target: TemporalTarget, subject: str) -> Sequence[Run]:
    """The workflow by this id, or else the newest whose ids end in it; without one, the oldest that
    run. Their children come after them."""
    if not subject:
        found = await _runs(client, (await _ids(client, _running(target)))[-MOST:])
    else:
        exact = await workflow(client, subject)
        found = [exact] if exact else await _ending_in(subject, client, target)
    children = [each for run in found if not run.closed for each in run.children]
    return [*found, *await _runs(client, children[:MOST])]


async def _ending_in(subject: str, client: "Client", target: TemporalTarget) -> Sequence[Run]:
    """Platforms name a job's workflow after the job: `training-job-7`. On whichever queue."""
    ends = re.compile(rf"[^0-9A-Za-z]{re.escape(subject)}\Z")
    named = [each for each in await _ids(client, _types(target)) if ends.search(each)]
    return await _runs(client, list(dict.fromkeys(named))[:MOST])


async def _runs(client: "Client", ids: Sequence[str]) -> Sequence[Run]:
    """Of those that are still there."""
    found = await asyncio.gather(*(workflow(client, each) for each in ids))
    return [each for each in found if each]


async def _ids(client: "Client", query: str) -> Sequence[str]:
    from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, page_size=LISTED, query=query
    )
    answer = await call(client.workflow_service.list_workflow_executions, request)
    ids = (each.execution.workflow_id for each in answer.executions)
    return [each for each in ids if not each.startswith(PREFIX)]


def _running(target: TemporalTarget) -> str:
    running = f'TaskQueue = {_quoted(target.task_queue)} AND ExecutionStatus = "Running"'
    return " AND ".join(filter(None, (running, _types(target))))


def _types(target: TemporalTarget) -> str:
    names = ", ".join(map(_quoted, target.workflows))
    return f"WorkflowType IN ({names})" if names else ""


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
