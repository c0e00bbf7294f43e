"""`python -m sandbox.platform.backend --port N`: serves the API on the loopback until SIGTERM."""

from __future__ import annotations

import argparse
import logging
import os
import sys

import uvicorn

from sandbox.platform.backend.application import application
from sandbox.platform.settings import Settings

GRACE = 1  # seconds that requests have at the end; some wait for a server that is silent


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.platform.backend")
    parser.add_argument("--port", type=int, required=True)
    port = parser.parse_args().port
    logging.basicConfig(level=logging.INFO)
    logging.getLogger("httpx").setLevel(logging.WARNING)  # it tells of each call
    config = uvicorn.Config(
        application(Settings.from_environment(os.environ)),
        port=port,
        http="h11",
        ws="none",
        log_config=None,
        access_log=False,
        timeout_graceful_shutdown=GRACE,
    )
    uvicorn.Server(config).run()


if __name__ == "__main__":
    try:
        main()
        code = 0
    except Exception:
        logging.exception("the backend ended")
        code = 1
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)  # an interpreter that used temporalio may crash or hang at its own exit
