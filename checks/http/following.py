"""Redirects: followed as far as is allowed, and never with what is meant for somebody else."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import Self
from urllib.parse import urljoin

from checks import web
from checks.web import HttpUrl, Reply, Web
from healthcheck import Malformed

MOST = 5
"""Redirects after which nobody is thought to arrive."""

_FOLLOWED = (301, 302, 303, 307, 308)


class Redirects(StrEnum):
    """Which redirects are followed."""

    NONE = "none"
    SAME_ORIGIN = "same-origin"
    FOLLOW = "follow"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Malformed for another word."""
        if text not in list(cls):
            raise Malformed(f"expected one of {', '.join(cls)}")
        return cls(text)


@dataclass(frozen=True, slots=True)
class Arrival:
    """The last answer, the addresses that led there, and whether they go round in a circle."""

    reply: Reply
    way: tuple[str, ...] = ()
    circles: bool = False


Ask = Callable[[Web, str], Awaitable[Reply]]
"""Asks one server for one address."""


async def follow(
    client: Web, first: Reply, start: str, *, allowed: Redirects, asking: Ask, stranger: Ask
) -> Arrival:
    """Asks on from the first answer, as far as is allowed.

    `asking` is for the origin that the first one is of, `stranger` for any other: it brings neither
    password nor token there.
    """
    reply, place, way = first, start, list[str]()
    while url := _next(reply, place):
        if allowed is Redirects.NONE or (
            allowed is Redirects.SAME_ORIGIN and url.origin != client.url.origin
        ):
            break
        if url.exact in way or url.exact == start or len(way) == MOST:
            return Arrival(reply, tuple(way), circles=True)
        way.append(url.exact)
        place = url.exact
        if url.origin == client.url.origin:
            reply = await asking(client, place)
        else:
            async with web.open_web(url) as opened:
                reply = await stranger(opened, place)
    return Arrival(reply, tuple(way))


def _next(reply: Reply, place: str) -> HttpUrl | None:
    """Where a redirect leads; None where it is none, or leads to no web address."""
    location = reply.headers.get("location", "")
    if reply.status not in _FOLLOWED or not location:
        return None
    try:
        return HttpUrl.parse(urljoin(place, location).partition("#")[0])
    except ValueError:
        return None
