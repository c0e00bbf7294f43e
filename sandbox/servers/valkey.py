"""Valkey, which is Redis to every client: one password, nothing on disk."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import Mapping

from sandbox import executables
from sandbox.ground import Ground
from sandbox.server import Server


class RejectedError(Exception):
    """The server answered with an error."""


class Valkey(Server):
    def __init__(self, name: str, ground: Ground, *, variable: str) -> None:
        super().__init__(name, ground)
        self.password = secrets.token_hex(16)
        self._variable = variable
        self._actual_password = self.password

    def variables(self) -> Mapping[str, str]:
        return {self._variable: f"redis://:{self.password}@{self.address}/0"}

    async def launch(self) -> None:
        room = self.ground.room(self.name)
        settings = room / "valkey.conf"  # a command line would show the password to everybody
        settings.touch(mode=0o600)
        settings.write_text(
            f'bind 127.0.0.1\nport {self.port}\ndir {room}\nsave ""\nrequirepass {self.password}\n'
        )
        self.spawn([executables.valkey(), settings])

    async def ask(self) -> None:
        await _talk(self.proxy.port, f"AUTH {self.password}", "PING")

    async def change_password(self, password: str) -> None:
        """Who is connected with the old one is thrown out."""
        change = f"CONFIG SET requirepass {password}", "CLIENT KILL TYPE normal SKIPME yes"
        await _talk(self.port, f"AUTH {self._actual_password}", *change)
        self._actual_password = password


async def _talk(port: int, *commands: str) -> None:
    """Inline commands, one answer line each. RejectedError at the first error."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    try:
        for command in commands:
            writer.write(f"{command}\r\n".encode())
            answer = await reader.readline()
            if not answer:
                raise ConnectionResetError("closed without an answer")
            if answer.startswith(b"-"):
                raise RejectedError(answer.decode().strip())
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
