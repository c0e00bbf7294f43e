"""ClearML's stand-in in this process, asked as its clients ask it."""

from __future__ import annotations

import asyncio
import base64
import json
from dataclasses import dataclass, field, replace
from typing import Any

import httpx

from sandbox.clearml import queues
from sandbox.clearml.api import api
from sandbox.clearml.records import Records
from sandbox.clearml.settings import Manner, Settings, Store

KEYS = "access", "secret"
GOOD = (200, 0)


def basic(*keys: str) -> str:
    return f"Basic {base64.b64encode(':'.join(keys).encode()).decode()}"


@dataclass
class StandIn:
    """The API server in this process, its stores whole at first."""

    settings: Settings = field(default_factory=lambda: Settings(*KEYS))
    records: Records = field(default_factory=Records)

    def __post_init__(self) -> None:
        queues.stock(self.records)

    def break_(self, store: Store, manner: Manner, *, patience: float = 0) -> None:
        self.settings = replace(self.settings, broken={store: manner}, mongodb_patience=patience)

    def mend(self) -> None:
        self.settings = Settings(*KEYS)

    async def ask(
        self, path: str, data: object = None, *, method: str = "POST", **headers: str
    ) -> dict[str, Any]:
        """The whole answer. `data` is sent as JSON, bytes as they are."""
        transport = httpx.ASGITransport(api(lambda: self.settings, self.records))
        content = data if isinstance(data, bytes) else json.dumps(data).encode() if data else b""
        async with httpx.AsyncClient(transport=transport, base_url="http://api") as client:
            reply = await client.request(method, path, content=content, headers=headers)
        answer: dict[str, Any] = reply.json()
        assert answer["meta"]["result_code"] == reply.status_code
        return answer

    def call(self, name: str, data: object = None, **headers: str) -> dict[str, Any]:
        """The data of an answer to somebody who may ask; it must be good."""
        headers = {"authorization": basic(*KEYS), **headers}
        answer = asyncio.run(self.ask(f"/v2.34/{name}", data, **headers))
        assert result(answer) == GOOD, answer
        data = answer["data"]
        assert isinstance(data, dict)
        return data


def result(answer: dict[str, Any]) -> tuple[int, int]:
    return answer["meta"]["result_code"], answer["meta"]["result_subcode"]
