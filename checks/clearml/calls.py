"""Calls made at once, and what it tells that some of them break."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from checks.clearml import stores, wording
from checks.clearml.api import Api, patience, patiently
from checks.clearml.envelope import Answer
from checks.clearml.target import ClearmlTarget
from healthcheck import Probe

Answers = Mapping[str, Answer | None]


async def ask(
    client: Api, probe: Probe[ClearmlTarget], asked: Mapping[str, Mapping[str, Any]]
) -> Answers:
    """What the calls answer to us, by their names."""
    token = (await probe.once(client.login)).data["token"]
    calls = {name: client.call(name, body, token=token) for name, body in asked.items()}
    return await together(client, calls, limit=probe.limit)


async def together(
    client: Api, calls: Mapping[str, Coroutine[Any, Any, Answer]], *, limit: float
) -> Answers:
    """All of them at once, so that the patience for one is the patience for all, and beside them
    a ping, so that a server that is slow in everything is not blamed on a store."""
    calls = {stores.PING: client.ping(), **calls}
    async with asyncio.TaskGroup() as group:
        tasks = {name: group.create_task(patiently(call, limit)) for name, call in calls.items()}
    return {name: task.result() for name, task in tasks.items()}


def judge(probe: Probe[ClearmlTarget], answers: Answers) -> None:
    """Fails with the store that is broken behind the API server, if any."""
    if not stores.broken(answers):
        return
    store = stores.culprit(answers)
    late = None in answers.values()
    if late and store is None:
        raise TimeoutError  # the server is slow in all it does, and the engine has words for that
    code = store.code if store else "server-error"
    said = wording.outage(answers, store, seconds=patience(probe.limit), quote=probe.quote)
    probe.fail(code, said, manner="silent" if late else "refuses")
