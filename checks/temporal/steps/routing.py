"""Does the server give tasks to those who poll for them, and start a workflow at all?"""

import asyncio
import socket
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import describe
from checks.temporal.liveness.sightings import Sightings, look
from checks.temporal.routing import directions
from checks.temporal.routing.deployments import Deployment, deployment
from checks.temporal.routing.recent import Recent, recent
from checks.temporal.routing.routes import Lost, lost
from checks.temporal.routing.starting import IDS, ids, running, unmapped
from checks.temporal.session import temporal
from checks.temporal.target import TemporalTarget
from healthcheck import Probe

if TYPE_CHECKING:
    from temporalio.client import Client

NAMED = 5
"""Names in a sentence."""


@temporal.step(after=["namespace"], last=True)
async def routing(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Workers that poll get no job that goes to another version, or that cannot be started."""
    target = probe.target
    described = await probe.once(describe, client, target.namespace)
    known = described.namespace_info.capabilities.worker_heartbeats
    seen, jobs, lacking = await asyncio.gather(
        probe.once(look, client, target.task_queue, heartbeats=known),
        recent(client, target.task_queue, target.workflows),
        _unmapped(client, target),
    )
    _tell(seen, probe)
    _tell_of(jobs, probe)
    ways = lost(
        seen,
        now=time.time(),
        long_poll=target.long_poll.total_seconds(),
        host=socket.gethostname(),
    )
    if ways and not ways[0].unclear:
        await _misled(ways[0], client, probe)
    if lacking:
        _refuse(lacking, probe)
    await _compare(client, probe)
    if ways:
        probe.unknown("workers-unclear", directions.unclear(ways[0], target.task_queue))
    if lacking is None:
        names = ", ".join(target.search_attributes[:NAMED])
        what = f"whether the namespace has the search attributes {names}"
        probe.unknown("unmapped-search-attribute", f"the server does not tell {what}")


def _tell(seen: Sightings, probe: Probe[TemporalTarget]) -> None:
    """Who gets the tasks, where anything but unversioned workers was ever thought of."""
    routings = {kind.value: side.routing for kind, side in seen.queues.items()}
    versions = {each.version for each in seen.pollers if each.version}
    if versions or any(each.changed for each in routings.values()):
        probe.evidence(
            routing={kind: directions.shown(each) for kind, each in routings.items()},
            versions=sorted(map(str, versions)),
        )


def _tell_of(jobs: Recent | None, probe: Probe[TemporalTarget]) -> None:
    if jobs is None:
        return
    age = {} if jobs.newest is None else {"newest_age": round(jobs.newest, 1)}
    probe.evidence(recent_jobs={**jobs.states, **age})
    if jobs.complaints and jobs.complaints[0]:
        failed = sum(bool(each) for each in jobs.complaints)
        some = f"{failed} of the last {len(jobs.complaints)} that completed here say"
        said = probe.quote(jobs.complaints[0])
        probe.warn("failed-results", f"jobs complete and have failed: {some} so, the last: {said}")


async def _misled(way: Lost, client: "Client", probe: Probe[TemporalTarget]) -> None:
    target = probe.target
    names = {each.deployment for each in way.polled if each} if way.version is None else set()
    queue = target.task_queue
    told = await asyncio.gather(*(deployment(client, name, queue) for name in sorted(names)))
    elsewhere: Sequence[Deployment] = [each for each in told if each and each.current]
    if directions.changes(way, elsewhere):
        told_so = directions.changing(elsewhere, queue)
        probe.unknown("no-current-version", told_so, hint="Ask again in a moment.")
    probe.fail(
        directions.code(way, elsewhere),
        directions.summary(way, elsewhere, queue),
        hint=directions.hint(way, target),
    )


async def _unmapped(client: "Client", target: TemporalTarget) -> Sequence[str] | None:
    asked = target.search_attributes
    return await unmapped(client, asked) if asked else ()


def _refuse(lacking: Sequence[str], probe: Probe[TemporalTarget]) -> None:
    target = probe.target
    names = ", ".join(f'"{each}"' for each in lacking[:NAMED])
    create = ["temporal", "operator", "search-attribute", "create", "--type", "Keyword"]
    create += [word for name in lacking[:NAMED] for word in ("--name", name)]
    probe.fail(
        "unmapped-search-attribute",
        f'namespace "{target.namespace}" has no search attribute {names}: a workflow with it is '
        "refused",
        hint=f"Create it, with the type that the platform sets: {directions.line(create, target)}",
    )


async def _compare(client: "Client", probe: Probe[TemporalTarget]) -> None:
    """Where it is known under which ids the next jobs will run. What tells it may be down, which is
    a finding of its own, and no reason to be silent about the rest."""
    target = probe.target
    if target.workflow_ids_from is None:
        return
    rows = await probe.told(target.workflow_ids_from, "workflow_ids")
    told = ids(rows)
    untold = f"{target.workflow_ids_from} tells none"
    probe.evidence(workflow_ids=untold if rows is None else list(told[:IDS]))
    for each in await running(client, told):
        end = ["temporal", "workflow", "terminate", "-w", each.id]
        probe.fail(
            "already-running",
            f'the next job would run as workflow "{each.id}", and one runs under this id since '
            f'{each.since}: {each.type} on task queue "{each.queue}"',
            hint=f"Let it end, or end it: {directions.line(end, target)}",
        )
