"""Redis: can job updates be written and heard?"""

import uuid
from collections.abc import AsyncIterator, Mapping
from typing import TYPE_CHECKING, Any

from checks.redis import roundtrip as scratch
from checks.redis import session, state
from checks.redis.codes import CODES
from checks.redis.faults import FAULTS
from checks.redis.url import RedisUrl
from healthcheck import Check, Greeting, Probe, Secret, Target

if TYPE_CHECKING:
    from redis.asyncio import Redis
else:
    Redis = Any

PREFIX = "__healthcheck:"
ALIVE = rb"^(\+PONG|-(NOAUTH|NOPERM|DENIED|LOADING|MISCONF|MASTERDOWN|ERR max number of clients))"


class RedisTarget(Target):
    """A server and one of its numbered databases, by the URL."""

    url: RedisUrl

    @property
    def encrypts(self) -> bool:
        """As rediss:// asks for it."""
        return self.url.tls

    @property
    def address(self) -> str:
        """`host:port/number`."""
        return f"{super().address}/{self.url.database}"

    @property
    def within(self) -> Mapping[str, str]:
        """The database's number."""
        return {"database": str(self.url.database)}

    @property
    def proofs(self) -> Mapping[str, tuple[str | Secret, Secret]]:
        """The user's password; without a user it is that of `default`."""
        return {"password": (self.url.user or "default", self.url.password)}


@Check(
    "redis",
    RedisTarget,
    service="Redis",
    imports=["redis.asyncio"],
    greeting=Greeting("Redis", b"PING\r\n", ALIVE),
    faults=FAULTS,
    codes=CODES,
).connect
async def redis(target: RedisTarget) -> AsyncIterator[Redis]:
    """One connection (a second one only for `roundtrip`), and a command or two a step."""
    client = session.client(target.url)
    try:
        await session.connect(client, target.url)
        yield client
    finally:
        await client.aclose()


@redis.step
async def reachable(client: Redis, probe: Probe[RedisTarget]) -> None:
    """Job state and live updates go through Redis."""
    await probe.once(session.greet, client)


@redis.step
async def authenticated(client: Redis, probe: Probe[RedisTarget]) -> None:
    """A wrong password or database number stops every update."""
    info = await probe.once(session.info, client)
    name, version = state.server(info)
    known = {"server": name, "version": version} if info else {}
    url = probe.target.url
    probe.evidence(user=url.user or "default", database=url.database, tls=url.tls, **known)


@redis.step
async def capacity(client: Redis, probe: Probe[RedisTarget]) -> None:
    """A server full of data refuses writes, one full of clients refuses everybody."""
    info = await probe.once(session.info, client)
    if not info:
        probe.unsupported("this account may not ask for INFO, which tells the limits")
    used, limit = state.memory(info)
    connected, most = state.clients(info)
    probe.evidence(used_memory=used, maxmemory=limit, clients=connected, maxclients=most)
    if state.nearly(connected, most):
        probe.warn("nearly-full", f"{connected} of {most} possible clients are connected")
    if not state.nearly(used, limit):
        return
    share = f"{state.size(used)} of {state.size(limit)} (maxmemory) are used"
    if used > limit:
        probe.fail("full", f"{share} and {state.kept(info)}: writes are refused")
    probe.warn("nearly-full", f"{share} and {state.kept(info)}")


@redis.step
async def writable(client: Redis, probe: Probe[RedisTarget]) -> None:
    """A replica, a server that cannot save, and an ACL refuse updates."""
    info = await probe.once(session.info, client)
    if state.is_read_only_replica(info):
        master = f"{info.get('master_host')}:{info.get('master_port')}"
        probe.fail(
            "read-only-replica", f"{probe.target.address} is a replica of {master}: no writes"
        )
    await _saved(client, probe, info)
    await _replicated(client, probe, info)
    await _permitted(client, probe)


@redis.step(after=["capacity", "writable"], writes=True)
async def roundtrip(client: Redis, probe: Probe[RedisTarget]) -> None:
    """Writes a key that lives 30 s, and publishes to a channel that nobody else knows."""
    from redis.exceptions import NoPermissionError

    name = f"{PREFIX}{uuid.uuid4()}"
    try:
        if not await scratch.stored(client, name):
            probe.fail("not-stored", "a key was written, and reading it back gave something else")
        if not await scratch.heard(client, name):
            probe.fail(
                "not-heard", f"a message that was published was not heard within {scratch.EAR:g} s"
            )
    except NoPermissionError as error:
        _denied(probe, str(error))
        probe.unsupported(f"the ACL of this account allows no key or channel {PREFIX}*")


async def _saved(client: Redis, probe: Probe[RedisTarget], info: state.Info) -> None:
    """Fails only where it is certain: a ping is refused when writes are."""
    if (await probe.once(session.greet, client)).startswith("MISCONF"):
        probe.fail("disk-error", "Redis cannot save its data to disk, and so refuses writes")
    if state.cannot_append(info):
        probe.fail("disk-error", "Redis cannot write its append-only file, and so refuses writes")
    if state.failed_to_save(info):
        probe.warn(
            "disk-error", "Redis could not save its data to disk; what is written may be lost"
        )


async def _replicated(client: Redis, probe: Probe[RedisTarget], info: state.Info) -> None:
    """INFO counts the good replicas only where some are demanded."""
    if "min_slaves_good_slaves" not in info:
        return
    there = int(info["min_slaves_good_slaves"])
    demanded = await session.setting(client, "min-replicas-to-write")
    if there < int(demanded or 1):
        said = f"{there} of {demanded or 'the'} replicas that a write needs are there"
        probe.fail("too-few-replicas", f"{said}: writes are refused")


async def _permitted(client: Redis, probe: Probe[RedisTarget]) -> None:
    """Asks the ACL about commands, not about our scratch key, which no account need be allowed."""
    user, name = probe.target.url.user or "default", f"{PREFIX}{uuid.uuid4()}"
    said = await session.denials(
        client, user, ("SET", name, "1", "EX", "30"), ("PUBLISH", name, "1")
    )
    if said is None:
        probe.unsupported("this account's rights cannot be seen (ACL DRYRUN); --all proves them")
    for answer in said:
        _denied(probe, answer)


def _denied(probe: Probe[RedisTarget], answer: str) -> None:
    """Fails where a command is denied; a denied key or channel is none of the platform's."""
    command = state.denied_command(answer)
    if command:
        user = probe.target.url.user or "default"
        probe.fail(
            "no-permission",
            f"the ACL denies {command} to the user {user}",
            hint=f"As administrator: ACL SETUSER {user} +{command.lower()}, or use another "
            "account.",
        )
