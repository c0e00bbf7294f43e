"""Which queues workers poll instead: a name that is nearly the right one is the usual mistake."""

import asyncio
import re
import time
from collections.abc import Iterable, Mapping, Sequence
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

from checks.temporal.connecting.calls import call
from checks.temporal.connecting.errors import TemporalError
from checks.temporal.liveness.judging import FRESH
from checks.temporal.liveness.sightings import polled
from checks.temporal.liveness.workers import Kind
from checks.temporal.routing.queues import queue

if TYPE_CHECKING:
    from temporalio.client import Client

LOOKING = 0.5
"""Seconds that it may take; it only makes a hint better."""

ASKED = 16
"""Queues asked who polls them; the names of most are guesses."""

RUNS = 100
"""Runs whose queues are looked at, the newest ones."""

SHOWN = 8
"""Queues named in a hint."""

SIMILAR = 0.8
"""From here on a name looks like a misspelling, as difflib counts."""


async def neighbours(client: "Client", name: str, *, heartbeats: bool) -> Mapping[str, int]:
    """How many workers the namespace's other queues have, as far as that is seen in time."""
    try:
        async with asyncio.timeout(LOOKING):
            telling = [polled(client)] if heartbeats else []
            told, used = await asyncio.gather(asyncio.gather(*telling), _used(client))
            beating = {each: count for some in told for each, count in some.items()}
            asked = [*dict.fromkeys([*spellings(name), *beating, *used])][:ASKED]
            counts = await asyncio.gather(*(_workers(client, each) for each in asked))
    except (TemporalError, LookupError, TimeoutError):
        return {}
    polling = dict(zip(asked, counts, strict=True))
    found = {
        each: max(beating.get(each, 0), polling.get(each, 0)) for each in {**beating, **polling}
    }
    return {each: count for each, count in found.items() if count and each != name}


def spellings(name: str) -> Sequence[str]:
    """Other ways to write it: its case, its spaces, hyphens and plural."""
    plain = name.strip()
    hyphens, underscores = re.sub(r"[_ .]", "-", plain), re.sub(r"[- .]", "_", plain)
    number = plain[:-1] if plain.endswith("s") else f"{plain}s"
    ways = [plain, plain.lower(), plain.upper(), plain.title(), plain.capitalize()]
    ways += [hyphens, underscores, number, hyphens.lower(), underscores.lower()]
    ways += [underscores.upper(), number.lower()]
    return [each for each in dict.fromkeys(ways) if each and each != name]


def hint(name: str, others: Mapping[str, int]) -> str:
    """What to correct; nothing (the code's own remedy) where nobody polls anything else."""
    if not others:
        return ""
    order = sorted(others, key=lambda each: (-_likeness(name, each), each))
    near = [each for each in order if _likeness(name, each) >= SIMILAR]
    told = ", ".join(f'"{each}" has {_number(others[each])}' for each in (near or order)[:SHOWN])
    return (
        f'Nobody polls "{name}"; {told}: TEMPORAL_TASK_QUEUE must be the same for worker and '
        "backend (case and spaces count). If that is somebody else's, start your worker."
    )


def _likeness(name: str, other: str) -> float:
    return SequenceMatcher(None, name.strip().lower(), other.strip().lower()).ratio()


def _number(workers: int) -> str:
    return "1 worker" if workers == 1 else f"{workers} workers"


async def _used(client: "Client") -> Iterable[str]:
    """The queues of the newest runs; none where the server does not say."""
    from temporalio.api.workflowservice.v1 import ListWorkflowExecutionsRequest

    request = ListWorkflowExecutionsRequest(namespace=client.namespace, page_size=RUNS)
    try:
        answer = await call(client.workflow_service.list_workflow_executions, request)
    except TemporalError:
        return ()
    return dict.fromkeys(each.task_queue for each in answer.executions)


async def _workers(client: "Client", name: str) -> int:
    """How many have lately asked for its workflows."""
    side = await queue(client, name, Kind.WORKFLOW)
    now = time.time()
    return len({each.identity for each in side.pollers if now - each.at <= FRESH})
