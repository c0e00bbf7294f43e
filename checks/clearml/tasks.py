"""Making a task as the platform does, and leaving nothing of it."""

import asyncio
import re
import uuid
from collections.abc import Iterable, Mapping
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from typing import Any

from checks.clearml.api import PROMPT, Api, Denied, Retried, Unexpected
from checks.clearml.calls import judge, together
from checks.clearml.envelope import Answer
from checks.clearml.stores import broken
from checks.clearml.target import ClearmlTarget
from healthcheck import Probe

PREFIX = "__healthcheck-"
_UUID = r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"
_OWN = re.compile(f"{PREFIX}{_UUID}")

AGE = timedelta(hours=1)
"""How old a task of ours must be before it counts as left behind."""

SWEEP = 20
"""How many of those a run deletes; the next one goes on."""

CLEANING = 0.5
"""Of the step's limit, what deleting may take."""

GRACE = 0.4
"""Seconds for cleaning up after the step was given up; the engine abandons it after 0.5."""

KIND = "testing"
FIELDS = {"only_fields": ["name", "created", "status"], "page": 0, "page_size": 2 * SWEEP}
OURS = {"name": f"^{PREFIX}{_UUID}$", "type": [KIND], **FIELDS}

Table = Mapping[str, Any]


async def tasks(client: Api, probe: Probe[ClearmlTarget]) -> None:
    """Makes a task and deletes it, and those that killed runs have left: a login does not say
    whether that is allowed."""
    scratch = _Scratch(client, (await probe.once(client.login)).data["token"])
    try:
        answers = await together(client, {"tasks.create": scratch.make()}, limit=probe.limit)
        if broken(answers):  # it may have been made all the same
            await _give_up(scratch)
        judge(probe, answers)
        left = await _clean(scratch, seconds=CLEANING * probe.limit)
    except Denied as error:
        said = f"these credentials may make no task, or not delete it: {probe.quote(str(error))}"
        probe.fail("no-permission", said)
    except Unexpected as error:
        said = f"{probe.target.address} refuses a new task: {probe.quote(str(error))}"
        probe.fail("task-refused", said)
    except asyncio.CancelledError:
        await _give_up(scratch)
        raise
    if left:
        probe.warn("left-behind", f"the task {left} could not be deleted")


async def _clean(scratch: "_Scratch", *, seconds: float) -> str:
    """The name of the task where it could not be deleted in time: whoever tracks deletes none."""
    try:
        async with asyncio.timeout(seconds):
            return await scratch.clean()
    except TimeoutError:
        return scratch.name


async def _give_up(scratch: "_Scratch") -> None:
    """Cleans up as well as that can be done shortly; why it cannot has been said."""
    import httpx

    with suppress(*PROMPT, Retried, TimeoutError, httpx.HTTPError):
        async with asyncio.timeout(GRACE):
            await scratch.clean()


class _Scratch:
    """A task of ours, which nobody runs."""

    def __init__(self, client: Api, token: str) -> None:
        self._client, self._token = client, token
        self.name = f"{PREFIX}{uuid.uuid4()}"

    async def make(self) -> Answer:
        """Of a type that is for tests, and where the web UI does not show it."""
        comment = "made by healthcheck, and deleted at once"
        new = {"name": self.name, "type": KIND, "comment": comment, "system_tags": ["archived"]}
        return await self._call("tasks.create", new)

    async def clean(self) -> str:
        """Finds our task by its name, since the answer with its id may not have come, and those
        that were left behind; the name of our own where it could not be deleted."""
        listed = tables(await self._call("tasks.get_all", {**OURS, "order_by": ["-created"]}))
        left = ""
        for each in remains(listed, own=self.name):
            answer = await self._call("tasks.delete", {"task": each, "force": True})
            left = left or ("" if answer.is_fine else self.name)
        return left

    async def _call(self, name: str, body: Table) -> Answer:
        return await self._client.call(name, body, token=self._token)


def tables(answer: Answer) -> list[Table]:
    """The tasks that the server lists."""
    found = answer.data.get("tasks")
    return [each for each in found if isinstance(each, Mapping)] if isinstance(found, list) else []


def remains(listed: Iterable[Table], *, own: str) -> list[str]:
    """The ids of our own task and of those that were left behind, and of nobody else's.

    By the server's own clock: the task that was made just now tells its time.
    """
    known = {str(each.get("name")): each for each in listed if "id" in each}
    now = (_made(known[own]) if own in known else None) or datetime.now(UTC)
    old = [each for name, each in known.items() if name != own and _is_left(each, now)]
    mine = [known[own]] if own in known else []
    return [str(each["id"]) for each in [*mine, *old[:SWEEP]]]


def _is_left(table: Table, now: datetime) -> bool:
    at = _made(table)
    ours = _OWN.fullmatch(str(table.get("name"))) and table.get("status") == "created"
    return bool(ours) and at is not None and now - at > AGE


def _made(table: Table) -> datetime | None:
    try:
        at = datetime.fromisoformat(str(table.get("created")).replace("Z", "+00:00"))
    except ValueError:
        return None
    return at if at.tzinfo else at.replace(tzinfo=UTC)
