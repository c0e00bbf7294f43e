"""PostgreSQL: one server that holds one database, and the ordinary account that owns it."""

from __future__ import annotations

import asyncio
import secrets
import shutil
import signal
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox import executables
from sandbox.condition import until
from sandbox.errors import SandboxError
from sandbox.ground import Ground, open_to_all
from sandbox.server import LIMIT, Server

if TYPE_CHECKING:
    from typing import TypeAlias

    import asyncpg  # type: ignore[import-untyped]  # it ships no types

    Connection: TypeAlias = asyncpg.Connection[asyncpg.Record]

SUPERUSER = "postgres"
TERMINATE = "SELECT pg_terminate_backend(pid, 5000) FROM pg_stat_activity"
LOCKED = 20  # seconds after which a lock counts as never to be had
SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "dynamic_shared_memory_type": "mmap",  # in the data directory: a kill leaves no /dev/shm file
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
}


class Postgres(Server):
    def __init__(self, name: str, ground: Ground, *, variable: str, database: str) -> None:
        super().__init__(name, ground)
        self.database = database
        self.owner = database
        self.password = secrets.token_hex(16)
        self._variable = variable
        self._superuser_password = secrets.token_hex(16)

    def variables(self) -> Mapping[str, str]:
        url = f"postgresql://{self.owner}:{self.password}@{self.address}/{self.database}"
        return {self._variable: url}

    async def launch(self) -> None:
        programs = await installation(self.ground) / "bin"
        data = await self._initialise(programs / "initdb")
        options = [word for item in SETTINGS.items() for word in ("-c", "=".join(item))]
        self.spawn(
            [programs / "postgres", "-D", data, "-p", str(self.port), *options],
            account=self.ground.account,
            ending=signal.SIGQUIT,  # at once, but unlike a kill it removes its shared memory
        )
        await self.answers(self._populate)

    async def ask(self) -> None:
        async with self.used() as connection:
            await connection.execute("SELECT 1")

    @asynccontextmanager
    async def used(self, *, direct: bool = False) -> AsyncIterator[Connection]:
        """The owner's connection: through the proxy as clients go, or past it."""
        port = self.port if direct else self.proxy.port
        async with self._connected(port, self.owner, self.password, self.database) as connection:
            yield connection

    @asynccontextmanager
    async def administered(self, database: str = "postgres") -> AsyncIterator[Connection]:
        """A superuser's connection, past the proxy. The database `postgres` is nobody's."""
        async with self._connected(
            self.port, SUPERUSER, self._superuser_password, database
        ) as connection:
            yield connection

    async def alter(self, *statements: str) -> None:
        """By a superuser, in the platform's database: all of them or none.

        SandboxError when somebody keeps a table locked: to wait on would keep it from everybody.
        """
        import asyncpg

        async with self.administered(self.database) as connection:
            await connection.execute(f"SET lock_timeout = '{LOCKED}s'")
            try:
                await connection.execute(";".join(statements))
            except asyncpg.LockNotAvailableError as error:
                raise SandboxError(f"{self.name} cannot be altered: {error}") from error

    async def change_password(self, password: str) -> None:
        """The owner's; who is connected with the old one is thrown out."""
        async with self.administered() as connection:
            await connection.execute(f"ALTER ROLE {self.owner} PASSWORD '{password}'")
        await self.throw_out()

    async def throw_out(self) -> None:
        """Ends the owner's sessions; whoever connects anew is let in."""
        async with self.administered() as connection:
            await connection.execute(f"{TERMINATE} WHERE usename = '{self.owner}'")

    async def rename_database(self, old: str, new: str) -> None:
        async with self.administered() as connection:
            await connection.execute(f"ALTER DATABASE {old} ALLOW_CONNECTIONS false")
            await connection.execute(f"{TERMINATE} WHERE datname = '{old}'")
            await connection.execute(f"ALTER DATABASE {old} RENAME TO {new}")
            await connection.execute(f"ALTER DATABASE {new} ALLOW_CONNECTIONS true")

    async def _initialise(self, initdb: Path) -> Path:
        room, account = self.ground.room(self.name), self.ground.account
        password = room / "superuser.password"
        password.touch(mode=0o600)
        password.write_text(self._superuser_password)
        if account:
            account.own(room)
            account.own(password)
        options = ["-U", SUPERUSER, "-A", "scram-sha-256", f"--pwfile={password}"]
        locale = ["-E", "UTF8", "--locale=C", "--no-sync"]
        process = self.spawn(
            [initdb, "-D", room / "data", *options, *locale],
            account=account,
            ending=None,  # whatever ends it leaves shared memory behind, and it takes half a second
        )

        async def ended() -> bool:
            return process.poll() is not None

        if not await until(ended, limit=LIMIT) or process.returncode:
            raise self.failure("could not be initialised")
        return room / "data"

    async def _populate(self) -> None:
        """Can be asked again only if connecting fails, which is before anything is made."""
        async with self.administered() as connection:
            await connection.execute(f"CREATE ROLE {self.owner} LOGIN PASSWORD '{self.password}'")
            # template0, because a background process may be connected to template1
            await connection.execute(
                f"CREATE DATABASE {self.database} OWNER {self.owner} TEMPLATE template0"
            )

    @asynccontextmanager
    async def _connected(
        self, port: int, user: str, password: str, database: str
    ) -> AsyncIterator[Connection]:
        import asyncpg

        connection = await asyncpg.connect(
            host="127.0.0.1",
            port=port,
            user=user,
            password=password,
            database=database,
            ssl=False,
        )
        try:
            yield connection
        finally:
            connection.terminate()


_copying = asyncio.Lock()


async def installation(ground: Ground) -> Path:
    """The programs; copied, once for all servers, if their account may not enter where they are."""
    original = executables.postgres()
    if ground.account is None or open_to_all(original / "bin" / "postgres"):
        return original
    copy = ground.directory / "postgresql"
    async with _copying:
        if not copy.exists():
            await asyncio.to_thread(shutil.copytree, original, copy)
            for path in (copy, *copy.rglob("*")):
                ground.account.own(path)
    return copy
