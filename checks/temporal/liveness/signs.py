"""One worker: what its heartbeats, its polls and the activities it is at say of it, in that order.

Workers that go by the same identity are one: whoever of them takes a task.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from checks.temporal.liveness.ages import MISSED, Clocks, Limits
from checks.temporal.liveness.workers import Heartbeat, Kind, Poller, Seen, State, Task


@dataclass(frozen=True, slots=True)
class Signs:
    """All that is known of an identity: its last poll of each kind, the heartbeats that can be
    believed, the activities that it is at."""

    identity: str
    polls: Mapping[Kind, float]
    beats: Sequence[Heartbeat]
    tasks: Sequence[Task]
    clocks: Clocks
    limits: Limits

    @classmethod
    def of(
        cls,
        identity: str,
        pollers: Iterable[Poller],
        heartbeats: Iterable[Heartbeat],
        tasks: Iterable[Task],
        *,
        clocks: Clocks,
        limits: Limits,
    ) -> "Signs":
        """Picked from those of all workers."""
        asked = sorted((each.at, each.kind) for each in pollers if each.identity == identity)
        polls = {kind: at for at, kind in asked}
        last = max(polls.values(), default=0.0)
        own = [each for each in heartbeats if each.identity == identity]
        beats = [each for each in own if _credible(each, last, limits)]
        # a worker that tells its slots need not be asked what it is at; nor one that has died
        begun = [] if own else [each for each in tasks if each.identity == identity]
        return cls(identity, polls, beats, begun, clocks, limits)

    def seen(self, kind: Kind, *, host: str) -> Seen:
        """What it is to this kind of task; the clock of the workers on `host` is ours."""
        spoken = [each for each in self.beats if each.takes(kind)]
        newest = max(spoken, key=lambda each: each.at, default=None)
        begun = min(self._begun(kind), key=lambda each: each.since, default=None)
        return Seen(
            identity=self.identity,
            kind=kind,
            state=self._by_heartbeat(kind, spoken, host) or self._by_poll(kind),
            polled=self.clocks.since_poll(self.polls[kind]) if kind in self.polls else None,
            beat=self._since(newest) if newest else None,
            due=newest.due if newest else None,
            slots=newest.slots.get(kind) if newest else None,
            task=begun.name if begun else "",
            busy=self.clocks.since_poll(begun.since) if begun else 0.0,
        )

    def _by_heartbeat(self, kind: Kind, beats: Sequence[Heartbeat], host: str) -> State | None:
        """None where no heartbeat tells."""
        running = [beat for beat in beats if not beat.ended]
        living = [beat for beat in running if self._since(beat) <= MISSED * beat.due]
        if living:
            return self._by_living(kind, living)
        if running:
            # another machine's clock may be behind: what has just polled may live all the same
            fresh = any(self._fresh(at) for at in self.polls.values())
            elsewhere = any(beat.host != host for beat in running)
            return State.UNCLEAR if fresh and elsewhere else State.STALE
        return State.ENDED if beats else None

    def _by_living(self, kind: Kind, beats: Sequence[Heartbeat]) -> State:
        """Not yet dead is not alive: a worker with a free slot polls, and a busy one's heartbeats
        are renewed. What shows neither any more is unclear until its third heartbeat is missed."""
        polled = self.polls.get(kind, 0.0)
        ages = [self._since(beat) for beat in beats]
        if all(_full(beat, kind, polled) for beat in beats):
            limits = (beat.due + self.limits.late for beat in beats)
            renewed = any(age <= limit for age, limit in zip(ages, limits, strict=True))
            return State.BUSY if renewed else State.UNCLEAR
        last = min(self.clocks.since_poll(polled), *ages)
        return State.FREE if last <= self.limits.fresh else State.UNCLEAR

    def _by_poll(self, kind: Kind) -> State:
        """One that polls for the other kind is alive: what keeps it from this one is its work."""
        polling = {each for each, at in self.polls.items() if self._fresh(at)}
        if kind in polling:
            return State.FREE
        busy = (polling and not self.beats) or any(map(self._shows, self._begun(kind)))
        return State.BUSY if busy else State.UNCLEAR

    def _begun(self, kind: Kind) -> Sequence[Task]:
        return self.tasks if kind is Kind.ACTIVITY else ()

    def _shows(self, task: Task) -> bool:
        """Whether it explains why there are no polls. What was begun long ago, and says nothing, is
        believed where the polls ended with it; a free slot would have gone on polling."""
        if self._fresh(task.since if task.said is None else task.said):
            return True
        filled = task.since + self.limits.long_poll + self.limits.late
        return task.said is None and self.polls.get(Kind.ACTIVITY, 0.0) <= filled

    def _fresh(self, at: float) -> bool:
        return self.clocks.since_poll(at) <= self.limits.fresh

    def _since(self, beat: Heartbeat) -> float:
        return self.clocks.since_beat(beat.at)


def _credible(beat: Heartbeat, polled: float, limits: Limits) -> bool:
    """Nobody dead polls: then its clock is wrong, or this is another worker by the same name.

    A stopped worker's last poll ends on the server a long poll after it began.
    """
    return polled <= beat.at + beat.due + limits.late + limits.long_poll


def _full(beat: Heartbeat, kind: Kind, polled: float) -> bool:
    """No free slot when it last said so; a later poll means that one has become free."""
    slots = beat.slots[kind]
    return slots.free == 0 and slots.used > 0 and polled <= beat.at
