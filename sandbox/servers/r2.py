"""Cloudflare R2: SeaweedFS behind a front that answers in R2's own words.

The platform's account is an object token: it reads, writes and lists one bucket.
"""

from __future__ import annotations

import asyncio
import json
import secrets
import signal
from collections.abc import Iterable, Mapping
from pathlib import Path

from sandbox import content, executables
from sandbox.ground import Ground
from sandbox.ports import free_pair, free_port
from sandbox.servers.object_store import Account, ObjectStore
from sandbox.store import Store

DATASETS = "training-datasets"
REGION = "auto"
PARTS = ("master", "volume", "filer", "s3")
GRPC = 10_000  # the administrator's worker looks for it so far above its port, and nowhere else
SOCKETS = Path("/tmp")  # where SeaweedFS makes a socket for each gRPC port, whatever it is told
SWITCHED_OFF = (
    *("-master.telemetry=false", "-webdav=false", "-admin.ui=false"),
    *("-s3.port.iceberg=0", "-s3.port.lance=0"),
    *("-s3.autoCreateBucket=false", "-s3.allowDeleteBucketNotEmpty=false"),
)
OBJECT_TOKEN = ("Read", "Write", "List")
EVERYTHING = ("Admin", *OBJECT_TOKEN)


class R2(ObjectStore):
    def __init__(self, name: str, ground: Ground) -> None:
        super().__init__(name, ground, account=_account(), bucket=DATASETS)
        self._owner = _account()
        self._ports = {part: free_port() for part in PARTS} | {"admin": free_pair(GRPC)}
        self._grpc_ports = {part: free_port() for part in PARTS}

    def variables(self) -> Mapping[str, str]:
        return {
            "EXTERNAL_STORAGE_ENDPOINT": f"http://{self.address}",
            "EXTERNAL_STORAGE_ACCESS_KEY": self.account.access_key,
            "EXTERNAL_STORAGE_SECRET_KEY": self.account.secret_key,
            "EXTERNAL_BUCKET_DATASETS": self.bucket,
        }

    @property
    def client(self) -> Store:
        keys = self.account.access_key, self.account.secret_key
        return Store(self.proxy.port, *keys, region=REGION)

    @property
    def owner(self) -> Store:
        return Store(self._ports["s3"], self._owner.access_key, self._owner.secret_key)

    def front(self, port: int, *, ahead: int) -> list[str]:
        behind = str(self._ports["s3"]), str(self._accounts)
        return ["sandbox.fronts.r2", str(port), *behind, str(ahead)]

    async def launch(self) -> None:
        self._write_accounts(self.account)
        weed = self.spawn([executables.weed(), "-logtostderr=true", "mini", *self._options()])
        self._serving = (weed, self.spawn_module(*self.front(self.port, ahead=0)))
        await self.answers(self._first_bucket)
        await asyncio.gather(*(self.owner.put(self.bucket, each) for each in content.datasets()))

    async def ask(self) -> None:
        """Lists a dataset and reads its annotations, as creating a job does."""
        await self.client.keys(self.bucket, content.DATASET)
        await self.client.get(self.bucket, content.ANNOTATIONS)

    async def admit(self, account: Account) -> None:
        self._write_accounts(account)
        self._serving[0].send_signal(signal.SIGHUP)

    async def close(self) -> None:
        await super().close()
        grpc_ports = self._grpc_ports | {"admin": self._ports["admin"] + GRPC}
        for part, port in grpc_ports.items():
            (SOCKETS / f"seaweedfs-{part}-grpc-{port}.sock").unlink(missing_ok=True)

    @property
    def _accounts(self) -> Path:
        return self.ground.room(self.name) / "accounts.json"

    def _write_accounts(self, account: Account) -> None:
        """At once: the front may read it at any moment."""
        bucket = secrets.token_hex(8) if account.restricted else self.bucket
        token = [f"{action}:{bucket}" for action in OBJECT_TOKEN]
        identities = [_identity("platform", account, token)]
        identities.append(_identity("owner", self._owner, EVERYTHING))
        draft = self._accounts.with_suffix(".draft")
        draft.touch(mode=0o600)
        draft.write_text(json.dumps({"identities": identities}))
        draft.replace(self._accounts)

    def _options(self) -> list[str]:
        room = self.ground.room(self.name)
        (room / "data").mkdir()
        return [
            *("-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={room}/data"),
            *(f"-{part}.port={port}" for part, port in self._ports.items()),
            *(f"-{part}.port.grpc={port}" for part, port in self._grpc_ports.items()),
            *(f"-{part}.localSocket={room}/{part}.sock" for part in ("filer", "s3")),
            f"-s3.config={self._accounts}",
            *SWITCHED_OFF,
        ]

    async def _first_bucket(self) -> None:
        """Can be asked again: only an answer makes it."""
        await self.owner.make_bucket(self.bucket)


def _identity(name: str, account: Account, actions: Iterable[str]) -> dict[str, object]:
    credentials = {"accessKey": account.access_key, "secretKey": account.secret_key}
    return {"name": name, "credentials": [credentials], "actions": list(actions)}


def _account() -> Account:
    return Account(secrets.token_hex(16), secrets.token_hex(32))
