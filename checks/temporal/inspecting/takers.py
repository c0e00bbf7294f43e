"""Whether anybody takes one task that waits, and who has those that are taken: a pure judgement."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from checks.temporal.inspecting.runs import Phase, Run, Standing
from checks.temporal.liveness.judging import judge
from checks.temporal.liveness.sentences import summary
from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Judgement, Kind, State, Task
from checks.temporal.routing.waiting import Backlog, Tolerated, Wait
from checks.temporal.routing.waiting import judge as wait
from healthcheck import Manner, Status

PROMPT = Tolerated(age=5.0, count=1)
"""A task that has waited no longer than this is none that nobody takes."""

_MANNERS = {"saturated": Manner.BLOCKS}
_UNCLEAR = ("workers-unclear", Wait.UNCLEAR)


@dataclass(frozen=True, slots=True, kw_only=True)
class Takers:
    """A task queue, and what its workers are."""

    queue: str
    namespace: str
    judgement: Judgement
    given: Mapping[Kind, Backlog]
    uptimes: Sequence[float] = ()
    at_work: frozenset[str] = frozenset()

    @classmethod
    def of(
        cls,
        queue: str,
        namespace: str,
        seen: Sightings,
        tasks: Sequence[Task],
        *,
        now: float,
        long_poll: float,
        host: str,
    ) -> "Takers":
        """By what the server has seen of them, and the activities that they are at."""
        judgement = judge(
            seen.pollers, seen.heartbeats, now=now, tasks=tasks, long_poll=long_poll, host=host
        )
        starts = [
            now - each.started
            for each in seen.heartbeats
            if each.started and each.identity in judgement.living
        ]
        return cls(
            queue=queue,
            namespace=namespace,
            judgement=judgement,
            given={kind: side.backlog for kind, side in seen.queues.items()},
            uptimes=starts,
            at_work=frozenset(each.identity for each in tasks),
        )

    def state(self, kind: Kind, identity: str) -> State:
        """Of one worker."""
        seen = self.judgement.seen
        mine = (each.state for each in seen if (each.identity, each.kind) == (identity, kind))
        return next(mine, State.ABSENT)

    def take(self, kind: Kind, waited: float) -> Standing:
        """Whether a task of this kind is taken, that has waited so many seconds."""
        said = f"has waited {waited:.0f} s for a worker"
        code = self._code(kind, waited)
        if not code:
            return Standing(said)
        if code == Wait.MOVING:
            return Standing(f"{said}; others have been given out meanwhile")
        who = self._who(code)
        if code in _UNCLEAR:
            return Standing(f"{said}: {who}", code, Status.UNKNOWN)
        return Standing(f"{said}: {who}", code, Status.FAIL, _MANNERS.get(code, Manner.REFUSES))

    def _code(self, kind: Kind, waited: float) -> str:
        state = self.judgement.state(kind)
        if state.gone:
            return self.judgement.code or "no-workers"
        if state is State.UNCLEAR:
            return "workers-unclear"
        if state is State.BUSY:
            return "saturated"
        own = replace(self.given.get(kind, Backlog()), count=1, age=waited)
        seen, at_work = self.judgement.seen, self.at_work if kind is Kind.ACTIVITY else ()
        return wait(kind, own, PROMPT, seen, at_work=at_work, uptimes=self.uptimes).value

    def _who(self, code: str) -> str:
        where = f'task queue "{self.queue}"'
        if code == Wait.STUCK:
            return f"workers poll {where} and have free slots, and it is given to none of them"
        if code == Wait.UNCLEAR:
            return f"workers poll {where}, and it is given to none of them: they may be busy"
        judgement = replace(self.judgement, code=code)
        return summary(judgement, queue=self.queue, namespace=self.namespace)


def tasks(runs: Iterable[Run], queue: str) -> Sequence[Task]:
    """The activities of this queue that workers are at."""
    return [
        Task(identity=each.worker, name=each.name, since=each.since, said=each.said)
        for run in runs
        for each in run.activities
        if each.phase is Phase.STARTED and each.queue == queue
    ]
