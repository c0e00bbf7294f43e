"""Talking to Redis: connecting, and the look-ups that steps share. One round trip each."""

import asyncio
import contextlib
import re
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from checks.redis.faults import PlainTextServer
from checks.redis.url import RedisUrl

if TYPE_CHECKING:
    from redis.asyncio import Redis
else:
    Redis = Any

HANDSHAKE = 0.7
"""Seconds after which an unanswered TLS handshake deserves the question whether plain text is."""

CONNECTIONS = 2
"""One for all questions, and one that listens while the other publishes."""


def client(url: RedisUrl) -> Redis:
    """redis-py without retries, time-outs (the engine has them) and commands of its own.

    RESP2, since HELLO would let in a password that the server does not have.
    """
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    tls: dict[str, Any] = {
        "ssl": True,
        "ssl_cert_reqs": url.verify,
        "ssl_check_hostname": url.check_hostname and url.verify != "none",
        **dict(url.certificates),
    }
    made = Redis(
        host=url.host,
        port=url.port,
        username=url.user or None,
        password=url.password.reveal() or None,
        db=url.database,
        protocol=2,
        decode_responses=True,
        retry=Retry(NoBackoff(), 0),
        socket_timeout=None,
        socket_connect_timeout=None,
        max_connections=CONNECTIONS,
        **(tls if url.tls else {}),
    )
    # no CLIENT SETINFO, which costs a round trip: its name depends on redis-py's version
    options = made.connection_pool.connection_kwargs
    options.update(dict.fromkeys(options.keys() & {"driver_info", "lib_name", "lib_version"}))
    return made


async def connect(redis: Redis, url: RedisUrl) -> None:
    """Connects now. A Redis that waits for the end of our TLS greeting's line is found out."""
    connecting = asyncio.ensure_future(_connected(redis))
    try:
        done, _ = await asyncio.wait({connecting}, timeout=HANDSHAKE if url.tls else None)
        if not done and await _speaks_plainly(url):
            raise PlainTextServer("+PONG")
        await connecting
    finally:
        connecting.cancel()


async def greet(redis: Redis) -> str:
    """Pings; the error by which a living server refuses even that, else nothing.

    A ping is refused like a write while the data cannot be saved; an account may lack the right.
    """
    from redis.exceptions import ResponseError

    try:
        await redis.ping()
    except ResponseError as error:
        if not re.search("^MISCONF|no permissions|unknown command", str(error)):
            raise
        return str(error)
    return ""


async def info(redis: Redis) -> Mapping[str, Any]:
    """Names us to the server and asks for INFO; empty where the account may not have it."""
    from redis.exceptions import ResponseError

    pipeline = redis.pipeline(transaction=False)
    pipeline.client_setname("healthcheck")
    pipeline.info()
    _, told = await pipeline.execute(raise_on_error=False)
    if not isinstance(told, ResponseError):
        return dict(told)
    if re.search("no permissions|unknown command", str(told)):
        return {}
    raise told


async def setting(redis: Redis, name: str) -> str | None:
    """A setting of the server; None where the account may not see it."""
    from redis.exceptions import ResponseError

    try:
        found = await redis.config_get(name)
    except ResponseError:
        return None
    return found.get(name)


async def denials(redis: Redis, user: str, *commands: tuple[str, ...]) -> list[str] | None:
    """What the ACL says to each command, `OK` or a sentence; None where it cannot be asked."""
    from redis.exceptions import ResponseError

    pipeline = redis.pipeline(transaction=False)
    for command in commands:
        pipeline.execute_command("ACL DRYRUN", user, *command)
    answers = await pipeline.execute(raise_on_error=False)
    if any(isinstance(each, ResponseError) for each in answers):
        return None
    return [str(each) for each in answers]


async def _connected(redis: Redis) -> None:
    connection = await redis.connection_pool.get_connection()  # type: ignore[no-untyped-call]  # redis-py's
    await redis.connection_pool.release(connection)


async def _speaks_plainly(url: RedisUrl) -> bool:
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(HANDSHAKE / 2):
            reader, writer = await asyncio.open_connection(url.host, url.port)
            with contextlib.closing(writer):
                writer.write(b"PING\r\n")
                return (await reader.readline())[:1] in (b"+", b"-")
    return False
