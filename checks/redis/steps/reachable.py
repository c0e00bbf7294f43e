"""Who answers, and who we are there."""

from checks.redis import asking
from checks.redis.connecting.client import Session
from checks.redis.connecting.finding import tried
from checks.redis.session import redis
from checks.redis.state import role
from checks.redis.target import RedisTarget
from healthcheck import Probe, join_address


def _commands(target: RedisTarget) -> int:
    """8, connecting included, and 4 for each Sentinel, or each host where there are several."""
    return 8 + 4 * tried(target.url)


@redis.step(requests=_commands)
async def reachable(session: Session, probe: Probe[RedisTarget]) -> None:
    """Job state and live updates go through Redis."""
    from redis.exceptions import BusyLoadingError

    address = probe.target.address
    try:
        await probe.once(asking.greet, session)
    except BusyLoadingError:
        # a server that loads answers this alone
        progress = role.loading((await asking.tell(session)).info)
        probe.fail("starting-up", f"Redis at {address} is still loading its data{progress}")
    told = await probe.once(asking.tell, session)
    other = role.other(told.info, probe.target.url.kind)
    if other:
        probe.fail(
            "other-service",
            f"{address} is {other}",
            hint="Correct the host and port, or the beginning of the URL: redis://, "
            "redis+sentinel:// and redis+cluster:// each lead to something else.",
        )


@redis.step(requests=0)
async def authenticated(session: Session, probe: Probe[RedisTarget]) -> None:
    """A wrong password or database number stops every update."""
    told = await probe.once(asking.tell, session)
    url = probe.target.url
    probe.evidence(user=probe.target.user, database=url.database, tls=url.tls is not None)
    if session.place not in url.places:
        probe.evidence(master=join_address(*session.place))
    if told.info:
        name, version = role.server(told.info)
        own, others = role.keys(told.info, url.database)
        probe.evidence(server=name, version=version, mode=role.mode(told.info), keys=own)
        if others:
            probe.evidence(keys_of_other_databases=others)
    if told.hello and url.protocol is None:
        probe.warn("hello-refused", "the server refuses HELLO, by which redis-py 8 begins")
    if url.unread:
        probe.warn(
            "unread-database",
            "the end of the URL is no number of a database: redis-py passes over it and uses 0",
        )
