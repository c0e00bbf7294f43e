"""What becomes of jobs, published on Redis for whoever watches: a failure loses only the update."""

from __future__ import annotations

import asyncio
import json
import logging
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from redis.asyncio import Redis

PATIENCE = 1.0  # seconds for one update
KEPT = 100  # updates that wait while Redis does not take them

log = logging.getLogger(__name__)


class Updates:
    """Nobody waits for Redis: one task publishes, in order, what was announced."""

    def __init__(self, redis_url: str) -> None:
        self._url = redis_url
        self._announced: asyncio.Queue[tuple[str, str]] = asyncio.Queue(KEPT)
        self._publishing: asyncio.Task[None] | None = None

    def announce(self, job: int, status: str, **more: object) -> None:
        """At once; on the channel `training:jobs:<id>`, soon."""
        if self._publishing is None:
            self._publishing = asyncio.get_running_loop().create_task(self._publish())
        update = f"training:jobs:{job}", json.dumps({"job_id": job, "status": status, **more})
        try:
            self._announced.put_nowait(update)
        except asyncio.QueueFull:
            log.warning("job %d: an update is lost: too many wait for Redis", job)

    async def _publish(self) -> None:
        client: Redis | None = None
        while True:
            channel, message = await self._announced.get()
            try:
                client = client or _client(self._url)
                async with asyncio.timeout(PATIENCE):
                    await client.publish(channel, message)
            except Exception as error:  # noqa: BLE001 - whatever it is, only this update is lost
                log.warning("%s: an update is lost: %r", channel, error)


def _client(url: str) -> Redis:
    from redis.asyncio import Redis
    from redis.asyncio.retry import Retry
    from redis.backoff import NoBackoff

    # a connection may have been cut since the last job: the one retry is for that
    return Redis.from_url(url, retry=Retry(NoBackoff(), 1))
