"""`python -m sandbox.platform.labeler --port N`: the Labeler, which later versions of the platform
ask for the dataset of a job. It knows all that are stored."""

from __future__ import annotations

import argparse
import json
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

from sandbox.content import DATASETS

HEALTH = "/health"
DATASET = "/api/v1/datasets/"
KNOWN = {each.id: {"id": each.id, "name": each.name} for each in DATASETS}


class Labeler(BaseHTTPRequestHandler):
    """Answers each request by itself: nobody waits for another's connection."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        if self.path == HEALTH:
            self._say(200, {"status": "ok"})
        elif found := KNOWN.get(self.path.removeprefix(DATASET)):
            self._say(200, found)
        else:
            self._say(404, {"detail": "Not Found"})

    def log_message(self, format: str, *args: object) -> None:
        """Says nothing of each request."""

    def _say(self, status: int, what: object) -> None:
        body = json.dumps(what).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m sandbox.platform.labeler")
    parser.add_argument("--port", type=int, required=True)
    ThreadingHTTPServer(("127.0.0.1", parser.parse_args().port), Labeler).serve_forever()


if __name__ == "__main__":
    main()
