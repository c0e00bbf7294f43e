"""What is asked of a real Redis, by its own statistics, and what the check says it takes."""

from collections.abc import Iterator

import pytest

from checks.redis import RedisTarget, redis
from checks.redis.connecting.url import RedisUrl
from healthcheck import Outcome
from tests import servers
from tests.ask import ask
from tests.budget import stated, within

ACCOUNT = "app:app-secret@"
STEPS = [name for name, step in redis.steps.items() if not step.writes]


@pytest.fixture(scope="module")
def server() -> Iterator[servers.Valkey]:
    with servers.valkey("user app on >app-secret ~* &* +@all") as started:
        yield started


@pytest.fixture
def target(server: servers.Valkey) -> RedisTarget:
    """Everything that can be configured."""
    url = RedisUrl.parse(server.url(ACCOUNT, 1))
    return RedisTarget(url=url, keys=("job:*", "__healthcheck:*"), channels=("jobs",))


def counted(
    server: servers.Valkey, target: RedisTarget, *steps: str, writing: bool = False
) -> tuple[Outcome, int, int]:
    """What came of it, the connections that it opened, and the commands that it sent."""
    server.say("CONFIG RESETSTAT")
    outcome = ask(redis, target, *steps, writing=writing)
    info = server.info()
    calls = {
        key: int(value.partition("calls=")[2].partition(",")[0])
        for key, value in info.items()
        if key.startswith("cmdstat_") and key != "cmdstat_config|resetstat"
    }
    # the last connection is the one that looks
    return outcome, int(info["total_connections_received"]) - 1, sum(calls.values())


def test_a_run_of_everything_takes_what_is_stated(
    server: servers.Valkey, target: RedisTarget
) -> None:
    outcome, connections, commands = counted(server, target, writing=True)

    assert {each.status for each in outcome.findings} == {"ok"}
    assert connections == stated(redis.connections, target) == 2
    assert within(commands, redis, target, outcome)


@pytest.mark.parametrize("step", STEPS)
def test_a_step_alone_takes_what_is_stated(
    server: servers.Valkey, target: RedisTarget, step: str
) -> None:
    outcome, connections, commands = counted(server, target, step)

    assert connections == 1
    assert within(commands, redis, target, outcome)


def test_what_the_platform_does_not_use_is_not_stated(
    server: servers.Valkey, target: RedisTarget
) -> None:
    keeps = RedisTarget(url=target.url, keys=("job:*",))
    outcome, connections, commands = counted(server, keeps, writing=True)

    assert connections == 1
    assert within(commands, redis, keeps, outcome)


def test_each_sentinel_may_take_a_connection() -> None:
    target = RedisTarget(url=RedisUrl.parse("redis+sentinel://one:1,two:2/main/0"))

    assert stated(redis.connections, target) == 4
    assert stated(redis.steps["reachable"].requests, target) == 16
