"""Sending probes until everybody who polls was heard, or time is up; nothing of them stays."""

import asyncio
from collections.abc import AsyncIterator, Iterable, Set
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from checks.temporal.registration.probes import (
    PATIENCE,
    PROMPTLY,
    ROUNDS,
    Ending,
    more,
    name,
    number,
)
from checks.temporal.registration.remains import leaving_nothing

R = TypeVar("R")

Sent = list[asyncio.Task[Ending]]


class Probes(Protocol[R]):
    """How a probe of one kind is started, read and taken away."""

    async def start(self, own: str) -> R:
        """Starts one by this id."""

    async def answer(self, run: R) -> Ending:
        """Waits, however long, until a worker has answered."""

    async def state(self, run: R) -> Ending:
        """What has become of it by now."""

    async def delete(self, own: str) -> None:
        """Takes it away; where it still runs it is terminated."""


async def everybody(
    probes: Probes[R], polling: Set[str], promptly: float = PROMPTLY
) -> list[Ending]:
    """How probes ended that were sent to those who poll; of those that nobody answered only the
    first ones, which had all of the time. Raises what these met where each of them met an error.

    Which worker takes one is chance, and a worker that was killed a moment ago may have polls with
    the server yet, which swallow some. So more are sent while somebody was not heard; but not
    before the last ones are answered or late, since each of them is work for a server that may be
    slow already.
    """
    until = asyncio.get_running_loop().time() + PATIENCE
    async with _taking_away() as sent:

        def send(count: int) -> Sent:
            new = [asyncio.create_task(_one(probes, until)) for _ in range(count)]
            sent.extend(new)
            return new

        first = batch = send(number(len(polling)))
        for _ in range(ROUNDS):
            await asyncio.wait(batch, timeout=promptly)
            _ended(first)  # where none gets through, the next ones would not, either
            if polling <= {each.identity for each in _answers(sent)}:
                return _answers(sent)
            batch = send(more(len(polling)))
        await asyncio.wait(batch, timeout=promptly)
        await asyncio.wait(first)
        return [*_answers(sent), *(each for each in _ended(first) if not each.answered)]


@asynccontextmanager
async def _taking_away() -> AsyncIterator[Sent]:
    """Each of them clears up as it ends."""
    sent: Sent = []
    try:
        yield sent
    finally:
        for each in sent:
            each.cancel()
        await asyncio.gather(*sent, return_exceptions=True)


async def _one(probes: Probes[R], until: float) -> Ending:
    """A probe from its start until it has ended, or time is up."""
    own = name()
    async with leaving_nothing(lambda: probes.delete(own)):
        run = await probes.start(own)
        try:
            async with asyncio.timeout_at(until):
                return await probes.answer(run)
        except TimeoutError:
            return await probes.state(run)


def _answers(sent: Iterable[asyncio.Task[Ending]]) -> list[Ending]:
    done = (each for each in sent if each.done() and not each.exception())
    return [ending for ending in (each.result() for each in done) if ending.answered]


def _ended(sent: Sent) -> list[Ending]:
    """Of those that were sent together: a server that is asked much refuses one or the other
    ("Workflow is busy"). Raises what the first met where none got through."""
    done = [each for each in sent if each.done()]
    errors = [error for each in done if (error := each.exception())]
    if len(errors) == len(sent):
        raise errors[0]
    return [each.result() for each in done if not each.exception()]
