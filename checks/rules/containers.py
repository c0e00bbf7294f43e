"""`localhost` inside a container is the container."""

import os
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path

from checks.rules.places import LOOPBACK, Targets, host_name
from healthcheck import Suspicion, rule

MARKS = ("/.dockerenv", "/run/.containerenv")
"""Files that Docker and Podman put into their containers."""

REMEDY = (
    "Use the name of the service in the container network, or host.docker.internal for the machine "
    "that the container runs on."
)


@cache
def is_container() -> bool:
    """Whether this process runs in one."""
    return "KUBERNETES_SERVICE_HOST" in os.environ or any(Path(each).exists() for each in MARKS)


def suspected(targets: Targets, *, inside: Callable[[], bool]) -> Iterator[Suspicion]:
    """Where all is at localhost, all may well run in this very container; where others are
    reached by a name of the container network, localhost was most likely forgotten."""
    hosts = {name: host_name(each.peer[0]) for name, each in targets.items() if each.peer}
    neighbours = [name for name, host in hosts.items() if host != LOOPBACK and "." not in host]
    if not neighbours or not inside():
        return
    for name, host in hosts.items():
        if host == LOOPBACK:
            yield Suspicion(
                name,
                f"{targets[name].address} is this very container, and {neighbours[0]} is at "
                f"{targets[neighbours[0]].address}, beside it",
            )


@rule("localhost-in-container", remedy=REMEDY)
def localhost_in_container(targets: Targets) -> Iterator[Suspicion]:
    """Inside a container localhost is the container itself, and no service is there."""
    return suspected(targets, inside=is_container)
