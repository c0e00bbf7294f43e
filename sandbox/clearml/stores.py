"""Which store each call needs, and what it meets when that is broken: as it was measured."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable

from sandbox.clearml.errors import ApiError, Kind
from sandbox.clearml.settings import Manner, Settings, Store
from sandbox.condition import INTERVAL

Needs = tuple[Store, ...]
"""In the order in which a call comes to them."""

NOTHING: Needs = ()
LOGIN: Needs = (Store.MONGODB,)
CACHE: Needs = (Store.REDIS,)
STATISTICS: Needs = (Store.REDIS, Store.ELASTICSEARCH)
DATABASE: Needs = (Store.REDIS, Store.MONGODB)
EVENTS: Needs = (Store.REDIS, Store.MONGODB, Store.ELASTICSEARCH)

_REFUSALS = {
    Store.REDIS: Kind(500, 0, "Error 111 connecting to redis:6379. Connection refused."),
    Store.MONGODB: Kind(
        500,
        1,
        "Internal server error: err=mongo:27017: [Errno 111] Connection refused",
    ),
    Store.ELASTICSEARCH: Kind(
        500,
        100,
        "General data error (ConnectionError(<urllib3.connection.HTTPConnection object>: "
        "Failed to establish a new connection: [Errno 111] Connection refused))",
    ),
}


async def meet(needs: Needs, settings: Callable[[], Settings]) -> None:
    """Returns when all that is needed works, which may come to pass while it waits.

    ApiError where a store refuses.
    """
    for store in needs:
        began = time.monotonic()
        while manner := settings().broken.get(store):
            patience = settings().mongodb_patience if store is Store.MONGODB else 0
            if manner is Manner.REFUSED and time.monotonic() - began >= patience:
                raise ApiError(_REFUSALS[store])
            await asyncio.sleep(INTERVAL)
