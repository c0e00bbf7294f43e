"""The judgement of what has been seen just now, from this machine."""

import socket
import time
from collections.abc import Sequence
from datetime import timedelta

from checks.temporal.liveness.judging import judge
from checks.temporal.liveness.sightings import Sightings
from checks.temporal.liveness.workers import Judgement, Task


def present(seen: Sightings, long_poll: timedelta, tasks: Sequence[Task] = ()) -> Judgement:
    """Who would take a task now, on a server with this long poll."""
    return judge(
        seen.pollers,
        seen.heartbeats,
        now=time.time(),
        tasks=tasks,
        long_poll=long_poll.total_seconds(),
        host=socket.gethostname(),
    )
