"""Passwords that stand elsewhere than in the URL: in PGPASSWORD, or in a password file."""

import getpass
import os
import re
import stat
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from checks.postgres.connecting.places import Place
from healthcheck import Secret

NONE = Secret("")
_FIELD = re.compile(r"((?:\\.|[^\\:])*):", re.DOTALL)
_FIELDS = 4
"""Host, port, database and user stand before the password."""


@dataclass(frozen=True, slots=True)
class Kept:
    """A password for each place, and `where` they stand.

    `passed_over` says why drivers read no password in a file that is there.
    """

    passwords: tuple[Secret, ...] = ()
    where: str = ""
    passed_over: str = ""


NOTHING = Kept()


def kept(named: str | None, places: Sequence[Place], user: str, database: str) -> Kept:
    """What libpq finds where the URL has no password; `named` is the file that the URL names."""
    if given := os.environ.get("PGPASSWORD"):
        return Kept((Secret(given),) * len(places), "PGPASSWORD")
    file, where = _file(named)
    if file is None:
        return NOTHING
    try:
        if reason := _unusable(file):
            return Kept(passed_over=f"the password file ({where}) {reason}: drivers pass over it")
        lines = file.read_text(encoding="utf-8", errors="surrogateescape").splitlines()
    except FileNotFoundError:
        return NOTHING
    except OSError as error:
        why = error.strerror or "an error"
        return Kept(passed_over=f"the password file ({where}) cannot be read: {why}")
    entries = [*_entries(lines)]
    account = user or _ourselves()
    found = tuple(_fitting(entries, each, account, database or account) for each in places)
    return Kept(found, f"the password file ({where})") if any(found) else NOTHING


def _file(named: str | None) -> tuple[Path | None, str]:
    if named:
        return Path(named), "passfile of the URL"
    if by_variable := os.environ.get("PGPASSFILE"):
        return Path(by_variable), "PGPASSFILE"
    if sys.platform == "win32":
        folder = os.environ.get("APPDATA", "")
        return Path(folder, "postgresql", "pgpass.conf"), "%APPDATA%/postgresql/pgpass.conf"
    try:
        return Path.home() / ".pgpass", "~/.pgpass"
    except RuntimeError:
        return None, ""


def _ourselves() -> str:
    """The system's name for us, which drivers take where a URL names no user."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):
        return ""


def _unusable(file: Path) -> str:
    mode = file.stat().st_mode
    if not stat.S_ISREG(mode):
        return "is no plain file"
    if sys.platform != "win32" and mode & (stat.S_IRWXG | stat.S_IRWXO):
        return "may be read by others than its owner"
    return ""


def _entries(lines: Sequence[str]) -> Iterator[tuple[list[str], str]]:
    """The four fields of each line, and its password."""
    for line in lines:
        fields: list[str] = []
        rest = line
        while len(fields) < _FIELDS and (found := _FIELD.match(rest)):
            fields.append(_plain(found[1]))
            rest = rest[found.end() :]
        if len(fields) == _FIELDS and not line.startswith("#"):
            yield fields, _plain(rest)


def _plain(field: str) -> str:
    return re.sub(r"\\(.)", r"\1", field)


def _fitting(
    entries: Sequence[tuple[list[str], str]], place: Place, user: str, database: str
) -> Secret:
    """The first that fits; a socket is `localhost` there, or its directory."""
    hosts = {place.host, "localhost"} if place.is_socket else {place.host}
    for (host, port, *account), password in entries:
        here = host == "*" or host in hosts
        ours = all(
            each in ("*", wanted)
            for each, wanted in zip(
                (port, *account), (str(place.port), database, user), strict=True
            )
        )
        if here and ours:
            return Secret(password)
    return NONE
