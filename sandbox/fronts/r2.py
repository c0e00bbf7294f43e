"""A stand-in for R2's own answers, in front of a real S3 server.

`python -m sandbox.fronts.r2 PORT UPSTREAM ACCOUNTS AHEAD`: what R2 refuses otherwise than its
stand-in is refused here, all else is passed on. ACCOUNTS is the server's file of keys, AHEAD by
how many seconds its clock is ahead.

Sources: developers.cloudflare.com/r2/api/error-codes (codes and statuses), /r2/api/s3/api
(regions), /r2/api/tokens (an object token lists no buckets), and what R2 was seen to answer.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Set
from datetime import datetime, timedelta
from pathlib import Path

from sandbox.exchange import Answer, Asked
from sandbox.fronts.forwarding import Forward, serve
from sandbox.fronts.refusal import TOO_SKEWED, Clock, Refusal
from sandbox.fronts.signature import signature

KEY_LENGTH = 32
REGIONS = ("wnam", "enam", "weur", "eeur", "apac", "oc", "auto")
ALIASES = ("", "us-east-1")  # of auto
OK = 200

UNSIGNED = Refusal(400, "InvalidArgument", "Authorization")
UNKNOWN_KEY = Refusal(401, "Unauthorized", "Unauthorized")
EXPIRED = Refusal(403, "ExpiredRequest", "Request has expired")
NO_BUCKETS = Refusal(403, "AccessDenied", "Access Denied")


def refusal(asked: Asked, keys: Set[str], now: datetime) -> Refusal | None:
    """None if the server behind is to judge."""
    signed = signature(asked)
    if signed is None:
        return UNSIGNED
    if (length := len(signed.access_key)) != KEY_LENGTH:
        message = f"Credential access key has length {length}, should be {KEY_LENGTH}"
        return Refusal(400, "InvalidArgument", message)
    if signed.region not in (*REGIONS, *ALIASES):
        allowed = ", ".join(REGIONS)
        message = f"The region name '{signed.region}' is not valid. Must be one of: {allowed}"
        return Refusal(400, "InvalidRegionName", message)
    verdicts = {
        UNKNOWN_KEY: signed.access_key not in keys,
        TOO_SKEWED: signed.skewed(now),
        EXPIRED: signed.expired(now),
    }
    return next((refusal for refusal, holds in verdicts.items() if holds), None)


def keys(accounts: Path) -> Set[str]:
    """Read anew each time: accounts change."""
    identities = json.loads(accounts.read_bytes())["identities"]
    return {each["accessKey"] for identity in identities for each in identity["credentials"]}


def main(port: int, upstream: int, accounts: Path, clock: Clock) -> None:
    async def front(asked: Asked, forward: Forward) -> Answer:
        if refused := refusal(asked, keys(accounts), clock.now):
            answer = refused.answer(asked)
        else:
            answer = await forward(asked)
            if answer.status == OK and asked.target.partition(b"?")[0] == b"/":
                answer = NO_BUCKETS.answer(asked)
        return clock.dated(answer).with_header("server", "cloudflare")

    serve(front, port=port, upstream=upstream)


if __name__ == "__main__":
    _, port, upstream, accounts, ahead = sys.argv
    main(int(port), int(upstream), Path(accounts), Clock(timedelta(seconds=int(ahead))))
