"""One check against one fake, and all of them."""

import asyncio
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from healthcheck import kinds
from healthcheck.check import Check
from healthcheck.dependency import Dependency, Plan
from healthcheck.example import Example
from healthcheck.runner import run
from healthcheck.selftest.hostile import TEXT, in_bytes
from healthcheck.selftest.judging import Trial, judged
from healthcheck.selftest.lag import lagging
from healthcheck.selftest.manners import MANNERS, dripping, endless, saying
from healthcheck.selftest.pointing import pointed
from healthcheck.selftest.serving import HOST, Talk, serving
from healthcheck.selftest.web import WEB

TIMEOUT = 2.0
"""Seconds for a dependency: a fake on loopback needs no more to be found out."""

AT_ONCE = 48
"""Trials at a time: with more, each would be in the others' way."""

Pair = tuple[Check[Any, Any], Example]


async def trials(pairs: Sequence[Pair], known: Sequence[Pair]) -> Sequence[Trial]:
    """Every check against all fakes; those of `known` lend their voices to the fakes."""
    turns = asyncio.Semaphore(AT_ONCE)

    async def turn(pair: Pair, fake: str, talk: Talk | None) -> Trial:
        async with turns:
            return await trial(*pair, fake, talk)

    fakes = [(pair, *each) for pair in pairs for each in (*common(known), *own(pair[1]))]
    return await asyncio.gather(*(turn(*each) for each in fakes))


def common(known: Iterable[Pair]) -> Iterator[tuple[str, Talk | None]]:
    """The fakes that every check meets, by their names: another check's service among them."""
    yield from MANNERS.items()
    yield from WEB.items()
    for check, example in known:
        if example.error:
            yield f"{check.kind}-error", saying(example.error(TEXT))


def own(example: Example) -> Iterator[tuple[str, Talk]]:
    """The fakes that speak a check's own protocol; its plain error is among the common ones."""
    if example.error:
        yield "8-bit-error", saying(in_bytes(example.error))
        yield "dripping-error", dripping(example.error(TEXT))
    for name, answers in example.scripts.items():
        yield name, saying(*answers)
    for name, answer in example.endless.items():
        yield f"endless-{name}", endless(*answer)


def words(kind: str, example: Example) -> tuple[str, ...]:
    """The fakes that refuse a check in its own service's protocol."""
    return f"{kind}-error", "8-bit-error", *example.scripts


async def trial(check: Check[Any, Any], example: Example, fake: str, talk: Talk | None) -> Trial:
    """Asks all that can be asked of a server, also what writes: it is nobody's."""
    async with serving(talk) as server, lagging() as lag:
        target = pointed(check.target, example, (HOST, server.port))
        dependency = Dependency(name=fake, check=check, target=target, timeout=TIMEOUT)
        # what begins early asks a process of its own instead of the server
        asked = [each.name for each in check.steps.values() if not each.early]
        plan = Plan({fake: frozenset(["configured", *asked])}, writing=True)
        (outcome,) = await run([dependency], plan, greetings=kinds.greetings)
    return judged(
        outcome,
        timeout=TIMEOUT,
        lag=lag.seconds,
        read=server.sent,
        in_words=fake in words(check.kind, example),
    )
