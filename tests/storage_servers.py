"""Real S3 stores for tests, and fronts before them: started on free ports, gone at the end."""

import contextlib
import http.client
import io
import json
import os
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.utils import format_datetime, parsedate_to_datetime
from functools import cached_property
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sandbox import executables
from sandbox.ports import free_pair
from tests.servers import LIMIT, directory, free_port, listens, process, until

if TYPE_CHECKING:
    from minio import Minio

ROOT = ("minioadmin", "minioadmin")
"""What every MinIO has unless somebody changes it."""

OWNER = ("0123456789abcdef0123456789abcdef", "owner-of-the-store-secret")
ARN = "arn:aws:s3:::"
HOST = "127.0.0.1"
REGION = "us-east-1"
"""Of a MinIO that is told no other, and of one that accepts any."""


@dataclass(frozen=True)
class Store:
    """A running store, and its owner's keys."""

    port: int
    pid: int
    room: Path
    keys: tuple[str, str]
    region: str = REGION

    @property
    def url(self) -> str:
        """As the settings have it."""
        return f"http://{HOST}:{self.port}"

    @cached_property
    def client(self) -> "Minio":
        """The owner's, past everything that is tested."""
        import urllib3
        from minio import Minio

        access_key, secret_key = self.keys
        return Minio(
            endpoint=f"{HOST}:{self.port}",
            access_key=access_key,
            secret_key=secret_key,
            secure=False,
            region=self.region,
            http_client=urllib3.PoolManager(timeout=LIMIT, retries=False),
        )

    def make(self, *buckets: str) -> None:
        """New buckets; waits until the store serves them."""
        for bucket in buckets:
            until(lambda bucket=bucket: self._made(bucket), f"the bucket {bucket} is there")  # type: ignore[misc]  # a lambda's default

    def put(self, bucket: str, key: str, text: str) -> None:
        """A new object."""
        self.client.put_object(bucket, key, io.BytesIO(text.encode()), len(text))

    def objects(self, bucket: str) -> list[str]:
        """The keys of all objects."""
        found = self.client.list_objects(bucket, recursive=True)
        return [str(each.object_name) for each in found]

    def admit(self, user: str, *statements: tuple[Sequence[str], str]) -> tuple[str, str]:
        """A new user of a MinIO, who may do certain actions on a resource, and its keys."""
        allowed = [
            {"Effect": "Allow", "Action": list(actions), "Resource": [f"{ARN}{resource}"]}
            for actions, resource in statements
        ]
        file = self.room / f"{user}.json"
        file.write_text(json.dumps({"Version": "2012-10-17", "Statement": allowed}))
        keys = (user, f"secret-of-{user}")
        self.administrator.policy_add(user, str(file))
        self.administrator.user_add(*keys)
        self.administrator.policy_set(user, user=user)
        return keys

    @cached_property
    def administrator(self) -> Any:
        """Of a MinIO."""
        import urllib3
        from minio.credentials.providers import StaticProvider
        from minio.minioadmin import MinioAdmin

        return MinioAdmin(
            endpoint=f"{HOST}:{self.port}",
            credentials=StaticProvider(*self.keys),
            secure=False,
            http_client=urllib3.PoolManager(timeout=LIMIT, retries=False),
        )

    def _made(self, bucket: str) -> bool:
        from minio.error import MinioException

        with contextlib.suppress(MinioException, http.client.HTTPException, OSError):
            if not self.client.bucket_exists(bucket):
                self.client.make_bucket(bucket)
            self.put(bucket, "first", "")
            self.client.remove_object(bucket, "first")
            return True
        return False


def _serves(port: int) -> bool:
    """Whether it has read its accounts; it answers before, and says in a header that it has not."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=LIMIT)
    try:
        connection.request("GET", "/minio/health/live")
        answer = connection.getresponse()
        return answer.status == 200 and answer.headers["x-minio-server-status"] != "offline"
    except OSError:
        return False
    finally:
        connection.close()


@contextmanager
def minio(region: str = "") -> Iterator[Store]:
    """MinIO's own server where it is on PATH, else JuiceFS's gateway, which embeds its front end.

    It accepts every region, unless it is told one.
    """
    with directory() as room:
        port, own = free_port(), executables.minio()
        address = f"{HOST}:{port}"
        command: Sequence[str | Path]
        if own:
            command = [own, "server", room / "data", "--address", address, "--quiet"]
        else:
            command = _gateway(room, port)
        user, password = ROOT
        settings = {"MINIO_ROOT_USER": user, "MINIO_ROOT_PASSWORD": password}
        settings |= dict.fromkeys(("MINIO_REGION", "MINIO_REGION_NAME"), region)
        environment = {**os.environ, **settings, "HOME": str(room), "MINIO_BROWSER": "off"}
        with process(command, room / "log", env=environment) as pid:
            until(lambda: _serves(port), "MinIO serves")
            yield Store(port, pid, room, ROOT, region or REGION)


def _gateway(room: Path, port: int) -> list[str | Path]:
    juicefs: list[str | Path] = [executables.juicefs(), "--no-agent"]
    volume = f"sqlite3://{room}/volume.db"
    storage = ["--storage", "file", "--bucket", f"{room}/data/", "--trash-days", "0"]
    formatting = [*juicefs, "format", *storage, volume, "volume"]
    subprocess.run(formatting, check=True, capture_output=True, timeout=LIMIT)
    quiet = ["--no-banner", "--no-usage-report", "--log", f"{room}/gateway.log"]
    options = ["--multi-buckets", "--keep-etag", "--backup-meta", "0"]
    places = [volume, f"{HOST}:{port}", "--metrics", f"{HOST}:{free_port()}"]
    return [*juicefs, "gateway", *places, *options, *quiet]


@contextmanager
def seaweed(**accounts: Sequence[str]) -> Iterator[Store]:
    """SeaweedFS, which plays R2; an account's keys are its name, filled up to 32 characters, and
    `<name>-secret`."""
    with directory() as room:
        (room / "data").mkdir()
        identities = [_identity("owner", OWNER, ["Admin", "Read", "Write", "List"])]
        identities += [_identity(name, keys_of(name), may) for name, may in accounts.items()]
        (room / "accounts.json").write_text(json.dumps({"identities": identities}))
        # each takes the port 10000 above its own, too
        ports = {part: free_pair(10_000) for part in ("master", "volume", "filer", "admin", "s3")}
        options = [f"-dir={room}/data", *_options(room, ports)]
        command: Sequence[str | Path] = [executables.weed(), "mini", *options]
        try:
            with process(command, room / "log", env={**os.environ, "HOME": str(room)}) as pid:
                until(lambda: listens(ports["s3"]), "SeaweedFS listens")
                yield Store(ports["s3"], pid, room, OWNER)
        finally:
            for part, port in ports.items():  # it makes them here, whatever it is told
                Path(f"/tmp/seaweedfs-{part}-grpc-{port + 10000}.sock").unlink(missing_ok=True)


def keys_of(name: str) -> tuple[str, str]:
    """The keys of an account of SeaweedFS."""
    return name.ljust(32, "0"), f"{name}-secret"


def _identity(name: str, keys: tuple[str, str], may: Sequence[str]) -> dict[str, object]:
    credentials = dict(zip(("accessKey", "secretKey"), keys, strict=True))
    return {"name": name, "credentials": [credentials], "actions": list(may)}


def _options(room: Path, ports: Mapping[str, int]) -> list[str]:
    off = "-master.telemetry=false -webdav=false -admin.ui=false -s3.port.iceberg=0"
    strict = "-s3.port.lance=0 -s3.autoCreateBucket=false -s3.allowDeleteBucketNotEmpty=false"
    return [
        *(f"-ip={HOST}", f"-ip.bind={HOST}", f"-s3.config={room}/accounts.json"),
        *(f"-{part}.port={port}" for part, port in ports.items()),
        *(f"-{part}.localSocket={room}/{part}.sock" for part in ("filer", "s3")),
        *off.split(),
        *strict.split(),
    ]


@contextmanager
def front(module: str, store: Store, *, ahead: int = 0) -> Iterator[int]:
    """The sandbox's front `minio` (a clock) or `r2` (a clock, and R2's own words)."""
    port = free_port()
    accounts = [str(store.room / "accounts.json")] if module == "r2" else []
    words = [f"sandbox.fronts.{module}", str(port), str(store.port), *accounts, str(ahead)]
    home = Path(__file__).parent.parent
    with (
        directory() as room,
        process([sys.executable, "-P", "-m", *words], room / "log", cwd=home),
    ):
        until(lambda: listens(port), "the front listens")
        yield port


@dataclass(frozen=True)
class Request:
    """What a stand-in was asked."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True)
class Response:
    """What it answers."""

    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""


Answering = Callable[[Request], Response]


@contextmanager
def answering(answer: Answering) -> Iterator[int]:
    """A stand-in, no store: a web server that answers as the function says."""
    server = ThreadingHTTPServer((HOST, 0), _handler(answer))
    server.daemon_threads = True
    serving = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    serving.start()
    try:
        yield server.server_port
    finally:
        server.shutdown()
        server.server_close()


def _handler(answer: Answering) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def handle_one_request(self) -> None:
            try:
                super().handle_one_request()
            except ConnectionError:  # the client's end, or the answer's wish
                self.close_connection = True

        def answer(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            said = answer(Request(self.command, self.path, dict(self.headers), body))
            self.send_response_only(said.status)
            chunked = "Transfer-Encoding" in said.headers
            length = {} if chunked else {"Content-Length": str(len(said.body))}
            for name, value in {**length, **said.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            if self.command != "HEAD":
                self.wfile.write(said.body)

        do_GET = do_HEAD = do_PUT = do_DELETE = do_POST = answer  # noqa: N815 - the library's names

        def log_message(self, format: str, *args: object) -> None: ...

    return Handler


def for_ever() -> None:
    """Never returns; the stand-in's threads end with the tests."""
    threading.Event().wait()


def forwarded(request: Request, port: int) -> Response:
    """A store's answer to what a stand-in was asked; the signature covers the Host."""
    connection = http.client.HTTPConnection(HOST, port, timeout=LIMIT)
    try:
        headers = {k: v for k, v in request.headers.items() if k.lower() not in ("expect",)}
        connection.request(request.method, request.path, request.body or None, headers)
        said = connection.getresponse()
        kept = {k: v for k, v in said.getheaders() if k.lower() != "transfer-encoding"}
        kept.pop("Content-Length", None)
        return Response(said.status, kept, said.read())
    finally:
        connection.close()


def dated(response: Response, *, ahead: float) -> Response:
    """With a Date that many seconds later."""
    from datetime import timedelta

    date = parsedate_to_datetime(response.headers["Date"]) + timedelta(seconds=ahead)
    headers = {**response.headers, "Date": format_datetime(date, usegmt=True)}
    return Response(response.status, headers, response.body)


def error(status: int, code: str, message: str = "") -> Response:
    """A refusal in S3's words."""
    said = f"<?xml version='1.0'?><Error><Code>{code}</Code><Message>{message}</Message></Error>"
    return Response(status, {"Content-Type": "application/xml"}, said.encode())
