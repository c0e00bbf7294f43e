"""What takes minutes: a server with its usual long poll, which forgets who has polled last."""

import os
import signal
import time
from collections import defaultdict
from contextlib import ExitStack, closing
from pathlib import Path

import pytest

from tests.ask import codes
from tests.temporal_servers import OLDER, Asker, Temporal, temporal

WATCHED = 450
"""Seconds: longer than an activity of seven minutes, and than a server remembers a poll."""

LOOK = 5
"""Seconds between two looks."""

SECONDS = 420
"""Of an activity that takes the only slot."""


def watch(asker: Asker, servers: list[Temporal], queues: list[str]) -> dict[str, list[str]]:
    """What `workers` comes to on each queue, one after the other, on all servers alike."""
    seen: dict[tuple[str, str], list[str]] = defaultdict(list)
    end = time.monotonic() + WATCHED
    while time.monotonic() < end:
        for server in servers:
            for queue in queues:
                code = codes(asker.ask(server.address, queue))["workers"] or ""
                told = seen[server.address, queue]
                if code not in told[-1:]:
                    told.append(code)
        time.sleep(LOOK)  # minutes have to pass, and are all that is waited for
    first, *others = ({q: seen[each.address, q] for q in queues} for each in servers)
    for other in others:
        assert other == first
    return first


@pytest.mark.soak
@pytest.mark.timeout(600)
@pytest.mark.skipif(not OLDER.exists(), reason="`make` installs it")
def test_what_cannot_be_told_is_unknown_until_it_is_forgotten() -> None:
    programs: list[Path | None] = [None, OLDER]
    with ExitStack() as stack:
        servers = [stack.enter_context(temporal(each, long_poll="60s")) for each in programs]
        for server in servers:
            dead = stack.enter_context(server.worker("killed", beat=0))
            ended = stack.enter_context(server.worker("ended", beat=0))
            stack.enter_context(server.worker("busy", beat=0))
            stack.enter_context(server.worker("split", identity="w", activities=[], beat=0))
            stack.enter_context(server.worker("split", identity="a", workflows=[], beat=0))
            stack.enter_context(server.worker("idle", beat=0))
            server.hold("busy", seconds=SECONDS)
            server.hold("split", seconds=SECONDS)
            time.sleep(LOOK)  # the workers have polled, and taken what there is
            os.kill(dead, signal.SIGKILL)
            os.kill(ended, signal.SIGINT)
        asker = stack.enter_context(closing(Asker()))

        told = watch(asker, servers, ["killed", "ended", "busy", "split", "idle"])

    unclear = ["ok", "temporal.workers-unclear", "temporal.no-workers"]
    busy = ["ok", "temporal.saturated", "ok"]
    assert told == {
        "killed": unclear,
        "ended": unclear,
        "busy": busy,
        "split": busy,
        "idle": ["ok"],
    }
