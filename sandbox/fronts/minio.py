"""A MinIO whose clock is wrong: its real server, seen through another clock.

`python -m sandbox.fronts.minio PORT UPSTREAM AHEAD`: AHEAD is by how many seconds.
"""

from __future__ import annotations

import sys
from datetime import datetime, timedelta

from sandbox.exchange import Answer, Asked
from sandbox.fronts.forwarding import Forward, serve
from sandbox.fronts.refusal import TOO_SKEWED, Clock, Refusal
from sandbox.fronts.signature import signature

EXPIRED = Refusal(403, "AccessDenied", "Request has expired")


def refusal(asked: Asked, now: datetime) -> Refusal | None:
    """What only a clock decides."""
    signed = signature(asked)
    if signed is None:
        return None
    if signed.skewed(now):
        return TOO_SKEWED
    return EXPIRED if signed.expired(now) else None


def main(port: int, upstream: int, clock: Clock) -> None:
    async def front(asked: Asked, forward: Forward) -> Answer:
        refused = refusal(asked, clock.now)
        answer = refused.answer(asked) if refused else await forward(asked)
        return clock.dated(answer).with_header("server", "MinIO")

    serve(front, port=port, upstream=upstream)


if __name__ == "__main__":
    _, port, upstream, ahead = sys.argv
    main(int(port), int(upstream), Clock(timedelta(seconds=int(ahead))))
