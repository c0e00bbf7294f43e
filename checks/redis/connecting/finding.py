"""Which of a URL's hosts to talk to: the first that answers, or a Sentinel's master."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import replace
from ssl import SSLError
from typing import TYPE_CHECKING, Any, TypeVar

from checks.redis.connecting.client import Session, connected
from checks.redis.connecting.faults import LostMaster, OtherRole, UnknownMaster
from checks.redis.connecting.parts import Kind, Place
from checks.redis.connecting.url import RedisUrl
from healthcheck import join_address

if TYPE_CHECKING:
    from redis.asyncio import Redis
else:
    Redis = Any

T = TypeVar("T")

TURN = 0.5
"""Seconds that a host gets where another one follows."""

APPROACH = 1.2
"""Seconds that the master a Sentinel names gets: more than it takes to send a lost packet again."""


async def found(url: RedisUrl) -> Session:
    """A connection to the server that the URL leads to."""
    if url.kind is Kind.SENTINEL:
        return await _master(url, await _first(url, lambda place: _told(url, place)))
    if url.others:
        return await _first(url, lambda place: _answering(url, place))
    return await connected(url, (url.host, url.port))


def tried(url: RedisUrl) -> int:
    """How many hosts may be tried before the one that is talked to."""
    return len(url.places) if url.others or url.kind is Kind.SENTINEL else 0


async def _first(url: RedisUrl, ask: Callable[[Place], Awaitable[T]]) -> T:
    """The answer of the first host that is there; the last one may take its time."""
    from redis.exceptions import RedisError

    *several, last = url.places
    for place in several:
        try:
            async with asyncio.timeout(TURN):
                return await ask(place)
        except (RedisError, OSError) as error:
            if not _is_absence(error):
                raise
    return await ask(last)


async def _answering(url: RedisUrl, place: Place) -> Session:
    """A process that is frozen still accepts connections."""
    session = await connected(url, place)
    try:
        await session.redis.ping()
    except BaseException:
        await session.redis.aclose()
        raise
    return session


async def _master(url: RedisUrl, place: Place) -> Session:
    from redis.exceptions import RedisError

    try:
        async with asyncio.timeout(APPROACH):
            return await connected(replace(url, kind=Kind.SINGLE), place)
    except (RedisError, OSError) as error:
        if not _is_absence(error):
            raise
        end = "does not answer" if isinstance(error, TimeoutError) else "cannot be reached"
        said = f"the Sentinel says that the master is at {join_address(*place)}"
        raise LostMaster(f"{said}, which {end}") from error


async def _told(url: RedisUrl, place: Place) -> Place:
    """Where a Sentinel says that the master is; errors of ours where it knows none."""
    account = {"user": url.sentinel_user, "password": url.sentinel_password, "database": 0}
    session = await connected(replace(url, **account), place)  # type: ignore[arg-type]  # a mapping's
    try:
        return await _asked(session.redis, url.master)
    finally:
        await session.redis.aclose()


async def _asked(sentinel: Redis, name: str) -> Place:
    from redis.exceptions import ResponseError

    try:
        place: Any = await sentinel.sentinel_get_master_addr_by_name(name) if name else None
        masters: Any = {} if place else await sentinel.sentinel_masters()
    except ResponseError as error:
        if "unknown command" not in str(error):
            raise
        raise OtherRole("a Redis, and the URL expects a Sentinel") from error
    return (str(place[0]), int(place[1])) if place else chosen(masters, name)


def chosen(masters: Mapping[str, Mapping[str, Any]], name: str) -> Place:
    """The only master there is, where the URL names none; UnknownMaster where that is not clear."""
    if not name and len(masters) == 1:
        (only,) = masters.values()
        return str(only["ip"]), int(only["port"])
    known = ", ".join(sorted(masters)) or "none"
    wanted = f"no master {name}" if name else "no single master, and the URL names none"
    raise UnknownMaster(f"the Sentinel watches {wanted}; those that it watches: {known}")


def _is_absence(error: BaseException) -> bool:
    """Whether nobody was there, rather than somebody who refused us."""
    met = error if isinstance(error, TimeoutError) else error.__context__
    return isinstance(met, OSError) and not isinstance(met, SSLError)
