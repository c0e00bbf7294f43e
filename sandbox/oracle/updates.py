"""Hears what the platform publishes about its jobs, as the page in a user's browser would."""

from __future__ import annotations

import contextlib
import json
import time
from collections.abc import Iterator, Mapping
from typing import Any

from redis import Redis, RedisError
from redis.backoff import NoBackoff
from redis.retry import Retry

CHANNELS = "training:jobs:*"
SUBSCRIBING = 2.0  # seconds
ARRIVING = 2.0  # seconds between a job's end and its last update; it is published before or with it


class Updates:
    """What is heard from now on; nothing, where Redis takes no subscription."""

    def __init__(self, messages: Any) -> None:
        self._messages = messages

    def tell_of_the_end(self, job: int) -> bool:
        """Whether the job's completion was published, waiting a moment for it."""
        deadline = time.monotonic() + ARRIVING
        with contextlib.suppress(RedisError, OSError):
            while self._messages and (left := deadline - time.monotonic()) > 0:
                message = self._messages.get_message(timeout=left)
                if message and _tells(message, job):
                    return True
        return False


def _tells(message: Mapping[str, Any], job: int) -> bool:
    if message["type"] != "pmessage" or not message["channel"].decode().endswith(f":{job}"):
        return False
    told: dict[str, object] = json.loads(message["data"])
    return told.get("status") == "completed"


@contextlib.contextmanager
def updates(url: str) -> Iterator[Updates]:
    """Subscribed before the job exists, so that nothing is missed."""
    with contextlib.ExitStack() as closing:
        messages = None
        with contextlib.suppress(RedisError, OSError):
            once = Retry(NoBackoff(), 0)
            client = Redis.from_url(url, socket_timeout=SUBSCRIBING, retry=once)
            closing.callback(client.close)
            messages = closing.enter_context(client.pubsub())  # type: ignore[no-untyped-call]  # redis
            messages.psubscribe(CHANNELS)
            if messages.get_message(timeout=SUBSCRIBING) is None:
                messages = None
        yield Updates(messages)
