"""Writing a scratch key and reading it, publishing and hearing it; cleaned up, come what may."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from redis.asyncio import Redis
    from redis.asyncio.client import PubSub
else:
    Redis = PubSub = Any

PREFIX = "__healthcheck:"
"""Of all keys and channels of ours."""

LIFE = 30
"""Seconds after which the server itself drops the scratch key."""

EAR = 1.0
"""Seconds that a message may take from one connection of a server to another."""


async def stored(redis: Redis, key: str) -> bool:
    """Whether what is written under the key is read back."""
    try:
        await redis.set(key, key, ex=LIFE)
        return bool(await redis.get(key) == key)
    finally:
        await _forget(redis, key)


async def heard(redis: Redis, channel: str) -> bool:
    """Whether what is published on the channel comes to its subscriber."""
    async with redis.pubsub() as ear:
        await ear.subscribe(channel)
        await _next(ear, "subscribe")
        await redis.publish(channel, channel)
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(EAR):
                return bool((await _next(ear, "message"))["data"] == channel)
    return False


async def _next(ear: PubSub, kind: str) -> dict[str, Any]:
    while True:
        said = await ear.get_message(timeout=None)
        if said and said["type"] == kind:
            return dict(said)


async def _forget(redis: Redis, key: str) -> None:
    """Deletes the key; where that cannot be done, its time to live does it."""
    from redis.exceptions import RedisError

    with contextlib.suppress(RedisError):
        await redis.delete(key)
