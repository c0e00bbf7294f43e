"""ClearML: a stand-in, since no real server can be had from wheels."""

from __future__ import annotations

import base64
import json
import secrets
import sys
import time
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from sandbox.clearml.settings import Manner, Part, Settings, Store
from sandbox.exchange import Asked, exchange
from sandbox.ground import Ground
from sandbox.ports import free_port
from sandbox.server import Server

TOKEN_LIFE = 60  # seconds
PERIOD = 600  # seconds of statistics that are asked for


class RefusedError(Exception):
    """The server's refusal: its code, subcode and message."""


class Clearml(Server):
    """The proxy stands before the API server; the web UI and the file server have none."""

    def __init__(self, name: str, ground: Ground) -> None:
        super().__init__(name, ground)
        self._keys = secrets.token_hex(10).upper(), secrets.token_urlsafe(32)
        self._web_port, self._files_port = free_port(), free_port()

    def variables(self) -> Mapping[str, str]:
        access_key, secret_key = self._keys
        return {
            "CLEARML_API_HOST": f"http://{self.address}",
            "CLEARML_WEB_HOST": f"http://127.0.0.1:{self._web_port}",
            "CLEARML_FILES_HOST": f"http://127.0.0.1:{self._files_port}",
            "CLEARML_API_ACCESS_KEY": access_key,
            "CLEARML_API_SECRET_KEY": secret_key,
        }

    async def launch(self) -> None:
        self._whole.write(self._path)
        ports = {"--api": self.port, "--web": self._web_port, "--files": self._files_port}
        words = [str(word) for pair in ports.items() for word in pair]
        self.spawn([sys.executable, "-P", "-m", "sandbox.clearml", self._path, *words])

    async def ask(self) -> None:
        """Needs every store. RefusedError with what the server refuses."""
        await self._call("debug.ping", {})
        token = await self._token()
        await self._call("queues.get_all", {}, token)
        now = int(time.time())
        period = {"from_date": now - PERIOD, "to_date": now, "interval": PERIOD}
        what = {"key": "cpu_usage", "category": "avg"}
        await self._call("workers.get_stats", {**period, "items": [what]}, token)

    async def remove_queue(self, name: str) -> None:
        token = await self._token()
        [queue] = (await self._call("queues.get_all", {"name": f"^{name}$"}, token))["queues"]
        await self._call("queues.delete", {"queue": queue["id"]}, token)

    async def add_queue(self, name: str) -> None:
        await self._call("queues.create", {"name": name}, await self._token())

    async def try_task(self) -> None:
        """Makes a task, and deletes it."""
        token = await self._token()
        made = await self._call("tasks.create", {"name": "proof", "type": "testing"}, token)
        await self._call("tasks.delete", {"task": made["id"], "force": True}, token)

    def break_store(self, store: Store, manner: Manner) -> None:
        replace(self._whole, broken={store: manner}).write(self._path)

    def put_gateway(self, statuses: Mapping[Part, int]) -> None:
        """A gateway answers in the stead of these parts."""
        replace(self._whole, gateway=statuses).write(self._path)

    def forbid(self, *calls: str) -> None:
        """The role of the account does not allow these from now on."""
        replace(self._whole, forbidden=calls).write(self._path)

    def change_keys(self) -> None:
        """It knows others than those of the settings from now on."""
        replace(self._whole, secret_key=secrets.token_urlsafe(32)).write(self._path)

    def restore(self) -> None:
        """Makes it whole; calls that wait for a store go on."""
        self._whole.write(self._path)

    @property
    def _whole(self) -> Settings:
        return Settings(*self._keys)

    @property
    def _path(self) -> Path:
        return self.ground.room(self.name) / "settings.json"

    async def _token(self) -> str:
        keys = base64.b64encode(":".join(self._keys).encode()).decode()
        login = await self._call("auth.login", {"expiration_sec": TOKEN_LIFE}, f"Basic {keys}")
        return f"Bearer {login['token']}"

    async def _call(self, name: str, data: Mapping[str, Any], authorization: str = "") -> Any:
        headers = {
            "host": self.address,
            "content-type": "application/json",
            "authorization": authorization,
        }
        sent = tuple((each.encode(), text.encode()) for each, text in headers.items() if text)
        asked = Asked("POST", f"/{name}".encode(), sent, json.dumps(data).encode())
        answered = await exchange(self.proxy.port, asked)
        if not answered.header("content-type").startswith("application/json"):
            raise RefusedError(f"{name}: HTTP {answered.status} {answered.body[:200]!r}")
        answer = json.loads(answered.body)
        meta = answer["meta"]
        if meta["result_code"] != 200:
            code = f"{meta['result_code']}/{meta['result_subcode']}"
            raise RefusedError(f"{name}: {code} {meta['result_msg']}")
        return answer["data"]
