"""Connecting as redis-py does, once, and seeing how long the way is."""

import asyncio
import contextlib
import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from checks.redis.connecting.bounded import bound
from checks.redis.connecting.faults import NoSocket, OtherRole, PlainTextServer
from checks.redis.connecting.parts import Kind, Place
from checks.redis.connecting.url import RedisUrl
from checks.redis.state import role

if TYPE_CHECKING:
    from redis.asyncio import Redis
else:
    Redis = Any

HANDSHAKE = 0.7
"""Seconds after which an unanswered TLS handshake deserves the question whether plain text is."""

CONNECTIONS = 2
"""One for all questions, and one that listens while the other publishes."""


@dataclass(eq=False, slots=True)
class Session:
    """A client, whom it talks to, and the seconds that its way there took: the name, the first
    packets and TLS, before anything was asked."""

    redis: Redis
    place: Place
    way: float = 0.0


async def connected(url: RedisUrl, place: Place) -> Session:
    """A client that has connected to one of the URL's hosts.

    A Redis that waits for the end of our TLS greeting's line is found out, and so is a Sentinel,
    which has no databases to select and seldom a password.
    """
    session = Session(client(url, place), place)
    try:
        await _connect(session, url)
    except BaseException as error:
        await session.redis.aclose()
        other = await _role(url, place, error)
        if other:
            raise OtherRole(other) from error
        raise
    return session


def client(url: RedisUrl, place: Place, **options: Any) -> Redis:
    """redis-py without retries, time-outs (the engine has them) and commands of its own.

    RESP2 unless the URL demands more, since HELLO would let in a password that the server does not
    have.
    """
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    made = Redis(
        **(_settings(url, place) | options),
        decode_responses=True,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=None,
        socket_connect_timeout=None,
        max_connections=CONNECTIONS,
    )
    # no CLIENT SETINFO, which costs a round trip: its name depends on redis-py's version
    kept = made.connection_pool.connection_kwargs
    kept.update(dict.fromkeys(kept.keys() & {"driver_info", "lib_name", "lib_version"}))
    return made


def _settings(url: RedisUrl, place: Place) -> dict[str, Any]:
    host, port = place
    return {
        **({"unix_socket_path": url.path} if url.path else {"host": host, "port": port}),
        "username": url.user or None,
        "password": url.password.reveal() or None,
        "db": url.database,
        "protocol": url.protocol or 2,
        **(url.tls.options() if url.tls else {}),
    }


async def _connect(session: Session, url: RedisUrl) -> None:
    connecting = asyncio.ensure_future(_first(session, url))
    try:
        done, _ = await asyncio.wait({connecting}, timeout=HANDSHAKE if url.tls else None)
        if not done and await _speaks_plainly(session.place):
            raise PlainTextServer("+PONG")
        await connecting
    finally:
        connecting.cancel()


async def _first(session: Session, url: RedisUrl) -> None:
    """The connection itself; redis-py calls us between its way there and its first command."""
    from redis.exceptions import ConnectionError

    pool = session.redis.connection_pool
    began = time.monotonic()

    async def there(connection: Any) -> None:
        session.way = session.way or time.monotonic() - began
        bound(connection)
        await connection.on_connect()

    pool.connection_kwargs["redis_connect_func"] = there
    try:
        connection = await pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py's
    except ConnectionError as error:
        met = error.__context__
        if url.path and isinstance(met, (FileNotFoundError, PermissionError)):
            raise NoSocket(met.strerror) from error
        raise
    await pool.release(connection)


async def _role(url: RedisUrl, place: Place, error: BaseException) -> str:
    """Who it is that knows no SELECT or no password, by its own INFO; nothing for a Redis."""
    from redis.exceptions import RedisError

    lacking = re.search("unknown command .?SELECT|without any password", str(error))
    if not isinstance(error, RedisError) or not lacking or url.kind is not Kind.SINGLE:
        return ""
    without = {"username": None, "password": None} if "password" in lacking[0] else {}
    asked = client(url, place, db=0, **without)
    try:
        return role.other(await asked.info())
    except RedisError:
        return ""
    finally:
        await asked.aclose()


async def _speaks_plainly(place: Place) -> bool:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(HANDSHAKE / 2):
            reader, writer = await asyncio.open_connection(*place)
            with contextlib.closing(writer):
                writer.write(b"PING\r\n")
                return (await reader.readline())[:1] in (b"+", b"-")
    return False
