"""What the findings on versions say, and which command corrects it."""

import shlex
from collections.abc import Sequence

from checks.temporal.liveness.sentences import some
from checks.temporal.routing.deployments import Deployment
from checks.temporal.routing.routes import Lost
from checks.temporal.routing.versions import Routing, Version
from checks.temporal.target import TemporalTarget

_SET_CURRENT = "temporal worker deployment set-current-version"
_SET_RAMPING = "temporal worker deployment set-ramping-version"
_NOBODY = Version("NAME", "BUILD")


def named(version: Version | None) -> str:
    """A version in a sentence."""
    return str(version) if version else "unversioned workers"


def shown(routing: Routing) -> dict[str, object]:
    """As evidence: who gets the tasks."""
    told: dict[str, object] = {"current": named(routing.current)}
    if routing.percentage:
        told |= {"ramping": named(routing.ramping), "percentage": round(routing.percentage, 1)}
    return told


def code(lost: Lost, elsewhere: Sequence[Deployment]) -> str:
    """Which finding it is."""
    if lost.ramping:
        return "ramping-version-unpolled"
    return "current-version-unpolled" if lost.version or elsewhere else "no-current-version"


def summary(lost: Lost, elsewhere: Sequence[Deployment], queue: str) -> str:
    """`elsewhere`: deployments with a current version that does not take from this queue."""
    share = "" if lost.share >= 100 else f"{lost.share:.0f} % of the "
    tasks = f'{share}{lost.kind} tasks of task queue "{queue}" go to'
    polled = some([named(each) for each in lost.polled])
    if lost.version:
        what = "ramping" if lost.ramping else "current"
        return f"{tasks} {lost.version}, the {what} version, which nobody polls for; {polled} do"
    nobody = f"{tasks} unversioned workers, and there are only others: {polled}"
    if lost.ramping:
        return nobody
    if elsewhere:
        current = some([named(each.current) for each in elsewhere])
        return f"the current version, {current}, has never polled here: {nobody}"
    return f"no version is current: {nobody}"


def unclear(lost: Lost, queue: str) -> str:
    """The same where its workers may live."""
    what = "ramping version" if lost.ramping else "current version"
    return (
        f'cannot tell whether anybody takes {lost.kind} tasks of task queue "{queue}" for '
        f"{named(lost.version)}, the {what}: those who did poll gave no sign of life lately"
    )


def changes(lost: Lost, elsewhere: Sequence[Deployment]) -> bool:
    """Whether one of them has polled for these tasks: what is made current is told to the queues
    it has polled, one after the other."""
    return any(each.current in lost.polled or lost.kind in each.polled for each in elsewhere)


def changing(elsewhere: Sequence[Deployment], queue: str) -> str:
    """Where what has polled is current, and the queue has not heard of it."""
    current = some([named(each.current) for each in elsewhere])
    return f'{current} is being made current, and task queue "{queue}" does not know it yet'


def hint(lost: Lost, target: TemporalTarget) -> str:
    """What to start, or to type."""
    start = f"Start a worker of {named(lost.version)}"
    polled = next((each for each in lost.polled if each), None)
    deployment = (lost.version or polled or _NOBODY).deployment
    if lost.ramping:
        stop = [*_SET_RAMPING.split(), *_which(lost.version, deployment), "--delete"]
        return f"{start}, or ramp nothing: {line(stop, target)}"
    other = [*_SET_CURRENT.split(), *_which(polled, deployment)]
    return f"{start}, or make current what polls: {line(other, target)}"


def _which(version: Version | None, deployment: str) -> list[str]:
    if version is None:
        return ["--deployment-name", deployment, "--unversioned"]
    return ["--deployment-name", version.deployment, "--build-id", version.build]


def line(words: Sequence[str], target: TemporalTarget) -> str:
    """A command that can be typed as it stands."""
    place = ["-n", target.namespace, "--address", str(target.address)]
    return shlex.join([*words, *place])
