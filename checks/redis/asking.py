"""The look-ups that steps share. One round trip each."""

import re
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from checks.redis.connecting.client import Session
from checks.redis.state.rights import Command
from checks.redis.state.room import is_slow

AGAIN = 2
"""Further pings after a slow one: the fastest of them all counts."""

_UNASKED = "no permissions|unknown command"


@dataclass(frozen=True, slots=True)
class Greeted:
    """How a ping went: the error by which a living server refuses even that, else nothing; and the
    seconds it took."""

    refusal: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Told:
    """What the server tells of itself: INFO, empty where the account may not have it; and the error
    by which it refuses HELLO, else nothing."""

    info: Mapping[str, Any]
    hello: str


async def greet(session: Session) -> Greeted:
    """Pings, and again where that was slow; errors other than those that mean life are raised.

    A ping is refused like a write while the data cannot be saved, and by a replica without its
    master; an account may lack the right.
    """
    greeted = await _ping(session)
    for _ in range(AGAIN):
        if is_slow(greeted.seconds, session.way):
            greeted = min(greeted, await _ping(session), key=lambda each: each.seconds)
    return greeted


async def _ping(session: Session) -> Greeted:
    from redis.exceptions import MasterDownError, ResponseError

    began, refusal = time.monotonic(), ""
    try:
        await session.redis.ping()
    except MasterDownError as error:
        refusal = f"MASTERDOWN {error}"
    except ResponseError as error:
        if not re.search(f"^MISCONF|{_UNASKED}", str(error)):
            raise
        refusal = str(error)
    return Greeted(refusal, time.monotonic() - began)


async def tell(session: Session) -> Told:
    """Names us to the server, and asks for INFO, and whether it knows HELLO."""
    from redis.exceptions import ResponseError

    pipeline = session.redis.pipeline(transaction=False)
    pipeline.client_setname("healthcheck")
    pipeline.info()
    pipeline.execute_command("HELLO")
    _, info, hello = await pipeline.execute(raise_on_error=False)
    if isinstance(info, ResponseError) and not re.search(_UNASKED, str(info)):
        raise info
    return Told(
        info={} if isinstance(info, ResponseError) else dict(info),
        hello=str(hello) if isinstance(hello, ResponseError) else "",
    )


async def cluster(session: Session) -> Mapping[str, Any]:
    """CLUSTER INFO; empty where the account may not have it."""
    from redis.exceptions import ResponseError

    try:
        return dict(await session.redis.execute_command("CLUSTER INFO"))  # type: ignore[no-untyped-call]  # redis-py's
    except ResponseError as error:
        if not re.search(_UNASKED, str(error)):
            raise
        return {}


async def setting(session: Session, name: str) -> str | None:
    """A setting of the server; None where the account may not see it."""
    from redis.exceptions import ResponseError

    try:
        told = await session.redis.config_get(name)
    except ResponseError:
        return None
    return str(told[name]) if name in told else None


async def tried(session: Session, user: str, commands: Sequence[Command]) -> list[str] | None:
    """What the ACL says to each command, `OK` or a sentence; None where it cannot be asked."""
    from redis.exceptions import ResponseError

    pipeline = session.redis.pipeline(transaction=False)
    for command in commands:
        pipeline.execute_command("ACL DRYRUN", user, *command)
    answers = await pipeline.execute(raise_on_error=False)
    errors = [str(each) for each in answers if isinstance(each, ResponseError)]
    if not all(re.search("^Command '.*' not found", each) for each in errors):
        return None
    return [str(each) for each in answers]
