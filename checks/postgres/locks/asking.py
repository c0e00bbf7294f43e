"""Looks at the locks: one, or a second later another, where one does not tell whether they last."""

import asyncio
from dataclasses import dataclass

from checks.postgres.connecting.connection import Connection
from checks.postgres.locks.holders import LASTING, Lock, in_the_way, lasting, read
from checks.postgres.locks.needs import Needs
from checks.postgres.locks.queries import CONFLICTING, WRITERS


class Unseen(Exception):  # noqa: N818 - what the locks are
    """This account may not read pg_locks or pg_stat_activity, which everybody usually may."""


async def look(connection: Connection, needs: Needs) -> list[Lock]:
    """What stands in the way at this moment."""
    return in_the_way(await _fetch(connection, CONFLICTING, needs))


@dataclass(frozen=True, slots=True)
class Seen:
    """What stands in the way; `lasting`: has done so for a second."""

    locks: list[Lock]
    lasting: bool = True


async def blocking(connection: Connection, needs: Needs, seconds: float) -> Seen:
    """What has been in the way for a second. Since when a lock is held nobody can look up: it is
    looked for twice, unless its session has been idle for as long."""
    first = await look(connection, needs)
    old = [each for each in first if each.is_old]
    if old or not first:
        return Seen(old)
    if seconds < LASTING + LOOKING:
        return Seen(first, lasting=False)
    await asyncio.sleep(LASTING)
    return Seen(lasting(first, await look(connection, needs)))


LOOKING = 0.4
"""Seconds that two looks take at most, where the server answers as usual."""


async def writers(connection: Connection, needs: Needs) -> list[Lock]:
    """Open transactions older than a second that have changed or locked rows there."""
    found = await _fetch(connection, WRITERS, needs)
    return [each for each in found if each.age is None or each.age >= LASTING]


async def _fetch(connection: Connection, query: str, needs: Needs) -> list[Lock]:
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        InsufficientPrivilegeError,
    )

    try:
        return [read(each) for each in await connection.fetch(query, *needs.arguments)]
    except InsufficientPrivilegeError as error:
        raise Unseen from error
