"""The platform's API server."""

from __future__ import annotations

import json
import secrets
import subprocess
import sys
from collections.abc import Mapping, Sequence
from urllib.parse import urlencode

from sandbox.condition import met, until
from sandbox.exchange import Answer, Asked, exchange
from sandbox.ground import Ground
from sandbox.server import LIMIT
from sandbox.servers.part import Part, Variables

USERNAME = "e2e@example.com"
DATABASES = ("user-db", "platform-db")
PATIENCE = 5.0  # seconds after which a backend that does not answer counts as frozen


class NotServingError(Exception):
    """The API answered, and not with what was asked for."""


class Backend(Part):
    starts_after = (*DATABASES, "temporal")

    def __init__(
        self, name: str, ground: Ground, *, needs: Sequence[str], variables: Variables
    ) -> None:
        super().__init__(name, ground, needs=needs, variables=variables)
        self._password = secrets.token_hex(16)
        self._secret = secrets.token_hex(32)
        self._migrated = False

    def variables(self) -> Mapping[str, str]:
        return {
            "API_BASE_URL": f"http://{self.address}",
            "E2E_USERNAME": USERNAME,
            "E2E_PASSWORD": self._password,
        }

    def environment(self) -> dict[str, str]:
        """With what its tokens are signed by: they outlive the process."""
        return {**super().environment(), "PLATFORM_SECRET": self._secret}

    async def launch(self) -> None:
        """The first one migrates, while the backend starts: nobody is told of it before."""
        migrating = None if self._migrated else self._run("sandbox.platform.migrate")
        self._run("sandbox.platform.backend", "--port", str(self.port))
        if migrating is not None:
            await self._end_of(migrating)

    async def ask(self) -> None:
        """NotServingError. No dependency is asked; silent ones freeze the original nevertheless."""
        await self._ask("GET", "/openapi.json")

    async def recover(self) -> None:
        """Restarts one that is gone, or that something has frozen."""
        gone = self.process is None
        if gone or isinstance(await met(self.ask, patience=PATIENCE), TimeoutError):
            await self.restart()
        await super().recover()
        await self._refresh()

    async def _refresh(self) -> None:
        """A pooled connection that a fault has cut costs a request: it should be one of ours."""
        for _ in DATABASES:
            if await met(self._use_databases, patience=PATIENCE) is None:
                return

    async def _use_databases(self) -> None:
        form = urlencode({"username": USERNAME, "password": self._password})
        kind = "application/x-www-form-urlencoded"
        login = await self._ask("POST", "/api/v1/auth/login", form, content_type=kind)
        token = json.loads(login.body)["access_token"]
        await self._ask("GET", "/api/v1/datasets/available", authorization=f"Bearer {token}")

    async def _ask(self, method: str, path: str, body: str = "", **headers: str) -> Answer:
        told = {"host": self.address} | {name.replace("_", "-"): headers[name] for name in headers}
        sent = tuple((name.encode(), value.encode()) for name, value in told.items())
        asked = Asked(method, path.encode(), sent, body.encode())
        answer = await exchange(self.proxy.port, asked)
        if answer.status != 200:
            raise NotServingError(f"{method} {path}: {answer.status}")
        return answer

    def _run(self, module: str, *words: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-P", "-m", module, *words]
        return self.spawn(command, environment=self.environment())

    async def _end_of(self, migrating: subprocess.Popen[bytes]) -> None:
        async def ended() -> bool:
            return migrating.poll() is not None

        if not await until(ended, limit=LIMIT) or migrating.returncode:
            raise self.failure("could not be migrated")
        self._migrated = True
