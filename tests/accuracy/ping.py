"""`python -m tests.accuracy.ping`: what people do today, connect to every service and ping it.

Prints the names of those that cannot be pinged. It is generous: all at once, each with 5 s, on a
thread of its own, and the backend too.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable

import httpx

from benchmarks import plain

PATIENCE = 5.0  # seconds


async def backend(url: str) -> None:
    async with httpx.AsyncClient(trust_env=False) as client:
        await client.get(url)


PINGS = {**plain.PINGS, "api": ("API_BASE_URL", backend)}


def main() -> None:
    answered: set[str] = set()
    threads = [threading.Thread(target=_asked(name, answered), daemon=True) for name in PINGS]
    for thread in threads:
        thread.start()
    deadline = time.monotonic() + PATIENCE
    for thread in threads:
        thread.join(max(0.0, deadline - time.monotonic()))
    print(*sorted(set(PINGS) - answered))


def _asked(name: str, answered: set[str]) -> Callable[[], None]:
    variable, ping = PINGS[name]

    def ask() -> None:
        try:
            asyncio.run(asyncio.wait_for(ping(os.environ[variable]), PATIENCE))
        except Exception as error:  # noqa: BLE001 - whatever it is, it was not pinged
            print(f"{name}: {error!r}", file=sys.stderr)
        else:
            answered.add(name)

    return ask


if __name__ == "__main__":
    main()
    sys.stdout.flush()
    os._exit(0)  # an interpreter that used temporalio may crash, and silent threads are left
