"""The Labeler's API."""

from __future__ import annotations

import sys
from collections.abc import Mapping

from sandbox.exchange import Asked, exchange
from sandbox.platform.labeler import HEALTH
from sandbox.server import Server


class NotServingError(Exception):
    """It answered, and not that it is well."""


class Labeler(Server):
    def variables(self) -> Mapping[str, str]:
        return {"LABELER_API_URL": f"http://{self.address}"}

    async def launch(self) -> None:
        command = [sys.executable, "-P", "-m", "sandbox.platform.labeler"]
        self.spawn([*command, "--port", str(self.port)])

    async def ask(self) -> None:
        """NotServingError."""
        asked = Asked("GET", HEALTH.encode(), ((b"host", self.address.encode()),), b"")
        answer = await exchange(self.proxy.port, asked)
        if answer.status != 200:
            raise NotServingError(f"GET {HEALTH}: {answer.status}")
