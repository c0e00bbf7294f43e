"""Calls made at once, and what it tells that some of them break."""

import asyncio
from collections.abc import Coroutine, Mapping
from typing import Any

from checks.clearml import stores, wording
from checks.clearml.api import PROMPT, Api, patience, patiently
from checks.clearml.envelope import Answer
from checks.clearml.target import ClearmlTarget
from healthcheck import Probe

Answers = Mapping[str, Answer | None]
LAST_LOOK = 0.2
"""Of a step's limit, what a ping may take that follows upon silence."""


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
    """All of them at once, so that the patience for one is the patience for all. A ping beside them
    and one after them tell a server that is slow in everything, or a machine that is, from a store.

    Raises what one of them raised, and rather that which the SDK would wait for.
    """
    calls = {stores.PING: client.ping(), **calls}
    waited = (patiently(call, patience(limit)) for call in calls.values())
    ended = await asyncio.gather(*waited, return_exceptions=True)
    errors = [each for each in ended if isinstance(each, BaseException)]
    if errors:
        raise min(errors, key=lambda error: isinstance(error, PROMPT))
    fine = [each for each in ended if not isinstance(each, BaseException)]
    answers = dict(zip(calls, fine, strict=True))
    if None in answers.values() and answers[stores.PING]:
        answers[stores.PING] = await patiently(client.ping(), LAST_LOOK * limit)
    return answers


def judge(probe: Probe[ClearmlTarget], answers: Answers) -> None:
    """Fails with the store that is broken behind the API server, if one is, or with the calls that
    break; where the ping beside them is late as well, it is the server that is slow."""
    if not stores.broken(answers):
        return
    store = stores.culprit(answers)
    late = None in answers.values()
    if answers[stores.PING] is None:
        raise TimeoutError  # the engine has words for that
    code = store.code if store else "unanswered" if late else "server-error"
    said = wording.outage(answers, store, seconds=patience(probe.limit), quote=probe.quote)
    probe.fail(code, said, manner="silent" if late else "refuses")
