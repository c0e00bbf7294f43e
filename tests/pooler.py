"""PgBouncer before a PostgreSQL: Debian's package, which `.ci/run` installs, or any on the PATH."""

import asyncio
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import asyncpg  # type: ignore[import-untyped,unused-ignore]  # untyped in some versions

from tests.servers import (
    LIMIT,
    Postgres,
    directory,
    free_port,
    listens,
    process,
    unprivileged,
    until,
)

ACCOUNTS = {"app": "app-secret", "lost": "lost-secret"}
"""Whom it lets in, and as whom it goes on to the server, which does not know the second one."""


@dataclass(frozen=True, slots=True)
class Pooler:
    """A running PgBouncer; what it has said stands in `log`."""

    port: int
    log: Path

    def url(
        self, database: str = "postgres", user: str = "app", password: str = "app-secret"
    ) -> str:
        return f"postgresql://{user}:{password}@127.0.0.1:{self.port}/{database}"

    def spread(self, count: int) -> None:
        """So many connections to the server, which from now on take turns."""
        asyncio.run(self._spread(count))

    async def _spread(self, count: int) -> None:
        clients = [await self.client() for _ in range(count)]
        for each in clients:
            await each.execute("BEGIN; SELECT 1")
        for each in clients:
            await each.execute("COMMIT")
            await each.close()

    async def client(self) -> asyncpg.Connection:
        return await asyncpg.connect(self.url(), statement_cache_size=0, timeout=LIMIT)


@contextmanager
def pooler(
    server: Postgres, *, databases: str = "*", mode: str = "transaction", **settings: object
) -> Iterator[Pooler]:
    """It lends its connections in turn, so that no two transactions are sure to meet on one."""
    program = shutil.which("pgbouncer", path="/usr/sbin:/usr/bin:/usr/local/bin:/opt/homebrew/bin")
    assert program, "PgBouncer is not installed"
    with directory() as room:
        rights = unprivileged(room)
        port, accounts = free_port(), room / "accounts"
        lines = [f'"{name}" "{password}"' for name, password in ACCOUNTS.items()]
        accounts.write_text("\n".join(lines) + "\n")
        own: Mapping[str, object] = {
            "listen_addr": "127.0.0.1",
            "listen_port": port,
            "unix_socket_dir": "",
            "auth_type": "scram-sha-256",
            "auth_file": accounts,
            "pool_mode": mode,
            "server_round_robin": 1,
            "server_login_retry": 1,
        }
        options = [f"{name} = {value}" for name, value in {**own, **settings}.items()]
        places = f"[databases]\n{databases} = host=127.0.0.1 port={server.port}\n[pgbouncer]\n"
        configuration = room / "pgbouncer.ini"
        configuration.write_text(places + "\n".join(options) + "\n")
        with process([program, configuration], room / "log", cwd=room, **rights):
            until(lambda: listens(port), "PgBouncer listens")
            yield Pooler(port, room / "log")
