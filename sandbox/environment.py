"""The environment of what runs against a stack: the developer's, without what would leak in."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Mapping
from pathlib import Path

LEAKING_PREFIXES = (
    "AWS_",
    "CLEARML_",
    "E2E_",
    "EXTERNAL_BUCKET_",
    "EXTERNAL_STORAGE_",
    "HEALTHCHECK_",
    "INTERNAL_BUCKET_",
    "INTERNAL_STORAGE_",
    "JFS_",
    "KEYCLOAK_",
    "LABELER_",
    "MINIO_",
    "PG",
    "PLATFORM_",
    "REDIS_",
    "S3_",
    "TEMPORAL_",
    "TRAINING_CALLBACK_",
    "TRAINS_",
    "WEED_",
)
LEAKING = frozenset(
    {"API_BASE_URL", "DATABASE_URL", "OUTPUT_DIR", "USER_DATABASE_URL", "XDG_CONFIG_HOME"}
)
PROXIES = frozenset(
    {
        "ALL_PROXY",
        "FTP_PROXY",
        "GRPC_PROXY",
        "HTTP_PROXY",
        "HTTPS_PROXY",
        "NO_GRPC_PROXY",
        "NO_PROXY",
    }
)


def stripped(environment: Mapping[str, str]) -> dict[str, str]:
    """Without the platform's settings, the clients' own, and proxies."""
    return {
        name: value
        for name, value in environment.items()
        if not name.startswith(LEAKING_PREFIXES)
        and name not in LEAKING
        and name.upper() not in PROXIES
    }


def completed(
    environment: Mapping[str, str], variables: Mapping[str, str], *, home: Path
) -> dict[str, str]:
    """The whole environment of a child."""
    own = {"PATH": search_path(environment), "HOME": str(home), **variables}
    return {**stripped(environment), **own}


def search_path(environment: Mapping[str, str]) -> str:
    """PATH, with the console scripts of this installation first."""
    return os.pathsep.join(
        [str(Path(sys.executable).parent), environment.get("PATH") or os.defpath]
    )


def importable(environment: Mapping[str, str], modules: Iterable[str]) -> dict[str, str]:
    """`environment`, so that a child imports what we can import, wherever we found it."""
    here = str(Path(__file__).resolve().parent.parent)
    folders = [*(os.path.abspath(folder) for folder in modules if folder), here]
    return {**environment, "PYTHONPATH": os.pathsep.join(dict.fromkeys(folders))}
