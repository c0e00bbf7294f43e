"""The users of a MinIO, by its administrator's API: its SDK blocks, so it is asked in a thread."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING

from sandbox.servers.object_store import Account

if TYPE_CHECKING:
    from minio.minioadmin import MinioAdmin

PERMITTED = {
    "platform": ["s3:*"],
    "platform-restricted": ["s3:GetBucketLocation", "s3:ListBucket", "s3:GetObject"],
}
"""What the platform's account may do, and what it may when it is restricted: read."""
PATIENCE = 5.0  # seconds for an answer


class Users:
    def __init__(self, port: int, *, root: Account) -> None:
        self._port = port
        self._root = root
        self._admitted: str | None = None

    async def permit(self, buckets: Iterable[str], room: Path) -> None:
        """Makes the policies, which cover these buckets only."""
        await asyncio.to_thread(self._permit, tuple(buckets), room)

    async def admit(self, account: Account) -> None:
        """In place of the one before."""
        await asyncio.to_thread(self._admit, account)

    async def enable(self, user: str, enabled: bool) -> None:
        """Or disables the user."""
        administrator = self._administrator()
        change = administrator.user_enable if enabled else administrator.user_disable
        await asyncio.to_thread(change, user)

    def _permit(self, buckets: tuple[str, ...], room: Path) -> None:
        arn = "arn:aws:s3:::"
        resources = [f"{arn}{bucket}{objects}" for bucket in buckets for objects in ("", "/*")]
        for name, actions in PERMITTED.items():
            statement = {"Effect": "Allow", "Action": actions, "Resource": resources}
            file = room / f"{name}.json"
            file.write_text(json.dumps({"Version": "2012-10-17", "Statement": [statement]}))
            self._administrator().policy_add(name, str(file))

    def _admit(self, account: Account) -> None:
        administrator = self._administrator()
        if self._admitted not in (None, account.access_key):
            administrator.user_remove(self._admitted)
        administrator.user_add(account.access_key, account.secret_key)
        self._admitted = account.access_key
        policy = "platform-restricted" if account.restricted else "platform"
        administrator.policy_set(policy, user=account.access_key)

    def _administrator(self) -> MinioAdmin:
        from minio.credentials.providers import StaticProvider
        from minio.minioadmin import MinioAdmin
        from urllib3 import PoolManager

        return MinioAdmin(
            endpoint=f"127.0.0.1:{self._port}",
            credentials=StaticProvider(self._root.access_key, self._root.secret_key),
            secure=False,
            http_client=PoolManager(timeout=PATIENCE, retries=False),
        )
