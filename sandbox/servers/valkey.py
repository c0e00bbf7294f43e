"""Valkey, which is Redis to every client: one password, nothing on disk."""

from __future__ import annotations

import asyncio
import contextlib
import secrets
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from sandbox import executables
from sandbox.ground import Ground
from sandbox.server import Server

THROW_OUT = "CLIENT KILL TYPE normal SKIPME yes"


class RejectedError(Exception):
    """The server answered with an error, or what answered is no Redis."""


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
        async with self.used() as session:
            await session.tell("PING")

    @asynccontextmanager
    async def used(self) -> AsyncIterator[Session]:
        """As clients go."""
        async with connected(self.proxy.port, self.password) as session:
            yield session

    @asynccontextmanager
    async def administered(self) -> AsyncIterator[Session]:
        """Past the proxy."""
        async with connected(self.port, self._actual_password) as session:
            yield session

    async def change_password(self, password: str) -> None:
        """Who is connected with the old one is thrown out."""
        async with self.administered() as session:
            await session.tell(f"CONFIG SET requirepass {password}", THROW_OUT)
        self._actual_password = password


class Session:
    """A connection that takes inline commands, each of which is answered by one line."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._reader = reader
        self._writer = writer

    async def tell(self, *commands: str) -> None:
        """RejectedError at the first that is not done."""
        for command in commands:
            self._writer.write(f"{command}\r\n".encode())
            answer = await self._reader.readline()
            if not answer:
                raise ConnectionResetError("closed without an answer")
            if not answer.startswith((b"+", b":")):
                raise RejectedError(answer.decode(errors="replace").strip())


@asynccontextmanager
async def connected(port: int, password: str) -> AsyncIterator[Session]:
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    session = Session(reader, writer)
    try:
        await session.tell(f"AUTH {password}")
        yield session
    finally:
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()
