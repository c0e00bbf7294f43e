"""A key that is written and read, and a message that is heard."""

import uuid

from checks.redis import scratch
from checks.redis.connecting.client import Session
from checks.redis.session import redis
from checks.redis.state import rights
from checks.redis.target import RedisTarget
from healthcheck import Probe


def _commands(target: RedisTarget) -> int:
    """3 for a key, and 5 for a message over a connection of its own."""
    return 3 * target.stores + 5 * target.publishes


@redis.step(after=["capacity", "writable"], writes=True, requests=_commands)
async def roundtrip(session: Session, probe: Probe[RedisTarget]) -> None:
    """Writes a key that lives 30 s, and publishes to a channel that nobody else knows."""
    from redis.exceptions import MovedError, NoPermissionError

    client, name = session.redis, f"{scratch.PREFIX}{uuid.uuid4()}"
    try:
        if probe.target.stores and not await scratch.stored(client, name):
            probe.fail("not-stored", "a key was written, and reading it back gave something else")
        if probe.target.publishes and not await scratch.heard(client, name):
            probe.fail(
                "not-heard", f"a message that was published was not heard within {scratch.EAR:g} s"
            )
    except MovedError:
        probe.unsupported("the scratch key belongs to another node of the cluster")
    except NoPermissionError as error:
        command = rights.denied_command(str(error))
        if command is None:
            probe.unsupported(f"the ACL of this account allows no key or channel {scratch.PREFIX}*")
        denial = rights.Denial("command", rights.Need((command,)))
        user = probe.target.user
        hint = f"As administrator: {denial.mended(user)}, or use another account."
        code = "no-publishing" if denial.of_updates else "no-permission"
        probe.fail(code, denial.said(user), hint=hint)
