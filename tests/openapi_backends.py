"""Backends with an OpenAPI document: one that is written down, and a real FastAPI."""

import json
import socket
import threading
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from checks.http import HttpTarget, Path, Request, http
from checks.web import HttpUrl
from healthcheck import Outcome
from tests.ask import ask
from tests.web_servers import Answer, Respond, WebServer, web_server

LIMIT = 20.0
"""Seconds in which a server has to start."""

JOBS = "/api/v1/training/jobs"
CONFIG = {
    "type": "object",
    "required": ["framework", "model_name", "epochs"],
    "properties": {
        "framework": {"type": "string"},
        "model_name": {"type": "string"},
        "epochs": {"type": "integer", "minimum": 1.0},
        "learning_rate": {"type": "number", "exclusiveMinimum": 0.0, "exclusiveMaximum": 1.0},
    },
}
JOB = {
    "type": "object",
    "required": ["project_id", "config"],
    "properties": {
        "project_id": {"type": "integer"},
        "config": {"$ref": "#/components/schemas/Config"},
    },
}
GOOD: Mapping[str, Any] = {"framework": "ultralytics", "model_name": "yolo11n", "epochs": 2}


def document(
    schema: object, *, path: str = JOBS, content: str = "application/json", **more: object
) -> dict[str, Any]:
    """One that takes a body of this schema, by POST."""
    body = {"required": True, "content": {content: {"schema": schema}}}
    post = {"requestBody": body, "responses": {"422": {"description": "invalid"}}}
    shown: dict[str, Any] = {"openapi": "3.1.0", "info": {"title": "it", "version": "1"}}
    parts = {"schemas": {"Config": CONFIG, "Job": JOB}}
    return shown | {"paths": {path: {"post": post}}, "components": parts} | more


JOB_DOCUMENT = document({"$ref": "#/components/schemas/Job"})


@contextmanager
def documented(shown: object) -> Iterator[WebServer]:
    """A server that has nothing but a document."""
    text = shown if isinstance(shown, bytes) else json.dumps(shown).encode()
    answer: Respond = lambda asked: (  # noqa: E731 - a table of one row
        Answer(200, text) if asked.path == "/openapi.json" else Answer(404)
    )
    with web_server(answer) as server:
        yield server


def ask_request(
    port: int,
    body: object = None,
    *,
    path: str = JOBS,
    method: str = "POST",
    below: str = "",
    **settings: Any,
) -> Outcome:
    """The outcome of the check for a request that is to be sent there."""
    target = HttpTarget(
        url=HttpUrl.parse(f"http://127.0.0.1:{port}{below}"),
        openapi=Path("/openapi.json"),
        request=Request(path, method=method, body=body),
        **settings,
    )
    return ask(http, target)


@contextmanager
def uvicorn_server(app: Any) -> Iterator[int]:
    """A real one in a thread; its port."""
    import uvicorn

    config = uvicorn.Config(app, log_config=None, lifespan="off", timeout_graceful_shutdown=1)
    server = uvicorn.Server(config)
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
        thread.start()
        limit = time.monotonic() + LIMIT
        while not server.started:
            assert thread.is_alive()
            assert time.monotonic() < limit
            thread.join(0.01)
        try:
            yield listening.getsockname()[1]
        finally:
            server.should_exit = True
            thread.join(LIMIT)
