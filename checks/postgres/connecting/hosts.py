"""Which of a URL's hosts to talk to: the first that answers, and is what the URL wants."""

import asyncio
import re
import socket
from collections.abc import Sequence
from dataclasses import dataclass

from checks.postgres.connecting.connection import NEEDED, Reached, connect
from checks.postgres.connecting.faults import OURS, NoSocket, Waiting
from checks.postgres.connecting.places import Place
from checks.postgres.connecting.roles import Wanted
from checks.postgres.connecting.url import PostgresUrl

TURN = 1.0
"""Seconds that the hosts which others follow get together: a lost packet is sent again by then."""

_REFUSED = re.compile(r"\[(?:Errno|WinError) (?:111|61|10061|1225)\]")


@dataclass(frozen=True, slots=True)
class Met:
    """A host that the URL names and that we do not talk to, and why; `dead`: nobody there."""

    place: Place
    said: str
    dead: bool = True


async def find(url: PostgresUrl) -> Reached:
    """A connection to the host that a driver would take; what the others said is its `met`.

    Where no host is what the URL wants, it is one to the first that answered.
    """
    found = _Found()
    try:
        for place in url.places:
            if await found.takes(url, place):
                break
    except BaseException:
        found.give_up()
        raise
    return found.chosen()


class _Found:
    """What is known of the hosts so far."""

    def __init__(self) -> None:
        self.met: list[Met] = []
        self.errors: list[BaseException] = []
        self.second: Reached | None = None
        self.first: Reached | None = None

    async def takes(self, url: PostgresUrl, place: Place) -> bool:
        """Whether that is the one; errors of which drivers try the next host are kept."""
        try:
            connection = await _connected(url, place)
        except _passed_over(url.driver) as error:
            self.errors.append(error)
            self.met.append(Met(place, _said(error)))
            return False
        return await self._suits(connection, url.wanted, alone=not url.others)

    async def _suits(self, connection: Reached, wanted: Wanted, *, alone: bool) -> bool:
        if alone or wanted is Wanted.ANY:
            self.first = connection
            return True
        self.second = self.second or connection
        row = await connection.fetchrow(NEEDED) or {}
        standby, read_only = row["standby"], row["read_only"]
        if wanted.takes(standby=standby, read_only=read_only):
            self.first = connection
            return True
        role = "a standby" if standby else "read-only" if read_only else "a primary"
        self.met.append(Met(connection.place, f"is {role}", dead=False))
        if connection is not self.second:
            connection.terminate()
        return False

    def give_up(self) -> None:
        """Closes what is open."""
        for each in (self.first, self.second):
            if each:
                each.terminate()

    def chosen(self) -> Reached:
        """The one, or the first that answered; the error of the first host where none did."""
        connection = self.first or self.second
        if connection is None:
            raise self.errors[0]
        if self.second and self.second is not connection:
            self.second.terminate()
        connection.met = [each for each in self.met if each.place != connection.place]
        return connection


def _passed_over(driver: str) -> tuple[type[Exception], ...]:
    """The errors after which drivers try the next host: psycopg 3 does so after a rejected password
    and a full server, too."""
    from asyncpg import (  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions
        CannotConnectNowError,
        PostgresError,
    )

    if driver in ("psycopg", "psycopg_async"):
        return (OSError, PostgresError, *OURS)
    return (OSError, NoSocket, CannotConnectNowError)


async def _connected(url: PostgresUrl, place: Place) -> Reached:
    """The last host gets the time that is left; the others what drivers would give them."""
    if place == url.places[-1]:
        return await connect(url, place)
    turn = min(url.patience or TURN, TURN) / len(url.others)
    try:
        async with asyncio.timeout(turn):
            return await connect(url, place)
    except TimeoutError as error:
        if url.patience is None:
            raise Waiting(f"{place} gave no answer in {turn:.1f} s") from error
        raise


def _said(error: BaseException) -> str:
    """In a few words."""
    if isinstance(error, ConnectionRefusedError) or _REFUSED.search(str(error)):
        return "refuses connections"
    if isinstance(error, TimeoutError):
        return "is silent"
    if isinstance(error, socket.gaierror):
        return "has a name that does not resolve"
    if isinstance(error, ConnectionError) and "connection_lost" in str(error):
        return "cuts the connection"
    return f"failed: {str(error).splitlines()[0] if str(error) else type(error).__name__}"


def dead(met: Sequence[Met]) -> list[str]:
    """A sentence for each host that nobody answers at."""
    return [f"{each.place} {each.said}" for each in met if each.dead]
