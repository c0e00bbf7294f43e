"""Calls of ClearML's API: what the SDK does, without its retries."""

import asyncio
from collections.abc import Coroutine, Mapping
from dataclasses import dataclass
from typing import Any

from checks.clearml.envelope import Answer, is_token, open_envelope
from checks.clearml.strangers import RETRIED
from checks.web import Reply, Web
from healthcheck import Secret

PATIENCE = 0.75
"""The part of a step's limit that a call gets: so can the step say which store it waits for."""

TOKEN_LIFE = 60
"""Seconds; the server forgets our token soon."""


class Denied(Exception):  # noqa: N818 - what the server said
    """The server knows us not, or not for this: `401/22 Unauthorized (...)`."""


class Retried(Exception):  # noqa: N818 - what came
    """An answer that the SDK does not take for one: it tries again, for hours."""


class Unwrapped(Exception):  # noqa: N818 - what came
    """An answer without ClearML's envelope, where one came before: from a gateway, say."""


class Unexpected(Exception):  # noqa: N818 - what came
    """An answer of the API server that no version of it was seen to give."""


ONCE = ("auth.login", "debug.ping")
"""After these the SDK tries every call again that is answered by more than 500 (measured with
clearml 2.1.12)."""

PROMPT = (Denied, Unwrapped, Unexpected)
"""What the SDK, too, takes for an error at once."""


@dataclass(frozen=True, slots=True, eq=False)
class Api:
    """An API server, and who we are there."""

    web: Web
    access_key: Secret
    secret_key: Secret

    async def hail(self) -> Reply:
        """What answers to `debug.ping`, whoever it is."""
        return await self.web.ask("/debug.ping")

    async def ping(self) -> Answer:
        """Whether the API server answers at all, whatever it lacks."""
        return _answer("debug.ping", await self.hail())

    async def login(self) -> Answer:
        """A token for a minute, or why there is none."""
        keys = (self.access_key.reveal(), self.secret_key.reveal())
        body = {"expiration_sec": TOKEN_LIFE}
        answer = _answer(
            "auth.login", await self.web.ask("/auth.login", method="POST", json=body, auth=keys)
        )
        if answer.is_fine and not is_token(answer.data.get("token")):
            raise Unexpected("auth.login answered without a token")
        return answer

    async def call(self, name: str, body: Mapping[str, Any], *, token: str) -> Answer:
        """What `service.action` answers, an error of the server's included."""
        headers = {"Authorization": f"Bearer {token}"}
        return _answer(
            name, await self.web.ask(f"/{name}", method="POST", json=body, headers=headers)
        )


def patience(limit: float) -> float:
    """Seconds for a call of a step."""
    return PATIENCE * limit


async def patiently(call: Coroutine[Any, Any, Answer], seconds: float) -> Answer | None:
    """The answer, None where there is none in time."""
    try:
        async with asyncio.timeout(seconds):
            return await call
    except TimeoutError:
        return None


def _answer(name: str, reply: Reply) -> Answer:
    """The answer where it is fine or the server's own trouble; raises for all else."""
    if reply.status in RETRIED or (reply.status > 500 and name not in ONCE):
        raise Retried(f"{name} answered HTTP {reply.status}")
    answer = open_envelope(reply)
    if answer is None:
        raise Unwrapped(f"{name} answered HTTP {reply.status} without ClearML's envelope")
    if answer.code in (401, 403):
        raise Denied(str(answer))
    if not answer.is_fine and answer.code < 500:
        raise Unexpected(f"{name} answered {answer}")
    return answer
