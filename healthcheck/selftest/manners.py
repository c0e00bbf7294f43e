"""What any server can do wrong, whatever it speaks."""

import asyncio
import random
from collections.abc import Mapping

from healthcheck.selftest.serving import Caller, Talk

DRIP = 0.2
"""Seconds between two bytes."""

_NOISE = random.Random(7).randbytes(64 * 1024)  # the same garbage every time
_ALERT = b"\x15\x03\x03\x00\x02\x02\x28"
_BANNER = b"SSH-2.0-OpenSSH_9.7\r\n"
_RECORD = b"\x16\x03\x03\x40\x00"


async def _silent(caller: Caller) -> None:
    while await caller.heard():
        pass


async def _reset(caller: Caller) -> None:
    caller.reset()


async def _reset_when_asked(caller: Caller) -> None:
    await caller.heard()
    caller.reset()


async def _closed(caller: Caller) -> None:
    caller.hang_up()


async def _closed_when_asked(caller: Caller) -> None:
    await caller.heard()


def saying(*answers: bytes) -> Talk:
    """Answers what is heard with one after the other, and then with the last."""

    async def talk(caller: Caller) -> None:
        left = list(answers)
        while await caller.heard():
            await caller.say(left[0])
            left = left[1:] or left

    return talk


def greeting(said: bytes) -> Talk:
    """Speaks first, and then answers nothing."""

    async def talk(caller: Caller) -> None:
        await caller.say(said)
        await _silent(caller)

    return talk


def dripping(said: bytes) -> Talk:
    """One byte after the other, and over again at its end."""

    async def talk(caller: Caller) -> None:
        await caller.heard()
        while True:
            for index in range(len(said)):
                await caller.say(said[index : index + 1])
                await asyncio.sleep(DRIP)

    return talk


def endless(begins: bytes, repeats: bytes) -> Talk:
    """An answer that does not end, for as long as somebody reads it."""

    async def talk(caller: Caller) -> None:
        await caller.heard()
        await caller.say(begins)
        await caller.repeat(repeats)
        await _silent(caller)

    return talk


async def _cut_short(caller: Caller) -> None:
    await caller.heard()
    await caller.say(_NOISE[:100])
    caller.reset()


MANNERS: Mapping[str, Talk | None] = {
    "refused": None,
    "silent": _silent,
    "reset": _reset,
    "reset-when-asked": _reset_when_asked,
    "reset-while-answering": _cut_short,
    "closed": _closed,
    "closed-when-asked": _closed_when_asked,
    "drip": dripping(b"HTTP/1.1 200 OK\r\n"),
    "garbage": saying(_NOISE[:1000]),
    "endless-garbage": endless(_NOISE, _NOISE),
    "endless-zeros": endless(b"", b"\x00"),
    "endless-line": endless(b"", b"x"),
    "ssh": greeting(_BANNER),
    "tls-alert": saying(_ALERT),
    "endless-tls": endless(_RECORD, b"\x02" + _RECORD),
}
"""By their names; None does not even listen."""
