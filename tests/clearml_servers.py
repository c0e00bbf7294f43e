"""As much of ClearML's API server as the check asks, with the stores behind it up, down or hung."""

import base64
import itertools
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from sandbox.clearml.settings import Manner, Settings, Store
from tests import servers
from tests.web_servers import Answer, Asked, WebServer, web_server

ACCESS, SECRET = "ACCESS-KEY-OF-TESTS", "secret-key-of-tests"
IDENTITY = {
    "user": "u1",
    "company": "c1",
    "role": "admin",
    "user_name": "training",
    "company_name": "acme",
}
STORES = {
    "auth.login": ("mongodb",),
    "queues.get_all": ("redis", "mongodb"),
    "projects.get_all": ("redis", "mongodb"),
    "workers.get_all": ("redis",),
    "workers.get_stats": ("redis", "elasticsearch"),
}
WITHOUT = {
    "redis": (500, 0, "Error 111 connecting to redis:6379. Connection refused."),
    "mongodb": (500, 1, "Internal server error: mongo:27017: [Errno 111] Connection refused"),
    "elasticsearch": (500, 100, "General data error (ConnectionError)"),
}
UNKNOWN = (401, 22, "Unauthorized (invalid credentials) (failed to locate provided credentials)")

Result = tuple[int, int, str]


def envelope(result: Result, data: Mapping[str, Any] | None = None) -> Answer:
    """An answer as the API server wraps it."""
    code, subcode, message = result
    meta = {"result_code": code, "result_subcode": subcode, "result_msg": message, "trx": "t1"}
    body = json.dumps({"meta": meta, "data": data or {}}).encode()
    return Answer(code, body, {"Content-Type": "application/json"})


def token(**claims: object) -> str:
    """A JSON web token; nobody here checks its signature."""
    parts = ({"alg": "HS256", "typ": "JWT"}, claims)
    said = [base64.urlsafe_b64encode(json.dumps(each).encode()).decode() for each in parts]
    return ".".join([*(each.rstrip("=") for each in said), "c2lnbmF0dXJl"])


TOKEN = token(api_version="2.34", server_version="2.3.0", identity=IDENTITY)


@dataclass(frozen=True, slots=True)
class Sandbox:
    """The sandbox's stand-in: API server, web UI and file server, by their ports."""

    api: int
    web: int
    files: int
    settings: Path

    @contextmanager
    def without(self, store: str, manner: str) -> Iterator[None]:
        """The store is refused or hung meanwhile."""
        broken = {Store(store): Manner(manner)}
        Settings(ACCESS, SECRET, broken, mongodb_patience=0.0).write(self.settings)
        try:
            yield
        finally:
            Settings(ACCESS, SECRET).write(self.settings)


@contextmanager
def clearml_sandbox() -> Iterator[Sandbox]:
    """A new one, in a process of its own."""
    with servers.directory() as room:
        api, web, files = (servers.free_port() for _ in range(3))
        sandbox = Sandbox(api, web, files, room / "settings.json")
        Settings(ACCESS, SECRET).write(sandbox.settings)
        serve = [sys.executable, "-m", "sandbox.clearml", str(sandbox.settings)]
        command = [*serve, f"--api={api}", f"--web={web}", f"--files={files}"]
        with servers.process(command, room / "log"):
            servers.until(
                lambda: all(map(servers.listens, (api, web, files))),
                "the sandbox's ClearML listens",
            )
            yield sandbox


@contextmanager
def clearml_server(
    *,
    down: Sequence[str] = (),
    hung: Sequence[str] = (),
    prefix: str = "",
    pings: int | None = None,
    results: Mapping[str, Answer | None] | None = None,
) -> Iterator[WebServer]:
    """A server that answers below `prefix`; `results` replace the answer of some calls; after
    so many `pings`, where that is given, there is no answer to any more of them."""
    pinged = itertools.count(1)

    def respond(asked: Asked) -> Answer | None:
        name = asked.path.removeprefix(prefix).strip("/")
        if not asked.path.startswith(prefix):
            return Answer(404, b"<html>nginx</html>", {"Content-Type": "text/html"})
        if results and name in results:
            return results[name]
        if name == "debug.ping":
            if pings is not None and next(pinged) > pings:
                return None
            return envelope((200, 0, "OK"), {"msg": "ClearML server"})
        if name not in STORES:
            return envelope((400, 0, f"Invalid request path {asked.path}"))
        if set(STORES[name]) & set(hung):
            return None
        missing = next((each for each in STORES[name] if each in down), None)
        return envelope(WITHOUT[missing]) if missing else _answer(name, asked)

    with web_server(respond) as server:
        yield server


def _answer(name: str, asked: Asked) -> Answer:
    basic = base64.b64encode(f"{ACCESS}:{SECRET}".encode()).decode()
    authorization = asked.headers.get("authorization", "")
    if name == "auth.login":
        known = authorization == f"Basic {basic}"
        return envelope((200, 0, "OK"), {"token": TOKEN}) if known else envelope(UNKNOWN)
    if authorization != f"Bearer {TOKEN}":
        return envelope((401, 30, "invalid token"))
    return envelope((200, 0, "OK"), {name.split(".")[0]: []})
