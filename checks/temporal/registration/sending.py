"""Sending probes until everybody who polls was heard, or time is up; nothing of them stays."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable, Sequence, Set
from contextlib import asynccontextmanager
from typing import Protocol, TypeVar

from checks.temporal.registration.probes import (
    LATE,
    ROUNDS,
    Ending,
    Until,
    more,
    name,
    number,
    soon,
)
from checks.temporal.registration.remains import leaving_nothing

R = TypeVar("R")
T = TypeVar("T")


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


async def everybody(probes: Probes[R], polling: Set[str], until: Until) -> list[Ending]:
    """How probes ended that were sent to those who poll; of those that nobody answered only the
    first ones, which had all of the time. Raises what these met where each of them met an error.

    Which worker takes one is chance, and a worker that was killed a moment ago may have polls with
    the server yet, which swallow some. So more are sent while somebody was not heard; but not
    before the last ones are answered or late, since each of them is work for a server that may be
    slow already.
    """
    async with _taking_away() as everything:

        def heard() -> bool:
            return polling <= {each.identity for each in _answers(everything)}

        first = await _send(everything, probes, number(len(polling)), until)
        for tried in range(ROUNDS):
            _endings(first)  # where none gets through, the next ones would not, either
            if heard():
                return _answers(everything)
            if tried and not _answers(everything):
                break  # nobody swallows so many
            if until.left < LATE:
                break  # they would have no time to answer, and the server has enough to do
            await _send(everything, probes, more(len(polling)), until, unless=heard)
        await _wait([each.ending for each in first])
        return [*_answers(everything), *(each for each in _endings(first) if not each.answered)]


class _Sent:
    """A probe from its start until it has ended, or time is up."""

    def __init__(self, probes: Probes[R], until: Until) -> None:
        own = name()
        self.started: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.ending = asyncio.create_task(self._end(probes, own, until))
        self.life = asyncio.create_task(self._live(probes, own))

    async def _live(self, probes: Probes[R], own: str) -> None:
        """Its ending is known before it has been taken away."""
        async with leaving_nothing(lambda: probes.delete(own)):
            await asyncio.gather(self.ending, return_exceptions=True)

    async def _end(self, probes: Probes[R], own: str, until: Until) -> Ending:
        try:
            run = await probes.start(own)
        finally:
            self.started.set_result(None)
        try:
            async with asyncio.timeout_at(until.at):
                return await probes.answer(run)
        except TimeoutError:
            return await probes.state(run)


@asynccontextmanager
async def _taking_away() -> AsyncIterator[list[_Sent]]:
    """Those that have ended are away, or about to be."""
    sent: list[_Sent] = []
    try:
        yield sent
    finally:
        for each in sent:
            each.life.cancel()
        await asyncio.gather(*(each.life for each in sent), return_exceptions=True)


async def _send(
    everything: list[_Sent],
    probes: Probes[R],
    count: int,
    until: Until,
    *,
    unless: Callable[[], bool] = lambda: False,
) -> Sequence[_Sent]:
    """So many, which are answered then, or late, or no longer needed."""
    sent = [_Sent(probes, until) for _ in range(count)]
    everything += sent
    began = _now()
    await _wait([each.started for each in sent], unless=unless)
    await _wait([each.ending for each in sent], within=soon(_now() - began), unless=unless)
    return sent


async def _wait(
    futures: Sequence[asyncio.Future[T]],
    *,
    within: float | None = None,
    unless: Callable[[], bool] = lambda: False,
) -> None:
    """For all of them, so many seconds; not where it has become needless."""
    until = None if within is None else _now() + within
    while (open_ := [each for each in futures if not each.done()]) and not unless():
        left = None if until is None else until - _now()
        if left is not None and left <= 0:
            break
        await asyncio.wait(open_, timeout=left, return_when=asyncio.FIRST_COMPLETED)


def _answers(sent: Iterable[_Sent]) -> list[Ending]:
    done = (each.ending for each in sent if each.ending.done() and not each.ending.exception())
    return [ending for ending in (each.result() for each in done) if ending.answered]


def _endings(sent: Sequence[_Sent]) -> list[Ending]:
    """Of those that were sent together: a server that is asked much refuses one or the other
    ("Workflow is busy"). Raises what the first met where none got through."""
    done = [each.ending for each in sent if each.ending.done()]
    errors = [error for each in done if (error := each.exception())]
    if len(errors) == len(sent):
        raise errors[0]
    return [each.result() for each in done if not each.exception()]


def _now() -> float:
    return asyncio.get_running_loop().time()
