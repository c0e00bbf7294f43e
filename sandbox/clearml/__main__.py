"""`python -m sandbox.clearml SETTINGS --api PORT [--web PORT] [--files PORT]`: serves the stand-in.

On the loopback, until a signal ends it. SETTINGS is a file, as `Settings.write` makes it.
"""

from __future__ import annotations

import argparse
import socket
from pathlib import Path

import uvicorn

from sandbox.clearml import queues
from sandbox.clearml.api import api
from sandbox.clearml.asgi import by_port
from sandbox.clearml.neighbours import files, gateway, web
from sandbox.clearml.records import Records
from sandbox.clearml.settings import Part, Settings

KEEP_ALIVE = 75  # seconds that a client's idle connection stays open
GRACE = 1  # seconds that requests have at the end; some wait for a store that hangs


def main() -> None:
    options = _options()
    records = Records()
    queues.stock(records)

    def settings() -> Settings:
        return Settings.read(options.settings)

    parts = {
        Part.API: (options.api, api(settings, records)),
        Part.WEB: (options.web, web()),
        Part.FILES: (options.files, files(records.access)),
    }
    served = {port: gateway(part, each, settings) for part, (port, each) in parts.items() if port}
    config = uvicorn.Config(
        by_port(served),
        http="h11",
        ws="none",
        lifespan="off",
        log_level="warning",
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run([_bound(port) for port in served])


def _bound(port: int) -> socket.socket:
    """TCP is named, or asyncio would leave TCP_NODELAY off: 40 ms for every answer."""
    bound = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    bound.bind(("127.0.0.1", port))
    return bound


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m sandbox.clearml")
    parser.add_argument("settings", type=Path, help="a file with the keys and what is broken")
    parser.add_argument("--api", type=int, required=True, help="the API server's port")
    parser.add_argument("--web", type=int, help="the web UI's port")
    parser.add_argument("--files", type=int, help="the file server's port")
    return parser.parse_args()


if __name__ == "__main__":
    main()
