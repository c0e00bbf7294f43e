"""The questions asked of a machine; none of them needs a connection, none of them writes."""

import asyncio
from collections.abc import Callable, Sequence
from functools import partial

from checks.host.codes import CODES
from checks.host.looking import Sight, State, look
from checks.host.space import shown
from checks.host.target import HostTarget
from healthcheck import Check, DaemonThread, Probe

SECONDS = 1.2
"""What the file systems get to answer, of the two seconds of a step."""

Look = Callable[[str], Sight]
HostProbe = Probe[HostTarget]


def machine(look: Look) -> Check[HostTarget, None]:
    """The check of a machine whose directories are looked at so."""
    check = Check[HostTarget, None]("host", HostTarget, service="this machine", codes=CODES)
    sights = partial(_sights, look)

    @check.offline
    async def disk(probe: HostProbe) -> None:
        """A job that finds the disk full has trained for nothing."""
        _judge_room(probe, _here(probe, await probe.once(sights, probe.target.paths)))

    @check.offline
    async def directories(probe: HostProbe) -> None:
        """A job that may not write what it puts out loses it."""
        _judge_rights(probe, _here(probe, await probe.once(sights, probe.target.paths)))

    return check


def _judge_room(probe: HostProbe, sights: Sequence[Sight]) -> None:
    probe.evidence(free={each.path: shown(each.free) for each in sights})
    for each in sights:
        if each.inodes_free == 0:
            probe.fail("no-inodes", f"no file can be made in {each.place}: its inodes are used up")
    needed, low = probe.target.free, probe.target.low_of
    for each in sorted(sights, key=lambda sight: sight.free):
        said = f"{each.place} has {shown(each.free)} of {shown(each.total)} left"
        if each.free < needed.of(each.total):
            probe.fail("full", f"{said}, and {needed} is needed")
        if each.free < low(each.total):
            probe.warn("nearly-full", said)


def _judge_rights(probe: HostProbe, sights: Sequence[Sight]) -> None:
    probe.evidence(directories={each.path: each.state.value for each in sights})
    # what is certain speaks before what is open
    for each in sorted(sights, key=lambda sight: sight.state is State.CLOSED and not sight.ours):
        _judge(probe, each)
    if any(each.state is State.UNTOLD for each in sights):
        probe.unsupported("Windows tells the rights to a directory only to whoever writes")


def _judge(probe: HostProbe, sight: Sight) -> None:
    at = sight.path if sight.place == sight.path else f"{sight.path} (at {sight.place})"
    match sight.state:
        case State.FILE:
            said = f"{sight.place} is a file, and {sight.path} is to be a directory"
            probe.fail("not-a-directory", said)
        case State.READ_ONLY:
            probe.fail("read-only", f"{at} is on a file system that is mounted read-only")
        case State.CLOSED if sight.ours:
            probe.fail("no-permission", f"{at} may not be written to, not even by its owner")
        case State.CLOSED:
            said = f"{at} belongs to another account, and this one may not write there"
            probe.unknown("no-permission", said)


def _here(probe: HostProbe, sights: Sequence[Sight | None]) -> Sequence[Sight]:
    """Those that are of this machine; ends the step where none is, or one does not answer."""
    for path, sight in zip(probe.target.paths, sights, strict=True):
        if sight is None:
            said = f"the file system of {path} does not answer"
            probe.fail("silent", said, manner="silent")
    here = [each for each in sights if each and each.state is not State.ELSEWHERE]
    if not here:
        where = probe.target.address
        probe.unsupported(f"nothing of {where} is here: it is a path of where the platform runs")
    return here


async def _sights(look: Look, paths: Sequence[str]) -> Sequence[Sight | None]:
    """Every directory at once, each on a thread of its own; None for one that does not answer."""
    return await asyncio.gather(*(_sight(look, each) for each in paths))


async def _sight(look: Look, path: str) -> Sight | None:
    thread = DaemonThread()
    try:
        async with asyncio.timeout(SECONDS):
            return await thread.call(look, path)
    except TimeoutError:
        return None
    finally:
        thread.end()


host = machine(look)
