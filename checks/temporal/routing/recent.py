"""What became of the jobs of the last hour, as visibility tells: history, which proves nothing."""

import asyncio
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.registration.probes import UNKNOWN
from checks.temporal.routing.results import complaint

if TYPE_CHECKING:
    from temporalio.api.common.v1 import WorkflowExecution
    from temporalio.api.workflow.v1 import WorkflowExecutionInfo
    from temporalio.client import Client

AGE = timedelta(hours=1)
"""How long ago a job was started that counts."""

LISTED = 20
"""Jobs that are counted, the newest ones."""

READ = 3
"""Results that are read, the newest ones."""

LOOKING = 0.5
"""Seconds that it may take; the step has more important things to find out."""

_COMPLETED = 2  # WORKFLOW_EXECUTION_STATUS_COMPLETED


@dataclass(frozen=True, slots=True)
class Recent:
    """How many jobs are in which state, how long ago the newest was started, and what the last
    results of completed ones complain of, the newest first; nothing where one is fine."""

    states: dict[str, int]
    newest: float | None
    complaints: Sequence[str]


async def recent(client: "Client", queue: str, types: Sequence[str]) -> Recent | None:
    """Of these types, or of all; None where the server does not say in time."""
    try:
        async with asyncio.timeout(LOOKING):
            runs = await _runs(client, queue, types)
            completed = [each.execution for each in runs if each.status == _COMPLETED][:READ]
            complaints = await asyncio.gather(*(_complaint(client, each) for each in completed))
    except (TemporalError, LookupError, TimeoutError):
        return None
    return Recent(_states(runs), _age(runs), complaints)


async def _runs(
    client: "Client", queue: str, types: Sequence[str]
) -> Sequence["WorkflowExecutionInfo"]:
    from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

    since = (datetime.now(UTC) - AGE).isoformat(timespec="seconds")
    query = f'TaskQueue = {_quoted(queue)} AND StartTime > "{since}"'
    named = ", ".join(map(_quoted, types))
    query += f" AND WorkflowType IN ({named})" if types else f' AND WorkflowType != "{UNKNOWN}"'
    request = ListWorkflowExecutionsRequest(
        namespace=client.namespace, page_size=LISTED, query=query
    )
    answer = await call(client.workflow_service.list_workflow_executions, request)
    return answer.executions


async def _complaint(client: "Client", run: "WorkflowExecution") -> str:
    from temporalio.api.enums.v1 import HistoryEventFilterType
    from temporalio.api.workflowservice.v1 import GetWorkflowExecutionHistoryRequest

    last = HistoryEventFilterType.HISTORY_EVENT_FILTER_TYPE_CLOSE_EVENT
    request = GetWorkflowExecutionHistoryRequest(
        namespace=client.namespace, execution=run, history_event_filter_type=last
    )
    answer = await call(client.workflow_service.get_workflow_execution_history, request)
    for event in answer.history.events:
        payloads = event.workflow_execution_completed_event_attributes.result.payloads
        if payloads and payloads[0].metadata["encoding"] == b"json/plain":
            return complaint(payloads[0].data)
    return ""


def _states(runs: Sequence["WorkflowExecutionInfo"]) -> dict[str, int]:
    from temporalio.api.enums.v1 import WorkflowExecutionStatus

    prefix = "WORKFLOW_EXECUTION_STATUS_"
    names = (WorkflowExecutionStatus.Name(each.status) for each in runs)
    return dict(Counter(name.removeprefix(prefix).replace("_", " ").lower() for name in names))


def _age(runs: Sequence["WorkflowExecutionInfo"]) -> float | None:
    times = [each.start_time.ToMicroseconds() / 1e6 for each in runs]
    return datetime.now(UTC).timestamp() - max(times) if times else None


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
