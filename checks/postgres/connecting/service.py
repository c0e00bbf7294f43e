"""Service files: a database's settings by a name, as libpq reads them (and asyncpg hardly does)."""

import os
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

from healthcheck import Malformed

_LATER = ("/etc/postgresql-common", "/etc")
"""Where the system's file is; which of them depends on how libpq was built."""

Service = Mapping[str, str]


def service(name: str | None) -> Service:
    """The settings by that name, or by PGSERVICE; none where nobody names any."""
    wanted = name if name is not None else os.environ.get("PGSERVICE")
    if not wanted:
        return {}
    known: dict[str, Service] = {}
    for file in _files():
        known = {**_read(file), **known}  # the user's own is stronger
    if wanted not in known:
        there = f"there are: {', '.join(known)}" if known else "there is none in any service file"
        raise Malformed(f"it names a service that is not known; {there}")
    return known[wanted]


def _files() -> Iterator[Path]:
    own = os.environ.get("PGSERVICEFILE")
    folder = os.environ.get("PGSYSCONFDIR")
    if own:
        yield Path(own)
    elif home := _home():
        yield home
    for each in [folder] if folder else _LATER:
        yield Path(each, "pg_service.conf")


def _home() -> Path | None:
    if sys.platform == "win32":
        return Path(os.environ.get("APPDATA", ""), "postgresql", ".pg_service.conf")
    try:
        return Path.home() / ".pg_service.conf"
    except RuntimeError:
        return None


def _read(file: Path) -> dict[str, Service]:
    try:
        text = file.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return {}
    found: dict[str, Service] = {}
    section: dict[str, str] | None = None
    for number, line in enumerate(map(str.strip, text.splitlines()), 1):
        if not line or line.startswith("#"):
            continue
        if line.startswith("["):
            # of two by one name libpq takes the first
            section = {}
            found.setdefault(line.strip("[]"), section)
        elif section is not None:
            key, equals, value = line.partition("=")
            if not equals:
                raise Malformed(f"the service file that it needs has no = in line {number}")
            section[key.strip()] = value.strip()
    return found
