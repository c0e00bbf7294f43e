"""Whether those who poll are those who get the tasks: a pure judgement."""

import socket
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from checks.temporal.liveness.judging import judge
from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Heartbeat, Judgement, Kind, Poller, State
from checks.temporal.routing.versions import Version


@dataclass(frozen=True, slots=True, kw_only=True)
class Lost:
    """Tasks that go to a version nobody polls for, or (`unclear`) perhaps nobody: `share` percent.

    `polled` are the versions that workers do poll for, None among them for unversioned workers.
    """

    kind: Kind
    version: Version | None
    share: float
    ramping: bool
    polled: Sequence[Version | None]
    unclear: bool = False


def lost(seen: Sightings, *, now: float, long_poll: float, host: str) -> Sequence[Lost]:
    """All ways that lead nowhere, the worst first. None where nobody polls at all, which is not a
    matter of versions."""
    asked = [each.version for each in seen.pollers]
    asked += [version for side in seen.queues.values() for version, _ in side.routing.shares()]
    versions = {
        each: judged(seen, each, now=now, long_poll=long_poll, host=host)
        for each in dict.fromkeys(asked)
    }
    found = [each for kind in Kind for each in _lost(kind, seen, versions)]
    return sorted(found, key=lambda each: (each.unclear, -each.share))


def misses(seen: Sightings, long_poll: timedelta) -> frozenset[Kind]:
    """The kinds of which nothing at all is given to those who poll now."""
    ways = lost(
        seen,
        now=time.time(),
        long_poll=long_poll.total_seconds(),
        host=socket.gethostname(),
    )
    return frozenset(each.kind for each in ways if each.share >= 100 and not each.unclear)


def _lost(
    kind: Kind, seen: Sightings, versions: Mapping[Version | None, Judgement]
) -> Sequence[Lost]:
    routing = seen.queues[kind].routing
    states = {version: _state(each, kind) for version, each in versions.items()}
    polled = [version for version, state in states.items() if state.lives]
    if not polled:
        return ()
    return [
        Lost(
            kind=kind,
            version=version,
            share=share,
            ramping=number == 1,
            polled=polled,
            unclear=not states[version].gone,
        )
        for number, (version, share) in enumerate(routing.shares())
        if not states[version].lives
    ]


def _state(judgement: Judgement, kind: Kind) -> State:
    """Its workers that have been busy with activities for minutes poll for none, and are forgotten:
    whoever still takes workflows may be one of those."""
    state = judgement.state(kind)
    takes_workflows = judgement.state(Kind.WORKFLOW).lives
    unheard = kind is Kind.ACTIVITY and state is State.ABSENT and takes_workflows
    return State.UNCLEAR if unheard else state


def judged(
    seen: Sightings, version: Version | None, *, now: float, long_poll: float, host: str
) -> Judgement:
    """What the workers of this version are, as if there were no others."""
    pollers = [each for each in seen.pollers if each.version == version]
    beats = [each for each in seen.heartbeats if _of(each, version, seen.pollers)]
    return judge(pollers, beats, now=now, long_poll=long_poll, host=host)


def _of(beat: Heartbeat, version: Version | None, pollers: Sequence[Poller]) -> bool:
    """Whether a heartbeat is of a worker of this version. What it says of that itself does not
    tell whether the worker wants to be treated as one; how it polls does."""
    polled = {each.version for each in pollers if each.identity == beat.identity}
    if beat.version in polled:
        return beat.version == version
    return version in polled if polled else beat.version == version
