"""What can be broken about ClearML, beside the network."""

from __future__ import annotations

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, cast

from sandbox.clearml.settings import Manner, Part, Store
from sandbox.faults.fault import Fault

if TYPE_CHECKING:
    from sandbox.faults.fault import Injection, Servers
    from sandbox.servers.clearml import Clearml

SILENCE = "TimeoutError"


@asynccontextmanager
async def wrong_credentials(servers: Servers, name: str) -> AsyncIterator[None]:
    """Changed on the server, so that the clients' settings stay what they were."""
    server = cast("Clearml", servers[name])
    server.change_keys()
    yield
    server.restore()


def broken(store: Store, manner: Manner) -> Injection:
    """Without a store that stands behind the API server."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Clearml", servers[name])
        server.break_store(store, manner)
        yield
        server.restore()

    return inject


@asynccontextmanager
async def no_permission(servers: Servers, name: str) -> AsyncIterator[None]:
    server = cast("Clearml", servers[name])
    server.forbid("tasks.create")
    yield
    server.restore()


def behind(statuses: Mapping[Part, int]) -> Injection:
    """A gateway that answers by itself."""

    @asynccontextmanager
    async def inject(servers: Servers, name: str) -> AsyncIterator[None]:
        server = cast("Clearml", servers[name])
        server.put_gateway(statuses)
        yield
        server.restore()

    return inject


async def _make_task(servers: Servers) -> None:
    await cast("Clearml", servers["clearml"]).try_task()


def _of_gateway(word: str, status: int, description: str) -> Fault:
    met = f"HTTP {status}"
    injection = behind({Part.API: status})
    return Fault(f"clearml-{word}", description, "clearml", "clearml", injection, met=met)


def _of_store(store: Store, title: str, *, refused: str) -> tuple[Fault, ...]:
    return (
        Fault(
            f"clearml-{store}-down",
            f"ClearML's {title} is not running: its API server has lost it.",
            "clearml",
            "clearml",
            broken(store, Manner.REFUSED),
            met=refused,
        ),
        Fault(
            f"clearml-{store}-hung",
            f"ClearML's {title} hangs: its API server waits for it.",
            "clearml",
            "clearml",
            broken(store, Manner.HUNG),
            met=SILENCE,
        ),
    )


FAULTS = (
    Fault(
        "clearml-wrong-credentials",
        "ClearML rejects the keys of the settings: it knows no such pair.",
        "clearml",
        "clearml",
        wrong_credentials,
        met="auth.login: 401/22",
    ),
    Fault(
        "clearml-no-permission",
        "The role of ClearML's account allows looking, and making no task.",
        "clearml",
        "clearml",
        no_permission,
        met="tasks.create: 403/20",
        meets=_make_task,
    ),
    _of_gateway("gateway", 502, "ClearML's gateway finds no API server behind it: 502."),
    _of_gateway("overloaded", 429, "ClearML's gateway turns calls away: 429."),
    _of_gateway("error", 500, "ClearML answers every call with an error that is no answer: 500."),
    *_of_store(Store.REDIS, "Redis", refused="queues.get_all: 500/0"),
    # the API server tries for 30 s to find it, and whoever is less patient meets silence
    *_of_store(Store.MONGODB, "MongoDB", refused=f"{SILENCE}|auth.login: 500/1"),
    *_of_store(Store.ELASTICSEARCH, "Elasticsearch", refused="workers.get_stats: 500/100"),
)
