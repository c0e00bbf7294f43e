"""MinIO: its own server where one is on PATH, else JuiceFS's gateway, which embeds its front end.

The platform's account is an ordinary user's; the root user is nobody's.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from pathlib import Path

from sandbox import content, executables
from sandbox.condition import until
from sandbox.ground import Ground
from sandbox.ports import free_port
from sandbox.server import LIMIT
from sandbox.servers.minio_users import Users
from sandbox.servers.object_store import Account, ObjectStore
from sandbox.store import Store, Thing

CHECKPOINTS = "training-checkpoints"
SCHEMAS = "config-schemas"
WEIGHTS = "model-weights"
BUCKETS = {
    "INTERNAL_BUCKET_WEIGHTS": WEIGHTS,
    "INTERNAL_BUCKET_CHECKPOINTS": CHECKPOINTS,
    "INTERNAL_BUCKET_SCHEMAS": SCHEMAS,
}
PROOF = Thing("snapshots/proof/metadata.json", b"{}")
OPTIONS = (
    *("--multi-buckets", "--keep-etag", "--object-meta", "--no-banner", "--no-usage-report"),
    *("--cache-dir", "memory", "--backup-meta", "0"),
)


class Minio(ObjectStore):
    def __init__(self, name: str, ground: Ground) -> None:
        super().__init__(name, ground, account=_account(), bucket=CHECKPOINTS)
        self._root = _account()
        self._users = Users(self.port, root=self._root)

    def variables(self) -> Mapping[str, str]:
        return {
            "INTERNAL_STORAGE_ENDPOINT": f"http://{self.address}",
            "INTERNAL_STORAGE_ACCESS_KEY": self.account.access_key,
            "INTERNAL_STORAGE_SECRET_KEY": self.account.secret_key,
            **BUCKETS,
        }

    @property
    def client(self) -> Store:
        return Store(self.proxy.port, self.account.access_key, self.account.secret_key)

    @property
    def owner(self) -> Store:
        return Store(self.port, self._root.access_key, self._root.secret_key)

    def front(self, port: int, *, ahead: int) -> list[str]:
        return ["sandbox.fronts.minio", str(port), str(self.port), str(ahead)]

    async def launch(self) -> None:
        room = self.ground.room(self.name)
        environment = {
            "MINIO_ROOT_USER": self._root.access_key,
            "MINIO_ROOT_PASSWORD": self._root.secret_key,
            "MINIO_BROWSER": "off",
            "MINIO_UPDATE": "off",
        }
        server = executables.minio()
        command = self._own(server, room) if server else await self._gateway(room)
        self._serving = (self.spawn(command, environment=environment),)
        await self.answers(self._first_bucket)
        await self._populate(room)

    async def ask(self) -> None:
        """Writes what creating a job writes, and removes it."""
        await self.client.put(self.bucket, PROOF)
        await self.client.delete(self.bucket, PROOF.key)

    async def admit(self, account: Account) -> None:
        await self._users.admit(account)

    async def enable(self, enabled: bool) -> None:
        """The account, or disables it."""
        await self._users.enable(self.account.access_key, enabled)

    def _own(self, server: Path, room: Path) -> list[str | Path]:
        return [server, "server", room / "data", "--address", f"127.0.0.1:{self.port}", "--quiet"]

    async def _gateway(self, room: Path) -> list[str | Path]:
        """Makes the file system. The agent would listen at a port of its own choice."""
        juicefs: list[str | Path] = [executables.juicefs(), "--no-agent"]
        volume = f"sqlite3://{room}/volume.db"
        storage = ["--storage", "file", "--bucket", f"{room}/data/", "--trash-days", "0"]
        formatting = self.spawn([*juicefs, "format", *storage, volume, "volume"])

        async def ended() -> bool:
            return formatting.poll() is not None

        if not await until(ended, limit=LIMIT) or formatting.returncode:
            raise self.failure("could not be formatted")
        places = ["--log", f"{room}/gateway.log", "--metrics", f"127.0.0.1:{free_port()}"]
        return [*juicefs, "gateway", volume, f"127.0.0.1:{self.port}", *OPTIONS, *places]

    async def _first_bucket(self) -> None:
        """Can be asked again: only an answer makes it."""
        await self.owner.make_bucket(self.bucket)

    async def _populate(self, room: Path) -> None:
        for bucket in BUCKETS.values():
            if bucket != self.bucket:
                await self.owner.make_bucket(bucket)
        await self.owner.put(SCHEMAS, content.capabilities())
        for each in content.weights():
            await self.owner.put(WEIGHTS, each)
        await self._users.permit(BUCKETS.values(), room)
        await self.admit(self.account)


def _account() -> Account:
    """MinIO takes no longer keys and secrets."""
    return Account(secrets.token_hex(10), secrets.token_hex(20))
