"""The queue that tasks are put into, and the agents that take them from it."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from checks.clearml.api import Api
from checks.clearml.calls import ask, judge
from checks.clearml.target import ClearmlTarget
from healthcheck import Probe

SHOWN = 5
"""Names in a sentence."""

ALL = {"page": 0, "page_size": 100, "only_fields": ["name"]}
WITHIN = {"last_seen": 3600}


@dataclass(frozen=True, slots=True)
class Agent:
    """An agent that the server has heard of within an hour; `age` is in seconds, None where it does
    not tell, `busy` with a task's name."""

    name: str
    queues: frozenset[str]
    age: float | None
    busy: str = ""


async def queue(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """A task that is put into a queue that nobody made is refused."""
    name = probe.target.queue
    if not name:
        probe.unsupported("no `queue` is set: the platform runs its tasks itself")
    wanted = {"name": f"^{re.escape(name)}$"}
    answers = await ask(client, probe, {"queues.get_all": wanted})
    judge(probe, answers)
    answer = answers["queues.get_all"]
    found = _names(answer.data.get("queues")) if answer else []
    if name not in found:
        there = await ask(client, probe, {"queues.get_all": ALL})
        others = (
            _names(there["queues.get_all"].data.get("queues")) if there["queues.get_all"] else []
        )
        listed = probe.quote(", ".join(others[:SHOWN]))
        hint = f"Create it, or correct `queue`; there are: {listed}." if others else ""
        probe.fail("unknown-queue", f"{probe.target.address} has no queue {name!a}", hint=hint)


async def agents(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """A task in a queue waits until an agent takes it."""
    name = probe.target.queue
    if not name:
        probe.unsupported("no `queue` is set: no agent is needed")
    answers = await ask(client, probe, {"workers.get_all": WITHIN})
    judge(probe, answers)
    answer = answers["workers.get_all"]
    every = read(answer.data.get("workers") if answer else None, now=datetime.now(UTC))
    listening = [each for each in every if name in each.queues]
    probe.evidence(
        agents={probe.quote(each.name): _shown(each) for each in listening},
        agents_elsewhere=len(every) - len(listening),
    )
    if not listening:
        elsewhere = f"; {len(every)} listen to other queues" if every else ""
        probe.fail("no-agents", f"no agent listens to the queue {name!a}{elsewhere}")
    if all(each.busy for each in listening):
        count = "the only agent" if len(listening) == 1 else f"all {len(listening)} agents"
        probe.warn("agents-busy", f"{count} of the queue {name!a} are at work: a task waits")


def read(workers: object, *, now: datetime) -> list[Agent]:
    """The agents, as `workers.get_all` tells of them; the server forgets those that fell silent."""
    tables = workers if isinstance(workers, list) else []
    return [_agent(each, now) for each in tables if isinstance(each, Mapping)]


def _agent(table: Mapping[str, Any], now: datetime) -> Agent:
    task = table.get("task")
    return Agent(
        name=str(table.get("id", "")),
        queues=frozenset(_names(table.get("queues"))),
        age=_age(table.get("last_activity_time"), now),
        busy=str(task.get("name") or task.get("id") or "") if isinstance(task, Mapping) else "",
    )


def _age(text: object, now: datetime) -> float | None:
    try:
        at = datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        return None
    return max(0.0, (now - (at if at.tzinfo else at.replace(tzinfo=UTC))).total_seconds())


def _shown(agent: Agent) -> str:
    seen = "seen" if agent.age is None else f"seen {agent.age:.0f} s ago"
    return f"{seen}, at work" if agent.busy else seen


def _names(tables: object) -> list[str]:
    found: Iterable[object] = tables if isinstance(tables, list) else ()
    return [str(each["name"]) for each in found if isinstance(each, Mapping) and "name" in each]
